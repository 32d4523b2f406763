"""A reminder of the last day reaches whoever knew the day, whatever moved and came back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.models.notices.told import NEW_YORK, Told, clock

KEY, DAY = "plan.filing.1", date(2027, 1, 4)
PATIENT = {"email": "patient@mail.example"}


@pytest.fixture
def told() -> Told:
    """The evening before the last day."""
    told = Told.open(beneficiary=PATIENT)
    told.add(clock(KEY, DAY))
    told.turn()
    told.run(datetime(2027, 1, 3, 22, tzinfo=ZoneInfo(NEW_YORK)))
    told.sent.clear()
    return told


def _correct(told: Told, day: date) -> None:
    told.report("correct", {"report": 1, "content": {"service": "Knee"}, "reason": "A slip"})
    told.move(KEY, day)
    told.turn()


def test_it_is_not_lost_to_a_correction_that_was_taken_back(told: Told) -> None:
    _correct(told, date(2027, 1, 20))
    told.run(told.now + timedelta(minutes=5))
    _correct(told, DAY)
    told.pass_days(0.95)
    assert told.heard("beneficiary", KEY) == ["0d"]
    told.pass_days(1)
    assert told.heard("beneficiary", KEY) == ["0d"]


def test_whoever_heard_of_the_day_this_morning_is_not_reminded_on_it(told: Told) -> None:
    _correct(told, date(2027, 1, 5))
    told.run(datetime(2027, 1, 5, 23, tzinfo=ZoneInfo(NEW_YORK)))
    assert told.heard("beneficiary", KEY) == ["opened", "0d"]


def test_a_reminder_is_not_lost_to_another_hour_of_the_same_day() -> None:
    told, day = Told.open(beneficiary=PATIENT), date(2027, 1, 20)
    zone = ZoneInfo(NEW_YORK)
    told.add(clock(KEY, day, at=datetime(2027, 1, 20, 12, tzinfo=zone)))
    told.turn()
    told.run(datetime(2027, 1, 12, 22, tzinfo=zone))
    told.sent.clear()
    told.standing.clocks = [clock(KEY, day, at=datetime(2027, 1, 20, 14, tzinfo=zone))]
    told.pass_days(0.9)
    assert told.heard("beneficiary", KEY) == ["7d"]
