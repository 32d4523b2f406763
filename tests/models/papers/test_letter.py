"""A request for appeal says what is on the case, and nothing else."""

import re
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.inputs.validation import Refusal
from models.papers.paper import Source
from models.papers.private import PrivateDetails
from models.papers.request.checklist import LEFT_TO_THE_READER, State, names_known
from models.papers.wording import FOLDER, Wording
from models.rulebook import rulebook
from tests.models.papers.letters import ANA, KNEE, PRIVATE, knee, letter_of, reported, text_of
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import opened

_ORIGINAL: dict[str, Any] = {
    "program": "original",
    "beneficiary": ANA,
    "denial_reason": "Not reasonable and necessary",
    "coverage_rules": "LCD L1",
    "service_dates": "2026-09-01",
    "kind": "payment",
    "provider": "County Hospital",
    "amount_in_controversy": "4000",
    "notice_date": "2026-06-01",
}


def _up(*decisions: tuple[str, str, str], **intake: Any) -> CaseState:
    """A case after these decisions: filed on, decided on, outcome."""
    state = opened(CaseKind.APPEAL, **intake)
    for filed, decided, outcome in decisions:
        state = reported(state, "file_appeal", at(6, 16), filed_on=filed)
        state = reported(state, "record_decision", at(6, 16), outcome=outcome, notice_date=decided)
    return state


WRITTEN: dict[str, CaseState] = {
    "part_c_reconsideration": knee(),
    "redetermination": opened(CaseKind.APPEAL, **{**_ORIGINAL, "notice_date": "2026-10-01"}),
    "qic_reconsideration": _up(("2026-06-20", "2026-08-01", "unfavorable"), **_ORIGINAL),
    "alj_request": _up(
        ("2026-06-20", "2026-08-01", "unfavorable"),
        ("2026-08-20", "2026-10-01", "unfavorable"),
        **_ORIGINAL,
    ),
    "part_d_redetermination": opened(
        CaseKind.APPEAL, program="part_d", beneficiary=ANA, plan="Rx Plan", denial_reason="No"
    ),
}


@pytest.mark.parametrize("paper", WRITTEN)
def test_each_request_names_what_it_is_and_has_its_parts_in_order(paper: str) -> None:
    found = letter_of(WRITTEN[paper])
    assert found.paper.id == paper
    names = list(dict.fromkeys(part.name for part in found.paper.parts))
    order = [
        "sender", "addressee", "re", "request", "timeliness", "amount", "argument", "asked",
        "signature", "exhibits", "copies",
    ]  # fmt: skip
    assert names == [name for name in order if name in names]
    assert {"sender", "re", "request", "timeliness", "asked", "signature"} <= set(names)


@pytest.mark.parametrize("paper", WRITTEN)
def test_removing_what_fills_an_element_makes_the_checklist_name_exactly_that(paper: str) -> None:
    state = WRITTEN[paper]
    before = {one.required.element.id for one in letter_of(state).missing}
    number = {"medicare_number": None, "member_number": None}
    without = PRIVATE.model_copy(update=number)
    after = {one.required.element.id for one in letter_of(state, given=without).missing}
    asked_for = {
        one.required.element.id
        for one in letter_of(state).items
        if one.required.element.id.endswith((".medicare_number", ".member_number"))
    }
    assert after - before == asked_for
    assert before <= after


def test_the_elements_of_a_redetermination_one_by_one() -> None:
    for left_out, element in (
        ("beneficiary", "redetermination.beneficiary_name"),
        ("service_dates", "redetermination.dates_of_service"),
    ):
        whole = {**_ORIGINAL, "notice_date": "2026-10-01"}
        intake = {name: value for name, value in whole.items() if name != left_out}
        assert letter_of(opened(CaseKind.APPEAL, **whole)).missing == ()
        lacking = letter_of(opened(CaseKind.APPEAL, **intake))
        assert [one.required.element.id for one in lacking.missing] == [element]
        follows = [one.text for item in lacking.missing for one in item.required.follows]
        assert any("must ask the beneficiary" in text for text in follows)


def test_every_element_of_a_request_is_looked_for() -> None:
    known = {*names_known()}
    for paper in rulebook.papers:
        if paper.role == "alone" or paper.id == "appointment_of_representative":
            continue
        for element in paper.elements:
            assert element.id.partition(".")[2] in known, element.id


def test_what_only_the_paper_tells_is_left_to_the_reader() -> None:
    for one in letter_of(WRITTEN["alj_request"]).items:
        name = one.required.element.id.partition(".")[2]
        assert (one.state is State.BY_HAND) == (name in LEFT_TO_THE_READER)


def test_it_argues_from_the_notice_the_rules_and_the_exhibits_in_this_order() -> None:
    text = text_of(letter_of(knee()))
    order = [
        "“The knee replacement is not medically necessary.”",
        "LCD L36007",
        "42 CFR 422.101",
        "42 CFR 422.138(b)",
        "Exhibit 2: Second opinion of Dr. Kim",
        "Exhibit 4: Letter of Dr. Lee",
        "Dr. Kim and Dr. Rao each gave an opinion",
        "be reversed",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)


def test_an_opinion_against_it_is_neither_an_exhibit_nor_dropped_silently() -> None:
    found = letter_of(knee())
    assert not any("Dr. No" in one.what for one in found.paper.exhibits)
    assert ["Dr. No" in one.what for one in found.paper.left_out] == [True]
    assert "Dr. No" not in text_of(found)


def test_one_opinion_alone_agrees_with_nobody() -> None:
    state = opened(CaseKind.APPEAL, **KNEE)
    state = reported(
        state,
        "record_evidence",
        at(9),
        received_on="2026-11-08",
        kind="second_opinion",
        agreement="agrees",
        given_by="Dr. Kim",
    )
    assert "each gave an opinion" not in text_of(letter_of(state))


def test_the_words_of_an_exhibit_are_quoted_where_they_are_given_and_marked_where_not() -> None:
    state = knee()
    first = letter_of(state).paper.exhibits[1].evidence
    quoted = PRIVATE.model_copy(
        update={"quotes": {first: "I confirm it.", f"{first}/medically_necessary": "It is needed."}}
    )
    text = text_of(letter_of(state, given=quoted))
    assert "Dr. Kim writes: “I confirm it.”" in text
    assert text.count("I confirm it.") == 1, "words on the whole are no words on an element"
    assert "confirms the diagnosis: “[TO FILL IN: quote the words of the exhibit]”" in text
    assert "is medically necessary: “It is needed.”" in text
    assert text_of(letter_of(state)).count("[TO FILL IN: quote the words of the exhibit]") == 3
    final = letter_of(state).final()
    assert "quote the words" not in text_of(final)
    assert "Exhibit 2" in text_of(final)


def test_a_late_request_says_why_and_asks_for_more_time() -> None:
    state = knee(notice_date="2026-08-03")
    reasons = {"filed_on": "2026-11-09", "circumstances": "She was in hospital."}
    state = reported(state, "request_good_cause", at(9), **reasons)
    found = letter_of(state)
    text = text_of(found)
    assert "for good cause" in text
    assert "She was in hospital." in text
    assert "The request is in time" not in text


def test_a_citation_whose_text_was_not_seen_is_a_gap() -> None:
    row = next(row for row in rulebook.rows() if row.id == "C.RECON.DISMISS")
    assert not row.current[-1].verified
    filed = reported(knee(), "file_appeal", at(10), filed_on="2026-11-09")
    state = reported(
        filed, "record_decision", at(11), outcome="dismissed", notice_date="2026-11-10"
    )
    text = text_of(letter_of(state, at(12), level="plan_reconsideration"))
    assert "(42 CFR 422.590" not in text


@pytest.mark.parametrize("paper", WRITTEN)
def test_every_citation_is_one_of_a_row_that_was_seen(paper: str) -> None:
    found = letter_of(WRITTEN[paper])
    for sentence in found.paper.sentences():
        cited = [one for one in sentence.rests_on if one.source is Source.ROW]
        texts = " ".join(one.citation for one in cited)
        rows = [rulebook.row(one.name) for one in cited if not one.name.startswith("AIC.")]
        steps = " ".join(str(row.model_dump()) for row in rows)
        for citation in re.findall(r"\d+ CFR [\d.]+", sentence.text):
            assert citation in texts + steps, sentence.text
        assert all(
            "UNVERIFIED" not in one.evidence for one in cited if one.citation in sentence.text
        )


@pytest.mark.parametrize("language", Language)
def test_no_text_has_a_citation_a_length_or_a_gap_of_its_own(language: Language) -> None:
    text = (FOLDER / f"{language.value}.toml").read_text()
    assert not re.search(r"CFR|U\.S\.C|§|\b\d+ (days?|días|months?|years?)\b", text)


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    english, spanish = (Wording(one) for one in (Language.ENGLISH, Language.SPANISH))
    assert english.facts_by_code() == spanish.facts_by_code()


def test_the_copy_to_read_is_in_the_language_of_the_beneficiary() -> None:
    assert letter_of(knee()).copy is None
    copy = letter_of(knee(beneficiary={**ANA, "language": "es"})).copy
    assert copy is not None
    text = "\n".join(one.text for one in copy.sentences())
    assert "Pido una reconsideración" in text
    assert "6 de enero de 2027" in text
    assert "I ask" not in text


@pytest.mark.parametrize("program", ["integrated", "irmaa", "late_enrollment_penalty"])
def test_a_written_request_whose_elements_were_not_seen_has_a_letter_without_a_list(
    program: str,
) -> None:
    state = opened(CaseKind.APPEAL, program=program, beneficiary=ANA, denial_reason="Too late")
    found = letter_of(state)
    assert (found.paper.id, found.items) == ("request", ())
    assert "I ask for the next level of appeal" in text_of(found)
    assert "“Too late”" in text_of(found)
    assert not {"the dates of service", "the coverage rule it falls under"} & {*found.unfilled}


def test_a_request_made_by_telephone_or_by_a_lawyer_has_no_letter() -> None:
    with pytest.raises(Refusal, match="No letter is known"):
        letter_of(knee(), level="district_court")
    discharge = {"program": "hospital_discharge_ma", "services_end": "2026-11-12"}
    with pytest.raises(Refusal, match="by telephone"):
        letter_of(opened(CaseKind.APPEAL, **discharge))
    with pytest.raises(Refusal, match="level: expected one of"):
        letter_of(knee(), level="mars")


def test_a_representative_writes_in_their_own_name() -> None:
    someone = {"name": "Lee Wong", "phone": "+12025550124"}
    found = letter_of(knee(representative=someone))
    text = text_of(found)
    assert text.startswith("Lee Wong\n2 Law Street")
    assert "I write as the representative of Ana Perez" in text
    missing = {one.required.paper.id for one in found.missing}
    assert "appointment_of_representative" in missing


def test_without_private_details_nothing_is_invented() -> None:
    found = letter_of(knee(), given=PrivateDetails())
    assert "[TO FILL IN: the member number]" in text_of(found)
    assert "[TO FILL IN: your postal address]" in text_of(found)
    assert "the member number" in found.unfilled


def test_amounts_are_named_and_what_the_patient_owes_only_where_nothing_is_assumed() -> None:
    """A number that rests on an assumption is for the desk, not for the adjudicator."""
    assert "Billed" not in text_of(letter_of(knee()))
    text = text_of(letter_of(knee(amounts={"billed": 1200, "cost_sharing": 40})))
    assert "Billed: $1,200.00" in text
    assert "owes" not in text
    all_of_it = {"billed": 1200, "denied": 1200, "owed": 1200, "cost_sharing": 0}
    state = reported(knee(), "add_details", at(10), amounts=all_of_it)
    found = letter_of(state)
    assert (
        "The patient owes $1,200.00 while it is denied, and $0.00 where it is covered."
        in text_of(found)
    )
    (owed,) = [one for one in found.paper.sentences() if one.code == "re.owed"]
    assert [one.name for one in owed.rests_on if one.source is Source.REPORT] == ["6"]
    assert owed.gaps == ()
