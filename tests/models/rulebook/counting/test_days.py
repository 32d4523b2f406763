"""Days, hours and moments at the edges: leap days, year ends, changes of the clocks, midnight."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.local_time import zone_named
from models.rulebook.counting.days import (
    Moment,
    count,
    end_of_day,
    is_repeated,
    later_by_days,
    start_of_day,
    utc,
    wall_time,
)
from models.rulebook.counting.working_days import add_working_days, is_working_day, next_working_day

NEW_YORK = zone_named("America/New_York")
DAYS = st.dates(date(2014, 1, 1), date(2060, 12, 31))
ZONES = st.sampled_from(
    ["America/New_York", "America/Chicago", "Pacific/Honolulu", "America/Havana", "Asia/Beirut"]
)


@pytest.mark.parametrize(
    ("day", "length", "due"),
    [
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
        (date(2028, 1, 30), 30, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 12, 31), 365, date(2027, 12, 31)),
        (date(2027, 12, 31), 366, date(2028, 12, 31)),
        (date(2026, 3, 1), -1, date(2026, 2, 28)),
    ],
)
def test_calendar_days(day: date, length: int, due: date) -> None:
    assert count(Moment(day), length, "calendar_days", NEW_YORK).day == due


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("America/New_York", datetime(2026, 12, 6, 5, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 6, 8, tzinfo=UTC)),
        ("Pacific/Guam", datetime(2026, 12, 5, 14, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_where_somebody_must_act(zone: str, instant: datetime) -> None:
    end = end_of_day(date(2026, 12, 5), zone_named(zone))
    assert utc(end.at) == instant
    assert not end.to_the_hour


def test_hours_are_neither_lengthened_nor_shortened_by_the_clocks() -> None:
    spring = wall_time(date(2026, 3, 7), time(10), NEW_YORK)
    autumn = wall_time(date(2026, 10, 31), time(10), NEW_YORK)
    assert str(count(Moment(spring.date(), spring), 24, "hours", NEW_YORK).at)[:16] == (
        "2026-03-08 11:00"
    )
    assert str(count(Moment(autumn.date(), autumn), 24, "hours", NEW_YORK).at)[:16] == (
        "2026-11-01 09:00"
    )


@given(DAYS, st.times(), ZONES, st.integers(-100, 100))
def test_hours_are_exact(day: date, at: time, zone: str, hours: int) -> None:
    began = wall_time(day, at.replace(microsecond=0), zone_named(zone))
    end = count(Moment(day, began), hours, "hours", zone_named(zone))
    assert utc(end.at) - utc(began) == timedelta(hours=hours)
    assert end.to_the_hour


def test_hours_need_an_hour() -> None:
    with pytest.raises(ValueError, match="instant"):
        count(Moment(date(2026, 1, 1)), 72, "hours", NEW_YORK)


@given(DAYS, ZONES)
def test_days_follow_each_other_without_gap(day: date, zone: str) -> None:
    tz = zone_named(zone)
    begins = start_of_day(day, tz)
    assert end_of_day(day - timedelta(days=1), tz).at == begins
    assert (begins.year, begins.month, begins.day) == (day.year, day.month, day.day)
    before = (utc(begins) - timedelta(seconds=1)).astimezone(tz)
    assert (before.year, before.month, before.day) != (day.year, day.month, day.day)


def test_where_midnight_is_skipped_the_day_begins_an_hour_later() -> None:
    begins = start_of_day(date(2026, 3, 8), zone_named("America/Havana"))
    assert utc(begins) == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert begins.hour == 1


def test_where_midnight_comes_twice_the_day_begins_with_the_first() -> None:
    begins = start_of_day(date(2026, 11, 1), zone_named("America/Havana"))
    assert utc(begins) == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_an_hour_that_comes_twice() -> None:
    day = date(2026, 11, 1)
    first, second = time(1, 30), time(1, 30, fold=1)
    assert is_repeated(day, first, NEW_YORK)
    assert not is_repeated(day, time(2), NEW_YORK)
    assert not is_repeated(date(2026, 3, 8), time(2, 30), NEW_YORK)
    assert utc(wall_time(day, first, NEW_YORK)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert utc(wall_time(day, second, NEW_YORK)) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_hour_that_never_comes() -> None:
    """The next hour is taken: as the first or the second, it is the same."""
    day = date(2026, 3, 8)
    for at in (time(2, 30), time(2, 30, fold=1)):
        assert utc(wall_time(day, at, NEW_YORK)) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
        assert wall_time(day, at, NEW_YORK).time() == time(3, 30)
    assert wall_time(day, time(3), NEW_YORK).time() == time(3)


@given(DAYS, st.integers(0, 400), ZONES)
def test_noon_and_close_of_business(day: date, length: int, zone: str) -> None:
    tz, plain = zone_named(zone), ZoneInfo(zone)
    due = day + timedelta(days=length)
    noon = count(Moment(day), length, "noon_of", tz)
    close = count(Moment(day), length, "close_of_business_of", tz)
    assert utc(noon.at) == datetime.combine(due, time(12), plain).astimezone(UTC)
    assert utc(close.at) == datetime.combine(due, time(17), plain).astimezone(UTC)
    assert noon.to_the_hour
    assert close.to_the_hour


def test_the_end_of_a_day_is_no_hour_of_it() -> None:
    end = count(Moment(date(2026, 3, 8)), 0, "end_of_day_of", NEW_YORK)
    assert end == end_of_day(date(2026, 3, 8), NEW_YORK)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 8, 30), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 9, 1), date(2027, 3, 1)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 5, 31), date(2026, 11, 30)),
    ],
)
def test_months(start: date, end: date) -> None:
    """The same day of the month; the last one where it has none."""
    assert count(Moment(start), 6, "months", NEW_YORK).day == end


def test_years() -> None:
    assert count(Moment(date(2026, 5, 1)), 3, "years", NEW_YORK).day == date(2029, 5, 1)
    assert count(Moment(date(2024, 2, 29)), 1, "years", NEW_YORK).day == date(2025, 2, 28)
    assert count(Moment(date(2028, 2, 29)), 4, "years", NEW_YORK).day == date(2032, 2, 29)


@given(DAYS, st.integers(0, 60), ZONES)
def test_moved_by_days_an_end_keeps_its_hour(day: date, days: int, zone: str) -> None:
    tz = zone_named(zone)
    noon = count(Moment(day), 0, "noon_of", tz)
    moved = later_by_days(noon, days, tz)
    assert (moved.day, moved.at.hour) == (day + timedelta(days=days), 12)
    assert later_by_days(end_of_day(day, tz), days, tz) == end_of_day(moved.day, tz)


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_working_days(day: date, days: int) -> None:
    found = add_working_days(day, days)
    assert is_working_day(found)
    first, last = sorted((day, found))
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    counted = [each for each in between if is_working_day(each) and each != day]
    assert len(counted) == abs(days)


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 11, 26),
        date(2027, 12, 24),
        date(2027, 12, 31),
    ],
)
def test_federal_holidays(holiday: date) -> None:
    """The last two are observed on the Friday before, once in the year before its own."""
    assert not is_working_day(holiday)


@given(DAYS)
def test_the_next_working_day(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert found >= day
    assert found == day or not is_working_day(day)
    assert (found - day).days <= 4


def test_no_such_zone() -> None:
    for name in ("Mars/Olympus", "", "America", "../etc/passwd"):
        with pytest.raises(ValueError, match="time zone"):
            zone_named(name)
