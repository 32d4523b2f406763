"""Days and times as people read them, and read back from what was written."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.local_time import (
    hour_in_words,
    long_day,
    long_moment,
    read_written,
    short_day,
    short_moment,
    short_time,
    zone_in_words,
)

DAYS = st.dates(date(2014, 1, 1), date(2040, 12, 31))
ZONES = ("America/New_York", "America/Chicago", "Pacific/Honolulu", "Pacific/Guam")


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2027, 1, 14), "Thursday, January 14, 2027", "Thu, Jan 14, 2027"),
        (date(2028, 2, 29), "Tuesday, February 29, 2028", "Tue, Feb 29, 2028"),
        (date(2026, 12, 31), "Thursday, December 31, 2026", "Thu, Dec 31, 2026"),
        (date(2027, 5, 1), "Saturday, May 1, 2027", "Sat, May 1, 2027"),
    ],
)
def test_a_day_has_one_long_and_one_short_form(day: date, long: str, short: str) -> None:
    assert (long_day(day), short_day(day)) == (long, short)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(0), "12:00 a.m."),
        (time(0, 5), "12:05 a.m."),
        (time(9), "9:00 a.m."),
        (time(12), "noon"),
        (time(12, 1), "12:01 p.m."),
        (time(15), "3:00 p.m."),
        (time(23, 59), "11:59 p.m."),
    ],
)
def test_an_hour(at: time, words: str) -> None:
    assert hour_in_words(at) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "Eastern Time"),
        ("America/Detroit", "Eastern Time"),
        ("America/Chicago", "Central Time"),
        ("America/Boise", "Mountain Time"),
        ("America/Phoenix", "Mountain Time"),
        ("America/Los_Angeles", "Pacific Time"),
        ("America/Anchorage", "Alaska Time"),
        ("Pacific/Honolulu", "Hawaii Time"),
        ("America/Puerto_Rico", "Atlantic Time"),
        ("Pacific/Guam", "Chamorro Time"),
        ("Pacific/Pago_Pago", "Samoa Time"),
        ("Europe/Madrid", "Madrid Time"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone(zone: str, words: str) -> None:
    assert zone_in_words(zone) == words


def test_a_moment_is_told_where_it_is() -> None:
    # Midnight in New York is still the day before in Chicago and Honolulu.
    at = datetime(2027, 1, 15, 5, 0, tzinfo=UTC)
    told = [short_moment(at, zone) for zone in ZONES[:3]]
    assert told == [
        "12:00 a.m. Eastern Time on Fri, Jan 15, 2027",
        "11:00 p.m. Central Time on Thu, Jan 14, 2027",
        "7:00 p.m. Hawaii Time on Thu, Jan 14, 2027",
    ]


def test_both_sides_of_a_change_of_clocks() -> None:
    before = datetime(2027, 3, 14, 6, 59, tzinfo=UTC)
    after = datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    told = [long_moment(at, "America/New_York") for at in (before, after)]
    assert told == [
        "1:59 a.m. Eastern Time on Sunday, March 14, 2027",
        "3:00 a.m. Eastern Time on Sunday, March 14, 2027",
    ]


@given(DAYS)
def test_a_day_is_read_back(day: date) -> None:
    assert read_written(long_day(day)).day == read_written(short_day(day)).day == day


@given(DAYS, st.times(), st.sampled_from(ZONES))
def test_a_moment_is_read_back(day: date, hour: time, zone: str) -> None:
    at = datetime.combine(day, hour.replace(second=0, microsecond=0), UTC)
    local = at.astimezone(ZoneInfo(zone))
    read = read_written(short_moment(at, zone))
    assert (read.day, read.time) == (local.date(), local.time())


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-01-14", "Thu 14 Jan 2027"])
def test_nothing_else_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="is no day as it is written here"):
        read_written(text)


def test_a_time_in_a_column_whose_heading_names_the_zone() -> None:
    at = datetime(2027, 1, 15, 3, 30, tzinfo=UTC)
    assert short_time(at, "America/New_York") == "Thu, Jan 14, 2027, 10:30 p.m."
    assert short_time(at, "UTC") == "Fri, Jan 15, 2027, 3:30 a.m."
