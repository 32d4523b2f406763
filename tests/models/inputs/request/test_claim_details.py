"""What papers name of a claim: given with the intake, or added later."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.cases.kinds import CaseKind
from models.inputs.appeal_intake import Intake
from models.inputs.request.claim_details import DetailsAdded, ServiceDates, details_of
from models.inputs.spelling import as_meant
from models.inputs.validation import Refusal, explain
from models.presentation.account.lines import account
from models.presentation.shown import shown
from tests.models.inputs.test_appeal_intake import SMALLEST, explained
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import after, opened


def intake(**more: Any) -> Intake:
    return Intake.model_validate(as_meant(Intake, SMALLEST | more))


@pytest.mark.parametrize(
    "given",
    [
        "2026-09-01",
        "September 1, 2026",
        ["2026-09-01"],
        {"starts_on": "2026-09-01"},
        [{"starts_on": "2026-09-01", "ends_on": None}],
    ],
)
def test_a_day_of_service_may_be_given_in_short(given: object) -> None:
    assert intake(service_dates=given).service_dates == (ServiceDates(starts_on=date(2026, 9, 1)),)


def test_one_item_or_number_needs_no_list() -> None:
    given = intake(items="27447 knee", claim_numbers="1", coverage_rules=["LCD L1", "NCD 2"])
    assert (given.items, given.claim_numbers) == (("27447 knee",), ("1",))
    assert given.coverage_rules == ("LCD L1", "NCD 2")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"service_dates": ["2026-02-30"]}, "service_dates.0.starts_on: expected a date"),
        (
            {"service_dates": {"starts_on": "2026-09-02", "ends_on": "2026-09-01"}},
            "service_dates.0: expected ends_on on or after starts_on",
        ),
        ({"adjudicator": {"mars": "Xanthous"}}, "adjudicator: expected a level as the name"),
        ({"appeal_numbers": {"redetermination": "1"}}, "appeal_numbers: expected a level"),
    ],
)
def test_what_does_not_fit_is_refused_without_its_value(
    changes: dict[str, Any], message: str
) -> None:
    said = explained(**changes)
    assert message in said
    assert "Xanthous" not in said


def test_what_is_added_later_takes_the_place_of_what_was_known() -> None:
    known = intake(plan="Plan A", denial_reason="No", appeal_numbers={"plan_reconsideration": "1"})
    added = [
        DetailsAdded.model_validate({"denial_reason": "Not medically necessary"}),
        DetailsAdded.model_validate({"appeal_numbers": {"ire_reconsideration": "2"}}),
        DetailsAdded.model_validate({"items": []}),
    ]
    now = details_of(known, added)
    assert (now.plan, now.denial_reason) == ("Plan A", "Not medically necessary")
    assert now.appeal_numbers == {"plan_reconsideration": "1", "ire_reconsideration": "2"}
    assert details_of(known, []).denial_reason == "No"


def test_details_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        DetailsAdded.model_validate({})
    assert "at least one field" in explain(caught.value)


def test_the_account_says_which_details_came_and_not_what_they_are() -> None:
    state = after(opened(CaseKind.APPEAL), "add_details", at(9), denial_reason="Xanthous", plan="P")
    lines = [line.what for line in account(shown(state, at(9)))]
    assert lines[-1] == "Added for papers: denial_reason, plan."


def test_no_clock_moves_when_details_come() -> None:
    before = opened(CaseKind.APPEAL)
    state = after(before, "add_details", at(9), plan="Plan A", service_dates="2026-09-01")
    clocks = [
        [(clock.key, clock.due_on) for clock in shown(one, at(10)).standing.clocks]
        for one in (before, state)
    ]
    assert clocks[0] == clocks[1]


def test_a_level_of_another_program_is_refused() -> None:
    with pytest.raises(Refusal, match="adjudicator: expected a level as the name"):
        after(opened(CaseKind.APPEAL), "add_details", at(9), adjudicator={"redetermination": "M"})
