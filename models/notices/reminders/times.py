"""When people may be written to: in their daytime, spread by case.

All instants are UTC; hours are those of the recipient's zone.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import pendulum

from models.inputs.reminder_schedule import ReminderSchedule
from models.local_time import local_time, zone_named

SPREAD = timedelta(minutes=45)
"""Window over which the reminders of many cases spread, so that they do not ring at once."""

HOURS_WINDOW = timedelta(days=7)
"""A window up to this long is reminded of by shares of it, a longer one by days before its end."""


def spread(case_id: str) -> timedelta:
    """How far into the window this case's reminders go: steady, and even over many cases."""
    digest = hashlib.sha256(case_id.encode()).digest()
    return SPREAD * (int.from_bytes(digest[:4]) / 2**32)


def in_daytime(moment: datetime, zone: str, policy: ReminderSchedule, *, earlier: bool) -> datetime:
    """The moment itself if it is daytime in the zone, else the nearest daytime before or after."""
    begins, ends = policy.day_begins, policy.day_ends
    if begins <= local_time(moment, zone).hour < ends:
        return moment
    local = pendulum.instance(moment).in_timezone(zone_named(zone))
    if earlier:
        day = local.subtract(days=1) if local.hour < begins else local
        return _utc(day.set(hour=ends - 1, minute=45, second=0, microsecond=0))
    day = local.add(days=1) if local.hour >= ends else local
    return _utc(day.set(hour=begins, minute=0, second=0, microsecond=0))


def _utc(moment: pendulum.DateTime) -> datetime:
    return datetime.fromtimestamp(moment.timestamp(), tz=UTC)
