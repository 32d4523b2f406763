"""How commands ask a case: what does not answer is said in one line."""

from typing import TYPE_CHECKING, Any, NoReturn

from cli.errors import Exit, fail
from cli.reads import note_read

if TYPE_CHECKING:
    from temporalio.client import Client


async def ask_case(client: "Client", case_id: str, query: str, **options: Any) -> Any:  # noqa: ANN401 (as it answers)
    """The answer of a case to a query; ends the command where there is none.

    Args:
        client: Of the Temporal service.
        case_id: The Workflow ID.
        query: Its name.
        options: As `WorkflowHandle.query` takes them.
    """
    from temporalio.client import (  # noqa: PLC0415
        WorkflowQueryFailedError,
        WorkflowQueryRejectedError,
    )
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    from deploy.asking import ask  # noqa: PLC0415

    note_read(case_id, query)
    try:
        return await ask(client.get_workflow_handle(case_id), query, **options)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            no_such_case(case_id)
        if error.status in {RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.FAILED_PRECONDITION}:
            fail(f"{case_id} does not answer: does a worker run? `appealclock doctor` looks.")
        raise
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
        # It was refused, or started this moment.
        fail(f"{case_id}: {error}")


def no_such_case(case_id: str) -> NoReturn:
    """End the command: there is no such case."""
    fail(f"There is no case {case_id}; `appealclock list` shows those there are.", Exit.NOT_FOUND)
