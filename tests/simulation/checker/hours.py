"""The checker's own few lines of calendar arithmetic: mornings, nights, and a case's spread."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

MORNINGS = timedelta(minutes=45)
"""Over so long a while the reminders of many cases are spread."""


@lru_cache(maxsize=4096)
def spread_of(case_id: str) -> timedelta:
    """How far into that while one case comes."""
    first_four = hashlib.sha256(case_id.encode()).digest()[:4]
    return MORNINGS * (int.from_bytes(first_four, "big") / 2**32)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def at_hour(day: date, hour: int, zone: str, minute: int = 0) -> datetime:
    """A local hour of a day, as an instant (UTC)."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone))
    return local.astimezone(UTC)


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone))


def is_day(moment: datetime, zone: str, begins: int, ends: int) -> bool:
    """Whether people may be written to."""
    return begins <= local(moment, zone).hour < ends


def next_day(moment: datetime, zone: str, begins: int, ends: int) -> datetime:
    """The moment itself by day, else the next morning's beginning."""
    here = local(moment, zone)
    if begins <= here.hour < ends:
        return moment
    day = here.date() + timedelta(days=1 if here.hour >= ends else 0)
    return at_hour(day, begins, zone)


@lru_cache(maxsize=65536)
def day_of_work(day: date) -> date:
    """The day itself, or the last before it on which federal offices work."""
    while day.weekday() > 4 or day in _holidays(day.year):
        day -= timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("US", years=year))


def last_day(moment: datetime, zone: str, begins: int, ends: int) -> datetime:
    """The moment itself by day, else a quarter of an hour before the night began."""
    here = local(moment, zone)
    if begins <= here.hour < ends:
        return moment
    day = here.date() - timedelta(days=1 if here.hour < begins else 0)
    return at_hour(day, ends - 1, zone, 45)
