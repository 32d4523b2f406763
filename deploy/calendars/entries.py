"""Calendar entries (RFC 5545) of open limits: one a file, and all of them in a feed.

An entry says the case, what is due and when: no person, no service, no address. Its UID is its own,
apart from that of the entry that was mailed: what takes one out of a calendar leaves the other.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from activities.messages.calendar_file import set_when
from deploy.calendars.open_days import OpenDay

_PRODUCT = "-//AppealClock//AppealClock//EN"
_NAME = "AppealClock deadlines"
_REFRESH = timedelta(minutes=15)
"""How often whoever subscribes to a feed should look (RFC 7986)."""

_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

_OF_WRITING = re.compile(rb"^(?:DTSTAMP|SEQUENCE):.*\r\n", re.MULTILINE)
"""What tells one writing of an entry from another; all else is what it says."""

_SEQUENCE = re.compile(rb"^SEQUENCE:(\d+)\r\n", re.MULTILINE)
_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.MULTILINE | re.DOTALL)


def uid_of(day: OpenDay) -> str:
    """What names the entry of a limit, however its day moves: 32 hexadecimal digits."""
    return hashlib.sha256(f"calendar\n{day.case_id}\n{day.key}".encode()).hexdigest()[:32]


def entry(day: OpenDay, now: datetime, before: bytes | None = None) -> bytes:
    """The file of one limit: a whole day, or the half hour that ends at its instant.

    Args:
        day: The limit.
        now: When it is written.
        before: The file as it is. It stays where it says the same; else the sequence rises, by
            which a calendar program takes the new one for the later.
    """
    if before is None:
        return _file(day, now, 0)
    if _says(before) == _content(day):
        return before
    found = _SEQUENCE.search(before)
    return _file(day, now, int(found[1]) + 1 if found else 1)


def feed(entries: Iterable[bytes]) -> bytes:
    """The file of many entries, in their order."""
    events = b"".join(found[0] for one in entries if (found := _EVENT.search(one)))
    calendar = _calendar()
    calendar.add("name", _NAME)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    if not events:
        # A calendar has at least one component (RFC 5545, 3.6).
        calendar.add_component(_utc())
    end = b"END:VCALENDAR\r\n"
    content: bytes = calendar.to_ical()
    return content.removesuffix(end) + events + end


def _file(day: OpenDay, now: datetime, sequence: int) -> bytes:
    event = Event()
    event.add("uid", f"{uid_of(day)}@appealclock")
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", f"{day.case_id}: {day.act}")
    event.add("class", "PRIVATE")
    # A deadline does not make its day busy.
    event.add("transp", "TRANSPARENT")
    set_when(event, day.due_on, day.ends_at)
    calendar = _calendar()
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


@lru_cache(maxsize=50_000)
def _content(day: OpenDay) -> bytes:
    # Kept, because each look asks for all of them, and hardly one has changed since.
    return _says(_file(day, _ANY_MOMENT, 0))


def _says(content: bytes) -> bytes:
    return _OF_WRITING.sub(b"", content)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    return calendar


def _utc() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (local to the zone it defines)
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone
