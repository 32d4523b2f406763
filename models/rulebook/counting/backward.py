"""Counts a limit backward: from a day, to the oldest start for which that day is still in time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.rulebook.errors import NotInForceError
from models.rulebook.reckoning import Reckoning

_LONGEST = timedelta(days=3700)
"""No limit is longer."""

Counted = Callable[[date], Reckoning]
"""A rule counted out from a day."""


@dataclass(frozen=True)
class Oldest:
    """The oldest starts for which a day is in time."""

    counting: Reckoning | None
    """Of the oldest start for which a filing of that day still counts; None: of none."""

    worked_to: Reckoning | None
    """Of the oldest start whose day to work to is that day or a later one; None: of none."""


def oldest_start(counted: Counted, by: date) -> Oldest:
    """The oldest start of a clock for which a day is still in time.

    Every later start, up to the day itself, is in time too.

    Args:
        counted: The rule, counted out from a day.
        by: The day of the filing, or of the act.

    Raises:
        FactError: a fact does not fit.
        NotCountableError: the row is a fact, not a limit.
    """
    return Oldest(
        _oldest(counted, by, lambda one: one.last_arguable or one.due_on),
        _oldest(counted, by, lambda one: one.due_on),
    )


def _oldest(counted: Counted, by: date, last: Callable[[Reckoning], date]) -> Reckoning | None:
    found = None
    for number in range(_LONGEST.days):
        try:
            reckoning = counted(by - timedelta(days=number))
        except NotInForceError:
            break
        if last(reckoning) < by:
            return found or _later(counted, by, last)
        found = reckoning
    return found


def _later(counted: Counted, by: date, last: Callable[[Reckoning], date]) -> Reckoning | None:
    """A limit that counts back from an event: the first event after the day that leaves it time."""
    for number in range(1, _LONGEST.days):
        try:
            reckoning = counted(by + timedelta(days=number))
        except NotInForceError:
            return None
        if last(reckoning) >= by:
            return reckoning
    return None
