"""Evidence: what went with a filing, what is still to send, who gathers it, and its plan."""

from datetime import date, timedelta

from models.cases.evidence import Agreement
from models.cases.kinds import CaseKind
from models.local_time import short_day
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.appeal.standing import AppealStanding
from models.procedure.standing_of import case_of
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import (
    NOTICE,
    NOW,
    appeal,
    beside,
    ours,
    panel_of,
    piece,
    place,
    recorded,
    says,
    step,
)
from tests.models.procedure.telling import Telling, at, every_word, matters

TODAY = date(2026, 11, 4)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def filed(standing: AppealStanding) -> dict[str, tuple[str | None, date | None]]:
    return {one.id: (one.filed_at, one.filed_on) for one in standing.evidence}


def action(standing: AppealStanding) -> str:
    asked = ours(standing).action
    assert asked is not None
    return say(asked)


def with_letters() -> Telling:
    """Two letters arrived, and one that is told of after the filing."""
    case = appeal(program="part_c", notice_date=NOTICE - timedelta(days=20))
    case.tell("record_evidence", NOW, received_on=ago(9), kind="letter")
    case.tell("record_evidence", NOW, received_on=ago(2), kind="records")
    return case


def test_what_was_in_hand_goes_with_the_filing() -> None:
    case = with_letters()
    told = case.tell("file_appeal", NOW, filed_on=ago(1)).after
    assert filed(told) == {
        "AC-1.e1": ("plan_reconsideration", ago(1)),
        "AC-1.e2": ("plan_reconsideration", ago(1)),
    }
    assert told.matters == []
    assert recorded(told, 2) == [f"Evidence received {short_day(ago(9))}: letter."]


def test_what_came_between_the_filing_and_its_report_did_not_go_with_it() -> None:
    case = with_letters()
    told = case.tell("file_appeal", NOW, filed_on=ago(5)).after
    assert filed(told)["AC-1.e2"] == (None, None)
    assert [one.key for one in told.matters] == ["plan_reconsideration.supplement.1"]


def test_what_was_heard_of_after_the_filing_was_reported_did_not_go_with_it() -> None:
    case = with_letters()
    case.tell("file_appeal", NOW, filed_on=ago(1))
    late = case.tell("record_evidence", NOW + timedelta(hours=1), received_on=ago(7)).after
    assert filed(late)["AC-1.e3"] == (None, None)
    supplement = matters(late)["supplement"]
    assert say(supplement.said).startswith(
        "Evidence has arrived since the filing. Send it to the plan before it decides"
    )
    assert "can be extended by 14 days" in say(supplement.said)
    # A corrected day of the filing takes along what was there and known.
    moved = case.tell("recalculate", NOW + timedelta(hours=2), reason="Log", filed_on=ago(4)).after
    assert filed(moved) == {
        "AC-1.e1": ("plan_reconsideration", ago(4)),
        "AC-1.e2": (None, None),
        "AC-1.e3": (None, None),
    }


def test_sent_after_the_filing() -> None:
    case = with_letters()
    too_early = case.refusal("submit_evidence", NOW, sent_on=TODAY)
    assert too_early.startswith("Evidence goes with the filing, or after it")
    case.tell("file_appeal", NOW, filed_on=ago(5))
    before = case.refusal("submit_evidence", NOW, sent_on=ago(3))
    assert (
        before
        == f"sent_on: {short_day(ago(3))} is before the evidence arrived, {short_day(ago(2))}."
    )
    told = case.tell("submit_evidence", NOW, sent_on=ago(1)).after
    assert case.state.log[-1].binds["evidence"] == ["AC-1.e2"]
    assert filed(told)["AC-1.e2"] == ("plan_reconsideration", ago(1))
    assert told.matters == []
    assert recorded(told, 5) == [f"Evidence sent to the plan {short_day(ago(1))}: 1 piece."]
    nothing = case.refusal("submit_evidence", NOW, sent_on=TODAY)
    assert nothing == "evidence: every piece listed is filed already."


def test_evidence_without_ids_is_bound_to_what_it_meant() -> None:
    case = with_letters()
    case.tell("file_appeal", NOW, filed_on=ago(5))
    case.tell("submit_evidence", NOW, sent_on=ago(1))
    later = case.tell("record_evidence", NOW, received_on=ago(2)).after
    assert filed(later)["AC-1.e3"] == (None, None)


def test_an_opinion_against_the_treatment_is_sent_only_by_name() -> None:
    case = appeal(program="part_c", second_opinion={})
    id_ = beside(case, 0, NOW)
    against = piece(f"{id_}.1", TODAY, agreement=Agreement.DISAGREES)
    says(case, id_, NOW, evidence=((against, NOW),), ending="agreed", ended_at=NOW)
    told = case.tell("file_appeal", NOW, filed_on=TODAY).after
    assert filed(told) == {f"{id_}.1": (None, None)}
    assert told.matters == []
    unnamed = case.refusal("submit_evidence", NOW, sent_on=TODAY)
    assert "speaks against the treatment" in unnamed
    unknown = case.refusal("submit_evidence", NOW, sent_on=TODAY, evidence=["other"])
    assert unknown == f"evidence: expected ids among {id_}.1."
    sent = case.tell("submit_evidence", NOW, sent_on=TODAY, evidence=[f"{id_}.1"]).after
    assert filed(sent) == {f"{id_}.1": ("plan_reconsideration", TODAY)}


def test_what_a_child_says_goes_with_the_filing_if_it_was_heard_before() -> None:
    case = appeal(program="part_c", second_opinion={})
    id_ = beside(case, 0, NOW)
    case.tell("file_appeal", NOW, filed_on=TODAY)
    after = NOW + timedelta(hours=1)
    report = piece(f"{id_}.1", TODAY, agreement=Agreement.AGREES)
    says(case, id_, after, evidence=((report, after),))
    assert filed(case.stands(after)) == {f"{id_}.1": (None, None)}
    assert set(matters(case.stands(after))) == {"supplement"}
    says(case, id_, after, evidence=((report, NOW - timedelta(hours=1)),))
    assert filed(case.stands(after)) == {f"{id_}.1": ("plan_reconsideration", TODAY)}


def test_the_children_that_the_intake_and_reports_ask_for() -> None:
    case = appeal(
        program="part_c",
        second_opinion={"cancer": True},
        records=[{"recipient": "specialist"}, {"recipient": "adjudicator"}],
        planning={"review_days": 7},
    )
    opened = case.stands(NOW)
    goal = opened.plan.goal_on
    assert [(one.kind, one.report, one.place, one.serves) for one in opened.wanted] == [
        (CaseKind.SECOND_OPINION, 1, 0, ""),
        (CaseKind.RECORDS_TRANSFER, 1, 1, "specialist"),
        (CaseKind.RECORDS_TRANSFER, 1, 2, "adjudicator"),
    ]
    facts = opened.wanted[0].intake
    assert (facts["needed_by"], facts["program"], facts["cancer"]) == (str(goal), "part_c", True)
    assert facts["planning"]["review_days"] == 7
    told = case.tell("file_grievance", NOW, about="service", event_on=ago(3)).after
    grievance = told.wanted[-1]
    assert (grievance.kind, grievance.report) == (CaseKind.GRIEVANCE, 2)
    assert grievance.intake["program"] == "part_c"


def test_one_second_opinion_runs_at_a_time_and_where_a_part_covers_doctors() -> None:
    case = appeal(program="part_c", second_opinion={})
    id_ = beside(case, 0, NOW)
    assert case.refusal("start_second_opinion", NOW) == (
        f"A second opinion is running already: {id_}."
    )
    assert (
        appeal(program="part_d")
        .refusal("start_second_opinion", NOW)
        .startswith("Second opinions belong to")
    )
    beyond = appeal(program="original", level="redetermination").refusal(
        "file_grievance", NOW, about="service", event_on=ago(3)
    )
    assert "expected part_c, part_d or integrated" in beyond


def test_a_day_that_moves_is_told_to_the_second_opinion_and_one_of_its_own_stays() -> None:
    case = appeal(program="part_c", second_opinion={})
    id_ = beside(case, 0, NOW)
    goal = case.stands(NOW).plan.goal_on
    assert case.stands(NOW).tells == {id_: {"replan": {"needed_by": str(goal)}}}
    proof = {"on": "2026-11-04", "evidence": "postmark"}
    moved = case.tell("record_receipt", NOW, received=proof).after
    assert moved.tells[id_]["replan"] == {"needed_by": str(moved.plan.goal_on)}
    assert moved.plan.goal_on < goal
    met = case.tell("file_appeal", NOW, filed_on=TODAY).after
    assert met.tells[id_]["replan"] == {"needed_by": None}
    own = appeal(program="part_c", second_opinion={"needed_by": "2026-12-24"})
    own_id = beside(own, 0, NOW)
    assert own.stands(NOW).tells == {own_id: {"replan": {"needed_by": "2026-12-24"}}}


def test_how_the_records_for_the_specialist_stand_is_passed_on() -> None:
    case = appeal(program="part_c", second_opinion={}, records=[{"recipient": "specialist"}])
    opinion, transfer = beside(case, 0, NOW), beside(case, 1, NOW)
    assert "hear_of_records" not in case.stands(NOW).tells[opinion]
    steps = (
        step("sent", done_on=ago(1)),
        step("delivered", expected_on=date(2026, 12, 1)),
        step("confirmed"),
    )
    says(case, transfer, NOW, milestones=steps)
    told = case.stands(NOW).tells[opinion]["hear_of_records"]
    assert told == {
        "requested_on": str(ago(1)),
        "expected_on": "2026-12-01",
        "arrived_on": None,
    }
    # What a transfer that was closed had promised will not come by it.
    says(case, transfer, NOW, ending="closed", ended_at=NOW)
    assert case.stands(NOW).tells[opinion]["hear_of_records"]["expected_on"] is None
    says(case, transfer, NOW, lost=True)
    assert set(case.stands(NOW).tells[opinion]["hear_of_records"].values()) == {None}


def test_a_plan_that_breaks_and_fits_again() -> None:
    case = appeal(program="part_c", second_opinion={})
    id_ = beside(case, 0, NOW)
    fits = case.stands(NOW)
    assert (fits.plan_fits, fits.matters) == (True, [])
    first = fits.plan.steps[0].latest_on
    procedure = AppealProcedure()
    looks = list(procedure.looks(case_of(case.state, NOW), fits))
    assert at(first + timedelta(days=1)) - timedelta(hours=12) in looks
    late = at(first + timedelta(days=1))
    broken = case.stands(late)
    assert (broken.plan_broken, set(matters(broken))) == (True, {"plan_broken"})
    assert "file now and supplement later" in action(broken)
    passed = [one for one in fits.plan.steps if one.latest_on <= first + timedelta(days=1)]
    done = tuple(one.model_copy(update={"done_on": TODAY}) for one in passed)
    says(case, id_, late, milestones=done)
    again = case.stands(late)
    assert (again.plan_fits, again.matters) == (True, [])
    assert "Next for the evidence: " in action(again)
    part = panel_of(case, late).parts[0]
    assert say(part.title) == "Plan: evidence in hand before filing"
    assert say(part.lead) == "The plan fits."
    assert all(every_word(again, lambda: panel_of(case, late)))


def test_without_anybody_who_gathers_the_panel_says_until_when_it_is_in_time() -> None:
    case = appeal(program="part_c")
    standing = case.stands(NOW)
    assert (standing.plan_fits, standing.evidence_steps) == (None, ())
    first = standing.plan.steps[0].latest_on
    (part,) = panel_of(case, NOW).parts
    assert "A second opinion is in time if it is begun by" in say(part.lines[0])
    assert panel_of(case, at(first + timedelta(days=1))).parts == ()


def test_evidence_goes_with_a_late_request() -> None:
    case = appeal(at(date(2026, 10, 1)), program="part_c", notice_date=date(2026, 7, 1))
    now = at(date(2026, 10, 2))
    case.tell("record_evidence", now, received_on=date(2026, 9, 30))
    late = case.tell(
        "request_good_cause", now, filed_on=date(2026, 10, 2), circumstances="In hospital"
    ).after
    assert place(late)[1] == "good_cause"
    assert filed(late) == {"AC-1.e1": ("plan_reconsideration", date(2026, 10, 2))}
