"""`--within`: how far ahead a list looks."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cli.errors import fail
from models.local_time import local_day

if TYPE_CHECKING:
    from models.storage.tables import DeadlineRow

_DAYS = {"d": 1, "w": 7}
_MOST_DIGITS = 7
_FURTHEST = timedelta(days=36_500)
"""No limit is a century away, and dates end."""


class Span:
    """How far ahead is looked: so many days, each with all that ends on it, or so many hours."""

    def __init__(self, text: str) -> None:
        """Read 14d, 2w or 72h, or say what is expected."""
        number, unit = text[:-1], text[-1:]
        if not number.isdecimal() or (unit not in _DAYS and unit != "h"):
            fail("--within: expected a number with d, h or w, such as 14d")
        count = int(number) if len(number) < _MOST_DIGITS else 10**_MOST_DIGITS
        self._to_the_hour = unit == "h"
        length = timedelta(hours=count) if self._to_the_hour else timedelta(count * _DAYS[unit])
        self._length = min(length, _FURTHEST)

    def latest(self, now: datetime) -> datetime:
        """When the last of them ends, in whatever zone (UTC)."""
        return now + self._length + (timedelta() if self._to_the_hour else timedelta(days=2))

    def holds(self, deadline: "DeadlineRow", now: datetime) -> bool:
        """Whether a deadline ends by then: by its last day in its own zone, or by the hour."""
        if self._to_the_hour:
            return deadline.expires_at <= now + self._length
        return deadline.due_on - local_day(now, deadline.zone) <= self._length
