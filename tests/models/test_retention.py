"""Which days have passed: whole days of UTC, over leap days and the ends of years."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.retention import Expired, Tally, kept_from

BOUNDS: Any = {
    "min_value": datetime(2000, 1, 1),  # noqa: DTZ001 (as Hypothesis asks for them)
    "max_value": datetime(2100, 1, 1),  # noqa: DTZ001
}


@pytest.mark.parametrize(
    ("now", "days", "first"),
    [
        ("2028-03-01T00:00:00+00:00", 1, "2028-02-29"),
        ("2028-03-01T23:59:59+00:00", 1, "2028-02-29"),
        ("2027-03-01T12:00:00+00:00", 1, "2027-02-28"),
        ("2028-12-31T12:00:00+00:00", 366, "2027-12-31"),
        ("2029-01-01T00:00:00+00:00", 366, "2028-01-01"),
        ("2027-01-01T00:00:00+00:00", 1, "2026-12-31"),
        # In New York it is still the year before.
        ("2026-12-31T22:00:00-05:00", 1, "2026-12-31"),
        ("2026-12-31T22:00:00-05:00", 7, "2026-12-25"),
    ],
)
def test_what_is_of_an_earlier_day_may_go(now: str, days: int, first: str) -> None:
    start = kept_from(datetime.fromisoformat(now), days)
    assert start == datetime.fromisoformat(f"{first}T00:00:00+00:00")


@given(
    st.datetimes(timezones=st.just(UTC), **BOUNDS),
    st.datetimes(timezones=st.just(UTC), **BOUNDS),
    st.integers(1, 3000),
)
def test_whole_days_stay(at: datetime, now: datetime, days: int) -> None:
    goes = at < kept_from(now, days)
    assert not (goes and now - at <= timedelta(days=days))
    assert goes or now - at < timedelta(days=days + 1)


def test_a_tally_has_one_line_for_each_table() -> None:
    tally, day = Tally(), datetime(2028, 2, 29, 23, tzinfo=UTC)
    tally.add("delivery", 0, day, day)
    assert tally.counted == []
    tally.add("delivery", 2, day, day + timedelta(days=2))
    tally.add("delivery", 1, day - timedelta(days=1), day)
    assert tally.counted == [Expired("delivery", 3, date(2028, 2, 28), date(2028, 3, 2))]
