"""What a second opinion costs, and on which terms: every dollar was worked out by hand."""

from datetime import date
from typing import Any

import pytest

from models.words.english.tables import say
from tests.models.procedure.second_opinion.opinions import NOW, TODAY, opinion
from tests.models.procedure.telling import at


def estimate(on: date, *reports: tuple[str, dict[str, Any]], **intake: Any) -> str:
    case = opinion(at(on), **{"program": "original", **intake})
    for name, content in reports:
        case.tell(name, at(on), **content)
    return say(case.stands(at(on)).estimate)


@pytest.mark.parametrize(
    ("on", "approved", "met", "pays"),
    [
        # 2026: the first $283, then a fifth of what is left.
        (date(2026, 3, 1), "200", None, "$200.00"),
        (date(2026, 3, 1), "283", None, "$283.00"),
        (date(2026, 3, 1), "383", None, "$303.00"),
        (date(2026, 3, 1), "400", "283", "$80.00"),
        (date(2026, 3, 1), "400", "200", "$146.40"),
        # More was paid before than the deductible asks: nothing is owed of it again.
        (date(2026, 3, 1), "400", "900", "$80.00"),
        # A half cent is rounded up: a fifth of 0.025.
        (date(2026, 3, 1), "0.03", "283", "$0.01"),
        # The year of the visit decides: $257 in 2025.
        (date(2025, 12, 31), "357", None, "$277.00"),
        (date(2026, 1, 1), "357", None, "$297.80"),
    ],
)
def test_what_the_visit_costs(on: date, approved: str, met: str | None, pays: str) -> None:
    paid = {"deductible_met": met} if met else {}
    assert f"the patient pays about {pays}:" in estimate(on, approved_amount=approved, **paid)


def test_a_year_whose_deductible_is_not_published_is_not_guessed() -> None:
    said = estimate(date(2027, 1, 1), approved_amount="400")
    assert said.startswith("The Part B deductible of 2027 is not published yet.")
    assert "$" not in said.partition("published yet.")[0]


def test_the_visit_to_the_second_opinion_counts_for_the_third() -> None:
    opened, visit = date(2026, 3, 1), {"visit_on": date(2026, 4, 1)}
    reports: list[tuple[str, dict[str, Any]]] = [
        ("record_visit", {"on": opened}),
        ("record_report", {"received_on": opened, "agreement": "disagrees"}),
        ("book_visit", visit),
    ]
    # $283 deductible, $240 of it paid by the visit before: $43 and 20% of $197.
    assert "about $82.40:" in estimate(opened, *reports, approved_amount="240")
    # The visit before was under another year's deductible: all of $240.
    turned = date(2026, 1, 2)
    reports[:2] = [
        ("record_visit", {"on": date(2025, 12, 30)}),
        ("record_report", {"received_on": turned, "agreement": "disagrees"}),
    ]
    assert "about $240.00:" in estimate(turned, *reports, approved_amount="240")


def test_a_new_year_has_a_new_deductible() -> None:
    """What was paid in the year of the intake says nothing of the next."""
    opened = date(2025, 12, 1)
    paid = {"approved_amount": "240", "deductible_met": "257", "needed_by": date(2026, 2, 1)}
    before = estimate(opened, **paid)
    assert "the patient pays about $48.00:" in before
    assert before.endswith("A visit in 2026 comes under the deductible of that year.")
    booked = estimate(opened, ("book_visit", {"visit_on": date(2026, 1, 12)}), **paid)
    assert "the patient pays about $240.00:" in booked
    assert "comes under" not in booked


def test_whom_the_terms_name() -> None:
    original, part_c = (
        " ".join(say(one) for one in opinion(program=program).stands(NOW).terms)
        for program in ("original", "part_c")
    )
    for words in ("no referral", "pays 20%", "ch. 15 §30.D", "a third"):
        assert words in original
        assert words not in part_c
    assert "at in-network cost sharing. (42 CFR 422.112(a)(1)(iii)" in part_c
    assert estimate(TODAY, program="part_c").startswith("Ask the plan what the visit costs")
    assert estimate(TODAY, medigap=True).startswith("Medigap pays")
    cancer = opinion(cancer=True).stands(NOW).terms
    assert "National Cancer Institute" in say(cancer[-1])
    assert "Cancer" not in part_c
