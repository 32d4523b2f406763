"""What each paper must contain: every paper is there, its marks hold, and whose it is."""

from pathlib import Path

import pytest

from models.rulebook import BrokenRulebookError, Rulebook, UnknownRuleError, rulebook
from models.rulebook.elements import Appellant, Element, Follows, checked
from tests.models.rulebook.loading.broken import replace

UNVERIFIED = {
    "qic_reconsideration.beneficiary_name",
    "qic_reconsideration.medicare_number",
    "qic_reconsideration.items",
    "qic_reconsideration.dates_of_service",
    "qic_reconsideration.representative_name",
    "qic_reconsideration.party_name",
    "qic_reconsideration.contractor",
    "qic_reconsideration.all_evidence",
    "grievance.remedy",
    "cms_complaint.plan",
    "cms_complaint.enrollee",
    "cms_complaint.authority",
}
"""Elements with a doubt: the list may only shrink, as whoever sees a text takes its element off."""


def elements() -> dict[str, Element]:
    """Every element, by its id."""
    return {one.id: one for paper in rulebook.papers for one in paper.elements}


def ids(program: str, level: str, appellant: Appellant) -> list[str]:
    """What somebody's request must contain."""
    found = rulebook.required_elements(program, level, appellant)
    return [one.element.id for one in found]


def test_every_paper_is_there() -> None:
    """Those a desk writes."""
    assert [paper.id for paper in rulebook.papers] == [
        "redetermination",
        "qic_reconsideration",
        "part_c_reconsideration",
        "part_d_redetermination",
        "part_d_reconsideration",
        "part_d_alj_request",
        "alj_request",
        "council_request",
        "part_d_council_request",
        "appointment_of_representative",
        "waiver_of_liability",
        "grievance",
        "cms_complaint",
    ]
    with pytest.raises(UnknownRuleError, match="nearest: redetermination"):
        rulebook.paper("redetermnation")


@pytest.mark.parametrize("appellant", ["beneficiary", "representative", "provider"])
def test_levels_with_the_same_time_to_file_ask_for_the_same(appellant: Appellant) -> None:
    """The law of both is the same: no program is forgotten."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for program in rulebook.programs:
        for level in rulebook.levels(program):
            for step in level.filing:
                if step.rule is not None:
                    asked = tuple(ids(program, level.level, appellant))
                    found.setdefault(step.rule, set()).add(asked)
    assert {rule: asked for rule, asked in found.items() if len(asked) > 1} == {}


def test_what_a_time_waits_for_is_a_paper_of_the_program() -> None:
    """So that a request may be reported to lack its elements."""
    for program in rulebook.programs:
        for paper in rulebook.program(program).waits:
            assert program in rulebook.paper(paper).programs, (program, paper)


def test_the_doubts_are_listed() -> None:
    """Nothing is in doubt beside them."""
    assert {name for name, one in elements().items() if not one.verified} == UNVERIFIED


def test_what_was_read_in_a_text_of_2026_has_its_words() -> None:
    """As the rows have."""
    grounded: list[Element | Follows] = list(elements().values())
    grounded += [
        one
        for paper in rulebook.papers
        for follows in (paper.follows, *(element.follows for element in paper.elements))
        for one in follows
    ]
    read = [one for one in grounded if one.evidence.startswith("SEEN-2026")]
    assert len(read) > 5
    assert all(one.quote and one.source and one.read_on for one in read)


def test_an_appointment_has_seven_elements() -> None:
    """42 CFR 405.910(c)(1)-(7)."""
    citations = [one.citation for one in rulebook.paper("appointment_of_representative").elements]
    assert citations == [f"42 CFR 405.910(c)({number})" for number in range(1, 8)]


def test_a_representative_encloses_the_appointment_at_every_level() -> None:
    """And no one else does."""
    for level in rulebook.levels("original")[1:]:
        own = ids("original", level.level, "representative")
        assert "appointment_of_representative.signatures" in own
        others = ids("original", level.level, "beneficiary")
        assert not any(one.startswith("appointment") for one in others)


def test_a_noncontract_provider_encloses_the_waiver() -> None:
    """With the first request to the plan alone."""
    waiver = "waiver_of_liability.waives"
    assert waiver in ids("part_c", "plan_reconsideration", "noncontract_provider")
    assert waiver not in ids("part_c", "alj_hearing", "noncontract_provider")
    assert waiver not in ids("part_c", "plan_reconsideration", "beneficiary")


def test_the_programs_differ() -> None:
    """A hearing is asked for otherwise in Part D; a grievance is no request of a ladder."""
    assert "alj_request.copies" in ids("original", "alj_hearing", "beneficiary")
    assert "part_d_alj_request.plan_name" in ids("part_d", "alj_hearing", "beneficiary")
    assert not any(
        one.startswith("grievance")
        for level in rulebook.levels("part_d")
        for one in ids("part_d", level.level, "beneficiary")
    )
    assert ids("irmaa", "ssa_reconsideration", "beneficiary") == []


@pytest.mark.parametrize(
    ("appellant", "follows"),
    [
        ("beneficiary", ["The contractor must ask the beneficiary for what is missing."]),
        ("representative", ["The contractor must ask the beneficiary for what is missing."]),
        ("provider", ["The contractor dismisses a provider's request that lacks an element."]),
    ],
)
def test_what_follows_is_by_appellant(appellant: Appellant, follows: list[str]) -> None:
    """Claims Processing Manual ch. 29 §310.1.B.3."""
    found = rulebook.required_elements("original", "redetermination", appellant)
    own = [one for one in found if one.paper.id == "redetermination"]
    assert all([said.text for said in one.follows] == follows for one in own)


def test_there_missing_and_unknown() -> None:
    """What was reported as missing is, whatever the case holds."""
    required = rulebook.required_elements("original", "redetermination", "representative")
    states = {
        one.required.element.id.partition(".")[2]: one.state
        for one in checked(
            required,
            filled={"service", "beneficiary.name"},
            missing={"redetermination.items", "appointment_of_representative"},
        )
    }
    assert states["beneficiary_name"] == "there"
    assert states["representative_name"] == "missing"
    assert states["items"] == "missing"
    assert states["dates_of_service"] == "unknown"
    assert states["signatures"] == states["filing"] == "missing"


def test_the_private_is_in_no_field() -> None:
    """Numbers and addresses are never kept in a case."""
    private = {name for name, one in elements().items() if one.private}
    assert {"redetermination.medicare_number", "alj_request.address"} <= private
    assert all(elements()[name].field is None for name in private)


def test_no_day_is_counted_by_them(folder: Path) -> None:
    """So the edition does not name them: no case is looked at again for a word of theirs."""
    replace(folder / "elements.toml", "council_request", "Request for review by", "Request to have")
    assert Rulebook.read(folder).edition == rulebook.edition


@pytest.mark.parametrize(
    ("was", "becomes", "field"),
    [
        ('id = "redetermination.items"', 'id = "redetermination.new_look"', "elements.4.id"),
        ('id = "redetermination.items"', 'id = "council.items"', "elements.4.id"),
        ('levels = ["redetermination"]', 'levels = ["reconsider"]', "levels.0"),
        ('levels = ["redetermination"]', "", "levels"),
        ('["original", "prior_authorization"]', '["part_z"]', "programs.0"),
        ('["original", "prior_authorization"]', '["original", "irmaa"]', "programs.1"),
        ('role = "request"', 'role = "alone"', "levels"),
        ('role = "request"', 'role = "letter"', "role"),
        ('"provider"]', '"plan"]', "appellants.2"),
        ("read_on = 2026-11-28", "", "elements.0.read_on"),
        ('quote = "The Medicare number"', "", "elements.3.quote"),
        ("private = true", 'private = true\nfield = "service"', "elements.3.field"),
        ('title = "the Medicare number"', 'titel = "the Medicare number"', "elements.3.title"),
    ],
)
def test_every_mistake_is_named(folder: Path, was: str, becomes: str, field: str) -> None:
    """By the paper and the field."""
    file = folder / "elements.toml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BrokenRulebookError) as broken:
        Rulebook.read(folder)
    assert (broken.value.file, broken.value.row) == ("elements.toml", "redetermination")
    assert broken.value.field == field
