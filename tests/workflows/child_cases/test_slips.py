"""Slips of the hand and second refusals in the work beside an appeal: nothing goes stale."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError

from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline
from tests.clock import days_ago
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import child, day, refusal, steps


async def running(case: Rehearsal, purpose: str) -> list[Deadline]:
    return [one for one in await case.deadlines() if one.is_open and one.purpose.value == purpose]


async def test_the_plan_refuses_a_second_time(begin: Callable[..., Any]) -> None:
    """After a refusal another request may be made, and refused: that has rights of its own."""
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("request_referral", requested_on=await day(case))
    await case.send("record_refusal", notice_date=await day(case))
    await case.send("answer_refusal", appeal=False)
    await case.pass_days(3)
    await case.send("request_referral", requested_on=await day(case), out_of_network=True)
    await case.pass_days(2)
    receipt = await case.send("record_refusal", notice_date=await day(case))
    assert "yes or no" in receipt.next_action
    assert await running(case, "authorization") == []
    [appeal] = await running(case, "refusal_appeal")
    [grievance] = await running(case, "grievance")
    today = await case.today()
    assert appeal.due_on == today + timedelta(days=65)
    assert grievance.due_on == today + timedelta(days=60)
    await case.send("answer_refusal", appeal=True)
    appealed = case.beside("appeal.1")
    await appealed.settle()
    assert (await appealed.deadlines())[0].due_on == appeal.due_on


async def test_a_wrong_day_of_a_refusal_is_corrected(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("record_refusal", notice_date=await day(case))
    assert "recorded already" in await refusal(case, "record_refusal", notice_date=await day(case))
    await case.send("record_refusal", notice_date=await day(case, -20))
    [appeal] = await running(case, "refusal_appeal")
    assert appeal.due_on == await case.today() + timedelta(days=45)
    assert len(await running(case, "grievance")) == 1


async def test_an_appeal_of_a_silence_has_the_day_its_second_opinion_showed(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("request_referral", requested_on=await day(case))
    await case.pass_days(9)
    [right] = await running(case, "refusal_appeal")
    await case.send("answer_refusal", appeal=True)
    appeal = case.beside("appeal.1")
    await appeal.settle()
    # No notice came, so no days for its receipt are presumed.
    assert (await appeal.deadlines())[0].due_on == right.due_on


async def test_a_step_reported_again_takes_the_day_told_last(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original")
    await case.send("record_visit", on=await day(case))
    await case.send("record_visit", on=await day(case, -10))
    assert (await steps(case))["visit"]["done_on"] == await day(case, -10)
    await case.send("record_report", received_on=await day(case, -5), agreement="agrees")


async def test_a_specialist_in_the_network_ends_the_advice_about_one_outside(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    today = await day(case)
    told = await case.send("choose_specialist", on=today, in_network=False)
    assert any("outside the network" in remark for remark in told.remarks)
    told = await case.send("choose_specialist", on=today, in_network=False)
    assert sum("outside the network" in remark for remark in told.remarks) == 1
    told = await case.send("choose_specialist", on=today)
    assert not any("outside the network" in remark for remark in told.remarks)


@pytest.mark.parametrize("visit_on", ["0001-01-02", "9999-12-31"])
async def test_a_visit_out_of_the_calendar_leaves_the_second_opinion_unharmed(
    begin: Callable[..., Any], visit_on: str
) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original", needed_by=str(days_ago(-60)))
    assert "visit_on" in await refusal(case, "book_visit", visit_on=visit_on)
    assert "visit_on" in await refusal(
        case, "choose_specialist", on=await day(case), visit_on=visit_on
    )
    await case.send("book_visit", visit_on=await day(case, 3))


@pytest.mark.parametrize("needed_by", ["0001-01-02", "9999-12-31"])
async def test_a_need_out_of_the_calendar_is_refused(
    start: Callable[..., Any], begin: Callable[..., Any], needed_by: str
) -> None:
    alone: Rehearsal = await begin("SecondOpinion", program="original", needed_by=needed_by)
    with pytest.raises(WorkflowFailureError) as caught:
        await alone.handle.result()
    assert "needed_by" in str(caught.value.cause)
    case: Rehearsal = await start(notice_days_ago=5)
    assert "needed_by" in await refusal(case, "start_second_opinion", needed_by=needed_by)
    assert (await case.overview())["children"] == []


async def test_an_hour_of_the_request_still_to_come_starts_no_clock(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    said = await refusal(
        case,
        "request_referral",
        requested_on=await day(case),
        requested_at="23:59:59",
        expedited=True,
    )
    assert "still to come" in said


async def test_evidence_that_came_after_the_filing_day_was_not_filed(
    start: Callable[..., Any],
) -> None:
    """A filing told some days late does not carry what arrived in between."""
    case: Rehearsal = await start(notice_days_ago=20)
    await case.send("record_evidence", received_on=await day(case, -8), kind="letter")
    await case.send("record_evidence", received_on=await day(case, -2), kind="records")
    await case.send("file_appeal", filed_on=await day(case, -5))
    letter, records = (await case.overview())["evidence"]
    assert letter["filed_at"] == "plan_reconsideration"
    assert records["filed_at"] is None
    asked = [one for one in await case.handle.query("calendar") if "text" in one]
    assert [one["kind"] for one in asked] == ["supplement"]


async def test_evidence_that_comes_after_an_acknowledgement_is_asked_for(
    start: Callable[..., Any],
) -> None:
    """Whoever said that the letter is being sent has not said so of the records."""
    case: Rehearsal = await start(notice_days_ago=20)
    await case.send("file_appeal", filed_on=await day(case))
    await case.send("record_evidence", received_on=await day(case), kind="letter")
    # By the next evening the first message has gone out, whatever the hour it is begun at.
    await case.pass_days(0.75)
    [asked] = [one for one in await case.handle.query("calendar") if "text" in one]
    await case.send("acknowledge", deadline=asked["id"])
    await case.pass_days(3)
    await case.send("record_evidence", received_on=await day(case), kind="records")
    await case.pass_days(9)
    [now] = [one for one in await case.handle.query("calendar") if one["id"] == asked["id"]]
    assert [reminder["outcome"] for reminder in now["reminders"]][:3] == ["sent", "skipped", "sent"]
    await keep_history(case, "more-evidence")


async def test_a_day_of_its_own_stands_when_the_filing_day_moves(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    own = str(days_ago(-30))
    await case.send("start_second_opinion", needed_by=own)
    opinion = await child(case, "second-opinion")
    await case.send("record_evidence", received_on=await day(case))
    await opinion.settle()
    assert (await steps(opinion))["report"]["latest_on"] == own


async def test_the_next_level_plans_the_second_opinion_anew(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="original", notice_days_ago=40, second_opinion={})
    opinion = await child(case, "second-opinion")
    await case.send("record_evidence", received_on=await day(case, -35))
    await case.send("file_appeal", filed_on=await day(case, -30))

    async def latest() -> str | None:
        found = (await steps(opinion))["report"]["latest_on"]
        return str(found) if found else None

    async def unplanned() -> bool:
        return await latest() is None

    await eventually(unplanned)
    await case.send("record_evidence", received_on=await day(case, -1), kind="records")
    await case.send("record_decision", outcome="unfavorable", notice_date=await day(case, -2))
    goal = (await case.overview())["plan"]["goal_on"]

    async def planned() -> bool:
        return bool(await latest() == goal)

    await eventually(planned)
    kinds = {one["kind"] for one in await case.handle.query("calendar") if "text" in one}
    assert "supplement" not in kinds
    await case.send("file_appeal", filed_on=await day(case))
    first, second = (await case.overview())["evidence"]
    assert (first["filed_at"], second["filed_at"]) == ("redetermination", "reconsideration")


@pytest.mark.parametrize(
    ("update", "content", "said"),
    [
        ("file_grievance", {"about": "service", "filed_at": "23:59:59"}, "filed_at"),
        ("request_records", {"received_on": "1990-01-01"}, "received_on"),
        ("request_records", {"sent_on": "1990-01-01"}, "sent_on"),
    ],
)
async def test_what_could_not_run_is_refused_before_it_starts(
    start: Callable[..., Any], update: str, content: dict[str, Any], said: str
) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    if update == "file_grievance":
        content = content | {"event_on": await day(case), "filed_on": await day(case)}
    assert said in await refusal(case, update, **content)
    assert (await case.overview())["children"] == []


async def test_records_of_a_day_to_come_are_refused_with_the_case(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=5, records=[{}, {"sent_on": str(days_ago(-3))}])
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert "records.1.sent_on" in str(caught.value.cause)


async def test_an_extension_typed_wrong_is_corrected(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("RecordsTransfer", received_on=str(days_ago(20)))
    limit = (await running(case, "records"))[0].due_on
    await case.send("record_extension", noticed_on=await day(case, -5))
    assert (await running(case, "records"))[0].due_on == limit + timedelta(days=30)
    promised = limit + timedelta(days=7)
    await case.send("record_extension", noticed_on=await day(case, -5), until=str(promised))
    assert (await running(case, "records"))[0].due_on == promised


async def test_a_corrected_filing_day_corrects_what_went_with_the_filing(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=20)
    await case.send("record_evidence", received_on=await day(case, -9), kind="letter")
    await case.send("record_evidence", received_on=await day(case, -4), kind="records")
    await case.send("file_appeal", filed_on=await day(case, -2))
    await case.send("recalculate", reason="The fax log says so", filed_on=await day(case, -6))
    letter, records = (await case.overview())["evidence"]
    assert (letter["filed_at"], letter["filed_on"]) == ("plan_reconsideration", await day(case, -6))
    assert (records["filed_at"], records["filed_on"]) == (None, None)


@pytest.mark.parametrize("keep", [True, False])
async def test_a_grievance_of_the_second_opinion_goes_on_only_where_that_is_wanted(
    start: Callable[..., Any], *, keep: bool
) -> None:
    case: Rehearsal = await start(notice_days_ago=5, second_opinion={})
    opinion = await child(case, "second-opinion")
    await opinion.send("record_refusal", notice_date=await day(opinion))
    await opinion.send("file_grievance", about="referral", event_on=await day(opinion))
    grievance = await child(opinion, "grievance.1")
    await case.send("close", ending="withdrawn", reason="Moved away", keep_grievances=keep)
    assert (await opinion.handle.result())["ending"] == "withdrawn"
    if keep:
        await grievance.send("record_filed", filed_on=await day(grievance))
        assert (await grievance.overview())["ending"] is None
    else:
        assert (await grievance.handle.result())["ending"] == "withdrawn"
