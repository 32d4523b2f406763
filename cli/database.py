"""How commands read the read model and the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.errors import fail
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from models.encryption.family_keys import FamilyKeys


@contextmanager
def database() -> Iterator["Session"]:
    """A session of the database that the settings name; what is wrong with it is said in a line."""
    from sqlmodel import Session  # noqa: PLC0415  (keeps other commands quick)

    from deploy.readiness import check_database  # noqa: PLC0415
    from models.storage.database import open_database  # noqa: PLC0415

    settings = load_settings(ServiceSettings)
    problems = check_database(settings)
    if problems:
        fail("\n".join(problems))
    engine = open_database(settings.database_url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def open_keys(engine: "Engine") -> "FamilyKeys | None":
    """The data keys that the settings give access to; what is wrong with them is said in a line."""
    from models.encryption.key_ring import KeyRingError  # noqa: PLC0415
    from models.encryption.opening import open_family_keys  # noqa: PLC0415

    try:
        return open_family_keys(load_settings(ServiceSettings), engine)
    except KeyRingError as error:
        fail(str(error))
