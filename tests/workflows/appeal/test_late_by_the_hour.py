"""Late by hours, late by days: what is in time, what is late, and what a late request runs on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.cases.program import Phase
from tests.clock import days_ago, end_of
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, follow, last, refusal


async def just_after(case: Rehearsal, rule: str) -> None:
    """Let a deadline pass by a minute."""
    left = (await last(case, rule)).expires_at - await case.now()
    await case.pass_days((left + timedelta(minutes=1)) / days(1))


async def good_cause_text(case: Rehearsal) -> str:
    """How the follow-up puts it that asks for a late request."""
    items = await case.handle.query("calendar")
    return next(str(item["text"]) for item in items if item.get("kind") == "good_cause")


async def test_an_hour_after_noon_is_late(start: Callable[..., Any]) -> None:
    """On the day itself, what is shown to send can be sent; an hour after noon it is late."""
    case: Rehearsal = await start(program="termination_ma", notice_days_ago=0)
    await just_after(case, "F.NOMNC.FILE.MA")
    today = str(await case.today())
    filed = await case.send("file_appeal", filed_on=today, filed_at="12:01")
    assert "after the last day: a late request" in filed.recorded
    await follow(case, "request_good_cause", "request_good_cause", "record_decision")


async def test_an_hour_before_noon_was_in_time(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="termination_ma", notice_days_ago=0)
    await just_after(case, "F.NOMNC.FILE.MA")
    await case.send("file_appeal", filed_on=str(await case.today()), filed_at="11:59")
    assert (await last(case, "F.NOMNC.FILE.MA")).status is DeadlineStatus.MET


async def test_an_hour_still_to_come_starts_no_clock(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="part_d", notice_days_ago=1, speed="expedited")
    hour = {"filed_on": str(await case.today()), "filed_at": "23:59:59"}
    assert "is still to come" in await refusal(case, "file_appeal", **hour)


@pytest.mark.parametrize("filed_days_ago", [2, 1])
async def test_a_request_in_the_first_window_is_not_late(
    start: Callable[..., Any], filed_days_ago: int
) -> None:
    """Told only when the late window is open, it counts by the day it was filed."""
    case: Rehearsal = await start(
        program="hospital_discharge_original", notice_days_ago=3, services_end=str(days_ago(2))
    )
    assert (await last(case, "F.HOSP.LATE.FILE")).is_open
    filed = str(days_ago(filed_days_ago))
    await case.send("file_appeal", filed_on=filed, records_on=str(days_ago(0)))
    late = filed_days_ago == 1
    met = "F.HOSP.LATE.FILE" if late else "F.HOSP.FILE"
    assert (await last(case, met)).status is DeadlineStatus.MET
    # The patient had left when asking: the stay was to end before that day.
    assert (await last(case, "F.HOSP.LATE.DECIDE" if late else "F.HOSP.DECIDE")).is_open


async def test_a_discharge_put_off_opens_the_first_window_again(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="hospital_discharge_original", notice_days_ago=2, services_end=str(days_ago(1))
    )
    assert (await last(case, "F.HOSP.LATE.FILE")).is_open
    later = days_ago(-2)
    await case.send("recalculate", reason="She stays two days more", services_end=str(later))
    assert (await last(case, "F.HOSP.FILE")).expires_at == end_of(later)
    await case.pass_days(3)
    assert (await last(case, "F.HOSP.LATE.FILE")).due_on == later + days(30)
    await keep_history(case, "discharge-put-off")


async def test_a_late_request_is_decided_on_its_own_clock(start: Callable[..., Any]) -> None:
    """405.1211: the QIO has 2 days for a late request, 1 for another."""
    case: Rehearsal = await start(
        program="status_change", notice_days_ago=2, services_end=str(days_ago(2))
    )
    today = await case.today()
    await follow(case, "request_good_cause", "request_good_cause")
    assert (await last(case, "F.MCSN.DECIDE")).due_on == today + days(2)
    receipt = await case.send("recalculate", reason="The records came", records_on=str(today))
    assert (await last(case, "F.MCSN.DECIDE")).due_on == today + days(2)
    assert not receipt.remarks, "the clock waits for nothing any more"


async def test_a_missed_review_of_a_dismissal_names_its_office(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        level="plan_reconsideration",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(20)),
    )
    await case.send("record_decision", outcome="dismissed", notice_date=str(await case.today()))
    await case.pass_days(66)
    assert "File it now with the Independent Review Entity (IRE)," in await good_cause_text(case)


async def test_more_time_for_the_court_is_asked_of_the_council(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        level="council", notice_days_ago=80, amount_in_controversy="5000.00"
    )
    text = await good_cause_text(case)
    assert "File it now with the Medicare Appeals Council" in text
    assert "with the U.S. district court" not in text


async def test_a_late_expedited_reconsideration_is_an_ordinary_one(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        program="termination_original", level="qio_review", notice_days_ago=5
    )
    assert "becomes a reconsideration under the standard claims" in await good_cause_text(case)


@pytest.mark.parametrize(("received_days_ago", "in_time"), [(98, False), (50, True)])
async def test_a_late_request_outlives_a_new_count(
    start: Callable[..., Any], received_days_ago: int, in_time: bool
) -> None:
    """Proof of receipt that comes while the late request awaits its answer."""
    case: Rehearsal = await start(notice_days_ago=100)
    await case.send("request_good_cause", filed_on=str(days_ago(1)), circumstances="In hospital")
    receipt = {"on": str(days_ago(received_days_ago)), "evidence": "portal"}
    await case.send("record_receipt", received=receipt)
    phase = (await case.overview())["phase"]
    if in_time:
        assert phase == Phase.FILING.value
        await case.send("file_appeal", filed_on=str(days_ago(1)))
    else:
        assert phase == Phase.GOOD_CAUSE.value
        await follow(case, "request_good_cause")
    assert (await case.overview())["phase"] == Phase.DECIDING.value


async def test_evidence_goes_with_a_late_request(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=100)
    await case.send("record_evidence", received_on=str(await case.today()))
    await follow(case, "request_good_cause", "request_good_cause")
    overview = await case.overview()
    assert [piece["filed_at"] for piece in overview["evidence"]] == ["plan_reconsideration"]
    items = await case.handle.query("calendar")
    assert "supplement" not in {item.get("kind") for item in items}
    await keep_history(case, "evidence-with-a-late-request")


async def test_each_speed_has_its_own_last_day(start: Callable[..., Any]) -> None:
    """423.2002: a hearing in 60 days of receipt, expedited in 60 of the date."""
    intake = {
        "program": "part_d",
        "level": "ire_reconsideration",
        "notice_days_ago": 63,
        "amount_in_controversy": "5000.00",
    }
    today = str(days_ago(0))
    standard: Rehearsal = await start(**intake)
    told = await standard.send("file_appeal", filed_on=today, speed="expedited")
    assert "In time: the day to work to was" in told.recorded
    assert (await last(standard, "D.ALJ.FILE")).due_on == days_ago(3)
    expedited: Rehearsal = await start(**intake, speed="expedited")
    assert (await expedited.overview())["phase"] == Phase.FILING.value
    await expedited.send("file_appeal", filed_on=today, speed="standard")
    filing = await last(expedited, "D.ALJ.FILE")
    assert (filing.due_on, filing.status) == (days_ago(-2), DeadlineStatus.MET)
    assert (await last(expedited, "D.ALJ.DECIDE")).due_on == days_ago(0) + days(90)
    await keep_history(expedited, "each-speed-its-day")
