"""What a visit costs under Part B: by the year's deductible, and by the rows that state it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rulebook import rulebook

DOLLARS = st.decimals(0, 100_000, places=2)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_amounts_are_those_of_the_rows(year: int) -> None:
    costs = rulebook.part_b_costs(date(year, 7, 1))
    assert costs is not None
    stated = rulebook.row("SO.DED").version_on(date(year, 7, 1)).text
    assert stated == f"The Part B deductible of {year} is ${costs.deductible}."
    share = rulebook.row("SO.COST").version_on(date(year, 7, 1)).text
    assert f"pays {costs.coinsurance_percent}% of" in (share or "")


def test_a_year_without_a_published_deductible_has_none() -> None:
    assert rulebook.part_b_costs(date(2026, 12, 31)) is not None
    assert rulebook.part_b_costs(date(2027, 1, 1)) is None
    assert rulebook.part_b_costs(date(2023, 12, 31)) is None


@pytest.mark.parametrize(
    ("approved", "met", "pays"),
    [
        ("383.00", "0", "303.00"),  # 283 of the deductible, and 20% of the other 100.
        ("383.00", "283", "76.60"),
        ("383.00", "183", "156.60"),
        ("200.00", "0", "200.00"),
        ("0", "0", "0.00"),
        ("0.03", "283", "0.01"),  # Half a cent and more counts as one.
        ("383.00", "999", "76.60"),
    ],
)
def test_what_the_patient_pays_in_2026(approved: str, met: str, pays: str) -> None:
    costs = rulebook.part_b_costs(date(2026, 3, 1))
    assert costs is not None
    assert costs.patient_pays(Decimal(approved), Decimal(met)) == Decimal(pays)


@given(approved=DOLLARS, met=DOLLARS)
def test_never_more_than_the_visit_and_never_less_with_less_met(
    approved: Decimal, met: Decimal
) -> None:
    costs = rulebook.part_b_costs(date(2026, 3, 1))
    assert costs is not None
    pays = costs.patient_pays(approved, met)
    assert 0 <= pays <= approved
    assert costs.patient_pays(approved, met + 1) <= pays
