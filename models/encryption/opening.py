"""The data keys that the settings of the service give access to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRing, KeyRingError
from models.encryption.ring_file import printed_ring, read_ring
from models.settings import PREFIX, ServiceSettings
from models.storage.case_keys import CaseKeys
from models.storage.database import open_database

AnswerT = TypeVar("AnswerT")

_MISSING = (
    f"{PREFIX}KEYS: expected, or {PREFIX}KEYS_COMMAND: the cases of this database are encrypted; "
    "without the key ring nothing can be read, and what is sent would be stored in plain text"
)


def is_encrypting(settings: ServiceSettings) -> bool:
    """Whether a key ring is set."""
    return settings.keys is not None or settings.keys_command is not None


def open_family_keys(settings: ServiceSettings, engine: Engine | None = None) -> FamilyKeys | None:
    """The data keys, or None where no key ring is set: then nothing is encrypted.

    Args:
        settings: Name the file of the ring, or the command that prints it, and the database.
        engine: Of that database, where it is open already.

    Raises:
        KeyRingError: The ring cannot be read, or none is set although the database has data keys;
            begins with the name of the setting.
    """
    reading = _reading(settings)
    if reading is None:
        if _has_data_keys(settings, engine):
            raise KeyRingError(_MISSING)
        return None
    return FamilyKeys(reading, CaseKeys(engine or open_database(settings.database_url)))


def ring_of_settings(settings: ServiceSettings) -> KeyRing | None:
    """The key ring, or None where none is set.

    Raises:
        KeyRingError: It cannot be read; begins with the name of the setting.
    """
    reading = _reading(settings)
    return reading() if reading is not None else None


def check_key_ring(settings: ServiceSettings) -> list[str]:
    """What is wrong with the key ring, one line; none where it can be used or none is needed."""
    try:
        ring = ring_of_settings(settings)
    except KeyRingError as error:
        return [str(error)]
    if ring is None:
        return [_MISSING] if _has_data_keys(settings, None) else []
    wrapping = _asked(settings, None, lambda table: set(table.wrapped_by())) or set()
    if missing := sorted(wrapping - {one.id for one in ring.keys}):
        return [
            f"{PREFIX}KEYS: data keys are wrapped by keys that the ring does not hold: "
            f"{', '.join(missing)}; their cases wait until it does"
        ]
    return []


def _has_data_keys(settings: ServiceSettings, engine: Engine | None) -> bool:
    return bool(_asked(settings, engine, CaseKeys.has_any))


def _asked(
    settings: ServiceSettings, engine: Engine | None, ask: Callable[[CaseKeys], AnswerT]
) -> AnswerT | None:
    """What the table answers; None where it cannot be asked, which has a check of its own."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        # Asking would create it.
        return None
    opened = engine or open_database(settings.database_url)
    try:
        return ask(CaseKeys(opened))
    except SQLAlchemyError:
        return None
    finally:
        if engine is None:
            opened.dispose()


def _reading(settings: ServiceSettings) -> Callable[[], KeyRing] | None:
    if settings.keys is not None and settings.keys_command is not None:
        message = f"{PREFIX}KEYS and {PREFIX}KEYS_COMMAND: expected one of them"
        return partial(_fail, message)
    if settings.keys is not None:
        return partial(_named, "KEYS", partial(read_ring, settings.keys))
    if settings.keys_command is not None:
        return partial(_named, "KEYS_COMMAND", partial(printed_ring, settings.keys_command))
    return None


def _fail(message: str) -> KeyRing:
    raise KeyRingError(message)


def _named(setting: str, read: Callable[[], KeyRing]) -> KeyRing:
    try:
        return read()
    except KeyRingError as error:
        message = f"{PREFIX}{setting}: {error}"
        raise KeyRingError(message) from None
