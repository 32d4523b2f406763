"""What an update sends, as a turn is asked to record it."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow

from workflows.runtime.inputs import came_plain, failure, one_object, proven_sender

with workflow.unsafe.imports_passed_through():
    from models.inputs.validation import INVALID_INPUT, Refusal

_CAME_PLAIN = (
    "Not recorded: it arrived unencrypted, and this desk encrypts. In the Temporal UI set the "
    "codec server's address; the operator knows it."
)


def candidate_of(kind: str, given: Sequence[Any], update: str) -> dict[str, Any]:
    """A report as a turn is asked to record it.

    Args:
        kind: Of the report: the name of its update.
        given: The arguments of the update.
        update: Its id.

    Raises:
        ApplicationError: It is not one JSON object.
    """
    try:
        content = one_object(given)
    except Refusal as refusal:
        raise failure(refusal) from None
    return {"kind": kind, "content": content, "update": update, **proven_sender(given)}


def refuse_plain(given: Sequence[Any]) -> None:
    """Refuse an update that was not encrypted although keys are set.

    Raises:
        ApplicationError: It was not.
    """
    if came_plain(given):
        raise failure(Refusal(_CAME_PLAIN, INVALID_INPUT))
