"""A start whose workflow type is none: it fails at once, in words, where it would wait for ever."""

from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue

from workflows.runtime.inputs import failure, one_object
from workflows.runtime.payloads import EncryptedError
from workflows.sending import send
from workflows.visibility import not_opened

with workflow.unsafe.imports_passed_through():
    from models.cases.ids import check_id
    from models.cases.kinds import KINDS, CaseKind
    from models.inputs.validation import Refusal
    from models.turns.not_opened import word_of_refusal

_TYPES = {known.workflow_type: kind for kind, known in KINDS.items()}

_WHY = f"there is no such kind of case; the kinds are {', '.join(_TYPES)}"

_TO_TELL_OF_IT = timedelta(minutes=1)


@workflow.defn(dynamic=True)
class UnknownKind:
    """What runs under a workflow type that nothing is registered for."""

    @workflow.run
    async def run(self, given: Sequence[RawValue]) -> None:
        """Fail, and say which kinds there are; tell the case manager first.

        Whoever started it sees a green message, as of any start.
        """
        order = _word_of_it(given)
        if order is not None:
            await send(order, within=_TO_TELL_OF_IT)
        raise failure(Refusal(_WHY))

    def panel(self) -> str:
        """The details panel, as Markdown."""
        return not_opened(_WHY)


def _word_of_it(given: Sequence[RawValue]) -> dict[str, Any] | None:
    """The word to the case manager; None where nobody can be written to, or the id is not fit."""
    info = workflow.info()
    try:
        check_id(info.workflow_id)
        payloads = [one.payload for one in given]
        content = one_object(workflow.payload_converter().from_payloads(payloads))
    except (Refusal, EncryptedError):
        return None
    near = get_close_matches(info.workflow_type, _TYPES, n=1)
    ask = {
        "id": info.workflow_id,
        "kind": (_TYPES[near[0]] if near else CaseKind.APPEAL).value,
        "parent": info.parent.workflow_id if info.parent else None,
        "case": {"log": [{"content": content}]},
        "now": workflow.now().isoformat(),
    }
    return word_of_refusal(ask, _WHY)
