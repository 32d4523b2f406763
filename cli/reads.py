"""Reads by commands, noted in the access log where keys are set: they open what is encrypted."""

import getpass
from datetime import UTC, datetime

from cli.errors import fail
from models.local_time import short_day
from models.settings import DeskSettings, ServiceSettings, load_settings


def note_read(about: str, detail: str) -> None:
    """Note a read before it is done; what cannot be noted is not read.

    Args:
        about: The id of the case, or several with commas between them.
        detail: What is read, such as the name of a query.
    """
    from models.encryption.opening import is_encrypting  # noqa: PLC0415  (keeps --help quick)

    settings = load_settings(ServiceSettings)
    if not is_encrypting(settings):
        return
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from models.access import Access, Act  # noqa: PLC0415
    from models.encryption.family_keys import family_of  # noqa: PLC0415
    from models.presentation.reporters import How  # noqa: PLC0415
    from models.storage.access_log import AccessLog  # noqa: PLC0415
    from models.storage.case_keys import CaseKeys  # noqa: PLC0415
    from models.storage.database import open_database  # noqa: PLC0415

    engine = open_database(settings.database_url)
    try:
        AccessLog(engine).append(
            Access(
                at=datetime.now(UTC),
                who=reader(),
                how=How.ASSERTED.value,
                act=Act.READ,
                about=about,
                detail=detail,
            )
        )
        # Of many cases those that were forgotten are left blank.
        forgotten = None if "," in about else CaseKeys(engine).forgotten_at(family_of(about))
    except SQLAlchemyError:
        fail("Nothing is shown: the access log cannot be written; `appealclock doctor` looks why.")
    finally:
        engine.dispose()
    if forgotten is not None:
        fail(f"{about} was forgotten on {short_day(forgotten.date())} (UTC): nobody can read it.")


def reader() -> str:
    """Who types: by their code as a case manager, or as who they are on this machine."""
    from models.cases.people import case_manager_code  # noqa: PLC0415

    me = load_settings(DeskSettings).me
    if me is not None:
        return case_manager_code(me) if "@" in me else me
    try:
        return f"user {getpass.getuser()}"
    except (KeyError, OSError):
        return "user unknown"
