"""Days and times as people in a place see and write them, by Pendulum's zones.

Every day, time and zone that a person reads in English is written here, in one long and one short
form. JSON keeps ISO.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

import pendulum
from pendulum.tz.exceptions import InvalidTimezone

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ZONES = {
    "EST": "Eastern",
    "CST": "Central",
    "MST": "Mountain",
    "PST": "Pacific",
    "AKST": "Alaska",
    "HST": "Hawaii",
    "AST": "Atlantic",
    "ChST": "Chamorro",
    "SST": "Samoa",
}
"""The time zones of the United States, by the abbreviation of their standard time."""
_AMERICAN = ("America/", "Pacific/", "US/")
_WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
_NOON = 12

WRITTEN = (
    r"(?:(?:noon|\d{1,2}:\d\d [ap]\.m\.) (?:UTC|[A-Z][\w .'-]*? Time) on )?"
    rf"(?:{'|'.join(f'{day[:3]}(?:{day[3:]})?' for day in _WEEKDAYS)}), "
    r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}"
)
"""A regular expression of the days and instants that this module writes."""


class Written(NamedTuple):
    """A day or an instant as it was written in English."""

    day: date
    short: bool
    time: time | None
    zone: str
    """The name for people without 'Time', such as Eastern, or UTC; empty without a time."""


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


# Kept, as are days in words: of all cases the days are few, and Pendulum takes long over them.
@lru_cache(maxsize=8192)
def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an instant in an IANA zone."""
    return moment.astimezone(zone_named(zone)).date()


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


@lru_cache(maxsize=4096)
def long_day(day: date) -> str:
    """A day in a sentence: Thursday, January 14, 2027."""
    return f"{_WEEKDAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


@lru_cache(maxsize=4096)
def short_day(day: date) -> str:
    """A day where there is little room: Thu, Jan 14, 2027."""
    return f"{_WEEKDAYS[day.weekday()][:3]}, {_MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def hour_in_words(at: time | datetime) -> str:
    """An hour without its zone: 3:00 p.m., or noon."""
    if (at.hour, at.minute) == (_NOON, 0):
        return "noon"
    half = "p.m." if at.hour >= _NOON else "a.m."
    return f"{at.hour % _NOON or _NOON}:{at.minute:02} {half}"


def time_in_words(moment: datetime, zone: str) -> str:
    """The hour of an instant in an IANA zone: 3:00 p.m. Eastern Time."""
    return f"{hour_in_words(local_time(moment, zone))} {zone_in_words(zone)}"


def long_moment(moment: datetime, zone: str) -> str:
    """An instant in a sentence: 3:00 p.m. Eastern Time on Thursday, January 14, 2027."""
    return f"{time_in_words(moment, zone)} on {long_day(local_day(moment, zone))}"


def short_moment(moment: datetime, zone: str) -> str:
    """An instant where there is little room: 3:00 p.m. Eastern Time on Thu, Jan 14, 2027."""
    return f"{time_in_words(moment, zone)} on {short_day(local_day(moment, zone))}"


def short_time(moment: datetime, zone: str) -> str:
    """An instant in a column whose heading names the zone: Thu, Jan 14, 2027, 3:00 p.m."""
    local = local_time(moment, zone)
    return f"{short_day(local.date())}, {hour_in_words(local)}"


@lru_cache(maxsize=256)
def zone_in_words(zone: str) -> str:
    """The name by which people know an IANA zone: Eastern Time; elsewhere that of its city."""
    if zone == "UTC":
        return zone
    known = american_zone(zone)
    return f"{known or zone.rpartition('/')[2].replace('_', ' ')} Time"


@lru_cache(maxsize=256)
def american_zone(zone: str) -> str | None:
    """Which of the time zones of the United States an IANA zone is in: Eastern; None elsewhere."""
    if not zone.startswith(_AMERICAN):
        return None
    return _ZONES.get(_WINTER.astimezone(zone_named(zone)).tzname() or "")


def read_written(text: str) -> Written:
    """What was written by this module, read back.

    Raises:
        ValueError: it was not written by this module.
    """
    if re.fullmatch(WRITTEN, text) is None:
        message = f"{text!r} is no day as it is written here"
        raise ValueError(message)
    moment, _, day = text.rpartition(" on ")
    weekday, month, year = day.split(", ")
    month, number = month.split()
    months = [name[:3] for name in _MONTHS]
    read = date(int(year), months.index(month[:3]) + 1, int(number))
    if not moment:
        return Written(read, weekday not in _WEEKDAYS, None, "")
    hour, zone = re.fullmatch(r"(noon|\S+ [ap]\.m\.) (.*?)(?: Time)?", moment).groups()  # type: ignore[union-attr]
    return Written(read, weekday not in _WEEKDAYS, _read_hour(hour), zone)


def _read_hour(hour: str) -> time:
    if hour == "noon":
        return time(_NOON)
    clock, half = hour.split()
    of_clock, minute = clock.split(":")
    return time(int(of_clock) % _NOON + (_NOON if half == "p.m." else 0), int(minute))
