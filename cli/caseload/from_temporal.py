"""What `appealclock list` asks Temporal: the starts that were refused, and what a case is about."""

import asyncio
from typing import Any

from cli.temporal import temporal

_AT_A_TIME = 10
"""Cases asked at the same time: one worker answers them all."""


async def refused_starts() -> list[dict[str, Any]]:
    """The ids under which a start was refused and no case has been opened since."""
    from temporalio.client import WorkflowExecutionStatus  # noqa: PLC0415

    from models.cases.kinds import KINDS  # noqa: PLC0415

    types = ", ".join(f"'{one.workflow_type}'" for one in KINDS.values())
    query = f"ExecutionStatus = 'Failed' AND WorkflowType IN ({types})"
    found = []
    async with temporal() as client:
        seen: set[str] = set()
        async for one in client.list_workflows(query):
            if one.id in seen:
                continue
            seen.add(one.id)
            handle = client.get_workflow_handle(one.id)
            if (await handle.describe()).status is WorkflowExecutionStatus.FAILED:
                found.append(
                    {
                        "id": one.id,
                        "type": one.workflow_type,
                        "started_at": one.start_time.isoformat(timespec="seconds"),
                        "reason": await _reason(handle),
                    }
                )
    return found


async def services(case_ids: list[str]) -> dict[str, str]:
    """What each case is about, as its intake says it; empty where the case cannot be asked."""
    from temporalio.client import WorkflowQueryFailedError  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    from deploy.asking import ask  # noqa: PLC0415

    turns = asyncio.Semaphore(_AT_A_TIME)
    async with temporal() as client:

        async def service(case_id: str) -> str:
            async with turns:
                try:
                    reports = await ask(client.get_workflow_handle(case_id), "history")
                except (RPCError, WorkflowQueryFailedError):
                    return ""
            return str(reports[0]["content"].get("service") or "")

        said = await asyncio.gather(*(service(case_id) for case_id in case_ids))
    return dict(zip(case_ids, said, strict=True))


async def _reason(handle: Any) -> str:  # noqa: ANN401 (a workflow handle, imported late)
    from temporalio.client import WorkflowFailureError  # noqa: PLC0415

    try:
        await handle.result(follow_runs=False)
    except WorkflowFailureError as error:
        return str(getattr(error.cause, "message", error.cause))
    return ""
