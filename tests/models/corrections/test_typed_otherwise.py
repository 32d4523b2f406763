"""Reports in which a value is written as another program writes it: taken as it was meant."""

from datetime import timedelta
from typing import Any

import pytest

from tests.models.corrections.desk import NOON, PEOPLE, Desk, Json

PHONE: Json = {"email": "patient@mail.example", "phone": "+12025550143"}


def _case(**more: Any) -> Desk:
    return Desk.open(at=NOON - timedelta(days=4), notice_date="2026-11-02", **more)


@pytest.mark.parametrize("typed", ["false", "No", "off", "0", False, 0])
def test_who_wants_sms_again_gets_them(typed: object) -> None:
    case = _case(**PEOPLE | {"beneficiary": PHONE})
    case.report("stop_sms", role="beneficiary")
    assert case.member.state.log[-1].content.get("stopped", True)
    answer = case.report("stop_sms", role="beneficiary", stopped=typed)
    assert answer["recorded"] == "The beneficiary gets SMS again."
    assert case.account[-1] == "The beneficiary gets SMS again."


@pytest.mark.parametrize("typed", ["false", "No", False])
def test_a_correction_that_is_no_preview_is_recorded(typed: object) -> None:
    case = _case()
    case.report("file_appeal", filed_on="2026-11-20")
    case.report(
        "correct", report=2, content={"filed_on": "2026-11-19"}, reason="As stamped", preview=typed
    )
    assert case.history(2)["content"]["filed_on"] == "2026-11-19"


@pytest.mark.parametrize("typed", ["2026-12-18T00:00:00", "2026-12-18 00:00", "December 18, 2026"])
def test_a_day_set_by_hand_is_recorded_however_it_is_written(typed: str) -> None:
    case = _case()
    override = {"due_on": typed, "due_at": "14:30", "reason": "As printed"}
    answer = case.report("recalculate", override=override, reason="The notice says so")
    assert answer["recorded"].endswith("to 2:30 p.m. on Fri, Dec 18, 2026.")
    assert case.open_days == {"plan_reconsideration.filing.1": "2026-12-18"}
    case.report("close", ending="closed_otherwise", reason="They agreed")
    assert "to 2:30 p.m. on Fri, Dec 18, 2026" in "\n".join(case.account)


@pytest.mark.parametrize("typed", [1797552000, "1797552000", 0])
def test_a_number_is_no_day(typed: object) -> None:
    """Read as seconds, it would be a day that nobody typed."""
    case = _case()
    expected = "expected a date such as 2026-11-02"
    assert case.refusal("file_appeal", filed_on=typed) == f"filed_on: {expected}"
    override = {"due_on": typed, "reason": "As printed"}
    refused = case.refusal("recalculate", override=override, reason="The notice says so")
    assert refused == f"override.due_on: {expected}"
    fields = {"notice_date": typed}
    refused = case.refusal("correct", report=1, content=fields, reason="A slip")
    assert refused == f"notice_date: {expected}"
