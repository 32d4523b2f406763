"""Refuses an update that comes without its JSON object, or with more than one."""

from temporalio.worker import (
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from workflows.payloads import no_object


class OneObject(Interceptor):
    """For the worker: a form sent empty brings no payload, so that no converter sees it."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 (the base class's name)
    ) -> type[WorkflowInboundInterceptor]:
        """See the base class."""
        del input
        return _OneObject


class _OneObject(WorkflowInboundInterceptor):
    def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002
        if len(input.args) != 1:
            raise no_object()
        super().handle_update_validator(input)
