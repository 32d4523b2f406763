"""Instants as people in a place see them, by Pendulum's zones."""

from datetime import UTC, date, datetime, timedelta

import pendulum


def local_time(moment: datetime, zone: str) -> datetime:
    """The wall-clock time of an instant in an IANA zone."""
    return pendulum.instance(moment).in_timezone(zone)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an instant in an IANA zone."""
    local = pendulum.instance(moment).in_timezone(zone)
    return date(local.year, local.month, local.day)


def end_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day ends in an IANA zone: the next midnight."""
    following = day + timedelta(days=1)
    local = pendulum.datetime(following.year, following.month, following.day, tz=zone)
    return datetime.fromtimestamp(local.timestamp(), tz=UTC)


def day_in_words(day: date) -> str:
    """A day as people say it: Wed 6 Jan 2027."""
    return f"{day:%a} {day.day} {day:%b %Y}"
