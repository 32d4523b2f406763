"""A timer fires while no worker has the case, and somebody waits for the answer of a query.

The worker that comes is asked the query first, with a history in which the timer has fired, and
only then gets the task for it. Seen with workers that were killed: what followed could not be
replayed, and the case could never go on.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from tests.waiting import eventually
from workflows.runtime.timer import Timer

CASES = 12
"""Of one now and then, the server hands out the task before the query."""

SPAN = timedelta(seconds=2)

Handle = WorkflowHandle[Any, Any]


@activity.defn
async def take(what: str) -> str:
    return what


@workflow.defn
class Waiting:
    """Takes a turn when it is opened, one when its moment comes, and one for each report."""

    def __init__(self) -> None:
        self._timer, self._lock = Timer(), asyncio.Lock()
        self._turns: list[str] = []
        self._stirred = False

    @workflow.run
    async def run(self, span: float) -> list[str]:
        due: datetime | None = workflow.now() + timedelta(seconds=span)
        await self._turn("open")
        while len(self._turns) < 4:
            self._stirred = False
            if due is None or due > self._timer.present():
                await self._timer.wait(due, "Until due", lambda: self._stirred)
            else:
                due = None
                await self._turn("due")
        return self._turns

    @workflow.update
    async def report(self, what: str) -> None:
        await self._turn(what)

    @workflow.query
    def turns(self) -> list[str]:
        return list(self._turns)

    async def _turn(self, what: str) -> None:
        async with self._lock:
            span = timedelta(seconds=5)
            await workflow.execute_local_activity(take, what, start_to_close_timeout=span)
            self._turns.append(what)
            self._stirred = True


def worker(client: Client, queue: str) -> Worker:
    runner = UnsandboxedWorkflowRunner()
    return Worker(
        client,
        task_queue=queue,
        workflows=[Waiting],
        activities=[take],
        workflow_runner=runner,
    )


async def answer(handle: Handle) -> list[str]:
    while True:
        try:
            turns: list[str] = await handle.query(Waiting.turns)
        except (RPCError, WorkflowQueryFailedError):
            await asyncio.sleep(0.05)
        else:
            return turns


async def has_fired(handle: Handle) -> bool:
    events = (await handle.fetch_history()).events
    return any(event.event_type == EventType.EVENT_TYPE_TIMER_FIRED for event in events)


@pytest.mark.server
async def test_a_query_before_the_task_of_a_timer(environment: WorkflowEnvironment) -> None:
    # By the real clock: time that skips leaves nothing between a firing and its task.
    client = Client(environment.client.service_client)
    queue = f"unheard-{uuid4().hex[:8]}"
    async with worker(client, queue):
        cases: list[Handle] = [
            await client.start_workflow(
                Waiting.run, SPAN.total_seconds(), id=f"{queue}-{number}", task_queue=queue
            )
            for number in range(CASES)
        ]
        await asyncio.gather(*(answer(case) for case in cases))
    asked = [asyncio.create_task(answer(case)) for case in cases]
    for case in cases:
        await eventually(lambda case=case: has_fired(case))
    async with worker(client, queue):
        await asyncio.gather(*asked)
        for what in ("first", "second"):
            await asyncio.gather(*(case.execute_update(Waiting.report, what) for case in cases))
        for case in cases:
            turns = await case.result()
            assert sorted(turns) == ["due", "first", "open", "second"]
            await Replayer(
                workflows=[Waiting], workflow_runner=UnsandboxedWorkflowRunner()
            ).replay_workflow(await case.fetch_history())
