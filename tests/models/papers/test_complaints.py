"""A grievance and the call sheet for CMS: no appeal, no diagnosis, nothing invented."""

from datetime import date
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.inputs.validation import Refusal
from models.papers.letter import letter
from models.papers.wording import Wording
from models.presentation.shown import shown
from models.rulebook import Facts, rulebook
from tests.models.papers.letters import ANA, PRIVATE, knee, letter_of, reported, text_of
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import opened

GIVEN = PRIVATE.model_copy(
    update={
        "plan": "Golden Plan HMO",
        "contract_number": "H1234",
        "event": "The plan refused the fast track on the telephone.",
        "remedy": "Decide the request within 72 hours.",
    }
)


def grievance(**more: Any) -> CaseState:
    return opened(CaseKind.GRIEVANCE, **{"beneficiary": ANA, **more})


def test_a_grievance_is_none_of_an_appeal_and_names_its_last_day() -> None:
    found = letter_of(grievance(), given=GIVEN)
    text = text_of(found)
    assert "This is a grievance, not an appeal" in text
    assert "It happened on November 5, 2026." in text
    assert "The plan refused to expedite the request." in text
    day = Wording(Language.ENGLISH).day(date(2027, 1, 4))
    assert f"The last day for this grievance is {day}" in text
    for asked_of_appeals in ("be reversed", "reconsideration"):
        assert asked_of_appeals not in text


@pytest.mark.parametrize(("about", "fast"), [("refused_to_expedite", True), ("service", False)])
def test_the_fast_answer_is_asked_for_on_its_grounds_alone(about: str, fast: bool) -> None:
    assert ("within 24 hours (" in text_of(letter_of(grievance(about=about), given=GIVEN))) == fast


def test_a_grievance_is_never_called_incomplete() -> None:
    found = letter_of(grievance())
    assert found.missing == ()
    assert "what the plan should do" in found.unfilled
    assert letter_of(grievance(), given=GIVEN).unfilled == ()


@pytest.mark.parametrize("category", ["immediate_need", "urgent", "other"])
def test_the_call_sheet_has_the_days_of_its_category_from_the_rulebook(category: str) -> None:
    state = opened(CaseKind.CMS_COMPLAINT, beneficiary=ANA, category=category)
    text = text_of(letter_of(state, given=GIVEN))
    version = rulebook.row("CTM.RESOLVE").version_on(date(2026, 11, 11))
    days = version.limit(Facts(urgency=category)).length
    assert f"must resolve it within {days} calendar days" in text
    assert "does not replace the appeal" in text
    assert "Tracking number: ____" in text
    assert "H1234" in text


def test_the_call_sheet_counts_how_late_the_plan_is_on_the_appeal() -> None:
    appeal = reported(
        knee(notice_date="2026-08-03"), "file_appeal", at(6, 16), filed_on="2026-08-20"
    )
    state = opened(CaseKind.CMS_COMPLAINT, beneficiary=ANA)
    now = at(11)
    found = letter(shown(state, now), GIVEN, above=(shown(appeal, now),))
    text = text_of(found)
    assert "due September 19, 2026, 53 days ago" in text
    assert "Golden Plan HMO" in text


def test_the_plan_is_that_of_the_appeal() -> None:
    bare = GIVEN.model_copy(update={"plan": None})
    now = at(11)
    found = letter(shown(grievance(), now), bare, above=(shown(knee(plan="Plan of Ohio"), now),))
    assert "Plan: Plan of Ohio" in text_of(found)
    assert "[TO FILL IN: the name of the plan]" in text_of(letter_of(grievance(), given=bare))


def test_no_paper_of_a_complaint_has_a_diagnosis_or_an_exhibit() -> None:
    private = GIVEN.model_copy(update={"diagnosis": "Xanthous"})
    for state in (grievance(), opened(CaseKind.CMS_COMPLAINT, beneficiary=ANA)):
        found = letter_of(state, given=private)
        assert "Xanthous" not in text_of(found)
        assert found.paper.exhibits == ()


def test_a_copy_to_read_is_in_spanish() -> None:
    copy = letter_of(grievance(beneficiary={**ANA, "language": "es"}), given=GIVEN).copy
    assert copy is not None
    assert "no una apelación" in "\n".join(one.text for one in copy.sentences())


def test_of_other_work_there_is_no_letter() -> None:
    with pytest.raises(Refusal, match="No letter is known of this kind"):
        letter_of(opened(CaseKind.RECORDS_TRANSFER))


def test_the_plan_is_found_above_the_grievance_that_a_complaint_runs_beside() -> None:
    now = at(11)
    appeal = knee(plan_number="H0321-004", notice_date="2026-08-03")
    appeal = reported(appeal, "file_appeal", at(6, 16), filed_on="2026-08-20")
    state = opened(CaseKind.CMS_COMPLAINT, beneficiary=ANA, references={"Plan grievance": "G-55"})
    bare = GIVEN.model_copy(update={"plan": None, "contract_number": None})
    found = letter(shown(state, now), bare, above=(shown(grievance(), now), shown(appeal, now)))
    text = text_of(found)
    assert "Plan: Golden Plan HMO; contract number: H0321-004" in text
    assert "Plan grievance: G-55" in text
    assert "due September 19, 2026, 53 days ago" in text


def test_a_grievance_says_what_it_is_about() -> None:
    text = text_of(letter_of(grievance(service="Knee replacement"), given=GIVEN))
    assert "About: Knee replacement" in text
