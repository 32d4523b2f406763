"""Part D: standard, exception, payment, expedited and at-risk, each date counted by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.local_time import long_day
from models.presentation.shapes import AppealStory
from tests.clock import days_ago, end_of
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last


async def test_a_standard_request_from_denial_to_a_win_at_the_ire(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(program="part_d", notice_days_ago=4, service="A drug")
    # 423.582(b): 60 days after receipt, presumed 5 days after the notice.
    assert (await last(case, "D.REDET.FILE")).due_on == days_ago(4) + days(65)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    # 423.590(a): 7 days.
    assert (await last(case, "D.REDET.STD")).due_on == filed + days(7)
    await case.pass_days(5)
    decided = await case.today()
    await case.send("record_decision", outcome="unfavorable", notice_date=str(decided))
    # Not forwarded: the enrollee must ask. 423.600(a).
    overview = await case.handle.query("overview")
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "filing")
    assert (await last(case, "D.RECON.FILE")).due_on == decided + days(65)
    await case.pass_days(10)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    assert (await last(case, "D.RECON.DECIDE")).due_on == filed + days(7)
    await case.pass_days(6)
    decided = await case.today()
    await case.send("record_decision", outcome="favorable", notice_date=str(decided))
    # 423.636(b)(1): 72 hours from receipt of the notice of reversal.
    effectuation = await last(case, "D.EFF")
    assert effectuation.reckoning.to_the_hour or effectuation.due_on == decided + days(3)
    await case.pass_days(1)
    await case.send("record_effectuation", on=str(await case.today()))
    assert AppealStory.model_validate(await case.handle.result()).ending == "won"
    await keep_history(case, "part-d-won-at-the-ire")


@pytest.mark.parametrize(
    ("kind", "speed", "rule", "length"),
    [
        ("benefit", "standard", "D.REDET.STD", timedelta(days=7)),
        ("exception", "standard", "D.REDET.STD", timedelta(days=7)),
        ("payment", "standard", "D.REDET.PAY", timedelta(days=14)),
        ("benefit", "expedited", "D.REDET.EXP", timedelta(hours=72)),
    ],
)
async def test_a_late_redetermination_is_forwarded_within_a_day(
    start: Callable[..., Any], kind: str, speed: str, rule: str, length: timedelta
) -> None:
    case: Rehearsal = await start(program="part_d", kind=kind, speed=speed, notice_days_ago=4)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed), filed_at="00:00")
    decision = await last(case, rule)
    assert decision.due_on == filed + days(length.days)
    await case.pass_days(length.days + 1.5)
    overview = await case.handle.query("overview")
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "forwarding")
    # 423.590(c), (e): within 24 hours of expiration.
    forwarding = await last(case, "D.REDET.FWD")
    assert forwarding.expires_at - decision.expires_at == timedelta(hours=24)


async def test_a_late_coverage_determination_goes_straight_to_the_ire(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        program="part_d", stage="pending", notice_days_ago=None, filed_on=str(days_ago(1))
    )
    assert (await last(case, "D.CD.STD")).reckoning.to_the_hour
    await case.pass_days(4)
    overview = await case.handle.query("overview")
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "forwarding")
    forwarded = await case.today()
    await case.send("escalate", on=str(forwarded))
    assert (await last(case, "D.RECON.DECIDE")).due_on == forwarded + days(7)


async def test_an_exception_awaits_the_prescribers_statement(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="part_d",
        kind="exception",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(2)),
    )
    # 423.568(b): without a statement, 72 hours from the end of day 14.
    assert (await last(case, "D.CD.EXC")).expires_at == end_of(days_ago(2) + days(14 + 3))
    statement = await case.today()
    receipt = await case.send(
        "recalculate",
        reason="The statement has arrived",
        statement_on=str(statement),
        statement_at="00:00",
    )
    assert (await last(case, "D.CD.EXC")).due_on == statement + days(3)
    assert receipt.changes[0].deadline == (await last(case, "D.CD.EXC")).id


async def test_an_at_risk_determination_that_is_affirmed_is_forwarded(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(program="part_d", kind="at_risk", notice_days_ago=4)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    await case.pass_days(3)
    await case.send("record_decision", outcome="unfavorable", notice_date=str(await case.today()))
    overview = await case.handle.query("overview")
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "forwarding")
    # 423.590(i): within 24 hours of the end of the time to decide, not of the decision.
    assert (await last(case, "D.RISK")).expires_at == end_of(filed + days(7 + 1))


async def test_an_expedited_hearing_is_asked_for_from_the_notices_date(
    start: Callable[..., Any],
) -> None:
    intake = {
        "program": "part_d",
        "level": "ire_reconsideration",
        "notice_days_ago": 4,
        "amount_in_controversy": "900.00",
    }
    standard: Rehearsal = await start(**intake)
    expedited: Rehearsal = await start(**intake, speed="expedited")
    # 423.2002(a)(1), (d) and (b)(2).
    assert (await last(standard, "D.ALJ.FILE")).due_on == days_ago(4) + days(65)
    assert (await last(expedited, "D.ALJ.FILE")).due_on == days_ago(4) + days(60)


async def test_an_expedited_hearing_counts_from_receipt_after_its_day(
    start: Callable[..., Any],
) -> None:
    """423.2002: an expedited request within 60 days of the notice; 423.2014: of its receipt."""
    case: Rehearsal = await start(
        program="part_d",
        level="ire_reconsideration",
        notice_days_ago=61,
        amount_in_controversy="900.00",
        speed="expedited",
    )
    overview = await case.overview()
    assert (overview["phase"], overview["urgency"]) == ("filing", "overdue")
    words = f"A request still counts until {long_day(days_ago(61) + days(65))}"
    assert words in overview["next_action"]["what"]
    await case.send("file_appeal", filed_on=str(days_ago(0)), speed="standard")
    assert (await case.overview())["phase"] == "deciding"


async def test_a_late_hearing_office_does_not_look_on_track(start: Callable[..., Any]) -> None:
    """423.2016: 90 days; the law opens no right when they have passed."""
    case: Rehearsal = await start(
        program="part_d",
        level="alj_hearing",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(85)),
        amount_in_controversy="900.00",
    )
    assert (await case.overview())["urgency"] == "on_track"
    await case.pass_days(7)
    assert (await case.overview())["urgency"] == "overdue"
    await case.send("record_decision", outcome="favorable", notice_date=str(await case.today()))
    assert (await case.overview())["urgency"] == "on_track"
