"""An intake is small by default, and refuses what does not fit, field by field."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from temporalio.exceptions import ApplicationError

from models.cases.people import case_manager_code
from models.inputs.appeal_intake import Intake
from models.inputs.validation import INVALID_INPUT, Refusal, explain, read
from workflows.runtime.payloads import data_converter

SMALLEST: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def explained(**changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Intake.model_validate_json(json.dumps(SMALLEST | changes))
    return explain(caught.value)


def test_the_smallest_intake_has_sensible_defaults() -> None:
    intake = Intake.model_validate_json(json.dumps(SMALLEST))
    assert intake.entry_level == "organization_determination"
    assert intake.notice_date == date(2026, 11, 2)
    assert intake.zone == "America/New_York"
    assert intake.reminders.days_before == (30, 14, 7, 3, 1, 0)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("appeal-*.json")), ids=lambda p: p.stem)
def test_the_examples_are_valid(example: Path) -> None:
    Intake.model_validate_json(example.read_text())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"program": "part_x"}, "program: expected 'original', 'part_c'"),
        ({"notice_date": "2026-13-01"}, "notice_date: expected a date such as 2026-11-02"),
        ({"notice_date": None}, "notice_date: expected the date printed on the notice"),
        ({"zone": "Mars/Base"}, "zone: is no known time zone; expected an IANA name"),
        ({"case_manager": {}}, "case_manager.email: is required"),
        (
            {"case_manager": {"email": "nobody"}},
            "case_manager.email: expected an email address such as",
        ),
        (
            {"beneficiary": {"phone": "12"}},
            "beneficiary.phone: expected a telephone number such as +15551234567",
        ),
        ({"colour": "red"}, "colour: is not a field of this form"),
        ({"level": "coverage_determination"}, "level: expected one of organization_determination"),
        ({"level": "district_court"}, "level: no appeal follows"),
        (
            {"received": {"on": "2026-11-01", "evidence": "postmark"}},
            "received.on: is before notice_date",
        ),
        ({"filed_on": "2026-11-03"}, "filed_on: belongs to stage pending"),
        ({"stage": "pending", "notice_date": None}, "filed_on: expected the day the office"),
        ({"stage": "pending", "filed_on": "2026-11-03"}, "notice_date: belongs to stage denied"),
        ({"amount_in_controversy": "-1"}, "amount_in_controversy: expected greater than or equal"),
        ({"reminders": {"days_before": []}}, "reminders.days_before: expected"),
    ],
)
def test_each_mistake_is_named_with_its_field(changes: dict[str, Any], message: str) -> None:
    assert explained(**changes).startswith(message)


def test_every_mistake_is_named_at_once() -> None:
    lines = explained(program="x", zone="y", service="").splitlines()
    assert [line.split(":")[0] for line in lines] == ["program", "service", "zone"]


@pytest.mark.parametrize(
    "changes",
    [
        {"case_manager": {"email": "MARKER at clinic"}},
        {"case_manager": {"email": "marker@-MARKER-.example"}},
        {"beneficiary": {"phone": "MARKER"}},
        {"zone": "MARKER"},
        {"program": "MARKER"},
        {"notice_date": "MARKER"},
        {"service": "MARKER" * 100},
        {"references": {"claim": "MARKER" * 100}},
        {"amount_in_controversy": "MARKER"},
        {"case_manager": "MARKER"},
    ],
)
def test_no_value_typed_is_ever_repeated(changes: dict[str, Any]) -> None:
    assert "MARKER" not in explained(**changes)


def test_an_intake_that_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(Refusal) as caught:
        read(Intake, SMALLEST | {"program": "part_x"})
    assert caught.value.kind == INVALID_INPUT
    assert caught.value.message.startswith("program: expected 'original', 'part_c'")
    assert caught.value.__cause__ is None


def test_a_payload_that_fits_no_model_becomes_a_failure_that_is_not_retried() -> None:
    converter = data_converter.payload_converter
    payload = converter.to_payload(SMALLEST | {"program": "part_x"})
    with pytest.raises(ApplicationError) as caught:
        converter.from_payload(payload, Intake)
    assert caught.value.non_retryable
    assert caught.value.type == INVALID_INPUT
    assert caught.value.message.startswith("program: expected 'original', 'part_c'")
    assert caught.value.__cause__ is None


def test_a_manager_is_searched_for_by_a_code_not_an_address() -> None:
    intake = Intake.model_validate_json(json.dumps(SMALLEST))
    code = intake.case_manager.searchable
    assert code == case_manager_code(" Manager@LegalAid.example ")
    assert "manager" not in code.removeprefix("cm-")
    with_code = {"case_manager": {"email": "manager@legalaid.example", "code": "team-3"}}
    assert Intake.model_validate_json(json.dumps(SMALLEST | with_code)).case_manager.searchable == (
        "team-3"
    )
