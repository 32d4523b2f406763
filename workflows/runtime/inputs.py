"""What people and other workflows send, as raw JSON: exactly one object, or an answer in words."""

from collections.abc import Iterable, Sequence
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


MOST_LEVELS = 64
"""Values within values of what is sent. Temporal's converter reads 200 of them, and of what is
nearly as deep no turn could be asked: the question wraps it in some more."""


def one_object(given: Sequence[Any]) -> dict[str, Any]:
    """The one JSON object that was sent.

    Raises:
        Refusal: Something else was, or nothing, or more, or one that is too deep.
    """
    if len(given) != 1 or not isinstance(given[0], dict) or _is_too_deep(given[0]):
        raise Refusal(_NO_OBJECT, INVALID_INPUT)
    return given[0]


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _within(one)]
        if not level:
            return False
    return True


def _within(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


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
