"""What holds far more than any form is refused at a glance, in few lines."""

from typing import Any

import pytest

from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.validation import INVALID_INPUT, LINES_SHOWN, Refusal, read

MANY = {f"field_{number}": number for number in range(40_000)}
INTAKE: dict[str, Any] = {"program": "part_c", "case_manager": {"email": "m@legalaid.example"}}


def refused(content: object) -> str:
    with pytest.raises(Refusal) as caught:
        read(ComplaintIntake, content)
    assert caught.value.kind == INVALID_INPUT
    return caught.value.message


def test_unknown_fields_are_counted() -> None:
    lines = refused(INTAKE | MANY).splitlines()
    assert len(lines) == LINES_SHOWN + 1
    assert lines[0] == "field_0: is not a field of this form; check its spelling"
    assert lines[-1] == f"and {len(MANY) - LINES_SHOWN} more"


def test_a_few_are_explained_with_what_else_does_not_fit() -> None:
    message = refused({"program": "part_c", "colour": "red"})
    assert set(message.splitlines()) == {
        "case_manager: is required",
        "colour: is not a field of this form; check its spelling",
    }


@pytest.mark.parametrize(
    "deep",
    [{"case_manager": MANY}, {"references": MANY}, {"program": [MANY]}, {"program": [0] * 6000}],
)
def test_what_is_deep_inside_counts_too(deep: dict[str, Any]) -> None:
    assert "at most 5000 values" in refused(INTAKE | deep)


def test_the_longest_field_is_not_repeated() -> None:
    assert len(refused({"x" * 1_000_000: 1} | INTAKE)) < 200
