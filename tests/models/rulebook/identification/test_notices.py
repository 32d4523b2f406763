"""What the tables of notices say is so: of the intake, of the rulebook, and of one another."""

import re
from datetime import date
from typing import Any

import pytest

from models.inputs.appeal_intake import Intake
from models.procedure.appeal.procedure import PROCEDURE
from models.rulebook import rulebook
from models.rulebook.identification.matching import find
from models.rulebook.identification.notice import Notice
from models.rulebook.identification.reading import notices
from models.rulebook.row import Version

OPENING = [one for one in notices() if one.program is not None]

DAY = date(2026, 11, 2)
VALUES: dict[str, Any] = {
    "notice_date": DAY,
    "service": "Physical therapy",
    "services_end": DAY,
    "services_end_at": "12:00",
    "filed_on": DAY,
    "received": {"on": DAY, "evidence": "postmark"},
    "prior_authorization": True,
    "amount_in_controversy": "2400.00",
    "references": {"plan case": "H123"},
    "plan": "Plan A",
    "provider": "Dr. Lee",
    "service_dates": "2026-11-02",
    "items": "Physical therapy, two visits",
    "claim_numbers": "C-1",
    "denial_reason": "Not medically necessary",
    "coverage_rules": "LCD L1",
}
"""What each field that a notice gives may hold."""


@pytest.mark.parametrize("notice", OPENING, ids=lambda one: one.id)
def test_the_fields_it_names_open_a_case(notice: Notice) -> None:
    opens = {
        "program": notice.program,
        "level": notice.level,
        "kind": notice.kind,
        "stage": notice.stage,
    }
    assert set(notice.fields) <= Intake.model_fields.keys()
    by_level = {"appeal_numbers": {notice.level: "1-1"}, "adjudicator": {notice.level: "Office B"}}
    values = {**VALUES, **by_level}
    taken = {name: values[name] for name in notice.fields if name not in opens}
    intake = Intake.model_validate(
        {**opens, **taken, "case_manager": {"email": "manager@legalaid.example"}}
    )
    assert (intake.program, intake.entry_level) == (notice.program, notice.level)


@pytest.mark.parametrize("notice", OPENING, ids=lambda one: one.id)
def test_its_clock_is_of_the_level_that_follows(notice: Notice) -> None:
    """What is filed on it is filed at the next level, or about a dismissal at its own."""
    assert notice.program is not None
    assert notice.level is not None
    if notice.rule in WITHOUT_A_LADDER or notice.appealable == "depends":
        return
    level = rulebook.level(notice.program, notice.level)
    if notice.stage == "pending":
        assert notice.rule in {step.rule for step in level.dismissal}
        return
    assert level.next is not None
    following = rulebook.level(notice.program, level.next)
    filing = {step.rule for step in following.filing}
    if not filing:
        # Forwarded to the next level: ours is the filing after it.
        filing = {step.rule for step in rulebook.level(notice.program, following.level).filing}
    assert notice.rule in filing


WITHOUT_A_LADDER = {"MSP.DEMAND", "RISK.APPEAL"}
"""Rows for a notice of its own that the levels count by a general one of the same length."""


@pytest.mark.parametrize("notice", notices(), ids=lambda one: one.id)
def test_a_mark_that_is_a_rows_is_the_rows(notice: Notice) -> None:
    for mark, rule in _marks_of_rows(notice.evidence):
        found = " ".join(_marks(version) for version in rulebook.row(rule).current)
        assert mark in found, f"{rule} is {found}"


def test_a_doubt_about_its_clock_is_a_doubt_about_it() -> None:
    for notice in notices():
        if notice.rule is not None and notice.verified:
            marks = _marks(rulebook.row(notice.rule).current[-1])
            assert "UNVERIFIED" not in marks, f"{notice.id}: {notice.rule} is {marks}"


@pytest.mark.parametrize("notice", notices(), ids=lambda one: one.id)
def test_a_notice_it_points_to_is_found(notice: Notice) -> None:
    for words in re.findall(r"identify ([^).;:,]+)", f"{notice.why} {notice.next}"):
        assert find(words, notices()).notices, words


@pytest.mark.parametrize("notice", notices(), ids=lambda one: one.id)
def test_a_report_it_names_is_one(notice: Notice) -> None:
    named = set(re.findall(r"\b(?:record|file|request|submit)_[a-z_]+", notice.next))
    assert named <= PROCEDURE.types.keys()


@pytest.mark.parametrize("notice", notices(), ids=lambda one: one.id)
def test_no_time_limit_is_written_in_it(notice: Notice) -> None:
    """Limits are the rows': a number of days here would be a second truth."""
    said = f"{notice.why} {notice.next}"
    assert not re.search(r"\b\d+[ -](?:calendar |working )?(?:day|hour|month|year)", said)


def test_every_program_has_a_notice() -> None:
    # Where a refusal may only be asked about again, no notice opens an appeal.
    again = {
        program
        for program in rulebook.programs
        if rulebook.levels(program)[0].adverse_decision == "asked_again"
    }
    assert {one.program for one in OPENING} == set(rulebook.programs) - again


def _marks_of_rows(evidence: str) -> list[tuple[str, str]]:
    found = []
    for part in evidence.split(";"):
        named = re.search(r"\bas ([A-Z]+(?:\.[A-Z0-9]+)+)", part)
        mark = re.search(r"SEEN-PAGE|SEEN-2026|SEEN-CFR|2ND|1SRC|UNVERIFIED", part)
        if named and mark:
            found.append((mark.group(), named.group(1)))
    return found


def _marks(version: Version) -> str:
    return " ".join([version.evidence, *(limit.evidence or "" for limit in version.limits)])
