"""Instants as people in a place see them, by Pendulum's zones."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pendulum
from pendulum.tz.exceptions import InvalidTimezone

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=256)
def zone_named(name: str) -> pendulum.Timezone:
    """The IANA zone of a name; kept, because Pendulum would read its file again each time.

    Raises:
        ValueError: there is none.
    """
    try:
        return pendulum.timezone(name)
    except (InvalidTimezone, ValueError, OSError):
        message = f"{name!r} is no known time zone; expected an IANA name such as America/Chicago"
        raise ValueError(message) from None


def local_time(moment: datetime, zone: str) -> datetime:
    """The wall-clock time of an instant in an IANA zone."""
    return moment.astimezone(zone_named(zone))


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an instant in an IANA zone."""
    return moment.astimezone(zone_named(zone)).date()


# Kept, both: of all cases the days are few, and Pendulum takes long over them.
@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day ends in an IANA zone: the next midnight."""
    following = day + timedelta(days=1)
    local = pendulum.datetime(following.year, following.month, following.day, tz=zone_named(zone))
    return datetime.fromtimestamp(local.timestamp(), tz=UTC)


@lru_cache(maxsize=4096)
def noon(day: date, zone: str) -> datetime:
    """The instant (UTC) of noon of a day in an IANA zone."""
    local = pendulum.datetime(day.year, day.month, day.day, 12, tz=zone_named(zone))
    return datetime.fromtimestamp(local.timestamp(), tz=UTC)


def day_in_words(day: date) -> str:
    """A day as people say it: Wed 6 Jan 2027. The same wherever the service runs."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
