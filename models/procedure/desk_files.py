"""What a desk adds to the rulebook, from files of its own: time limits of a State, and relief.

Worker and commands take them as they start, and count with them from then on. The edition of the
rulebook changes with them, so a worker that starts with others wakes the open cases, and dates that
move are told.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from models.procedure.recent_plays import forget
from models.rulebook import BrokenRulebookError, rulebook

_EntryT = TypeVar("_EntryT")

_LOCAL_LIMITS, _RELIEF = "APPEALCLOCK_LOCAL_LIMITS", "APPEALCLOCK_RELIEF"


class DeskFileError(Exception):
    """A file of the desk cannot be used; the message says which, why, and where."""


def take_local_limits(file: Path | None) -> None:
    """Count with the limits that a file holds, and with no others of a desk's own.

    Args:
        file: Of APPEALCLOCK_LOCAL_LIMITS; None where the desk has none.

    Raises:
        DeskFileError: the file cannot be read, or holds a mistake.
    """
    before = rulebook.local_limits
    rulebook.add_local_limits(_read(_LOCAL_LIMITS, rulebook.read_local_limits, file))
    if rulebook.local_limits != before:
        forget()


def take_desk_relief(file: Path | None) -> None:
    """Count with the relief that a file holds, and with no other of a desk's own.

    Args:
        file: Of APPEALCLOCK_RELIEF; None where the desk has none.

    Raises:
        DeskFileError: the file cannot be read, or holds a mistake.
    """
    before = rulebook.relief
    rulebook.add_relief(_read(_RELIEF, rulebook.read_relief, file))
    if rulebook.relief != before:
        forget()


def unfit_local_limits(file: Path | None) -> list[str]:
    """What is wrong with a desk's file of limits; nothing is counted with it."""
    return _problems(_LOCAL_LIMITS, rulebook.read_local_limits, file)


def unfit_relief(file: Path | None) -> list[str]:
    """What is wrong with a desk's file of relief; nothing is counted with it."""
    return _problems(_RELIEF, rulebook.read_relief, file)


def _problems(
    setting: str, read: Callable[[Path], tuple[_EntryT, ...]], file: Path | None
) -> list[str]:
    try:
        _read(setting, read, file)
    except DeskFileError as error:
        return [str(error)]
    return []


def _read(
    setting: str, read: Callable[[Path], tuple[_EntryT, ...]], file: Path | None
) -> tuple[_EntryT, ...]:
    if file is None:
        return ()
    try:
        return read(file)
    except BrokenRulebookError as error:
        message = f"{setting}: {error}"
        raise DeskFileError(message) from None
