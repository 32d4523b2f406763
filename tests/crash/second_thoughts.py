"""Corrections and take-backs while the parts are killed: each is recorded once."""

import asyncio
from collections.abc import Sequence
from typing import Any

from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from deploy.asking import ask

_AT_A_TIME = 10


async def think_again(client: Client, case_id: str, wait: float) -> int:
    """Correct what a case is about, take that back in every second one; how many reports it was.

    As a person does who looks at the case first, and does not know whether it got through: again,
    until it is answered. No day depends on it, so nobody is told anything.

    Args:
        client: Of the Temporal server.
        case_id: Of the case.
        wait: Seconds before that.

    Raises:
        WorkflowUpdateFailedError: It was refused.
    """
    await asyncio.sleep(wait)
    await _reports(client, case_id)
    content = {"service": "Xanthous resection of the other knee"}
    await _say(client, case_id, "correct", {"report": 1, "content": content, "reason": "A slip"})
    if not _is_taken_back(case_id):
        return 1
    await _say(client, case_id, "take_back", {"report": 2, "reason": "It was right"})
    return 2


async def _say(client: Client, case_id: str, update: str, content: dict[str, Any]) -> None:
    handle = client.get_workflow_handle(case_id)
    while True:
        try:
            await handle.execute_update(update, content, id=f"{update}-{case_id}")
        except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, RuntimeError, OSError):
            await asyncio.sleep(0.25)
        else:
            return


async def _reports(client: Client, case_id: str) -> list[dict[str, Any]]:
    while True:
        try:
            found: list[dict[str, Any]] = await ask(client.get_workflow_handle(case_id), "history")
        except (RPCError, WorkflowQueryFailedError, RuntimeError, OSError):
            # Nobody answers, or the case is not open yet.
            await asyncio.sleep(0.25)
        else:
            return found


def _is_taken_back(case_id: str) -> bool:
    return sum(case_id.encode()) % 2 == 0


async def recorded_otherwise(client: Client, ids: Sequence[str]) -> list[str]:
    """The cases whose log is not the intake and each of these reports once, as they were made."""
    turns, found = list(ids), []

    async def look() -> None:
        while turns:
            case_id = turns.pop()
            reports = await _reports(client, case_id)
            kinds = [report["kind"] for report in reports]
            if kinds != ["intake", "correct", *(["take_back"] if _is_taken_back(case_id) else [])]:
                found.append(f"{case_id}: {', '.join(kinds)}")

    await asyncio.gather(*(look() for _ in range(_AT_A_TIME)))
    return sorted(found)
