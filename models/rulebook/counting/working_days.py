"""Federal working days: Monday to Friday, without the holidays of 5 U.S.C. 6103."""

from datetime import date, timedelta
from functools import cache, lru_cache

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The federal holidays of a year, with the weekdays on which they are observed."""
    # Imported here as it takes longer than the rest of the rulebook, and most rows never need it.
    # By name, as that loads no other country's.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("US", years=year))


def is_working_day(day: date) -> bool:
    """Whether federal offices work on a day."""
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


# Kept: the days that cases are about are few.
@lru_cache(maxsize=4096)
def add_working_days(day: date, days: int) -> date:
    """The nth working day after a day, or before it where n is negative. Zero is the day itself."""
    step = _ONE_DAY if days > 0 else -_ONE_DAY
    left = abs(days)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def last_working_day(day: date) -> date:
    """The day itself if offices work on it, else the last working day before it."""
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def next_working_day(day: date) -> date:
    """The day itself if offices work on it, else the first working day after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day
