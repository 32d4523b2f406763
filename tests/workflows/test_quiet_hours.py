"""Nobody is written to at night, but a case manager whose clock runs in hours."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.case import CaseState
from models.deadline import Deadline, Rung, RungOutcome
from models.intake import Intake
from models.people import Role
from models.program import Phase, Speed
from models.reminder import DeliveryOutcome
from tests.activities.samples import hourly_deadline, make_deadline
from tests.workflows.steering import last
from workflows.agenda import DueRung
from workflows.quiet_hours import leave_in_peace

PATIENT = "sleeper@mail.example"
ZONES = ("America/New_York", "Pacific/Honolulu", "America/Phoenix", "Asia/Manila")


def docket(patients_zone: str, deadline: Deadline, **reminders: Any) -> CaseState:
    intake = Intake.model_validate(
        {
            "program": "part_c",
            "service": "x",
            "notice_date": "2026-11-02",
            "case_manager": {"email": "manager@legalaid.example"},
            "beneficiary": {"email": PATIENT, "zone": patients_zone},
            "reminders": reminders,
        }
    )
    return CaseState(
        case_id="AC-1",
        opened_at=datetime(2026, 11, 2, tzinfo=UTC),
        intake=intake,
        level="plan_reconsideration",
        phase=Phase.FILING,
        speed=Speed.STANDARD,
        deadlines=[deadline],
    )


def put_off(
    deadline: Deadline,
    now: datetime,
    *,
    patients_zone: str = "America/New_York",
    key: str = "7d",
    **reminders: Any,
) -> tuple[bool, dict[Role, Rung]]:
    """Whether anybody is reminded now; and the rung of each person."""
    rung = Rung(key=key, at=now, recipients=(Role.CASE_MANAGER, Role.BENEFICIARY))
    deadline.rungs = [rung]
    state = docket(patients_zone, deadline, **reminders)
    now_due = leave_in_peace(state, DueRung(now, deadline, rung), now)
    return now_due, {role: one for one in deadline.rungs for role in one.recipients}


def locally(hour: time, zone: str = "America/New_York") -> datetime:
    return datetime.combine(datetime(2026, 12, 1), hour, ZoneInfo(zone)).astimezone(UTC)  # noqa: DTZ001


def test_what_comes_due_by_day_goes_out() -> None:
    now = locally(time(19, 59))
    due, rungs = put_off(make_deadline(), now)
    assert due
    assert {rung.at for rung in rungs.values()} == {now}


@pytest.mark.parametrize(
    ("hour", "day"), [(time(20, 0), 2), (time(23, 59), 2), (time(0, 0), 1), (time(7, 59), 1)]
)
def test_what_comes_due_at_night_waits_for_the_morning(hour: time, day: int) -> None:
    due, rungs = put_off(make_deadline(), locally(hour))
    assert not due
    morning = datetime(2026, 12, day, 13, tzinfo=UTC)
    for rung in rungs.values():
        assert morning <= rung.at < morning + timedelta(minutes=45)
        assert rung.outcome is RungOutcome.PENDING


def test_each_by_their_own_night() -> None:
    # Nine in the morning in New York is four at night in Honolulu.
    now = locally(time(9))
    due, rungs = put_off(make_deadline(), now, patients_zone="Pacific/Honolulu")
    assert due
    assert rungs[Role.CASE_MANAGER].at == now
    there = rungs[Role.BENEFICIARY].at.astimezone(ZoneInfo("Pacific/Honolulu"))
    assert (there.day, there.hour) == (1, 8)


def test_a_clock_of_hours_calls_the_case_manager_and_not_the_patient() -> None:
    deadline = hourly_deadline()
    now = deadline.expires_at - timedelta(hours=30)
    now = now.astimezone(ZoneInfo("America/New_York")).replace(hour=3).astimezone(UTC)
    due, rungs = put_off(deadline, now)
    assert due
    assert rungs[Role.CASE_MANAGER].at == now
    assert rungs[Role.BENEFICIARY].at.astimezone(ZoneInfo("America/New_York")).hour == 8


def test_what_is_over_by_the_morning_is_said_to_have_been_left() -> None:
    deadline = make_deadline()
    now = deadline.expires_at - timedelta(hours=2)
    due, rungs = put_off(deadline, now)
    assert due
    assert rungs[Role.CASE_MANAGER].at == now
    assert rungs[Role.BENEFICIARY].outcome is RungOutcome.SKIPPED
    assert "night" in rungs[Role.BENEFICIARY].note


def test_the_first_notice_answers_the_manager_at_any_hour() -> None:
    now = locally(time(3))
    due, rungs = put_off(make_deadline(), now, key="opened")
    assert due
    assert rungs[Role.CASE_MANAGER].at == now
    assert rungs[Role.BENEFICIARY].at > now


def test_the_policy_sets_the_hours() -> None:
    now = locally(time(20, 30))
    assert put_off(make_deadline(), now, day_ends=21)[0]
    assert not put_off(make_deadline(), locally(time(8, 30)), day_begins=9)[0]


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
)
def test_the_patient_is_never_written_to_at_night_and_never_forgotten(
    moment: datetime, zone: str
) -> None:
    now = moment.replace(tzinfo=UTC)
    due, rungs = put_off(make_deadline(), now, patients_zone=zone)
    patient = rungs[Role.BENEFICIARY]
    there = patient.at.astimezone(ZoneInfo(zone))
    assert 8 <= there.hour < 20 or patient.outcome is RungOutcome.SKIPPED
    # A night of twelve hours, an hour more when the clocks go back, and the spread.
    assert patient.at - now < timedelta(hours=14)
    assert due == any(rung.at == now for rung in rungs.values())


async def test_what_is_tried_again_does_not_ring_at_night(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await start(notice_days_ago=5, beneficiary={"email": PATIENT})
    sent.answers[PATIENT] = Sent(DeliveryOutcome.FAILED, "down")
    rung = await patients(case)
    await case.pass_days((rung.at - await case.now()) / timedelta(days=1) + 0.6)
    rung = await patients(case)
    assert rung.outcome is RungOutcome.PENDING
    # Twelve hours of tries later it is night, and it waits for the morning.
    assert rung.tries > 5
    assert rung.at.astimezone(ZoneInfo("America/New_York")).hour == 8
    del sent.answers[PATIENT]
    await case.pass_days(1)
    assert (await patients(case)).outcome is RungOutcome.SENT


async def patients(case: Rehearsal) -> Rung:
    ladder = (await last(case, "C.RECON.FILE")).rungs
    return next(one for one in ladder if one.key == "30d" and Role.BENEFICIARY in one.recipients)
