"""Deadlines as calendar files (RFC 5545), for mails and for the `calendar` command."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

from activities.messages.calendar_alarms import alarm_moments
from activities.messages.wording import Words, words_of
from models.cases.deadline import Deadline, DeadlineStatus
from models.cases.language import Language
from models.cases.people import Role
from models.notices.messages.order import CalledOff

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
"""What a file asks of a calendar (RFC 5546)."""

_LENGTH = timedelta(minutes=30)
"""Of the entry of a limit to the hour, which ends with it: few calendars show one of no length."""

_LONGEST_NAME = 70
"""Characters of a file's name, without its ending: what any system and mail program keeps whole."""

_ORGANIZER = vCalAddress("mailto:appealclock@appealclock.invalid")
"""RFC 5546 asks who publishes an event. Nobody is to be answered: RFC 2606 reserves the name."""
_ORGANIZER.params["CN"] = "AppealClock"


@dataclass(frozen=True)
class CalendarReader:
    """Whose calendar a file is for."""

    language: Language = Language.ENGLISH
    zone: str | None = None
    """Theirs (IANA); None: that of each deadline."""

    role: Role = Role.CASE_MANAGER
    link: str | None = None
    """Where they open the case, where they can."""

    cleared: Mapping[str, int] = field(default_factory=dict)
    """How often the entry of a deadline was taken out of their calendar, by its id."""


_ANYBODY = CalendarReader()


def media_type(name: str, method: str) -> str:
    """The content type of a file in a mail, as RFC 6047 has it: equal to what the file holds."""
    return f'text/calendar; method={method}; charset=utf-8; name="{name}"'


def deadline_calendar(
    case_id: str, deadline: Deadline, now: datetime, reader: CalendarReader = _ANYBODY
) -> bytes:
    """The calendar file of one deadline; see `case_calendar`."""
    return case_calendar(case_id, [deadline], now, reader)


def case_calendar(
    case_id: str,
    deadlines: Iterable[Deadline],
    now: datetime,
    reader: CalendarReader = _ANYBODY,
) -> bytes:
    """A calendar file with one event per deadline.

    A limit in days is an all-day event on its day, a limit to the hour an event of half an hour
    that ends at its instant, in UTC. The same deadline has the same UID until it was taken out of
    the reader's calendar, and its sequence rises when its day moves, so that a calendar replaces
    the event it has. No event says what was denied or to whom; what somebody typed is shown to the
    case manager alone.

    Args:
        case_id: The workflow id.
        deadlines: Those to show.
        now: When the file is made.
        reader: Whose calendar it is for.
    """
    calendar = _calendar(PUBLISH)
    words = words_of(reader.language)
    for deadline in deadlines:
        calendar.add_component(_event(case_id, deadline, now, words, reader))
    content: bytes = calendar.to_ical()
    return content


def cancellation(
    case_id: str, over: CalledOff, now: datetime, language: Language = Language.ENGLISH
) -> bytes:
    """The calendar file that takes the event of a deadline out of a calendar (RFC 5546).

    Args:
        case_id: The workflow id.
        over: The deadline that is over.
        now: When the file is made.
        language: The reader's.
    """
    calendar = _calendar(CANCEL)
    words = words_of(language)
    event = Event()
    event.add("uid", _uid(case_id, over.id, over.cleared))
    event.add("sequence", over.sequence + 1)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", _ORGANIZER)
    matter = words.matter_of(over.purpose, over.level, words.say(over.level_title))
    event.add("summary", f"AppealClock {case_id}: {matter}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    set_when(event, over.due_on, over.ends_at)
    event.add("status", "CANCELLED")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//AppealClock//AppealClock//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def file_name(case_id: str, deadline: Deadline | CalledOff) -> str:
    """The name of a deadline's calendar file, safe on any system, and another's never."""
    ending = "-cancelled" if isinstance(deadline, CalledOff) else ""
    name = f"{case_id}-{deadline.id}{ending}"
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    if len(safe) > _LONGEST_NAME:
        # Both ends say something to a reader: the case, and the deadline. Neither need be its own.
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        half = (_LONGEST_NAME - len(digest)) // 2 - 1
        safe = f"{safe[:half]}-{digest}-{safe[-half:]}"
    return f"{safe}.ics"


def _event(
    case_id: str, deadline: Deadline, now: datetime, words: Words, reader: CalendarReader
) -> Event:
    matter = words.matter(deadline, words.say(deadline.level_title))
    zone = reader.zone or deadline.reckoning.zone
    event = Event()
    times = reader.cleared.get(deadline.id, deadline.cleared)
    event.add("uid", _uid(case_id, deadline.id, times))
    event.add("sequence", deadline.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", _ORGANIZER)
    event.add("summary", f"AppealClock {case_id}: {matter}")
    event.add("description", "\n".join(_description(deadline, words, zone, reader)))
    if reader.link is not None:
        event.add("url", reader.link)
    event.add("class", "PRIVATE")
    # A deadline does not make its day busy.
    event.add("transp", "TRANSPARENT")
    set_when(event, deadline.due_on, deadline.expires_at if deadline.to_the_hour else None)
    superseded = deadline.status is DeadlineStatus.SUPERSEDED
    event.add("status", "CANCELLED" if superseded else "CONFIRMED")
    if deadline.is_open:
        for before_start in alarm_moments(deadline, now, zone, length=_LENGTH):
            event.add_component(_alarm(matter, before_start))
    return event


def set_when(event: Event, day: date, ends_at: datetime | None) -> None:
    """Give an event its time: the whole day, or half an hour that ends at an instant."""
    if ends_at is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", ends_at.astimezone(UTC) - _LENGTH)
        event.add("dtend", ends_at.astimezone(UTC))


def _alarm(matter: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", matter)
    alarm.add("trigger", trigger)
    return alarm


def _uid(case_id: str, key: str, times: int) -> str:
    """Names an entry; what was taken out of a calendar comes back as another."""
    again = f"\n{times}" if times else ""
    digest = hashlib.sha256(f"{case_id}\n{key}{again}".encode()).hexdigest()
    return f"{digest[:32]}@appealclock"


def _description(
    deadline: Deadline, words: Words, zone: str, reader: CalendarReader
) -> Iterator[str]:
    reckoning, mail = deadline.reckoning, words.mail
    unit = "time" if deadline.to_the_hour else "day"
    name = f"{deadline.purpose.ends}_{unit}"
    by = words.by(deadline, zone, short=False)
    yield mail[name].format(by=by, zone=words.zone(reckoning.zone))
    if reader.role is not Role.CASE_MANAGER:
        if reader.link is not None:
            yield reader.link
        return
    yield from (words.say(step) for step in reckoning.steps)
    if deadline.override is not None:
        yield mail["override"].format(
            day=words.day(reckoning.due_on), reason=deadline.override.reason
        )
    elif deadline.purpose.ours and reckoning.safe_by is not None:
        yield mail["safe_by"].format(day=words.day(reckoning.safe_by))
    yield mail["rule"].format(rule=reckoning.rule, citation=words.say(reckoning.citation))
    if reader.link is not None:
        yield reader.link
