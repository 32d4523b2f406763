"""A second opinion in an integrated plan: its own rows, and a grievance without a last day."""

from datetime import date
from typing import Any

import pytest

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.kinds import CaseKind
from models.cases.program import Program
from models.inputs.second_opinion import SecondOpinionIntake
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal
from tests.models.procedure.second_opinion.opinions import opinion, running, step
from tests.models.procedure.telling import MANAGER, Telling, at

ASKED = date(2026, 11, 27)
"""A Friday."""


def in_an_integrated_plan(**intake: Any) -> Telling:
    return opinion(at(ASKED), program="integrated", **intake)


def test_the_plan_is_asked_by_the_time_of_integrated_plans() -> None:
    case = in_an_integrated_plan()
    told = case.tell("request_referral", at(ASKED), requested_on=ASKED).after
    asked = running(told, Purpose.AUTHORIZATION)
    assert (asked.reckoning.rule, asked.due_on) == ("I.OD.STD.PA", date(2026, 12, 4))
    assert step(told, "referral").needed


def test_its_refusal_opens_an_appeal_and_a_grievance_at_any_time() -> None:
    case = in_an_integrated_plan()
    case.tell("request_referral", at(ASKED), requested_on=ASKED)
    day = date(2026, 12, 1)
    refused = case.tell("record_refusal", at(day), notice_date=day).after
    # Received December 6, 60 days.
    right = running(refused, Purpose.REFUSAL_APPEAL)
    assert (right.reckoning.rule, right.due_on) == ("I.RECON.FILE", date(2027, 2, 4))
    assert refused.running(Purpose.GRIEVANCE) is None
    (matter,) = [one for one in refused.matters if one.kind is FollowUpKind.REFUSED]
    assert "at any time" in say(matter.said)
    said = " ".join(say(remark) for remark in refused.remarks)
    assert "422.564" not in said
    assert "State law" not in said


def test_a_silent_plan_is_said_to_have_refused_without_the_law_of_other_plans() -> None:
    case = in_an_integrated_plan()
    case.tell("request_referral", at(ASKED), requested_on=ASKED)
    silent = case.stands(at(date(2026, 12, 5)))
    (matter,) = [one for one in silent.matters if one.kind is FollowUpKind.REFUSED]
    assert "counts as a refusal." in say(matter.said)


def test_the_slowed_request_runs_at_the_standard_pace_from_the_day_it_was_made() -> None:
    case = in_an_integrated_plan()
    case.tell("request_referral", at(ASKED), requested_on=ASKED, expedited=True)
    assert running(case.stands(at(ASKED)), Purpose.AUTHORIZATION).reckoning.rule == "I.OD.EXP"
    facts = {"notice_date": ASKED, "only_the_fast_track": True}
    slowed = case.tell("record_refusal", at(ASKED), **facts).after
    standard = running(slowed, Purpose.AUTHORIZATION)
    assert (standard.reckoning.rule, standard.due_on) == ("I.OD.STD.PA", date(2026, 12, 4))
    assert slowed.running(Purpose.GRIEVANCE) is None


def test_an_appeal_in_an_integrated_plan_starts_one_beside_it_and_plans_for_it() -> None:
    case = appeal(at(date(2026, 11, 2)), program="integrated", second_opinion={})
    standing = case.stands(at(date(2026, 11, 2)))
    (wanted,) = [one for one in standing.wanted if one.kind is CaseKind.SECOND_OPINION]
    assert wanted.intake["program"] == "integrated"
    assert standing.plan is not None
    assert wanted.intake["needed_by"] == standing.plan.goal_on.isoformat()
    assert any(one.key == "referral_request" for one in standing.plan.steps)


@pytest.mark.parametrize("program", list(Program), ids=str)
def test_every_program_covers_one_or_says_which_do(program: Program) -> None:
    content = {"program": program.value, **MANAGER}
    if program.terms.second_opinion is not None:
        assert opinion(at(ASKED), program=program.value).stands(at(ASKED)).terms
        return
    with pytest.raises(ValueError, match="original or part_c or integrated or prior_authorization"):
        SecondOpinionIntake.model_validate(content)
