"""What `appealclock list` asks Temporal: the starts that were refused, and what a case is about."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from cli.reads import note_read
from cli.temporal import temporal

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

_AT_A_TIME = 10
"""Cases asked at the same time: one worker answers them all."""

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


async def refused_starts() -> list[dict[str, Any]]:
    """The ids under which a start was refused and no case has been opened since, the latest first.

    One query names them all; then each is asked once, as the query lags behind.
    """
    from models.cases.kinds import KINDS  # noqa: PLC0415

    types = ", ".join(f"'{one.workflow_type}'" for one in KINDS.values())
    query = f"ExecutionStatus = 'Failed' AND WorkflowType IN ({types})"
    async with temporal() as client:
        found: dict[str, WorkflowExecution] = {}
        async for one in client.list_workflows(query):
            found.setdefault(one.id, one)

        async def why(one: "WorkflowExecution") -> str | None:
            return await _why_refused(client, one.id)

        reasons = await asked(found.values(), why)
    return [
        {
            "id": one.id,
            "type": one.workflow_type,
            "started_at": one.start_time.isoformat(timespec="seconds"),
            "reason": reason,
        }
        for one, reason in zip(found.values(), reasons, strict=True)
        if reason is not None
    ]


async def services(case_ids: list[str]) -> dict[str, str]:
    """What each case is about, as its intake says it; empty where the case cannot be asked.

    Nothing that lists or databases hold says so: it is health data, and only the case has it.
    """
    from temporalio.client import WorkflowQueryFailedError  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    from deploy.asking import ask  # noqa: PLC0415

    note_read(",".join(case_ids), "what each is about")
    async with temporal() as client:

        async def service(case_id: str) -> str:
            try:
                reports = await ask(client.get_workflow_handle(case_id), "history")
            except (RPCError, WorkflowQueryFailedError):
                return ""
            return str(reports[0]["content"].get("service") or "")

        said = await asked(case_ids, service)
    return dict(zip(case_ids, said, strict=True))


async def asked(
    items: Iterable[ItemT],
    ask: Callable[[ItemT], Awaitable[AnswerT]],
    *,
    at_a_time: int = _AT_A_TIME,
) -> list[AnswerT]:
    """Ask about each, some at the same time; the answers in the order of the items."""
    turns = asyncio.Semaphore(at_a_time)

    async def in_turn(item: ItemT) -> AnswerT:
        async with turns:
            return await ask(item)

    return await asyncio.gather(*(in_turn(item) for item in items))


async def _why_refused(client: "Client", case_id: str) -> str | None:
    """Why the latest start under an id was refused; None where it was not, or is gone."""
    from temporalio.client import (  # noqa: PLC0415
        WorkflowExecutionStatus,
        WorkflowHistoryEventFilterType,
    )
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    kind = WorkflowHistoryEventFilterType.CLOSE_EVENT
    try:
        latest = await client.get_workflow_handle(case_id).describe()
        # Of a case that runs, the server would hold the answer back for up to a minute.
        if latest.status is not WorkflowExecutionStatus.FAILED:
            return None
        handle = client.get_workflow_handle(case_id, run_id=latest.run_id)
        events = [one async for one in handle.fetch_history_events(event_filter_type=kind)]
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    if not events or not events[-1].HasField("workflow_execution_failed_event_attributes"):
        return None
    failure = events[-1].workflow_execution_failed_event_attributes.failure
    reason = await client.data_converter.decode_failure(failure)
    return str(getattr(reason, "message", reason))
