"""How days and hours count. Pure: days in, days out; instants are in one of Pendulum's zones.

They are plain `datetime`: Pendulum's own takes ten times as long to make.

The day of the event is day 0 and the last day counts (rulebook DC.DAY0). Nothing rolls over a
weekend here: `due` is the day as the rule counts it. Hours are elapsed hours, so that a change of
the clocks neither lengthens nor shortens them (DC.HOURS).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

import pendulum

from models.rulebook.counting.working_days import add_working_days
from models.rulebook.row import Unit

_MIDNIGHT = time()
NOON = time(12)
CLOSE_OF_BUSINESS = time(17)
"""No rule says when business closes; 17:00 where whoever must act is, is our convention."""


class Moment(NamedTuple):
    """A day, and the instant within it where the hour is known."""

    day: date
    at: datetime | None = None
    twice: bool = False
    """Whether the clocks showed that hour twice that day, and nobody said which it was."""


class End(NamedTuple):
    """Where a limit ends: its day, and the instant at which it has run out."""

    day: date
    at: datetime
    to_the_hour: bool


def start_of_day(day: date, zone: pendulum.Timezone) -> datetime:
    """The instant at which a day begins: where midnight is skipped, the first there is."""
    return wall_time(day, _MIDNIGHT, zone)


def wall_time(day: date, at: time, zone: pendulum.Timezone) -> datetime:
    """The instant of an hour on a day: the first of two, and the next where the hour is skipped.

    `at.fold` 1 takes the second of two.
    """
    first, second = _both(day, at, zone)
    if first.utcoffset() == second.utcoffset():
        return first
    if utc(first) > utc(second):
        # Skipped. The clock as it went before the change shows an hour that is the next after it.
        return utc(first).astimezone(zone)
    return second if at.fold else first


def is_repeated(day: date, at: time, zone: pendulum.Timezone) -> bool:
    """Whether the clocks go back over an hour on a day, so that it comes twice."""
    first, second = _both(day, at, zone)
    return first.utcoffset() != second.utcoffset() and utc(first) < utc(second)


def count(start: Moment, length: int, unit: Unit, zone: pendulum.Timezone) -> End:
    """Where a length ends that begins with a moment. A negative length counts back.

    Hours need the moment's instant; every other unit counts from its day.
    """
    if unit == "hours":
        if start.at is None:
            message = "hours count from an instant"
            raise ValueError(message)
        at = (utc(start.at) + timedelta(hours=length)).astimezone(zone)
        return End(at.date(), at, to_the_hour=True)
    if unit == "working_days":
        return end_of_day(add_working_days(start.day, length), zone)
    if unit in {"months", "years"}:
        months = length if unit == "months" else 12 * length
        return end_of_day(_months_on(start.day, months), zone)
    day = start.day + timedelta(days=length)
    if unit == "noon_of":
        return End(day, wall_time(day, NOON, zone), to_the_hour=True)
    if unit == "close_of_business_of":
        return End(day, wall_time(day, CLOSE_OF_BUSINESS, zone), to_the_hour=True)
    return end_of_day(day, zone)


# Kept: the days that cases are about are few.
@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: pendulum.Timezone) -> End:
    """The end of a day: the instant at which the next begins."""
    return End(day, start_of_day(day + timedelta(days=1), zone), to_the_hour=False)


def later_by_days(end: End, days: int, zone: pendulum.Timezone) -> End:
    """An end moved on by calendar days, at the same hour of the clock."""
    if not days:
        return end
    day = end.day + timedelta(days=days)
    if not end.to_the_hour:
        return end_of_day(day, zone)
    # 24:00 and the like cannot come up: an end within a day lies before its midnight.
    return End(day, wall_time(day, end.at.time().replace(fold=end.at.fold), zone), to_the_hour=True)


def _months_on(day: date, months: int) -> date:
    """The same day of another month; where it has none, its last, the earlier reading."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = following - timedelta(days=1)
    return date(year, month + 1, min(day.day, last.day))


def utc(at: datetime) -> datetime:
    """The same instant in UTC, where instants can be added to and compared."""
    return at.astimezone(UTC)


def _both(day: date, at: time, zone: pendulum.Timezone) -> tuple[datetime, datetime]:
    """An hour on a day, by the clock before and after any change that it falls into."""
    first = datetime.combine(day, at if at.fold == 0 else at.replace(fold=0), zone)
    return first, first.replace(fold=1)
