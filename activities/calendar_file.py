"""Deadlines as calendar files (RFC 5545), for mails and for the `calendar` command."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

from activities.wording import Words, words_of
from models.deadline import Deadline, DeadlineStatus
from models.people import Language
from models.reminder import CalledOff

MEDIA_TYPE = "text/calendar"

_ALARM_BEFORE = timedelta(days=1)

_LONGEST_NAME = 70
"""Characters of a file's name, without its ending: what any system and mail program keeps whole."""

_ORGANIZER = vCalAddress("mailto:appealclock@appealclock.invalid")
"""RFC 5546 asks who publishes an event. Nobody is to be answered: RFC 2606 reserves the name."""
_ORGANIZER.params["CN"] = "AppealClock"


def deadline_calendar(
    case_id: str, deadline: Deadline, now: datetime, language: Language = Language.ENGLISH
) -> bytes:
    """The calendar file of one deadline; see `case_calendar`."""
    return case_calendar(case_id, [deadline], now, language)


def case_calendar(
    case_id: str,
    deadlines: Iterable[Deadline],
    now: datetime,
    language: Language = Language.ENGLISH,
) -> bytes:
    """A calendar file with one event per deadline.

    A limit in days is an all-day event on its day, a limit to the hour an event at its instant, in
    UTC. The same deadline always has the same UID, and its sequence rises when its day moves, so
    that a calendar replaces the event it has. No event says what was denied or to whom.

    Args:
        case_id: The workflow id.
        deadlines: Those to show.
        now: When the file is made.
        language: The reader's.
    """
    calendar = _calendar("PUBLISH")
    words = words_of(language)
    for deadline in deadlines:
        calendar.add_component(_event(case_id, deadline, now, words))
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
    calendar = _calendar("CANCEL")
    words = words_of(language)
    event = Event()
    event.add("uid", _uid(case_id, over))
    event.add("sequence", over.sequence + 1)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", _ORGANIZER)
    matter = words.matter_of(over.purpose, over.level, words.say(over.level_title))
    event.add("summary", f"AppealClock {case_id}: {matter}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if over.ends_at is not None:
        event.add("dtstart", over.ends_at.astimezone(UTC))
    else:
        event.add("dtstart", over.due_on)
        event.add("dtend", over.due_on + timedelta(days=1))
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


def _event(case_id: str, deadline: Deadline, now: datetime, words: Words) -> Event:
    matter = words.matter(deadline, words.say(deadline.level_title))
    event = Event()
    event.add("uid", _uid(case_id, deadline))
    event.add("sequence", deadline.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", _ORGANIZER)
    event.add("summary", f"AppealClock {case_id}: {matter}")
    event.add("description", _description(deadline, words))
    event.add("class", "PRIVATE")
    # A deadline does not make its day busy.
    event.add("transp", "TRANSPARENT")
    if deadline.to_the_hour:
        event.add("dtstart", deadline.expires_at.astimezone(UTC))
    else:
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + timedelta(days=1))
    superseded = deadline.status is DeadlineStatus.SUPERSEDED
    event.add("status", "CANCELLED" if superseded else "CONFIRMED")
    if deadline.is_open:
        event.add_component(_alarm(matter))
    return event


def _alarm(matter: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", matter)
    alarm.add("trigger", -_ALARM_BEFORE)
    return alarm


def _uid(case_id: str, deadline: Deadline | CalledOff) -> str:
    digest = hashlib.sha256(f"{case_id}\n{deadline.id}".encode()).hexdigest()
    return f"{digest[:32]}@appealclock"


def _description(deadline: Deadline, words: Words) -> str:
    reckoning, mail = deadline.reckoning, words.mail
    lines = [words.say(step) for step in reckoning.steps]
    if deadline.override is not None:
        lines.append(
            mail["override"].format(
                day=words.day(reckoning.due_on), reason=deadline.override.reason
            )
        )
    elif deadline.purpose.ours and reckoning.safe_by is not None:
        lines.append(mail["safe_by"].format(day=words.day(reckoning.safe_by)))
    lines.append(mail["rule"].format(rule=reckoning.rule, citation=words.say(reckoning.citation)))
    return "\n".join(lines)
