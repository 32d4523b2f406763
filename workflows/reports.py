"""An update with its validator and description, from one line in the class of a kind of case."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from temporalio import workflow


class Recording(Protocol):
    """What can record a report, and judge whether it could."""

    async def record(self, kind: str, given: Sequence[Any]) -> Any:  # noqa: ANN401 (raw JSON)
        """Record a report, and answer with its acknowledgment."""

    def judge(self, kind: str, given: Sequence[Any]) -> None:
        """Refuse a report that could not be recorded now."""


def report(name: str, description: str) -> Callable[..., Any]:
    """The update by which one kind of report is made.

    What is sent comes as raw JSON, in any number of arguments: Temporal decodes it again at every
    replay, and must accept then what it accepted before.

    Args:
        name: Of the update, and of the kind of report.
        description: What the form shows.
    """

    async def handler(self: Recording, *given: Any) -> Any:  # noqa: ANN401 (raw JSON)
        return await self.record(name, given)

    # Runs only when an update arrives, and leaves no trace: it may be as strict as today's models.
    def validator(self: Recording, *given: Any) -> None:
        self.judge(name, given)

    update = workflow.update(name=name, description=description)(handler)
    update.validator(validator)
    return update
