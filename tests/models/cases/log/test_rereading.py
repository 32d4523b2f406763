"""What was accepted once is read by today's models: of a newer release, and of a laxer one."""

from typing import Any

import pytest

from models.cases.log.rereading import reread
from models.cases.people import ContactChanges
from models.inputs.appeal_intake import Intake
from models.inputs.appeal_reports import AppealFiled, DecisionRecorded, GoodCauseRequested

INTAKE: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}
LONG = "y" * 5000


def test_what_fits_is_read_as_it_is() -> None:
    read = reread(Intake, INTAKE)
    assert (read.said, read.unread, read.is_sound) == (Intake.model_validate(INTAKE), (), True)


def test_fields_that_are_not_known_are_passed_over() -> None:
    later = {
        **INTAKE,
        "colour": "red",
        "case_manager": {**INTAKE["case_manager"], "pager": 7},
        "records": [{"what": "medical_records", "urgent": True}],
    }
    read = reread(Intake, later)
    assert (read.unread, read.is_sound) == ((), True)
    assert read.said.case_manager == Intake.model_validate(INTAKE).case_manager
    assert [one.what.value for one in read.said.records] == ["medical_records"]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"service": LONG}, "service", LONG),
        ({"references": {LONG: LONG}}, "references", {LONG: LONG}),
        ({"case_manager": {"email": "josé@a.example", "code": "*"}}, "case_manager.code", "*"),
        ({"case_manager": {"email": "no address"}}, "case_manager.email", "no address"),
        ({"beneficiary": {"name": LONG, "phone": "12"}}, "beneficiary.phone", "12"),
    ],
)
def test_bounds_are_not_asked_again_of_what_was_accepted(
    change: dict[str, Any], field: str, value: object
) -> None:
    read = reread(Intake, INTAKE | change)
    assert (read.unread, read.is_sound) == ((), True)
    found: Any = read.said
    for name in field.split("."):
        found = getattr(found, name)
    assert found == value


def test_what_cannot_be_read_is_named_without_its_value() -> None:
    read = reread(AppealFiled, {"filed_on": "2026-12-01", "speed": "MARKER", "confirmation": LONG})
    assert read.unread == ("speed: expected 'standard' or 'expedited'",)
    assert (read.said.speed, read.said.confirmation, read.is_sound) == (None, LONG, True)
    person = {"email": "a@b.example", "language": "MARKER"}
    opened = reread(Intake, INTAKE | {"beneficiary": person})
    assert opened.unread == ("beneficiary.language: expected 'en' or 'es'",)
    assert opened.said.beneficiary is not None
    assert opened.said.beneficiary.email == "a@b.example"


@pytest.mark.parametrize(
    ("model", "content", "line"),
    [
        (DecisionRecorded, {"outcome": "MARKER", "notice_date": "2026-12-01"}, "outcome: expected"),
        (DecisionRecorded, {"outcome": "dismissed"}, "notice_date: is required"),
        (GoodCauseRequested, {"filed_on": "2026-12-01"}, "circumstances: expected with filed_on"),
        (ContactChanges, {}, "expected at least one of"),
        (Intake, INTAKE | {"level": "nowhere"}, "level: expected one of"),
        (Intake, INTAKE | {"notice_date": None}, "notice_date: expected the date"),
        (Intake, ["a", "list"], "program: is required"),
    ],
)
def test_what_lacks_something_or_contradicts_is_not_sound(
    model: Any, content: Any, line: str
) -> None:
    read = reread(model, content)
    assert not read.is_sound
    assert any(one.startswith(line) for one in read.unread)
    assert "MARKER" not in "".join(read.unread)
