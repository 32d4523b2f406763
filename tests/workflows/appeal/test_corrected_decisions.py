"""A decision recorded wrongly is corrected by reporting it again, until something rests on it."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.local_time import short_day
from tests.clock import days_ago
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import amounts_stay, days, last, refusal


async def decided(start: Callable[..., Any], outcome: str, **changes: Any) -> Rehearsal:
    """A case whose first level has decided today, or is said to have."""
    case: Rehearsal = await start(**({"program": "part_d", "notice_days_ago": 10} | changes))
    await case.send("file_appeal", filed_on=str(days_ago(5)))
    await case.send("record_decision", outcome=outcome, notice_date=str(days_ago(0)))
    return case


async def records(case: Rehearsal) -> str:
    return " ".join(record["what"] for record in await case.handle.query("account"))


@pytest.mark.parametrize("level", [None, "redetermination"])
async def test_a_win_that_was_none(start: Callable[..., Any], level: str | None) -> None:
    case = await decided(start, "favorable")
    assert (await case.overview())["phase"] == "effectuation"
    won = await last(case, "D.EFF.PLAN")
    named = {} if level is None else {"level": level}
    receipt = await case.send(
        "record_decision", outcome="unfavorable", notice_date=str(days_ago(1)), **named
    )
    # 423.600(a): within 60 days of receipt, presumed 5 days after the notice.
    filing = await last(case, "D.RECON.FILE")
    assert filing.due_on == days_ago(1) + days(65)
    # What only the mistaken decision opened never ran.
    assert won.id not in {one.id for one in await case.deadlines()}
    assert {change.deadline for change in receipt.changes} == {won.id, filing.id}
    assert receipt.recorded == (
        f"Corrected: Redetermination decided {short_day(days_ago(1))}: unfavorable, "
        f"not {short_day(days_ago(0))}: favorable."
    )
    assert receipt.recorded in await records(case)
    overview = await case.overview()
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "filing")


async def test_a_defeat_that_was_none(start: Callable[..., Any]) -> None:
    case = await decided(start, "unfavorable")
    await case.send("record_decision", outcome="favorable", notice_date=str(days_ago(0)))
    # What only the mistaken decision opened never ran.
    assert "D.RECON.FILE" not in {one.reckoning.rule for one in await case.deadlines()}
    assert (await case.overview())["phase"] == "effectuation"
    await case.send("record_effectuation", on=str(days_ago(0)))
    story = await case.handle.result()
    assert story["ending"] == "won"
    assert [step["outcome"] for step in story["levels"]] == ["favorable"]


async def test_part_of_a_win_is_taken_back_with_its_amount(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    amounts_stay(monkeypatch)
    case: Rehearsal = await start(
        program="original",
        level="redetermination",
        kind="payment",
        amount_in_controversy="2500.00",
    )
    await case.send("file_appeal", filed_on=str(days_ago(3)))
    await case.send(
        "record_decision",
        outcome="partially_favorable",
        notice_date=str(days_ago(1)),
        remaining_amount="10.00",
    )
    assert (await case.overview())["next_action"]["update"] == "recalculate"
    partly = {"outcome": "partially_favorable", "notice_date": str(days_ago(0))}
    # Said again without an amount, it leaves open how much remains.
    receipt = await case.send("record_decision", **partly)
    assert "remains in dispute" in " ".join(receipt.remarks)
    assert (await case.overview())["next_action"]["update"] == "file_appeal"
    await case.send("record_decision", outcome="unfavorable", notice_date=str(days_ago(1)))
    assert (await case.overview())["next_action"]["update"] == "file_appeal"
    assert "No decision waits" in await refusal(case, "record_effectuation", on=str(days_ago(0)))


async def test_proof_of_receipt_holds_for_the_corrected_date(start: Callable[..., Any]) -> None:
    case = await decided(start, "unfavorable")
    proof = {"on": str(days_ago(0)), "evidence": "portal log"}
    await case.send("record_receipt", received=proof)
    await case.send("record_decision", outcome="unfavorable", notice_date=str(days_ago(2)))
    assert (await last(case, "D.RECON.FILE")).due_on == days_ago(0) + days(60)


async def test_a_file_sent_on_by_mistake_is_called_back(start: Callable[..., Any]) -> None:
    case = await decided(start, "unfavorable", program="part_c")
    assert (await case.overview())["phase"] == "forwarding"
    await case.send(
        "record_decision",
        outcome="favorable",
        notice_date=str(days_ago(0)),
        level="plan_reconsideration",
    )
    assert (await case.overview())["phase"] == "effectuation"
    assert not [
        follow_up
        for follow_up in await case.handle.query("calendar")
        if ".forwarding." in follow_up["id"]
    ]
    await keep_history(case, "corrected-decision")


async def test_what_rests_on_a_decision_keeps_it(start: Callable[..., Any]) -> None:
    case = await decided(start, "unfavorable")
    content = {"outcome": "unfavorable", "notice_date": str(days_ago(0))}
    assert "recorded so already" in await refusal(case, "record_decision", **content)
    assert "is before the day it was filed" in await refusal(
        case, "record_decision", outcome="favorable", notice_date=str(days_ago(6))
    )
    await case.send("file_appeal", filed_on=str(days_ago(0)))
    message = await refusal(case, "record_decision", level="redetermination", **content)
    assert "Redetermination is decided, and a later filing rests on that" in message
    message = await refusal(case, "record_decision", level="coverage_determination", **content)
    assert message == "level: expected ire_reconsideration."


async def test_what_was_put_into_effect_stays(start: Callable[..., Any]) -> None:
    case = await decided(start, "partially_favorable")
    await case.send("record_effectuation", on=str(days_ago(0)))
    assert "was put into effect" in await refusal(
        case, "record_decision", outcome="unfavorable", notice_date=str(days_ago(0))
    )


async def test_a_late_request_rests_on_a_decision(start: Callable[..., Any]) -> None:
    case = await decided(start, "unfavorable")
    await case.pass_days(70)
    today = str(await case.today())
    await case.send("request_good_cause", filed_on=today, circumstances="In hospital")
    decision = {"outcome": "favorable", "notice_date": str(days_ago(0))}
    assert "before the day the request was filed" in await refusal(
        case, "record_decision", **decision
    )
    await case.send("request_good_cause", answer="denied", answered_on=today)
    assert "a late request was filed" in await refusal(case, "record_decision", **decision)


async def test_a_missed_day_of_a_mistaken_decision_is_no_missed_day(
    start: Callable[..., Any],
) -> None:
    case = await decided(start, "unfavorable")
    await case.pass_days(70)
    assert (await case.overview())["urgency"] == "overdue"
    await case.send("record_decision", outcome="unfavorable", notice_date=str(await case.today()))
    overview = await case.overview()
    assert (overview["phase"], overview["urgency"]) == ("filing", "on_track")
    missed = [one for one in await case.deadlines() if one.status is DeadlineStatus.MISSED]
    # By its corrected day the decision came after the plan's time to decide, and to send it on.
    assert [one.reckoning.rule for one in missed] == ["D.REDET.STD", "D.REDET.FWD"]
