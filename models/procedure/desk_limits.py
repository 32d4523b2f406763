"""The time limits of a desk, from its own file: days are counted with them from then on.

Worker and commands take them as they start. The edition of the rulebook changes with the file, so a
worker that starts with another wakes the open cases, and dates that move are told.
"""

from pathlib import Path

from models.procedure.recent_plays import forget
from models.rulebook import BrokenRulebookError, rulebook


class LocalLimitsError(Exception):
    """A desk's file of time limits cannot be used; the message says why, and where."""


def take_local_limits(file: Path | None) -> None:
    """Count with the limits that a file holds, and with no others of a desk's own.

    Args:
        file: Of APPEALCLOCK_LOCAL_LIMITS; None where the desk has none.

    Raises:
        LocalLimitsError: the file cannot be read, or holds a mistake.
    """
    before = rulebook.local_limits
    try:
        rulebook.add_local_limits(rulebook.read_local_limits(file) if file is not None else ())
    except BrokenRulebookError as error:
        message = f"APPEALCLOCK_LOCAL_LIMITS: {error}"
        raise LocalLimitsError(message) from None
    if rulebook.local_limits != before:
        forget()


def unfit_local_limits(file: Path | None) -> list[str]:
    """What is wrong with a desk's file; nothing is counted with it."""
    try:
        if file is not None:
            rulebook.read_local_limits(file)
    except BrokenRulebookError as error:
        return [f"APPEALCLOCK_LOCAL_LIMITS: {error}"]
    return []
