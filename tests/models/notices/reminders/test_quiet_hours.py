"""Nobody is written to at night, but a case manager whose clock runs in hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import FollowUpKind
from tests.models.notices.told import NEW_YORK, OPENING, Told, accepted, clock, down, matter

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)
ZONES = ("America/New_York", "Pacific/Honolulu", "America/Phoenix", "Asia/Manila")


def locally(hour: time, day: date = date(2026, 12, 29), zone: str = NEW_YORK) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def woken(at: datetime, zone: str = NEW_YORK, **reminders: Any) -> Told:
    """A case that nobody could look at from its opening until a moment, its 7-day reminder due."""
    patient = {"email": "sleeper@mail.example", "zone": zone}
    told = Told.open(beneficiary=patient, reminders=reminders)
    told.add(clock(KEY, DAY))
    told.pass_days(1)
    told.sent.clear()
    told.now = at
    told.turn()
    return told


def roles(told: Told) -> set[str]:
    return {role for one in told.sent for role in one.roles}


def test_what_comes_due_by_day_goes_out() -> None:
    assert roles(woken(locally(time(19, 59)))) == {"case_manager", "beneficiary"}


@pytest.mark.parametrize(
    ("hour", "day"), [(time(20, 0), 30), (time(23, 59), 30), (time(0, 0), 29), (time(7, 59), 29)]
)
def test_what_comes_due_at_night_waits_for_the_morning(hour: time, day: int) -> None:
    told = woken(locally(hour))
    assert told.sent == []
    told.pass_days(1)
    (one,) = told.sent
    morning = locally(time(8), date(2026, 12, day))
    assert morning <= one.at < morning + timedelta(minutes=45)
    assert one.roles == {"case_manager", "beneficiary"}
    assert one.order.due_to_send_at == one.at


def test_each_by_their_own_night() -> None:
    # Ten in the morning in New York is five at night in Honolulu.
    told = woken(locally(time(10)), "Pacific/Honolulu")
    assert roles(told) == {"case_manager"}
    told.pass_days(0.5)
    there = told.sent[1].at.astimezone(ZoneInfo("Pacific/Honolulu"))
    assert (told.sent[1].roles, there.hour) == ({"beneficiary"}, 8)


def test_a_clock_of_hours_calls_the_case_manager_and_not_the_patient() -> None:
    opening = locally(time(15), date(2026, 11, 2))
    ends = opening + timedelta(hours=48)
    told = Told.open(opening, beneficiary={"email": "sleeper@mail.example"})
    told.add(clock(KEY, ends.date(), at=ends))
    told.turn()
    told.now = locally(time(3), date(2026, 11, 4))
    told.turn()
    assert told.heard("case_manager") == ["opened", "0.75"]
    assert told.heard("beneficiary") == ["opened"]
    told.run(locally(time(9), date(2026, 11, 4)))
    assert told.heard("beneficiary") == ["opened", "0.75"]


def test_what_is_over_by_the_morning_is_said_to_have_been_left() -> None:
    told = woken(locally(time(22), DAY))
    assert told.heard("case_manager") == ["0d"]
    assert told.heard("beneficiary") == []
    shown, _ = told.shown()
    notes = {
        (reminder.key, role.value): reminder.note
        for reminder in shown[0].reminders
        for role in reminder.recipients
    }
    assert notes["0d", "beneficiary"] == "it was night until the time ran out"


def test_the_first_notice_answers_the_manager_at_any_hour() -> None:
    told = Told.open(locally(time(3)), beneficiary={"email": "sleeper@mail.example"})
    told.add(clock(KEY, DAY))
    told.turn()
    assert [one.roles for one in told.sent] == [{"case_manager"}]


def test_a_matter_of_the_night_waits() -> None:
    told = Told.open(locally(time(3)))
    told.add(matter("a.refused.1", FollowUpKind.REFUSED))
    told.turn()
    assert told.sent == []
    told.pass_days(0.3)
    assert [one.at for one in told.sent] == [locally(time(8))]


def test_the_policy_sets_the_hours() -> None:
    assert roles(woken(locally(time(20, 30)), day_ends=21))
    assert not roles(woken(locally(time(8, 30)), day_begins=9))


def test_what_is_tried_again_does_not_ring_at_night() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    told.answer = down
    told.run(OPENING + timedelta(hours=20))
    hours = {one.at.astimezone(ZoneInfo(NEW_YORK)).hour for one in told.sent}
    # The notice that it runs answers the case manager at any hour.
    assert 22 in hours
    told = woken(locally(time(12)))
    told.answer = down
    told.now = locally(time(12), date(2027, 1, 1))
    told.run(locally(time(11), date(2027, 1, 2)))
    hours = {one.at.astimezone(ZoneInfo(NEW_YORK)).hour for one in told.sent[1:]}
    assert hours <= set(range(8, 20))
    told.answer = accepted
    told.run(locally(time(20), date(2027, 1, 2)))
    assert told.outcomes(KEY)["1d"] == "sent"
    assert told.sent[-1].order.due_to_send_at < locally(time(12), date(2027, 1, 1))


@given(
    moment=st.datetimes(datetime(2026, 12, 28, 16), datetime(2027, 1, 5)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
)
def test_the_patient_is_never_written_to_at_night_and_never_forgotten(
    moment: datetime, zone: str
) -> None:
    told = woken(moment.replace(tzinfo=UTC), zone)
    told.run(told.now + timedelta(hours=14))
    mine = [one.at for one in told.sent if "beneficiary" in one.roles]
    assert all(8 <= at.astimezone(ZoneInfo(zone)).hour < 20 for at in mine)
    # A night of twelve hours, and the spread; or nothing was left to be said in time.
    assert mine or told.now >= locally(time(0), date(2027, 1, 5))
