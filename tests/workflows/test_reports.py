"""Updates: each acts once, answers with a receipt, and moves the right clocks."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.inputs.common_report import UpdateReceipt
from tests.clock import days_ago
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import amounts_stay, days, last, refusal


async def test_an_update_sent_twice_acts_once(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    content = {"filed_on": str(await case.today())}
    first = await case.handle.execute_update("file_appeal", content, id="one")
    again = await case.handle.execute_update("file_appeal", content, id="one")
    assert first == again
    assert len(await case.handle.query("account")) == 2


async def test_proof_of_receipt_moves_the_day_both_ways(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=20)
    filing = await last(case, "C.RECON.FILE")
    for received in (days_ago(20), days_ago(10)):
        receipt = await case.send(
            "record_receipt", received={"on": str(received), "evidence": "portal log"}
        )
        moved = await last(case, "C.RECON.FILE")
        assert moved.id == filing.id
        assert moved.due_on == received + days(60)
        assert receipt.changes[0].after == moved.due_on
    assert moved.sequence == 2


async def test_an_extension_moves_the_plans_clock(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    await case.pass_days(3)
    await case.send("record_extension", noticed_on=str(await case.today()))
    # 422.590(f): 14 more days.
    assert (await last(case, "C.RECON.STD")).due_on == filed + days(44)


async def test_granted_expedition_counts_in_hours(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.pass_days(2)
    asked = await case.today()
    await case.send(
        "request_expedited", requested_on=str(asked), requested_at="00:00", answer="granted"
    )
    expedited = await last(case, "C.RECON.EXP")
    assert expedited.reckoning.to_the_hour
    assert expedited.due_on == asked + days(3)


async def test_partly_won_at_the_qic(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    amounts_stay(monkeypatch)
    case: Rehearsal = await start(
        program="original",
        level="redetermination",
        kind="payment",
        amount_in_controversy="900.00",
    )
    await case.send("file_appeal", filed_on=str(await case.today()))
    decided = await case.today()
    receipt = await case.send(
        "record_decision",
        outcome="partially_favorable",
        notice_date=str(decided),
        remaining="Two of the five visits",
        remaining_amount="150.00",
    )
    # 405.1006: below the threshold on every day the hearing could be asked for.
    overview = await case.handle.query("overview")
    assert "too little" in " ".join(receipt.remarks)
    assert overview["next_action"]["update"] == "recalculate"
    # Combined with other claims it is enough.
    receipt = await case.send(
        "recalculate", reason="Claims combined", amount_in_controversy="2100.00"
    )
    assert (await case.handle.query("overview"))["next_action"]["update"] == "file_appeal"
    await case.send("record_effectuation", on=str(await case.today()))
    assert (await case.handle.describe()).status is not None
    await case.send("close", ending="partly_won", reason="The rest is not worth a hearing")
    assert (await case.handle.result())["ending"] == "partly_won"


async def test_an_amount_too_small_exhausts_the_case_when_the_day_passes(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    amounts_stay(monkeypatch)
    case: Rehearsal = await start(
        program="original", level="reconsideration", kind="payment", amount_in_controversy="50.00"
    )
    await case.pass_days(70)
    assert (await case.handle.result())["ending"] == "exhausted"


async def test_a_missed_day_opens_the_good_cause_path(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=60)
    await case.pass_days(10)
    overview = await case.handle.query("overview")
    assert (overview["phase"], overview["urgency"]) == ("good_cause", "overdue")
    assert (await last(case, "C.RECON.FILE")).status is DeadlineStatus.MISSED
    filed = await case.today()
    await case.send("request_good_cause", filed_on=str(filed), circumstances="In hospital")
    await case.pass_days(12)
    granted = await case.today()
    await case.send("request_good_cause", answer="granted", answered_on=str(granted))
    assert (await last(case, "C.RECON.STD")).due_on == granted + days(30)
    await keep_history(case, "good-cause")


async def test_good_cause_denied_is_a_dismissal_to_review(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=80)
    today = await case.today()
    await case.send("request_good_cause", filed_on=str(today), circumstances="In hospital")
    await case.send("request_good_cause", answer="denied", answered_on=str(today))
    review = await last(case, "C.RECON.DISMISS")
    assert review.is_open
    assert review.level == "ire_reconsideration"


async def test_filed_in_time_but_reported_late(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=80)
    await case.send("file_appeal", filed_on=str(days_ago(30)))
    assert (await case.handle.query("overview"))["phase"] in {"deciding", "forwarding"}


async def test_a_late_organization_determination_may_be_appealed(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(stage="pending", notice_days_ago=None, filed_on=str(days_ago(3)))
    # 422.568(b)(1)(i): 14 days where no prior authorization is required.
    decision = await last(case, "C.OD.STD")
    assert decision.due_on == days_ago(3) + days(14)
    await case.pass_days(13)
    filing = await last(case, "C.RECON.FILE")
    # No notice, so nothing is presumed: counted from the day the time ran out.
    assert filing.due_on == decision.due_on + days(60)
    # The denial arrives after all: its own notice starts the clock.
    decided = await case.today()
    await case.send(
        "record_decision",
        level="organization_determination",
        outcome="unfavorable",
        notice_date=str(decided),
    )
    assert (await last(case, "C.RECON.FILE")).due_on == decided + days(65)


async def test_prior_authorization_has_the_shorter_clock(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        stage="pending", notice_days_ago=None, filed_on=str(days_ago(1)), prior_authorization=True
    )
    # 422.568(b)(1)(ii): 7 days from 2026 on.
    assert (await last(case, "C.OD.STD.PA")).due_on == days_ago(1) + days(7)


async def test_the_notice_in_hand_wins(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    day = await case.today() + days(21)
    receipt = await case.send(
        "recalculate",
        reason="The notice prints this day",
        override={"due_on": str(day), "reason": "Printed on the notice"},
    )
    filing = await last(case, "C.RECON.FILE")
    assert filing.due_on == day
    assert filing.reckoning.due_on != day
    assert receipt.changes[0].after == day


async def test_a_new_case_manager_and_new_contacts(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    await case.send("assign", case_manager={"email": "other@legalaid.example", "code": "team-9"})
    await case.send("update_contacts", beneficiary={"email": "patient@mail.example"})
    attributes = (await case.handle.describe()).typed_search_attributes
    assert "team-9" in [pair.value for pair in attributes]


async def test_a_receipt_names_what_comes_next(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    receipt = await case.send("file_appeal", filed_on=str(await case.today()))
    assert isinstance(receipt, UpdateReceipt)
    assert receipt.next_action.startswith("Wait for the decision of")


async def test_the_receipt_of_an_old_report_says_what_has_followed(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=80)
    receipt = await case.send("file_appeal", filed_on=str(days_ago(40)))
    # The plan's 30 days have run out since: the file should be with the IRE.
    assert "must send the file" in receipt.next_action
    assert {change.deadline.split(".")[1] for change in receipt.changes} == {"filing", "decision"}


async def test_the_panel_shows_citations_as_they_stand_and_who_is_late(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(program="original", level="initial_determination")
    await case.send("file_appeal", filed_on=str(days_ago(3)))
    await case.pass_days(70)
    panel = (await case.handle.query("__temporal_workflow_metadata")).current_details
    # The UI's Markdown would turn (c) into a copyright sign.
    assert "(c)" not in panel.replace("\\(c\\)", "")
    overview = await case.handle.query("overview")
    assert "has run out" in overview["next_action"]["what"]
    assert "sets no clock" not in panel


@pytest.mark.parametrize("reported", [True, False])
async def test_a_file_that_was_not_sent_on_in_time_does_not_look_on_track(
    start: Callable[..., Any], reported: bool
) -> None:
    """422.590(a)(2), (d): a standard file goes to the IRE within the time to decide."""
    case: Rehearsal = await start(notice_days_ago=30)
    await case.send("file_appeal", filed_on=str(days_ago(28)))
    if reported:
        today = str(await case.today())
        await case.send("record_decision", outcome="unfavorable", notice_date=today)
        assert (await case.overview())["phase"] == "forwarding"
        assert (await case.overview())["urgency"] == "on_track"
    await case.pass_days(5)
    assert (await case.overview())["phase"] == "forwarding"
    assert (await case.overview())["urgency"] == "overdue"
    await case.send("escalate", on=str(await case.today()))
    assert (await case.overview())["urgency"] == "on_track"


@pytest.mark.parametrize(
    ("program", "outcome"),
    [("part_d", "favorable"), ("part_c", "unfavorable"), ("part_d", "dismissed")],
)
async def test_a_printed_day_needs_a_request_that_it_is_for(
    start: Callable[..., Any], program: str, outcome: str
) -> None:
    case: Rehearsal = await start(program=program)
    today = await case.today()
    await case.send("file_appeal", filed_on=str(today))
    printed = {"due_on": str(today + days(20)), "reason": "Printed on the notice"}
    content = {"outcome": outcome, "notice_date": str(today), "override": printed}
    if outcome == "dismissed":
        receipt = await case.send("record_decision", **content)
        assert receipt.changes[-1].after == today + days(20)
        return
    assert "no request of ours has a last day" in await refusal(case, "record_decision", **content)
    assert (await case.overview())["phase"] == "deciding"
