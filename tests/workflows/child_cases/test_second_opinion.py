"""The second opinion alone: agreed, completed, in conflict, refused, and what it refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.evidence import Element
from models.presentation.shapes import Story
from tests.clock import days_ago
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import ALL_FIVE, day, refusal, steps

PHYSICIAN = {"email": "doctor@clinic.example"}


async def story(case: Rehearsal) -> Story:
    return Story.model_validate(await case.handle.result())


@pytest.mark.server
async def test_original_medicare_needs_no_referral_and_agrees(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin(
        "SecondOpinion", program="original", approved_amount="383", deductible_met="183"
    )
    overview = await case.overview()
    assert overview["stage"] == "second_opinion.specialist"
    assert not (await steps(case))["referral"]["needed"]
    await case.send("choose_specialist", on=await day(case), visit_on=await day(case, 20))
    assert (await steps(case))["visit"]["expected_on"] == await day(case, 20)
    await case.send("record_records_request", on=await day(case))
    await case.pass_days(15)
    await case.send("record_records", on=await day(case))
    await case.pass_days(5)
    await case.send("record_visit", on=await day(case))
    await case.pass_days(8)
    await case.send(
        "record_report",
        received_on=await day(case),
        agreement="agrees",
        elements=ALL_FIVE,
        name="Report",
        location="Cabinet 4",
    )
    told = await story(case)
    assert told.ending == "agreed"
    assert [(piece.kind, piece.location) for piece in told.evidence] == [
        ("second_opinion", "Cabinet 4")
    ]
    assert told.evidence[0].missing == ()
    await keep_history(case, "second-opinion-agreed")


async def test_what_a_report_lacks_is_asked_of_the_physician(
    begin: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original", physician=PHYSICIAN)
    before = len(sent.sent)
    await case.send(
        "record_report",
        received_on=await day(case),
        agreement="agrees",
        elements=["confirms_diagnosis", "medically_necessary", "consensus"],
    )
    await case.pass_days(1)
    asked = [
        outgoing
        for _, address, outgoing in sent.sent[before:]
        if address == PHYSICIAN["email"] and case.handle.id in outgoing.subject
    ]
    assert len(asked) == 1
    assert "please complete the written report" in asked[0].subject
    assert "which clinical guidelines support this" in asked[0].text
    assert "that it confirms the diagnosis" not in asked[0].text
    overview = await case.overview()
    assert overview["stage"] == "second_opinion.completing"
    await case.send("record_addendum", received_on=await day(case), elements=["cites_guidelines"])
    await case.pass_days(3)
    later = [
        outgoing
        for _, address, outgoing in sent.sent
        if address == PHYSICIAN["email"] and case.handle.id in outgoing.subject
    ]
    assert "which clinical guidelines support this" not in later[-1].text
    assert "why the alternative offered is worse" in later[-1].text
    await case.send(
        "record_addendum", received_on=await day(case), elements=["refutes_alternative"]
    )
    told = await story(case)
    assert told.ending == "agreed"
    assert [piece.kind for piece in told.evidence] == ["second_opinion", "addendum", "addendum"]
    assert set(told.evidence[0].elements) == set(Element)


async def test_an_incomplete_report_can_be_taken_as_it_is(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original")
    assert "no report" in await refusal(case, "conclude", on=await day(case))
    await case.send("record_report", received_on=await day(case), agreement="agrees")
    await case.send("conclude", on=await day(case))
    assert (await story(case)).ending == "agreed"


async def test_opinions_that_differ_open_a_third(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original")
    receipt = await case.send(
        "record_report", received_on=await day(case), agreement="disagrees", elements=[]
    )
    assert "Third opinion" in receipt.next_action
    overview = await case.overview()
    assert overview["stage"] == "third_opinion.specialist"
    await case.send("choose_specialist", on=await day(case))
    await case.pass_days(40)
    await case.send("record_visit", on=await day(case))
    assert (await steps(case))["third_records"]["needed"] is False
    assert (await steps(case))["specialist"]["needed"] is False
    await case.send(
        "record_report", received_on=await day(case), agreement="agrees", elements=ALL_FIVE
    )
    told = await story(case)
    assert told.ending == "agreed"
    assert [piece.kind for piece in told.evidence] == ["second_opinion", "third_opinion"]
    await keep_history(case, "third-opinion-agreed")


async def test_a_third_opinion_that_differs_too_ends_in_conflict(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original")
    for _ in range(2):
        await case.send("record_report", received_on=await day(case), agreement="disagrees")
    told = await story(case)
    assert (told.ending, len(told.evidence)) == ("conflict", 2)


async def test_a_covered_alternative_ends_it(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("record_report", received_on=await day(case), agreement="covered_alternative")
    assert (await story(case)).ending == "covered_alternative"


async def test_the_plan_answers_too_late_which_counts_as_a_refusal(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    asked = await case.today()
    await case.send("request_referral", requested_on=str(asked))
    authorization = next(
        one for one in await case.deadlines() if one.purpose.value == "authorization"
    )
    # 422.568(b)(1)(ii): 7 days for what needs prior authorization, from 2026 on.
    assert authorization.due_on == asked + timedelta(days=7)
    assert (await steps(case))["referral"]["expected_on"] == str(asked + timedelta(days=7))
    await case.pass_days(9)
    rights = {one.purpose.value: one for one in await case.deadlines() if one.is_open}
    # No notice came, so no days for its receipt are added: 60 days from the silence.
    silence = asked + timedelta(days=7)
    assert rights["refusal_appeal"].due_on == silence + timedelta(days=60)
    assert rights["grievance"].due_on == silence + timedelta(days=60)
    overview = await case.overview()
    assert overview["stage"] == "second_opinion.refused"
    assert overview["next_action"]["update"] == "answer_refusal"
    assert overview["urgency"] == "overdue"
    # The plan authorizes after all.
    await case.send("record_referral", on=await day(case))
    assert [one for one in await case.deadlines() if one.is_open and one.purpose.ours] == []
    assert (await case.overview())["stage"] == "second_opinion.specialist"


async def test_a_refusal_asks_before_it_opens_an_appeal(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", service="Visit with a specialist")
    await case.send(
        "request_referral", requested_on=await day(case), requested_at="00:00", expedited=True
    )
    receipt = await case.send(
        "record_refusal", notice_date=await day(case), refused_to_expedite=True
    )
    assert "yes or no" in receipt.next_action
    assert any("24 hours" in remark for remark in receipt.remarks)
    assert any("state law" in remark.lower() for remark in receipt.remarks)
    assert (await case.overview())["children"] == []
    notice = await case.today()
    rights = {one.purpose.value: one for one in await case.deadlines() if one.is_open}
    assert rights["refusal_appeal"].due_on == notice + timedelta(days=65)
    assert rights["grievance"].due_on == notice + timedelta(days=60)
    await case.send("answer_refusal", appeal=True)
    appeal = case.beside("appeal.1")
    await appeal.settle()
    assert (await appeal.overview())["kind"] == "appeal"
    filing = (await appeal.deadlines())[0]
    assert filing.due_on == notice + timedelta(days=65)
    assert "recorded already" in await refusal(case, "answer_refusal", appeal=False)
    await appeal.send("close", ending="withdrawn", reason="The referral came")

    async def heard() -> bool:
        return bool((await case.overview())["children"][0]["ending"] == "withdrawn")

    await eventually(heard)


@pytest.mark.parametrize("hours_gone", [False, True])
async def test_a_plan_that_refuses_the_fast_track_goes_on_at_the_standard_pace(
    begin: Callable[..., Any], *, hours_gone: bool
) -> None:
    """Also where the notice is recorded after the hours of the fast track have passed."""
    case: Rehearsal = await begin("SecondOpinion")
    asked, today = await case.today(), await day(case)
    only = {"only_the_fast_track": True}
    assert "fast track" in await refusal(case, "record_refusal", notice_date=today, **only)
    await case.send("request_referral", requested_on=today, expedited=True)
    if hours_gone:
        await case.pass_days(4)
        assert (await case.overview())["stage"] == "second_opinion.refused"
    receipt = await case.send("record_refusal", notice_date=today, **only)
    assert any("24 hours" in remark for remark in receipt.remarks)
    clocks = {one.purpose.value: one for one in await case.deadlines() if one.is_open}
    assert set(clocks) == {"authorization", "grievance"}
    standard = clocks["authorization"]
    assert (standard.reckoning.rule, standard.due_on) == (
        "C.OD.EXP.DENY",
        asked + timedelta(days=7),
    )
    assert clocks["grievance"].due_on == asked + timedelta(days=60)
    overview = await case.overview()
    assert overview["stage"] == "second_opinion.referral"
    assert overview["urgency"] == "on_track"
    assert "fast track" in await refusal(case, "record_refusal", notice_date=today, **only)
    await case.pass_days(9)
    rights = {one.purpose.value for one in await case.deadlines() if one.is_open}
    assert rights == {"refusal_appeal", "grievance"}
    await case.send("file_grievance", about="refused_to_expedite", event_on=today)
    assert (await case.overview())["children"][0]["kind"] == "grievance"


async def test_no_appeal_of_the_refusal_is_an_answer_too(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("record_refusal", notice_date=await day(case))
    await case.send("answer_refusal", appeal=False)
    assert (await case.overview())["children"] == []
    assert [one.purpose.value for one in await case.deadlines() if one.is_open] == ["grievance"]


async def test_the_plan_to_a_day_is_kept_current_and_breaks_aloud(
    begin: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original", needed_by=str(days_ago(-60)))
    before = len(sent.sent)
    planned = await steps(case)
    assert planned["report"]["latest_on"] == await day(case, 60)
    assert planned["visit"]["latest_on"] == await day(case, 50)
    assert planned["records"]["latest_on"] == await day(case, 47)
    # The holder of the records has 30 days by law (45 CFR 164.524(b)(2)).
    assert planned["records_request"]["latest_on"] == await day(case, 17)
    assert planned["specialist"]["latest_on"] == await day(case, 36)
    assert (await case.overview())["next_action"]["by"] == await day(case, 17)
    # The visit is booked too late for the report.
    await case.send("book_visit", visit_on=await day(case, 55))
    await case.pass_days(1)
    subjects = [
        outgoing.subject
        for _, _, outgoing in sent.sent[before:]
        if case.handle.id in outgoing.subject
    ]
    assert any("the plan does not fit any more" in subject for subject in subjects)
    # An earlier visit mends it.
    await case.send("book_visit", visit_on=await day(case, 30))
    records = [record["what"] for record in await case.handle.query("account")]
    assert (
        records[-2:]
        == [
            f"Visit booked for {await day(case, 30)}.",
            "The plan fits again.",
        ]
        or "The plan fits again." in records
    )
    # The planned day of the records request passes unused.
    await case.pass_days(20)
    records = [record["what"] for record in await case.handle.query("account")]
    assert any(what.startswith("Passed on") for what in records)
    assert records.count("The plan does not fit any more.") == 2


async def test_a_visit_booked_early_needs_the_records_early(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original", needed_by=str(days_ago(-90)))
    assert (await steps(case))["records"]["latest_on"] == await day(case, 77)
    await case.send("book_visit", visit_on=await day(case, 20))
    assert (await steps(case))["records"]["latest_on"] == await day(case, 17)
    await case.send("book_visit", visit_on=await day(case, 85))
    assert (await steps(case))["records"]["latest_on"] == await day(case, 77)


@pytest.mark.plain_day
async def test_reminders_of_the_next_step_go_to_the_case_manager_alone(
    begin: Callable[..., Any], sent: RecordingChannels
) -> None:
    before = len(sent.sent)
    case: Rehearsal = await begin(
        "SecondOpinion",
        program="original",
        needed_by=str(days_ago(-60)),
        beneficiary={"email": "patient@mail.example"},
    )
    await case.pass_days(18)
    mine = [one for one in sent.sent[before:] if case.handle.id in one[2].subject]
    assert {address for _, address, _ in mine} == {"manager@legalaid.example"}
    of_step = [one for one in mine if "ask for the records by" in one[2].subject]
    assert len(of_step) == 4


async def test_what_cannot_be_recorded(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", program="original")
    today, tomorrow = await day(case), await day(case, 1)
    assert "no plan to ask" in await refusal(case, "request_referral", requested_on=today)
    assert "no plan to ask" in await refusal(case, "record_refusal", notice_date=today)
    assert "no refusal" in await refusal(case, "answer_refusal", appeal=True)
    assert "Medicare pays only" in await refusal(
        case, "choose_specialist", on=today, accepts_medicare=False
    )
    assert "in the future" in await refusal(case, "record_visit", on=tomorrow)
    assert "record_report comes first" in await refusal(
        case, "record_addendum", received_on=today, elements=["consensus"]
    )
    await case.send("record_visit", on=today)
    assert "before the visit" in await refusal(
        case, "record_report", received_on=await day(case, -1), agreement="agrees"
    )
    await case.send("record_report", received_on=today, agreement="agrees")
    assert "record_addendum" in await refusal(
        case, "record_report", received_on=today, agreement="agrees"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"program": "part_d"}, "program: expected original or part_c"),
        ({"program": "original", "referral_needed": True}, "referral_needed"),
        ({"approved_amount": "many"}, "approved_amount"),
        ({"planning": {"report_days": -1}}, "planning.report_days"),
        ({"colour": "red"}, "colour: is not a field"),
    ],
)
async def test_a_malformed_intake_fails_at_once(
    begin: Callable[..., Any], content: dict[str, Any], said: str
) -> None:
    case: Rehearsal = await begin("SecondOpinion", **content)
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert said in str(caught.value.cause)
