"""Asks a workflow that may have gone on in a new run this moment."""

import asyncio
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from workflows.runtime.payloads import EncryptedError, Unreadable

_PATIENCE = 10.0
"""Seconds within which the server schedules the first task of a run."""

_PAUSE = 0.05


async def ask(handle: WorkflowHandle[Any, Any], query: str, **options: Any) -> Any:  # noqa: ANN401 (whatever the query answers)
    """Ask a workflow a query; a run that has just begun is asked again once it can answer.

    The server refuses queries with FAILED_PRECONDITION from the moment a run begins until its first
    task is scheduled: seen after each continue-as-new.

    Args:
        handle: Of the workflow.
        query: Its name.
        options: As `WorkflowHandle.query` takes them, `result_type` among them.

    Raises:
        WorkflowQueryFailedError: The query itself failed.
        EncryptedError: No key opens the answer.
        RPCError: It could not be asked, or not within ten seconds.
    """
    patience = asyncio.get_running_loop().time() + _PATIENCE
    while True:
        try:
            answer = await handle.query(query, **options)
        except RPCError as error:
            begun = error.status is RPCStatusCode.FAILED_PRECONDITION
            if not begun or asyncio.get_running_loop().time() > patience:
                raise
        else:
            if isinstance(answer, Unreadable):
                raise EncryptedError
            return answer
        await asyncio.sleep(_PAUSE)
