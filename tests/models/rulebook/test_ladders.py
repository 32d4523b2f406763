"""The ladders: which level follows which, which rows run, and who decides."""

from datetime import date
from decimal import Decimal

import pytest

from models.rulebook import Facts, NotInForceError, UnknownRuleError, rulebook

ALL_FACTS = [
    Facts.model_validate({"kind": kind, "speed": speed, "prior_authorization": prior})
    for kind in (None, "service", "payment", "part_b_drug", "benefit", "exception", "at_risk")
    for speed in (None, "standard", "expedited")
    for prior in (False, True)
]


def names(program: str) -> list[str]:
    return [level.level for level in rulebook.levels(program)]


def test_the_ladders() -> None:
    upper = ["alj_hearing", "council", "district_court"]
    assert names("original") == [
        "initial_determination",
        "redetermination",
        "reconsideration",
        *upper,
    ]
    assert names("part_c") == [
        "organization_determination",
        "plan_reconsideration",
        "ire_reconsideration",
        *upper,
    ]
    assert names("part_d") == [
        "coverage_determination",
        "redetermination",
        "ire_reconsideration",
        *upper,
    ]
    assert names("hospital_discharge_original")[1:] == ["qio_review", "qic_reconsideration", *upper]
    assert names("hospital_discharge_ma")[1:] == ["qio_review", "qio_reconsideration", *upper]
    assert names("termination_original")[1:] == ["qio_review", "qic_reconsideration", *upper]
    assert names("termination_ma")[1:] == ["qio_review", "qio_reconsideration", *upper]
    assert names("status_change")[1:] == ["qio_review", "status_reconsideration", *upper]


@pytest.mark.parametrize("program", rulebook.programs)
def test_every_level_answers_for_all_facts(program: str) -> None:
    for level in rulebook.levels(program):
        for facts in ALL_FACTS:
            rules = [
                level.filing_rule(facts),
                level.decision_rule(facts),
                level.forwarding_rule(facts),
                level.escalation_rule(facts),
                level.escalation_opens_rule(facts),
            ]
            dismissal, effect = level.dismissal_rule(facts), level.effectuation_rule(facts)
            rules += [dismissal.rule if dismissal else None, effect.rule if effect else None]
            for rule in filter(None, rules):
                when = date(2026, 11, 2)
                assert rulebook.reckon(rule, when, zone="America/Chicago", facts=facts)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({}, "C.OD.STD"),
        ({"prior_authorization": True}, "C.OD.STD.PA"),
        ({"speed": "expedited", "prior_authorization": True}, "C.OD.EXP"),
        ({"kind": "part_b_drug"}, "C.OD.PARTB.STD"),
        ({"kind": "part_b_drug", "speed": "expedited"}, "C.OD.EXP.PARTB"),
        ({"kind": "payment", "speed": "expedited"}, "C.OD.PAY"),
    ],
)
def test_organization_determinations(facts: dict[str, object], rule: str) -> None:
    level = rulebook.level("part_c", "organization_determination")
    assert level.decision_rule(Facts.model_validate(facts)) == rule
    assert level.late_decision == "opens_appeal"


def test_part_c_forwards_by_itself_what_part_d_does_not() -> None:
    part_c = rulebook.level("part_c", "plan_reconsideration")
    part_d = rulebook.level("part_d", "redetermination")
    assert part_c.adverse_path(Facts(kind="service")) == "forwarded"
    assert part_d.adverse_path(Facts(kind="benefit")) == "filing"
    assert part_d.adverse_path(Facts(kind="at_risk")) == "forwarded"
    assert (part_c.late_decision, part_d.late_decision) == ("forwarded", "forwarded")
    assert part_c.forwarding_rule(Facts(speed="expedited")) == "C.RECON.EXP.FWD"
    assert part_c.forwarding_rule(Facts(speed="standard")) is None
    assert part_d.forwarding_rule(Facts(kind="at_risk")) == "D.RISK"
    assert part_d.forwarding_rule(Facts()) == "D.REDET.FWD"


def test_no_clock_binds_the_upper_levels_of_part_c() -> None:
    for name in ("alj_hearing", "council", "district_court"):
        level = rulebook.level("part_c", name)
        assert level.decision_rule(Facts()) is None
        assert level.late_decision == "none"


def test_escalation_is_original_medicares() -> None:
    late = {
        program: [level.level for level in rulebook.levels(program) if level.escalation]
        for program in ("original", "part_c", "part_d")
    }
    assert late == {
        "original": ["reconsideration", "alj_hearing", "council"],
        "part_c": [],
        "part_d": [],
    }


def test_an_at_risk_determination_has_no_clock_of_its_own() -> None:
    level = rulebook.level("part_d", "coverage_determination")
    assert level.decision_rule(Facts(kind="at_risk")) is None
    assert level.decision_rule(Facts(kind="exception", speed="expedited")) == "D.CD.EXC"


def test_the_part_c_ire_changed_on_the_first_of_may_2026() -> None:
    level = rulebook.level("part_c", "ire_reconsideration")
    assert level.adjudicator_on(date(2026, 4, 30)).startswith("Maximus")
    assert level.adjudicator_on(date(2026, 5, 1)).startswith("C2C Innovative Solutions")
    assert level.adjudicator_on(date(2016, 1, 1)).startswith("Maximus")


def test_dismissals_have_their_own_review() -> None:
    reviews = {("part_c", "plan_reconsideration"): "C.RECON.DISMISS",
               ("part_d", "redetermination"): "D.REDET.DISMISS"}  # fmt: skip
    for (program, level), rule in reviews.items():
        review = rulebook.level(program, level).dismissal_rule(Facts())
        assert review is not None
        assert (review.rule, "IRE" in review.files_with) == (rule, True)


def test_effectuation_counts_from_the_request_or_the_notice() -> None:
    plan = rulebook.level("part_c", "plan_reconsideration").effectuation_rule(Facts())
    ire = rulebook.level("part_c", "ire_reconsideration").effectuation_rule(Facts())
    assert plan is not None
    assert ire is not None
    assert (plan.rule, plan.counted_from) == ("C.EFF.PLAN", "request")
    assert (ire.rule, ire.counted_from) == ("C.EFF.IRE.STD", "notice")
    assert rulebook.level("original", "reconsideration").effectuation_rule(Facts()) is None


NO_AMOUNT = {"late_enrollment_penalty", "irmaa", "entitlement"}


@pytest.mark.parametrize("program", rulebook.programs)
def test_amounts_stand_at_the_alj_and_the_court_alone(program: str) -> None:
    needed = {level.level: level.amount for level in rulebook.levels(program)}
    asked = {name: what for name, what in needed.items() if what != "none"}
    # Where it was not seen that an amount is asked for, none is.
    allowed = {"alj_hearing": "alj", "district_court": "court"}
    assert asked == (allowed if program not in NO_AMOUNT else {})


@pytest.mark.parametrize(
    ("forum", "on", "amount"),
    [
        ("alj", date(2014, 1, 1), 140),
        ("alj", date(2024, 12, 31), 180),
        ("alj", date(2025, 1, 1), 190),
        ("court", date(2025, 12, 31), 1900),
        ("court", date(2026, 1, 1), 1960),
        ("alj", date(2026, 6, 1), 200),
        ("court", date(2027, 12, 31), 2000),
    ],
)
def test_amounts(forum: str, on: date, amount: int) -> None:
    found = rulebook.amount(forum, on=on)
    assert (found.amount, found.published, found.effective_from.year) == (
        Decimal(amount),
        True,
        on.year,
    )


def test_the_amounts_of_every_year() -> None:
    """As the notices have them; what was published for a year is never edited."""
    published = [
        (2014, 140, 1430),
        (2015, 150, 1460),
        (2016, 150, 1500),
        (2017, 160, 1560),
        (2018, 160, 1600),
        (2019, 160, 1630),
        (2020, 170, 1670),
        (2021, 180, 1760),
        (2022, 180, 1760),
        (2023, 180, 1850),
        (2024, 180, 1840),
        (2025, 190, 1900),
        (2026, 200, 1960),
        (2027, 200, 2000),
    ]
    held = [(year.effective_from.year, year.alj, year.court) for year in rulebook.amounts]
    assert held[: len(published)] == published


def test_an_unpublished_amount_is_not_guessed() -> None:
    found = rulebook.amount("alj", on=date(2028, 1, 1))
    assert (found.amount, found.published, found.verified) == (None, False, False)


def test_an_unverified_amount_says_so() -> None:
    assert not rulebook.amount("alj", on=date(2019, 6, 1)).verified


def test_before_the_first_year_held() -> None:
    with pytest.raises(NotInForceError, match="2014"):
        rulebook.amount("alj", on=date(2013, 12, 31))


@pytest.mark.parametrize(
    ("program", "level", "near"),
    [("part_e", "council", "part_d"), ("part_c", "counsel", "council")],
)
def test_unknown_names(program: str, level: str, near: str) -> None:
    with pytest.raises(UnknownRuleError, match=near):
        rulebook.level(program, level)
    with pytest.raises(UnknownRuleError):
        rulebook.amount("jury", on=date(2026, 1, 1))


def test_rows_of_a_program_in_force_on_a_day() -> None:
    before = {row.id for row in rulebook.rows("status_change", date(2025, 2, 13))}
    after = {row.id for row in rulebook.rows("status_change", date(2025, 2, 14))}
    assert after - before == {
        "F.MCSN",
        "F.MCSN.DELIVER",
        "F.MCSN.FILE",
        "F.MCSN.RECORDS",
        "F.MCSN.DECIDE",
        "F.MCSN.RECON.FILE",
        "F.MCSN.RECON.DECIDE",
    }
    with pytest.raises(UnknownRuleError, match="part_d"):
        rulebook.rows("part_e")


ELSEWHERE = ("F.", "MSP.", "REC.", "QIO.", "OMB")
"""Rows that no claim after a prior authorization asks about: notices, debts, quality of care."""


def test_a_claim_after_a_prior_authorization_is_one_of_original_medicare() -> None:
    """Its conventions, reopenings, representatives and rights are named for both programs."""
    forgotten = [
        row.id
        for row in rulebook.rows(program="original")
        if "prior_authorization" not in row.programs and not row.id.startswith(ELSEWHERE)
    ]
    assert forgotten == []
