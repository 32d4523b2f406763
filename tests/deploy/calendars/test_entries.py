"""Entries and feeds: what a strict reader finds in them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deploy.calendars.entries import entry, feed, uid_of
from deploy.calendars.open_days import OpenDay
from tests.activities.messages.test_calendar_file import read

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DAY = OpenDay("AC-1", "plan_reconsideration.filing.1", "Ask the plan", date(2027, 1, 6), None)


def moved(day: OpenDay, by: int) -> OpenDay:
    return OpenDay(day.case_id, day.key, day.act, day.due_on + timedelta(days=by), day.ends_at)


def test_a_limit_in_days_is_an_event_of_its_day() -> None:
    (found,) = read(entry(DAY, NOW)).events
    assert (found.start, found.end) == (date(2027, 1, 6), date(2027, 1, 7))
    assert found["SUMMARY"] == "AC-1: Ask the plan"
    assert found["UID"] == f"{uid_of(DAY)}@appealclock"
    assert (found["CLASS"], found["TRANSP"], found["SEQUENCE"]) == ("PRIVATE", "TRANSPARENT", 0)


def test_a_limit_to_the_hour_ends_at_its_instant() -> None:
    ends = datetime(2027, 1, 6, 17, tzinfo=UTC)
    (found,) = read(entry(OpenDay("AC-1", "k.1", "Answer", date(2027, 1, 6), ends), NOW)).events
    assert (found.end, found.end - found.start) == (ends, timedelta(minutes=30))


def test_an_entry_that_says_the_same_stays_and_one_that_moved_is_a_later_one() -> None:
    first = entry(DAY, NOW)
    assert entry(DAY, LATER, first) == first
    second = entry(moved(DAY, 5), LATER, first)
    third = entry(DAY, LATER, second)
    found = [read(one).events[0] for one in (first, second, third)]
    assert [one["SEQUENCE"] for one in found] == [0, 1, 2]
    assert len({one["UID"] for one in found}) == 1
    assert found[1].start == date(2027, 1, 11)
    assert found[1].decoded("DTSTAMP") == LATER


def test_what_a_calendar_program_made_of_it_is_written_anew() -> None:
    assert read(entry(DAY, NOW, b"no calendar at all")).events[0]["SEQUENCE"] == 1
    changed = entry(DAY, NOW).replace(b"Ask the plan", b"Something else")
    assert read(entry(DAY, NOW, changed)).events[0]["SUMMARY"] == "AC-1: Ask the plan"


def test_a_feed_without_an_event_is_a_calendar_all_the_same() -> None:
    calendar = read(feed([]))
    assert calendar.events == []
    assert [one.name for one in calendar.subcomponents] == ["VTIMEZONE"]


_ACTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120)


@given(acts=st.lists(_ACTS, max_size=5))
def test_a_feed_has_the_events_of_its_entries_whatever_they_say(acts: list[str]) -> None:
    days = [
        OpenDay(f"AC-{number}", "k.1", act, date(2027, 1, 6), None)
        for number, act in enumerate(acts)
    ]
    entries = [entry(day, NOW) for day in days]
    calendar = read(feed(entries))
    said = [str(one["SUMMARY"]) for one in calendar.events]
    assert said == [f"{day.case_id}: {day.act}" for day in days]
    assert [one.to_ical() for one in calendar.events] == [
        read(one).events[0].to_ical() for one in entries
    ]
