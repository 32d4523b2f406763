"""Whatever is typed or signaled, a turn raises nothing, and what it refuses changes nothing."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inputs.validation import Refusal
from models.turns import turn
from tests.models.turns.hostile_stage import play


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_turn_does_what_none_may(chance: Random) -> None:
    play(chance)


def _played_much() -> int:
    """How many reports were taken of all that came."""
    return sum(play(Random(seed)) for seed in range(36))


def test_much_of_what_comes_is_taken() -> None:
    """The control: not all of it is refused at a glance."""
    assert _played_much() > 3


def _an_address(seen: Any) -> dict[str, Any]:
    return {"CaseManager": seen.case.intake.case_manager.email}


def _what_was_typed(content: Any) -> Any:
    message = f"What is this: {content}?"
    raise Refusal(message)


def _raises(*_: Any) -> None:
    raise KeyError


@pytest.mark.parametrize(
    ("name", "broken"),
    [("attributes", _an_address), ("read_object", _what_was_typed), ("note_plan", _raises)],
)
def test_a_turn_that_does_is_found(monkeypatch: pytest.MonkeyPatch, name: str, broken: Any) -> None:
    monkeypatch.setattr(turn, name, broken)
    with pytest.raises((AssertionError, KeyError)):
        _played_much()
