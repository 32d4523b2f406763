"""A start whose workflow type is none: it fails at once, in words, where it would wait for ever."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from workflows.runtime.inputs import failure
from workflows.visibility import not_opened

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import KINDS
    from models.inputs.validation import Refusal

_KINDS = ", ".join(known.workflow_type for known in KINDS.values())

_WHY = f"there is no such kind of case; the kinds are {_KINDS}"


@workflow.defn(dynamic=True)
class UnknownKind:
    """What runs under a workflow type that nothing is registered for."""

    @workflow.run
    async def run(self, given: Sequence[RawValue]) -> None:
        """Fail, and say which kinds there are."""
        del given
        raise failure(Refusal(_WHY))

    def panel(self) -> str:
        """The details panel, as Markdown."""
        return not_opened(_WHY)
