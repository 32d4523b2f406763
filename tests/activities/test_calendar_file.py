"""Calendar files: what a strict reader finds in them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from activities.calendar_file import case_calendar, deadline_calendar, file_name
from models.any_intake import Override
from models.deadline import Deadline, DeadlineStatus
from models.people import Language
from tests.activities.samples import NOW, hourly_deadline, make_deadline


def read(content: bytes) -> Calendar:
    """Parse as RFC 5545 has it: CRLF, lines of 75 octets, nothing that cannot be understood."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    for component in calendar.walk():
        assert component.errors == []
        assert not set(component.required) - set(component)
    assert calendar.to_ical() == content
    return calendar


def event(deadline: Deadline, language: Language = Language.ENGLISH) -> Event:
    (found,) = read(deadline_calendar("AC-2026-0042", deadline, NOW, language)).events
    return found


def test_a_limit_in_days_is_an_event_of_its_day() -> None:
    found = event(make_deadline())
    assert found.start == date(2027, 1, 6)
    assert found.end == date(2027, 1, 7)
    assert found["SUMMARY"] == "AppealClock AC-2026-0042: file the plan reconsideration"
    assert found.decoded("DTSTAMP") == NOW
    assert found["CLASS"] == "PRIVATE"
    assert found["TRANSP"] == "TRANSPARENT"
    assert "42 CFR 422.582(b)" in str(found["DESCRIPTION"])


def test_a_limit_to_the_hour_is_an_event_at_its_instant() -> None:
    found = event(hourly_deadline())
    assert found.start == datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


def test_an_override_is_an_event_of_its_day() -> None:
    override = Override(due_on=date(2026, 11, 5), reason="the notice says so")
    found = event(hourly_deadline(override=override, due_on=override.due_on))
    assert found.start == date(2026, 11, 5)
    assert "the notice says so" in str(found["DESCRIPTION"])


def test_the_file_is_published_and_rings_a_day_before() -> None:
    calendar = read(deadline_calendar("AC-1", make_deadline(), NOW))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    (found,) = calendar.events
    (alarm,) = found.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm.decoded("TRIGGER") == timedelta(days=-1)


def test_a_moved_deadline_keeps_its_uid_and_raises_its_sequence() -> None:
    before = event(make_deadline())
    after = event(make_deadline(sequence=3, due_on=date(2027, 1, 9)))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 3)
    other = event(make_deadline(id="plan_reconsideration.filing.2"))
    assert other["UID"] != before["UID"]


def test_a_whole_case() -> None:
    deadlines = [
        make_deadline(),
        hourly_deadline(),
        make_deadline(id="x", status=DeadlineStatus.SUPERSEDED),
        make_deadline(id="y", status=DeadlineStatus.MET),
    ]
    events = read(case_calendar("AC-1", deadlines, NOW)).events
    assert [found["STATUS"] for found in events] == [
        *("CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED")
    ]
    assert [len(found.walk("VALARM")) for found in events] == [1, 1, 0, 0]
    assert len({found["UID"] for found in events}) == 4
    assert read(case_calendar("AC-1", [], NOW)).events == []


def test_in_spanish() -> None:
    found = event(make_deadline(), Language.SPANISH)
    assert found["SUMMARY"] == (
        "AppealClock AC-2026-0042: presentar la reconsideración ante el plan"
    )


@pytest.mark.parametrize("case_id", ["AC-1", "../../etc/passwd", "a b\nc", "é" * 300])
def test_a_file_name_is_safe_anywhere(case_id: str) -> None:
    name = file_name(case_id, make_deadline())
    assert name.endswith(".ics")
    assert len(name) <= 84
    assert all(letter.isascii() and (letter.isalnum() or letter in "-.") for letter in name)
    assert ".." not in name


def test_text_that_was_typed_cannot_add_lines() -> None:
    override = Override(due_on=date(2027, 1, 4), reason="x\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    deadline = make_deadline(override=override, due_on=override.due_on)
    (found,) = read(deadline_calendar("A\r\nX-EVIL:1", deadline, NOW)).events
    assert "X-EVIL" not in found
