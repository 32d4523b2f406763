"""A character that no letter and not every database can hold is refused where it is typed."""

from typing import Any

import pytest

from models.inputs.appeal_intake import Intake
from models.inputs.corrections import Corrected
from models.inputs.validation import INVALID_INPUT, Refusal, read

SMALLEST: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Knee",
    "case_manager": {"email": "manager@legalaid.example"},
}

SAID = "has a character that cannot be printed, as it comes with copying; type it anew"


def refused(model: Any, content: object) -> str:
    with pytest.raises(Refusal) as caught:
        read(model, content)
    assert caught.value.kind == INVALID_INPUT
    return caught.value.message


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b[31m", "\ufffe", "\uffff"])
def test_it_is_refused_wherever_it_stands(mark: str) -> None:
    text = f"MARKER{mark}"
    assert refused(Intake, SMALLEST | {"service": text}) == f"service: {SAID}"
    in_parts = {"references": {"plan": text}, "beneficiary": {"name": text}}
    lines = refused(Intake, SMALLEST | in_parts).splitlines()
    assert lines == [f"references.plan: {SAID}", f"beneficiary.name: {SAID}"]
    lines = refused(Intake, SMALLEST | {"references": {text: "1"}}).splitlines()
    assert lines == [f"references.(a key): {SAID}"]
    corrected = {"report": 1, "content": {"service": text}, "reason": "A slip"}
    assert refused(Corrected, corrected) == f"content.service: {SAID}"


def test_what_many_texts_have_is_said_of_a_few() -> None:
    many = {f"plan{number}": "\x00" for number in range(15)}
    assert len(refused(Intake, SMALLEST | {"references": many}).splitlines()) == 10


@pytest.mark.parametrize(
    "text", ["two\nlines", "a\ttab", "a page\x0c", "José Ñandú 漢 😀", "\u202b"]
)
def test_what_people_write_is_taken(text: str) -> None:
    assert read(Intake, SMALLEST | {"service": f"Knee {text} right"}).service
