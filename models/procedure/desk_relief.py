"""The relief of a desk, from its own file: days are counted with it by this process from then on.

Worker and commands take it as they start. The edition of the rulebook changes with the file, so a
worker that starts with another wakes the open cases, and dates that move are told.
"""

from pathlib import Path

from models.procedure.recent_plays import forget
from models.rulebook import BrokenRulebookError, rulebook


class ReliefFileError(Exception):
    """A desk's file of relief cannot be used; the message says why, and where."""


def take_desk_relief(file: Path | None) -> None:
    """Count with what a file holds, and with nothing else of a desk's own.

    Args:
        file: Of APPEALCLOCK_RELIEF; None where the desk has none.

    Raises:
        ReliefFileError: the file cannot be read, or holds a mistake.
    """
    before = rulebook.relief
    try:
        rulebook.add_relief(rulebook.read_relief(file) if file is not None else ())
    except BrokenRulebookError as error:
        message = f"APPEALCLOCK_RELIEF: {error}"
        raise ReliefFileError(message) from None
    if rulebook.relief != before:
        forget()


def unfit_relief(file: Path | None) -> list[str]:
    """What is wrong with a desk's file; nothing is counted with it."""
    try:
        if file is not None:
            rulebook.read_relief(file)
    except BrokenRulebookError as error:
        return [f"APPEALCLOCK_RELIEF: {error}"]
    return []
