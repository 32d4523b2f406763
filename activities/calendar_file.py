"""Deadlines as calendar files (RFC 5545), for mails and for the `calendar` command."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from activities.wording import Words, runs_to_the_hour, words_of
from models.deadline import Deadline, DeadlineStatus
from models.people import Language

MEDIA_TYPE = "text/calendar"

_ALARM_BEFORE = timedelta(days=1)


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
    calendar = Calendar()
    calendar.add("prodid", "-//AppealClock//AppealClock//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    words = words_of(language)
    for deadline in deadlines:
        calendar.add_component(_event(case_id, deadline, now, words))
    content: bytes = calendar.to_ical()
    return content


def file_name(case_id: str, deadline: Deadline) -> str:
    """The name of a deadline's calendar file, safe on any system."""
    name = f"{case_id}-{deadline.id}"
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    return f"{safe[:80]}.ics"


def _event(case_id: str, deadline: Deadline, now: datetime, words: Words) -> Event:
    matter = words.matter(deadline, deadline.level_title)
    event = Event()
    event.add("uid", _uid(case_id, deadline))
    event.add("sequence", deadline.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", f"AppealClock {case_id}: {matter}")
    event.add("description", _description(deadline, words))
    event.add("class", "PRIVATE")
    # A deadline does not make its day busy.
    event.add("transp", "TRANSPARENT")
    if runs_to_the_hour(deadline):
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


def _uid(case_id: str, deadline: Deadline) -> str:
    digest = hashlib.sha256(f"{case_id}\n{deadline.id}".encode()).hexdigest()
    return f"{digest[:32]}@appealclock"


def _description(deadline: Deadline, words: Words) -> str:
    reckoning, mail = deadline.reckoning, words.mail
    lines = list(reckoning.steps)
    if deadline.override is not None:
        lines.append(
            mail["override"].format(
                day=words.day(reckoning.due_on), reason=deadline.override.reason
            )
        )
    elif deadline.purpose.ours and reckoning.safe_by is not None:
        lines.append(mail["safe_by"].format(day=words.day(reckoning.safe_by)))
    if not reckoning.verified:
        lines.append(mail["unverified"])
    lines.append(mail["rule"].format(rule=reckoning.rule, citation=reckoning.citation))
    return "\n".join(lines)
