"""Calendar files: what a strict reader finds in them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from activities.messages.calendar_file import (
    CalendarReader,
    cancellation,
    case_calendar,
    deadline_calendar,
    file_name,
)
from models.cases.deadline import Deadline, DeadlineStatus
from models.cases.language import Language
from models.cases.people import Role
from models.inputs.common_intake import Override
from models.notices.messages.order import CalledOff
from models.rulebook.counting.working_days import is_working_day
from tests.activities.samples import NOW, hourly_deadline, make_deadline, make_reckoning


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
    reader = CalendarReader(language=language)
    (found,) = read(deadline_calendar("AC-2026-0042", deadline, NOW, reader)).events
    return found


def rings(deadline: Deadline, now: datetime = NOW, zone: str | None = None) -> list[str]:
    """When its entry rings, on the wall of the reader."""
    reader = CalendarReader(zone=zone)
    (found,) = read(deadline_calendar("AC-1", deadline, now, reader)).events
    here = ZoneInfo(zone or deadline.reckoning.zone)
    start = found.start
    if isinstance(start, datetime):
        start = start.astimezone(here)
    else:
        start = datetime(start.year, start.month, start.day, tzinfo=here)
    whole_days = not isinstance(found.start, datetime)
    moments = []
    for alarm in found.walk("VALARM"):
        trigger = alarm.decoded("TRIGGER")
        at = start + trigger if whole_days else (start.astimezone(UTC) + trigger).astimezone(here)
        moments.append(f"{at:%Y-%m-%d %H:%M}")
    return moments


def test_a_limit_in_days_is_an_event_of_its_day() -> None:
    found = event(make_deadline())
    assert found.start == date(2027, 1, 6)
    assert found.end == date(2027, 1, 7)
    assert found["SUMMARY"] == "AppealClock AC-2026-0042: file the plan reconsideration"
    assert found.decoded("DTSTAMP") == NOW
    assert found["CLASS"] == "PRIVATE"
    assert found["TRANSP"] == "TRANSPARENT"
    assert "42 CFR 422.582(b)" in str(found["DESCRIPTION"])


def test_a_limit_to_the_hour_is_an_event_that_ends_at_its_instant() -> None:
    found = event(hourly_deadline())
    assert found.start == datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
    assert found.end == datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


def test_an_override_is_an_event_of_its_day() -> None:
    override = Override(due_on=date(2026, 11, 5), reason="the notice says so")
    found = event(hourly_deadline(override=override, due_on=override.due_on))
    assert found.start == date(2026, 11, 5)
    assert "the notice says so" in str(found["DESCRIPTION"])


def test_the_file_is_published_and_rings_on_the_safe_day_and_the_day_before() -> None:
    calendar = read(deadline_calendar("AC-1", make_deadline(), NOW))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    (found,) = calendar.events
    assert {alarm["ACTION"] for alarm in found.walk("VALARM")} == {"DISPLAY"}
    assert rings(make_deadline()) == ["2026-12-31 09:00", "2027-01-05 09:00"]


@pytest.mark.parametrize(
    ("due_on", "safe_by", "now", "expected"),
    [
        # A Sunday: the day before is a Saturday, and the Friday before that is Christmas.
        (date(2026, 12, 27), None, datetime(2026, 12, 1, tzinfo=UTC), ["2026-12-24 09:00"]),
        # The safe day lies behind.
        (date(2027, 1, 6), date(2026, 12, 31), datetime(2027, 1, 2, tzinfo=UTC),
         ["2027-01-05 09:00"]),
        # Both lie behind, and the last day has just begun.
        (date(2027, 1, 6), date(2026, 12, 31), datetime(2027, 1, 6, 6, tzinfo=UTC),
         ["2027-01-06 09:00"]),
        # Nothing rings in the past.
        (date(2027, 1, 6), date(2026, 12, 31), datetime(2027, 1, 6, 20, tzinfo=UTC), []),
        # The clocks go forward that night.
        (date(2027, 3, 15), None, datetime(2027, 2, 1, tzinfo=UTC), ["2027-03-12 09:00"]),
    ],
)  # fmt: skip
def test_alarms_of_a_limit_in_days(
    due_on: date, safe_by: date | None, now: datetime, expected: list[str]
) -> None:
    ends = datetime(due_on.year, due_on.month, due_on.day, tzinfo=UTC) + timedelta(days=1, hours=5)
    reckoning = make_reckoning(due_on=due_on, safe_by=safe_by, due_at=ends)
    deadline = make_deadline(reckoning=reckoning, due_on=due_on, expires_at=ends)
    for zone in ("America/New_York", "America/Los_Angeles"):
        later = datetime(2027, 1, 6, 6, tzinfo=UTC)
        if now != later or zone == "America/New_York":
            assert rings(deadline, now, zone) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 10, 31, 15, tzinfo=UTC), ["2026-11-02 09:00"]),
        # Fourteen hours are left: two before the end it is half past six, when nobody works.
        (datetime(2026, 11, 3, 0, 30, tzinfo=UTC), []),
    ],
)
def test_alarms_of_a_limit_to_the_hour(now: datetime, expected: list[str]) -> None:
    assert rings(hourly_deadline(), now, "America/Chicago") == expected


def test_a_limit_of_today_rings_two_hours_before() -> None:
    ends = datetime(2026, 11, 3, 21, tzinfo=UTC)
    deadline = hourly_deadline(expires_at=ends)
    now = datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert rings(deadline, now, "America/Chicago") == ["2026-11-03 13:00"]


@given(
    days=st.integers(0, 400),
    safe_days=st.integers(0, 20),
    hours_left=st.integers(1, 24 * 90),
    zone=st.sampled_from(["America/New_York", "Pacific/Honolulu", "America/Denver"]),
    to_the_hour=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_an_alarm_is_ahead_and_in_working_hours(
    *, days: int, safe_days: int, hours_left: int, zone: str, to_the_hour: bool
) -> None:
    day = date(2026, 11, 2) + timedelta(days=days)
    hour = 14 if to_the_hour else 24
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    ends = (midnight + timedelta(hours=hour)).astimezone(UTC)
    safe_by = day - timedelta(days=safe_days)
    reckoning = make_reckoning(
        to_the_hour=to_the_hour, safe_by=safe_by, due_on=day, due_at=ends, zone=zone
    )
    deadline = make_deadline(reckoning=reckoning, due_on=day, expires_at=ends)
    now = ends - timedelta(hours=hours_left)
    for wall in rings(deadline, now, zone):
        at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
        assert now < at
        assert 9 <= at.hour < 17
        assert is_working_day(at.date()) or at.date() == day


def test_only_the_staff_finds_a_link_and_only_the_case_manager_what_was_typed() -> None:
    override = Override(due_on=date(2027, 1, 4), reason="the notice says so")
    deadline = make_deadline(override=override, due_on=override.due_on)
    link = "http://ui.example/AC-1"
    for role, opens in (
        (Role.CASE_MANAGER, link),
        (Role.SUPERVISOR, link),
        (Role.BENEFICIARY, None),
    ):
        reader = CalendarReader(role=role, link=opens)
        (found,) = read(deadline_calendar("AC-1", deadline, NOW, reader)).events
        assert found.get("URL") == opens
        assert (link in str(found["DESCRIPTION"])) == (opens is not None)
        for typed in ("the notice says so", "42 CFR"):
            assert (typed in str(found["DESCRIPTION"])) == (role is Role.CASE_MANAGER)
        assert "received by the end of Monday, January 4, 2027" in str(found["DESCRIPTION"])


def test_what_was_taken_out_comes_back_under_another_uid() -> None:
    deadline = make_deadline()
    uids = []
    for times in (0, 1, 2):
        reader = CalendarReader(cleared={deadline.id: times} if times else {})
        (found,) = read(deadline_calendar("AC-2026-0042", deadline, NOW, reader)).events
        uids.append(found["UID"])
        gone = over(cleared=times)
        assert read(cancellation("AC-2026-0042", gone, NOW)).events[0]["UID"] == found["UID"]
    assert len(set(uids)) == 3


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
    assert [bool(found.walk("VALARM")) for found in events] == [True, False, False, False]
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
