"""The checklist says `there` of what the paper itself says, and of nothing else."""

from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.program import Program
from models.inputs.validation import Refusal
from models.papers.letter import Letter
from models.papers.private import PrivateDetails
from models.papers.request.checklist import State
from models.papers.wording import Wording
from models.rulebook import rulebook
from tests.models.papers.letters import ANA, PRIVATE, knee, letter_of, reported, text_of
from tests.models.papers.test_letter import WRITTEN
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import opened

LEE: dict[str, Any] = {"name": "Lee Wong", "phone": "+12025550124"}
SIGNED = {"signed_on": "2026-10-01"}
HEARING: dict[str, Any] = {
    "program": "original",
    "level": "reconsideration",
    "kind": "payment",
    "notice_date": "2026-10-01",
    "beneficiary": ANA,
    "denial_reason": "Not reasonable and necessary",
    "disagreements": "The therapist's notes show skilled care.",
    "service_dates": "2026-06-01",
    "amount_in_controversy": "4000",
    "appeal_numbers": {"reconsideration": "1-9982"},
}


def _missing(found: Letter) -> list[str]:
    return [one.required.element.id.partition(".")[2] for one in found.missing]


def _hearing(**more: Any) -> CaseState:
    return opened(CaseKind.APPEAL, **{**HEARING, **more})


def test_a_hearing_request_that_is_whole_lacks_nothing() -> None:
    assert _missing(letter_of(_hearing())) == []
    assert _missing(letter_of(_hearing(representative=LEE, appointment=SIGNED))) == []


@pytest.mark.parametrize(
    ("taken", "element"),
    [
        ({"beneficiary": {"phone": "+12025550123"}}, "beneficiary_name"),
        ({"beneficiary": {"name": "Ana Perez"}}, "phone"),
        ({"service_dates": []}, "dates_of_service"),
        ({"appeal_numbers": {}}, "appeal_number"),
        ({"disagreements": None}, "reasons"),
    ],
)
@pytest.mark.parametrize("role", ["beneficiary", "representative"])
def test_each_element_of_a_hearing_request_taken_away_is_named_alone(
    taken: dict[str, Any], element: str, role: str
) -> None:
    people = {"representative": LEE, "appointment": SIGNED} if role == "representative" else {}
    assert _missing(letter_of(_hearing(**{**people, **taken}))) == [element]


@pytest.mark.parametrize(("field", "element"), [("address", "address"), ("medicare_number",) * 2])
def test_each_private_element_taken_away_is_named_alone(field: str, element: str) -> None:
    given = PRIVATE.model_copy(update={field: None, "sender_address": None})
    for people in ({}, {"representative": LEE, "appointment": SIGNED}):
        assert _missing(letter_of(_hearing(**people), given=given)) == [element]


def test_a_representative_s_letter_says_how_the_enrollee_is_reached() -> None:
    """The list asks for it, and the letterhead is the representative's."""
    found = text_of(letter_of(knee(representative=LEE, appointment=SIGNED)))
    assert "1 Main Street\nAkron, OH 44301" in found
    assert "(202) 555-0123" in text_of(letter_of(_hearing(representative=LEE, appointment=SIGNED)))


def test_the_reason_of_the_notice_is_no_reason_against_it() -> None:
    quoted = PRIVATE.model_copy(update={"quotes": {"AC-1.e1": "It is needed."}})
    state = opened(
        CaseKind.APPEAL,
        beneficiary=ANA,
        plan="Plan A",
        denial_reason="Not necessary",
        coverage_rules="LCD L1",
    )
    found = letter_of(state)
    assert _missing(found) == ["reasons"]
    assert "[TO FILL IN: which parts of the decision you disagree with, and why]" in text_of(found)
    evidence = {"received_on": "2026-11-08", "kind": "letter", "given_by": "Dr. Lee"}
    shown = reported(state, "record_evidence", at(9), **evidence)
    assert _missing(letter_of(shown)) == ["reasons"]
    assert _missing(letter_of(shown, given=quoted)) == []
    said = reported(state, "add_details", at(9), disagreements="Six months are documented.")
    assert _missing(letter_of(said)) == []
    assert "I disagree with the decision: Six months are documented." in text_of(letter_of(said))


def test_what_was_said_of_an_older_notice_is_not_said_of_a_newer_one() -> None:
    state = knee(disagreements="Six months are documented.")
    state = reported(state, "file_appeal", at(10), filed_on="2026-11-09")
    decided = {"outcome": "unfavorable", "notice_date": "2026-11-10"}
    state = reported(state, "record_decision", at(10, 16), **decided)
    found = letter_of(state, at(12), level="alj_hearing")
    assert "not medically necessary" not in text_of(found)
    assert "Six months" not in text_of(found)
    newer = reported(state, "add_details", at(11), denial_reason="No new evidence was sent.")
    assert "“No new evidence was sent.”" in text_of(letter_of(newer, at(12), level="alj_hearing"))


def test_the_contractor_that_decided_is_named() -> None:
    state = WRITTEN["qic_reconsideration"]
    assert _missing(letter_of(state)) == ["contractor"]
    office = {"redetermination": "First Contractor, Inc.\nPO Box 1, Fargo, ND"}
    named = reported(state, "add_details", at(6, 17), adjudicator=office)
    assert _missing(letter_of(named)) == []
    assert "made by First Contractor, Inc." in text_of(letter_of(named))


def test_an_appointment_is_an_exhibit_where_it_is_in_hand() -> None:
    found = letter_of(knee(representative=LEE, appointment=SIGNED))
    last = found.paper.exhibits[-1]
    assert (last.evidence, last.what) == (
        "appointment",
        "Appointment of representative, signed October 1, 2026",
    )
    assert f"The appointment is enclosed as exhibit {last.number}." in text_of(found)
    without = letter_of(knee(representative=LEE))
    assert "enclosed" not in text_of(without)
    assert "representative of Ana Perez" in text_of(without)


def test_numbers_to_quote_are_quoted() -> None:
    state = knee(
        references={"Plan case": "H-0042"}, appeal_numbers={"plan_reconsideration": "SA-889"}
    )
    text = text_of(letter_of(state))
    assert "Plan case: H-0042" in text
    assert "Appeal number: SA-889" in text


def test_a_drug_s_exception_names_the_prescriber_s_statement() -> None:
    drug: dict[str, Any] = {"program": "part_d", "kind": "exception", "beneficiary": ANA}
    found = letter_of(opened(CaseKind.APPEAL, **drug))
    assert "supporting_statement" in _missing(found)
    assert "[TO FILL IN: the day on which the prescriber's statement arrived]" in text_of(found)
    given = letter_of(opened(CaseKind.APPEAL, **drug, statement_on="2026-11-04"))
    assert "arrived on November 4, 2026" in text_of(given)


@pytest.mark.parametrize("paper", WRITTEN)
def test_without_the_private_file_no_element_of_it_is_there(paper: str) -> None:
    for one in letter_of(WRITTEN[paper], given=PrivateDetails()).items:
        if one.required.element.private:
            assert one.state is State.MISSING, one.required.element.id


def test_a_hearing_request_can_be_made_final() -> None:
    given = PRIVATE.model_copy(update={"copies": "County Hospital"})
    state = _hearing(coverage_rules="LCD L1", adjudicator={"alj_hearing": "OMHA\nCleveland"})
    assert letter_of(state).unfilled == ("the other parties",)
    assert letter_of(state, given=given).unfilled == ()


def test_what_no_file_can_fill_keeps_no_letter_from_being_final() -> None:
    """The text of a law that was not seen, and a list of elements that was not."""
    state = opened(
        CaseKind.APPEAL,
        program="entitlement",
        level="ssa_reconsideration",
        beneficiary=ANA,
        denial_reason="No",
        adjudicator={"alj_hearing": "OMHA\nCleveland"},
    )
    found = letter_of(state)
    assert "its last day is January 6, 2027 ([TO FILL IN: the law: its text was not seen])." in (
        text_of(found)
    )
    assert "[TO FILL IN: what the law asks of this request: its list was not seen]" in text_of(
        found
    )
    assert found.unfilled == ()
    assert {one.code for one in found.dropped} == {"timeliness.in_time", "request.elements"}
    assert "TO FILL IN" not in text_of(found.final())


def test_the_court_is_asked_by_a_lawyer_in_every_program() -> None:
    for program in ("irmaa", "entitlement", "original"):
        state = opened(CaseKind.APPEAL, program=program, level="council", beneficiary=ANA)
        with pytest.raises(Refusal, match="No letter is known"):
            letter_of(state)


def test_the_levels_are_named_as_the_rulebook_names_them() -> None:
    wording = Wording(Language.ENGLISH)
    for program in Program:
        for level in rulebook.levels(program.value):
            named = wording.text(f"level.{level.level}")
            assert level.title in {named, "Claim"}


def test_a_provider_s_request_can_be_made_final() -> None:
    state = _hearing(
        appellant="provider",
        provider="County Hospital",
        coverage_rules="LCD L1",
        adjudicator={"alj_hearing": "OMHA\nCleveland"},
    )
    given = PRIVATE.model_copy(update={"copies": "Ana Perez"})
    assert letter_of(state, given=given).unfilled == ("your telephone number",)
    whole = given.model_copy(update={"sender_phone": "(330) 555-0100"})
    assert letter_of(state, given=whole).unfilled == ()


def test_a_plan_takes_the_medicare_number_where_no_other_is_known() -> None:
    given = PRIVATE.model_copy(update={"member_number": None})
    found = letter_of(knee(disagreements="X"), given=given)
    assert "Medicare number: 1EG4-TE5-MK73" in text_of(found)
    assert _missing(found) == []
    both = given.model_copy(update={"medicare_number": None})
    assert _missing(letter_of(knee(disagreements="X"), given=both)) == ["member_number"]


def test_a_coverage_rule_is_asked_for_and_keeps_no_letter_from_being_final() -> None:
    found = letter_of(opened(CaseKind.APPEAL, program="original", beneficiary=ANA))
    assert "[TO FILL IN: the coverage rule it falls under]" in text_of(found)
    assert "the coverage rule it falls under" not in found.unfilled
    assert "coverage rule" not in text_of(found.final())
