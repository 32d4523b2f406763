"""Daytime, where a recipient is; and how the messages of many cases spread."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.reminders.times import SPREAD, in_daytime, spread

ZONES = (
    "America/New_York",
    "America/Chicago",
    "Pacific/Honolulu",
    "America/Phoenix",
    "Asia/Manila",
)

DAY_BEGINS, DAY_ENDS = 8, 20
"""The daytime, where a policy says nothing else."""


@given(
    moment=st.timedeltas(timedelta(0), timedelta(days=3000)).map(
        lambda span: datetime(2024, 1, 1, tzinfo=UTC) + span
    ),
    zone=st.sampled_from(ZONES),
    earlier=st.booleans(),
)
def test_daytime_is_found_on_the_side_asked_for(
    moment: datetime, zone: str, *, earlier: bool
) -> None:
    found = in_daytime(moment, zone, ReminderSchedule(), earlier=earlier)
    assert DAY_BEGINS <= found.astimezone(ZoneInfo(zone)).hour < DAY_ENDS
    assert found <= moment if earlier else found >= moment
    # Twelve hours of night, and one more when clocks go back.
    assert abs(found - moment) <= timedelta(hours=13)


def test_many_cases_spread_over_the_window() -> None:
    spreads = [spread(f"AC-{number}") for number in range(1000)]
    assert all(timedelta(0) <= one < SPREAD for one in spreads)
    in_tenths = [int(10 * (one / SPREAD)) for one in spreads]
    assert all(in_tenths.count(tenth) > 60 for tenth in range(10))
