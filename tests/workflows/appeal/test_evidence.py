"""The appeal and the work beside it: plan, evidence, and the ways they go, on virtual time.

The server holds the clock of a workflow while something it started is running, so here the work
beside a case runs ahead on its own clock, and the case's own is moved when that work is done.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.presentation.shapes import AppealStory
from tests.clock import days_ago
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import ALL_FIVE, child, day, refusal

pytestmark = pytest.mark.server


async def ended(case: Rehearsal, child_id: str) -> None:
    """Wait until the case has heard how something beside it ended."""

    async def heard() -> bool:
        children = (await case.overview())["children"]
        return any(one["id"] == child_id and one["ending"] for one in children)

    await eventually(heard)


async def recorded(case: Rehearsal) -> list[str]:
    return [line["what"] for line in await case.handle.query("account")]


async def plan(case: Rehearsal) -> dict[str, Any]:
    return {step["key"]: step for step in (await case.overview())["plan"]["steps"]}


async def expects(case: Rehearsal, step: str, on: date) -> bool:
    return bool((await plan(case))[step]["expected_on"] == str(on))


async def test_a_second_opinion_agrees_in_time_and_the_appeal_is_won(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        notice_days_ago=3, second_opinion={}, physician={"email": "doctor@clinic.example"}
    )
    opinion = await child(case, "second-opinion")
    overview = await case.overview()
    assert overview["plan_fits"] is True
    filing = (await case.deadlines())[0]
    assert filing.reckoning.safe_by is not None
    goal = filing.reckoning.safe_by - timedelta(days=5)
    assert overview["plan"]["goal_on"] == str(goal)
    theirs = {step["key"]: step["latest_on"] for step in (await opinion.overview())["milestones"]}
    assert theirs == {key: step["latest_on"] for key, step in (await plan(case)).items()}

    await opinion.send("request_referral", requested_on=await day(opinion))
    await opinion.send("record_records_request", on=await day(opinion))
    await opinion.pass_days(5)
    await opinion.send("record_referral", on=await day(opinion))
    await opinion.send("choose_specialist", on=await day(opinion), visit_on=await day(opinion, 12))
    await opinion.pass_days(9)
    await opinion.send("record_records", on=await day(opinion))
    await opinion.pass_days(3)
    await opinion.send("record_visit", on=await day(opinion))
    await opinion.pass_days(6)
    await opinion.send(
        "record_report",
        received_on=await day(opinion),
        agreement="agrees",
        elements=ALL_FIVE,
        location="Cabinet 4",
    )
    await ended(case, opinion.handle.id)
    await case.pass_days(30)
    await case.send("file_appeal", filed_on=await day(case))
    [piece] = (await case.overview())["evidence"]
    assert (piece["filed_at"], piece["filed_on"]) == ("plan_reconsideration", await day(case))
    assert len(piece["elements"]) == 5
    await case.pass_days(20)
    await case.send("record_decision", outcome="favorable", notice_date=await day(case))
    await case.send("record_effectuation", on=await day(case))
    told = AppealStory.model_validate(await case.handle.result())
    assert told.ending == "won"
    assert [one.ending for one in told.children] == ["agreed"]
    await keep_history(case, "won-with-a-second-opinion")


async def test_records_late_twice_break_the_plan_and_evidence_is_supplemented(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    before = len(sent.sent)
    opinion = await child(case, "second-opinion")
    await case.send("request_records", recipient="specialist", holder="Dr. Lee")
    records = await child(case, "records.1")
    await records.send("record_sent", sent_on=await day(records))
    await records.pass_days(4)
    await records.send("record_received", received_on=await day(records))
    asked = await records.today()
    # 45 CFR 164.524(b)(2): 30 days from receipt.
    await eventually(lambda: expects(case, "records", asked + timedelta(days=30)))
    # Late for the first time: the one extension of 30 days.
    await records.pass_days(20)
    await records.send("record_extension", noticed_on=await day(records))

    async def broken() -> bool:
        return (await case.overview())["plan_fits"] is False

    await eventually(broken)
    promised = asked + timedelta(days=60)
    assert await expects(case, "records", promised)
    assert "The plan does not fit any more: the evidence will be late." in await recorded(case)
    # Said at once in the details, and by mail in the next daytime.
    [advice] = [item for item in await case.handle.query("calendar") if "text" in item]
    assert advice["title"] == "the evidence will be late: choose what to do"
    for choice in ("file now and supplement later", "expedited", "can be extended by 14 days"):
        assert choice in advice["text"]
    # File now.
    await case.send("file_appeal", filed_on=await day(case))
    assert (await case.overview())["plan"] is None
    # Late for the second time: overdue, and delivered at last.
    await records.pass_days(45)
    assert "overdue" in (await records.overview())["urgency"]
    await records.send("record_delivered", on=await day(records), location="Portal")
    await records.send("record_confirmed", on=await day(records))
    await ended(case, records.handle.id)

    async def at_specialist() -> bool:
        steps = {step["key"]: step for step in (await opinion.overview())["milestones"]}
        return bool(steps["records"]["done_on"])

    await eventually(at_specialist)
    await opinion.pass_days(80)
    await opinion.send(
        "record_report", received_on=await day(opinion), agreement="agrees", elements=ALL_FIVE
    )
    await ended(case, opinion.handle.id)
    overview = await case.overview()
    assert {piece["kind"] for piece in overview["evidence"]} == {"records", "second_opinion"}
    assert all(piece["filed_at"] is None for piece in overview["evidence"])
    assert "before the evidence arrived" in await refusal(
        case, "submit_evidence", sent_on=await day(case)
    )
    await case.pass_days((await opinion.today() - await case.today()).days)
    asked_for = [
        outgoing.subject
        for _, _, outgoing in sent.sent[before:]
        if case.handle.id + ":" in outgoing.subject and "send the new evidence" in outgoing.subject
    ]
    assert asked_for
    # The plan did not decide in time, so the file goes to the IRE, and so does the evidence.
    await case.send("submit_evidence", sent_on=await day(case))
    pieces = (await case.overview())["evidence"]
    assert {piece["filed_at"] for piece in pieces} == {"ire_reconsideration"}
    assert "is filed already" in await refusal(case, "submit_evidence", sent_on=await day(case))
    await case.send("close", ending="withdrawn", reason="Played far enough")
    await keep_history(case, "filed-and-supplemented")


async def test_opinions_conflict_and_a_third_agrees(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="original", notice_days_ago=5, second_opinion={})
    opinion = await child(case, "second-opinion")
    await opinion.send("choose_specialist", on=await day(opinion))
    await opinion.pass_days(10)
    await opinion.send("record_visit", on=await day(opinion))
    await opinion.send("record_report", received_on=await day(opinion), agreement="disagrees")

    async def third() -> bool:
        found = await plan(case)
        # What the second opinion had done is to do again for the third.
        return found["report"]["done_on"] is None

    await eventually(third)
    overview = await case.overview()
    assert overview["children"][0]["stage"].startswith("third_opinion.")
    assert [piece["kind"] for piece in overview["evidence"]] == ["second_opinion"]
    await opinion.pass_days(20)
    await opinion.send("record_visit", on=await day(opinion))
    await opinion.send(
        "record_report", received_on=await day(opinion), agreement="agrees", elements=ALL_FIVE
    )
    await ended(case, opinion.handle.id)
    overview = await case.overview()
    assert [piece["kind"] for piece in overview["evidence"]] == ["second_opinion", "third_opinion"]
    assert overview["children"][0]["ending"] == "agreed"
    await case.pass_days(40)
    await case.send("file_appeal", filed_on=await day(case))
    pieces = (await case.overview())["evidence"]
    # The opinion against the treatment is kept, and does not go along by itself.
    assert [piece["filed_at"] for piece in pieces] == [None, "redetermination"]
    await case.send("close", ending="withdrawn", reason="Played far enough")
    await keep_history(case, "opinions-in-conflict")


async def test_a_refused_referral_goes_by_grievance_to_cms(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5, second_opinion={})
    opinion = await child(case, "second-opinion")
    await opinion.send(
        "request_referral", requested_on=await day(opinion), requested_at="00:01", expedited=True
    )
    await opinion.send("record_refusal", notice_date=await day(opinion), refused_to_expedite=True)
    await opinion.send("file_grievance", about="refused_to_expedite", event_on=await day(opinion))
    grievance = await child(opinion, "grievance.1")
    assert grievance.handle.id == f"{case.handle.id}.second-opinion.grievance.1"
    await grievance.pass_days(1)
    filed = await day(grievance)
    await grievance.send("record_filed", filed_on=filed, filed_at="00:01")
    answer = (await grievance.deadlines())[-1]
    # 422.564(f): 24 hours.
    assert answer.reckoning.rule == "G.EXP.C"
    await grievance.send("record_answer", on=filed, resolved=False)
    await grievance.send("file_cms_complaint", category="urgent", also_grievance=True)
    complaint = await child(grievance, "cms-complaint.1")
    await complaint.send("record_filed", filed_on=await day(complaint), tracking_number="CTM-1")
    await complaint.send("record_assigned", assigned_on=await day(complaint))
    resolve = (await complaint.deadlines())[-1]
    # 422.125: 7 days for an urgent complaint, from the day of assignment.
    assert resolve.due_on == await complaint.today() + timedelta(days=7)
    await complaint.pass_days(5)
    await complaint.send("record_answer", on=await day(complaint), resolved=True)
    await ended(grievance, complaint.handle.id)
    await ended(opinion, grievance.handle.id)
    children = (await opinion.overview())["children"]
    assert [(one["kind"], one["ending"]) for one in children] == [("grievance", "resolved")]
    # The plan authorizes after all, and the second opinion goes on.
    await opinion.pass_days(6)
    await opinion.send("record_referral", on=await day(opinion))
    assert (await opinion.overview())["stage"] == "second_opinion.records_request"
    await opinion.send("close", reason="Played far enough")
    await ended(case, opinion.handle.id)
    for name, played in (("refused", opinion), ("24-hours", grievance), ("to-cms", complaint)):
        await keep_history(played, f"referral-{name}")


async def test_the_end_of_a_case_ends_what_no_longer_serves(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5, second_opinion={}, records=[{}])
    await case.send("file_grievance", about="service", event_on=await day(case, -1))
    parts = [await child(case, name) for name in ("second-opinion", "records.1", "grievance.1")]
    await case.send("close", ending="withdrawn", reason="Moved away")
    told = [await part.handle.result() for part in parts[:2]]
    assert [one["ending"] for one in told] == ["withdrawn", "withdrawn"]
    await parts[2].send("record_filed", filed_on=await day(parts[2]))
    assert (await parts[2].overview())["ending"] is None
    await parts[2].pass_days(40)
    assert (await parts[2].overview())["urgency"] == "overdue"
    await parts[2].send("record_answer", on=await day(parts[2]), resolved=True)
    assert (await parts[2].handle.result())["ending"] == "resolved"


async def test_grievances_end_with_the_case_where_that_is_wanted(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.send("file_grievance", about="service", event_on=await day(case, -1))
    grievance = await child(case, "grievance.1")
    await case.send("close", ending="withdrawn", reason="x", keep_grievances=False)
    assert (await grievance.handle.result())["ending"] == "withdrawn"


async def test_a_filing_day_that_moves_moves_the_plan_of_the_second_opinion(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    opinion = await child(case, "second-opinion")
    before = (await opinion.overview())["milestones"][-1]["latest_on"]
    override = {"due_on": str(days_ago(-50)), "reason": "The notice prints it"}
    await case.send("recalculate", reason="The notice", override=override)
    goal = str(days_ago(-45))
    assert (await case.overview())["plan"]["goal_on"] == goal

    async def moved() -> bool:
        return bool((await opinion.overview())["milestones"][-1]["latest_on"] == goal)

    await eventually(moved)
    assert before != goal
    # Filed: there is no day to plan for any more.
    await case.send("file_appeal", filed_on=await day(case))

    async def unplanned() -> bool:
        return (await opinion.overview())["milestones"][-1]["latest_on"] is None

    await eventually(unplanned)


async def test_evidence_from_elsewhere_goes_with_the_filing(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.send(
        "record_evidence", received_on=await day(case), given_by="Dr. Lee", location="Cabinet 4"
    )
    assert "goes with the filing" in await refusal(case, "submit_evidence", sent_on=await day(case))
    await case.send("file_appeal", filed_on=await day(case))
    await case.send("record_evidence", received_on=await day(case), kind="records")
    first, second = (await case.overview())["evidence"]
    assert (first["filed_at"], second["filed_at"]) == ("plan_reconsideration", None)
    assert "expected ids among" in await refusal(
        case, "submit_evidence", sent_on=await day(case), evidence=["nothing"]
    )
    await case.send("submit_evidence", sent_on=await day(case), evidence=[second["id"]])
    assert (await case.overview())["evidence"][1]["filed_at"] == "plan_reconsideration"


async def details(case: Rehearsal) -> str:
    return str(await case.handle.query("__temporal_workflow_metadata"))


@pytest.mark.parametrize(
    ("agreement", "words"),
    [("disagrees", "disagrees with the treatment"), ("covered_alternative", "advises a covered")],
)
async def test_an_opinion_against_the_treatment_is_sent_only_by_name(
    start: Callable[..., Any], agreement: str, words: str
) -> None:
    case: Rehearsal = await start(notice_days_ago=5, second_opinion={})
    opinion = await child(case, "second-opinion")
    today = await day(case)
    await opinion.send("record_report", received_on=today, agreement=agreement)
    if agreement == "disagrees":
        await opinion.send("conclude", on=today)
    await ended(case, opinion.handle.id)
    await case.send("record_evidence", received_on=today)
    against, letter = (await case.overview())["evidence"]
    assert (against["agreement"], letter["agreement"]) == (agreement, None)
    await case.send("file_appeal", filed_on=today)
    against, letter = (await case.overview())["evidence"]
    assert (against["filed_at"], letter["filed_at"]) == (None, "plan_reconsideration")
    assert "supplement" not in {item.get("kind") for item in await case.handle.query("calendar")}
    shown = await details(case)
    assert words in shown
    assert "of 5 elements" not in shown
    assert f"Name it to send it all the same: {against['id']}" in await refusal(
        case, "submit_evidence", sent_on=today
    )
    await case.send("submit_evidence", sent_on=today, evidence=[against["id"]])
    assert (await case.overview())["evidence"][0]["filed_at"] == "plan_reconsideration"


@pytest.mark.parametrize(
    ("program", "update", "content", "said"),
    [
        ("part_d", "start_second_opinion", {}, "belong to Original Medicare"),
        ("original", "file_grievance", {"about": "service"}, "no plan to complain to"),
        ("part_c", "file_grievance", {"about": "service", "drug_obtained": True}, "part_d"),
    ],
)
async def test_what_does_not_belong_to_a_program(
    start: Callable[..., Any], program: str, update: str, content: dict[str, Any], said: str
) -> None:
    case: Rehearsal = await start(program=program, notice_days_ago=5)
    if update == "file_grievance":
        content = content | {"event_on": str(days_ago(1))}
    assert said in await refusal(case, update, **content)
    assert (await case.overview())["children"] == []


async def test_one_second_opinion_at_a_time(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5, second_opinion={})
    opinion = await child(case, "second-opinion")
    with pytest.raises(WorkflowUpdateFailedError):
        await case.send("start_second_opinion")
    await opinion.send("close", reason="Another doctor")
    await ended(case, opinion.handle.id)
    await case.send("start_second_opinion", needed_by=str(days_ago(-40)))
    again = await child(case, "second-opinion.2")
    assert (await again.overview())["milestones"][-1]["latest_on"] == str(days_ago(-40))
