"""What an appeal is about in dollars: counted by hand, and what holds for all amounts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.cases.program import Program
from models.inputs.appeal_intake import Intake
from models.inputs.request.amounts import ClaimAmounts
from models.inputs.spelling import as_meant
from models.procedure.appeal.recovery import recovery_of
from models.recovery.recovery import Recovery, recovery
from models.rulebook import rulebook
from tests.models.procedure.appeal.appeals_told import NOTICE, appeal, panel_of
from tests.models.procedure.telling import MANAGER, Telling, at

TODAY = date(2026, 11, 28)
DOLLARS = st.decimals(0, 100_000, places=2)


def found(
    program: str = "original",
    days: object = "2026-03-02",
    amount: str | None = None,
    today: date = TODAY,
    **amounts: Any,
) -> Recovery:
    """What is counted of a claim with these amounts."""
    content = {"program": program, "service": "Visit", "notice_date": "2026-11-02", **MANAGER}
    more = {"service_dates": days, "amounts": amounts} if amounts else {}
    intake = Intake.model_validate(as_meant(Intake, {**content, **more}))
    levels = rulebook.levels(program)
    return recovery(intake, intake, Decimal(amount) if amount else None, levels, today)


def names(one: Recovery) -> tuple[list[str], list[str]]:
    """What was assumed, and what is not known."""
    assumed = [said.code.removeprefix("recovery.assumed_") for said in one.assumed]
    return assumed, [said.code.removeprefix("recovery.unknown_") for said in one.unknown]


@pytest.mark.parametrize(
    ("amounts", "denied", "covered"),
    [
        # The deductible of 2026 is $283, the share 20%: 283 + 20% of 717.
        ({"billed": 1200, "allowed": 1000}, "1200", "426.40"),
        ({"billed": 1200, "allowed": 1000, "deductible_met": 283}, "1200", "200.00"),
        ({"billed": 1200, "allowed": 1000, "deductible_met": 183}, "1200", "280.00"),
        # More than the deductible was met: no more than all of it counts.
        ({"billed": 1200, "allowed": 1000, "deductible_met": 900}, "1200", "200.00"),
        ({"billed": 1200, "denied": 300, "allowed": 250}, "300", "250.00"),
        ({"billed": 1200, "allowed": 1000, "medigap": "none"}, "1200", "426.40"),
        ({"billed": 1200, "allowed": 1000, "medigap": "coinsurance"}, "1200", "283.00"),
        (
            {"billed": 1200, "allowed": 1000, "medigap": "coinsurance", "deductible_met": 283},
            "1200",
            "0",
        ),
        ({"billed": 1200, "medigap": "coinsurance_and_deductible"}, "1200", "0"),
        # What the plan or another source says wins over Part B's usual costs.
        ({"billed": 1200, "allowed": 1000, "cost_sharing": 40}, "1200", "40"),
        ({"billed": 1200, "allowed": 30, "cost_sharing": 40}, "1200", "30"),
        # The provider must not bill the patient: covered, they owe their share.
        ({"billed": 1200, "allowed": 1000, "owed": 0}, "0", "426.40"),
    ],
)
def test_what_the_patient_owes_by_part_b(
    amounts: dict[str, Any], denied: str, covered: str
) -> None:
    one = found(**amounts)
    assert (one.owed_denied, one.owed_covered) == (Decimal(denied), Decimal(covered))
    assert one.difference == Decimal(denied) - Decimal(covered)


@pytest.mark.parametrize(
    ("days", "covered", "unknown"),
    [
        # The deductible is that of the year of the service: 2024 $240, 2025 $257, 2026 $283.
        ("2024-12-31", "392.00", []),
        ("2025-01-01", "405.60", []),
        ("2025-12-31", "405.60", []),
        ("2026-01-01", "426.40", []),
        # None is published for 2027 or held for 2023; no other year's is taken.
        ("2027-01-01", None, ["deductible"]),
        ("2023-12-31", None, ["deductible"]),
        ({"starts_on": "2025-12-31", "ends_on": "2026-01-01"}, None, ["two_years"]),
        (["2025-12-31", "2026-01-01"], None, ["two_years"]),
        ([], None, ["service_dates"]),
    ],
)
def test_the_year_of_the_service_has_its_own_deductible(
    days: object, covered: str | None, unknown: list[str]
) -> None:
    one = found(days=days, billed=1200, allowed=1000, owed=1200)
    assert one.owed_covered == (Decimal(covered) if covered else None)
    assert names(one)[1] == [*unknown, "amount"]
    assert one.owed_denied == 1200
    assert (one.difference is None) == (covered is None)


def test_what_is_assumed_is_listed() -> None:
    """Each until it is given."""
    all_of_it = ["all_denied", "owed", "part_b", "assignment", "deductible", "medigap"]
    assert names(found(billed=1200, allowed=1000))[0] == all_of_it
    told = found(
        billed=1200, denied=1200, allowed=1000, owed=1200, deductible_met=0, medigap="none"
    )
    assert names(told)[0] == ["part_b", "assignment"]


def test_a_plan_s_cost_sharing_is_never_guessed() -> None:
    """No total without it, for any program but Original Medicare."""
    for program in Program:
        if program in {Program.ORIGINAL} or program.starts_with_an_end:
            continue
        one = found(program=program.value, billed=1200, allowed=1000)
        assert (one.owed_covered, one.difference) == (None, None)
        assert "cost_sharing" in names(one)[1]
        assert found(program=program.value, billed=1200, cost_sharing=45).difference == 1155


def test_nothing_given_is_nothing_counted() -> None:
    """And each is named."""
    one = found(days=[])
    assert (one.denied, one.owed_denied, one.owed_covered, one.difference) == (None,) * 4
    assert names(one) == ([], ["denied", "allowed", "service_dates", "amount"])


@pytest.mark.parametrize(
    ("amount", "today", "enough"),
    [
        # 2026: $200 for a hearing, $1,960 for the court; 2025: $190 and $1,900.
        ("199.99", TODAY, [False, False]),
        ("200", TODAY, [True, False]),
        ("1960", TODAY, [True, True]),
        ("190", date(2025, 12, 31), [True, False]),
        ("5000", date(2029, 1, 1), [None, None]),
        (None, TODAY, [None, None]),
    ],
)
def test_what_the_amount_in_controversy_opens(
    amount: str | None, today: date, enough: list[bool | None]
) -> None:
    opens = found(amount=amount, today=today, billed=1).opens
    assert [one.level for one in opens] == ["alj_hearing", "district_court"]
    assert [one.enough for one in opens] == enough


@given(billed=DOLLARS, part=st.integers(0, 100), allowed=DOLLARS, met=st.none() | DOLLARS)
def test_covered_the_patient_owes_no_more_than_denied(
    billed: Decimal, part: int, allowed: Decimal, met: Decimal | None
) -> None:
    """Where no more is allowed than was denied, and nobody else bears the denial."""
    denied = (billed * part / 100).quantize(Decimal("0.01"))
    given_: dict[str, Any] = {
        "billed": billed,
        "denied": min(denied, billed),
        "deductible_met": met,
    }
    for medigap in (None, "none", "coinsurance", "coinsurance_and_deductible"):
        one = found(**given_, allowed=min(allowed, denied, billed), medigap=medigap)
        assert one.owed_covered is not None
        assert one.owed_denied is not None
        assert 0 <= one.owed_covered <= one.owed_denied
        assert one.difference is not None
        assert one.difference >= 0


@given(allowed=DOLLARS, met=DOLLARS, more=DOLLARS)
def test_more_met_or_better_covered_never_costs_more(
    allowed: Decimal, met: Decimal, more: Decimal
) -> None:
    """Of the deductible, or by Medigap."""
    pays = [
        found(billed=200_000, allowed=allowed, deductible_met=paid, medigap=medigap).owed_covered
        for paid, medigap in (
            (met, "none"),
            (met + more, "none"),
            (met + more, "coinsurance"),
            (met + more, "coinsurance_and_deductible"),
        )
    ]
    known = [one for one in pays if one is not None]
    assert len(known) == len(pays)
    assert known == sorted(known, reverse=True)


def test_no_more_can_be_denied_than_was_billed() -> None:
    """A slip of the hand."""
    with pytest.raises(ValidationError, match="denied: expected no more than what was billed"):
        ClaimAmounts(billed=Decimal(1), denied=Decimal(2))


def told(**amounts: Any) -> Telling:
    """A denied claim in Original Medicare whose amounts are reported after it."""
    case = appeal(program="original", service_dates="2026-03-02")
    case.tell("add_details", at(NOTICE), amounts=amounts)
    return case


def lines(case: Telling) -> list[str]:
    """What the panel says of it."""
    from models.words.english.tables import say  # noqa: PLC0415

    found_ = [one for one in panel_of(case, at(NOTICE)).parts if one.title.code[:8] == "recovery"]
    return [say(line) for one in found_ for line in (one.lead, *one.lines) if line]


def test_the_panel_says_it_where_amounts_were_given() -> None:
    """From the intake, or from a report; the latest takes the place of the one before."""
    assert lines(appeal(program="original")) == []
    case = told(billed=1200, allowed=1000)
    said = lines(case)
    assert said[0] == "If it stays denied: $1,200.00. If it is covered: $426.40."
    assert said[1] == "Covered, the patient owes $773.60 less."
    assert "Not known: the amount in controversy (amount_in_controversy)." in said
    assert said[-1] == "This is a count, no promise: nobody knows whether an appeal succeeds."
    case.tell("add_details", at(NOTICE), amounts={"billed": "$1,500"})
    assert lines(case)[0] == "If it stays denied: $1,500.00. If it is covered: not known."
    case.tell("close", at(NOTICE), ending="withdrawn", reason="Paid")
    assert lines(case) == []


def test_levels_that_were_filed_for_open_no_more() -> None:
    """The level that waits for our request counts, the one that decides does not."""
    from models.procedure.standing_of import case_of  # noqa: PLC0415

    case = appeal(program="original", level="reconsideration", amount_in_controversy=500)

    def left() -> list[str]:
        standing = case.stands(at(date(2026, 12, 10)))
        played = case_of(case.state, at(date(2026, 12, 10)))
        return [one.level for one in recovery_of(played, standing).opens]

    assert left() == ["alj_hearing", "district_court"]
    case.tell("file_appeal", at(date(2026, 12, 10)), filed_on=date(2026, 12, 10))
    assert left() == ["district_court"]
