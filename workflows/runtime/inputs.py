"""What people and other workflows send, as raw JSON: exactly one object, or an answer in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.cases.validation import INVALID_INPUT, Refusal

_NO_OBJECT = "expected one JSON object as the input"

_COPIED = "Expected an intake; this is the state of another run, copied from its form."

CARRIED = "carried"
"""The one field of what a run hands on to the next one."""


@dataclass(frozen=True)
class Begin:
    """What a run begins with: one of the three."""

    intake: dict[str, Any] | None = None
    carried: dict[str, Any] | None = None
    refusal: Refusal | None = None


def one_object(given: Sequence[Any]) -> dict[str, Any]:
    """The one JSON object that was sent.

    Raises:
        Refusal: Something else was, or nothing, or more.
    """
    if len(given) != 1 or not isinstance(given[0], dict):
        raise Refusal(_NO_OBJECT, INVALID_INPUT)
    return given[0]


def begin_of(given: Sequence[Any], *, continued: bool) -> Begin:
    """What a run of a case begins with. Raises nothing: a failed run shows why it failed.

    Args:
        given: The arguments of the run.
        continued: Whether it follows another run of the case.
    """
    try:
        content = one_object(given)
    except Refusal as refusal:
        return Begin(refusal=refusal)
    if CARRIED not in content:
        return Begin(intake=content)
    carried = content[CARRIED]
    if not continued or not isinstance(carried, dict):
        return Begin(refusal=Refusal(_COPIED))
    return Begin(carried=carried)


def failure(refusal: Refusal) -> ApplicationError:
    """The failure by which a person is told what is not recorded, and why."""
    return ApplicationError(refusal.message, type=refusal.kind, non_retryable=True)


def refusal_of(answer: dict[str, Any]) -> Refusal:
    """The refusal that a turn answered."""
    refused = answer["refused"]
    return Refusal(str(refused["message"]), str(refused["kind"]))
