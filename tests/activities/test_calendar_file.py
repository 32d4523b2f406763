"""Calendar files: what a strict reader finds in them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from activities.calendar_file import (
    cancellation,
    case_calendar,
    deadline_calendar,
    file_name,
)
from models.any_intake import Override
from models.deadline import Deadline, DeadlineStatus
from models.people import Language, Role
from models.reminder import CalledOff
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


def over(**changes: Any) -> CalledOff:
    deadline = make_deadline()
    values: dict[str, Any] = {
        "id": deadline.id,
        "purpose": deadline.purpose.value,
        "level": deadline.level,
        "level_title": deadline.level_title,
        "sequence": deadline.sequence,
        "due_on": deadline.due_on,
        "roles": (Role.CASE_MANAGER,),
    }
    return CalledOff(**values | changes)


def test_a_cancellation_takes_out_the_very_event_that_was_sent() -> None:
    published: Any = event(make_deadline(sequence=2))
    calendar = read(cancellation("AC-2026-0042", over(sequence=2), NOW))
    found: Any = calendar.events[0]
    assert calendar["METHOD"] == "CANCEL"
    assert found["STATUS"] == "CANCELLED"
    assert found["UID"] == published["UID"]
    assert found["SEQUENCE"] == published["SEQUENCE"] + 1
    assert found["ORGANIZER"] == published["ORGANIZER"]
    assert (found.start, found.end) == (published.start, published.end)
    assert found["SUMMARY"] == published["SUMMARY"]
    assert found.walk("VALARM") == []


def test_a_cancellation_of_a_limit_to_the_hour_names_its_instant() -> None:
    deadline = hourly_deadline()
    called_off = over(id=deadline.id, purpose="decision", ends_at=deadline.expires_at)
    found: Any = read(cancellation("AC-2026-0042", called_off, NOW, Language.SPANISH)).events[0]
    assert found.start == event(deadline).start
    assert found["UID"] == event(deadline)["UID"]
    assert "el plan debe decidir" in found["SUMMARY"]


def test_the_two_files_of_one_deadline_have_names_of_their_own() -> None:
    names = {file_name("AC-1", make_deadline()), file_name("AC-1", over())}
    assert names == {
        "AC-1-plan-reconsideration-filing-1.ics",
        "AC-1-plan-reconsideration-filing-1-cancelled.ics",
    }


def test_the_files_of_a_case_with_a_long_id_have_names_of_their_own() -> None:
    ids = [f"plan_reconsideration.{purpose}.{n}" for purpose in ("filing", "plan") for n in (1, 2)]
    cases = ["A" * 90, "A" * 89 + "B", "A" * 40 + "B" + "A" * 49]
    files = [kind(id=one) for one in ids for kind in (make_deadline, over)]
    names = {file_name(case, file) for case in cases for file in files}
    assert len(names) == len(cases) * len(files)
    assert sum(name.endswith("-cancelled.ics") for name in names) == len(names) / 2


def test_in_spanish() -> None:
    found = event(make_deadline(), Language.SPANISH)
    assert found["SUMMARY"] == (
        "AppealClock AC-2026-0042: presentar la reconsideración ante el plan"
    )


@pytest.mark.parametrize("case_id", ["AC-1", "../../etc/passwd", "a b\nc", "é" * 300])
def test_a_file_name_is_safe_anywhere(case_id: str) -> None:
    name = file_name(case_id, make_deadline())
    assert name.endswith(".ics")
    assert len(name) <= 74
    assert all(letter.isascii() and (letter.isalnum() or letter in "-.") for letter in name)
    assert ".." not in name


def test_text_that_was_typed_cannot_add_lines() -> None:
    override = Override(due_on=date(2027, 1, 4), reason="x\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    deadline = make_deadline(override=override, due_on=override.due_on)
    (found,) = read(deadline_calendar("A\r\nX-EVIL:1", deadline, NOW)).events
    assert "X-EVIL" not in found
