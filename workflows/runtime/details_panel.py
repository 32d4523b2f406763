"""The details panel of the Temporal UI, written at the moment it is looked at."""

import logging
from typing import Any, Protocol, runtime_checkable

from temporalio import workflow
from temporalio.worker import (
    HandleQueryInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

_METADATA = "__temporal_workflow_metadata"
"""The query by which the UI asks for the panel, and for the lists of updates and queries."""

logger = logging.getLogger("appealclock.panel")


@runtime_checkable
class HasPanel(Protocol):
    """A workflow that is shown in the details panel."""

    def panel(self) -> str:
        """What the panel shows at this moment, as Markdown."""


class DetailsPanel(Interceptor):
    """For the worker: the panel is written when it is looked at, so it is never out of date."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 (the base class's name)
    ) -> type[WorkflowInboundInterceptor]:
        """See the base class."""
        del input
        return _DetailsPanel


class _DetailsPanel(WorkflowInboundInterceptor):
    async def handle_query(self, input: HandleQueryInput) -> Any:  # noqa: A002, ANN401
        answer = await super().handle_query(input)
        instance = workflow.instance()
        if input.query == _METADATA and isinstance(instance, HasPanel):
            answer.current_details = _panel(instance)
        return answer


def _panel(instance: HasPanel) -> str:
    try:
        return instance.panel()
    except Exception as error:  # noqa: BLE001 (whatever it is, the lists of updates are still shown)
        logger.error("a panel could not be written: %s", type(error).__name__)  # noqa: TRY400
        return "# Not shown\n\nThe panel could not be written; the case itself goes on."
