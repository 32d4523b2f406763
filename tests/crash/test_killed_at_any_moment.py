"""The whole stack killed with SIGKILL again and again: nothing lost, what may be double is marked.

The worker and the mail inbox are one process here and the Temporal server dies with it, so a kill
lands between any two steps: before a reminder, while it is handed over, before it is settled, in
the middle of an update, with timers running.
"""

import asyncio
import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from models.cases.deadline import Deadline, ReminderOutcome
from models.local_time import short_day
from models.settings import TASK_QUEUE
from tests import clock
from tests.crash.counting.admitted import check_ledger, deliveries, subjects
from tests.crash.counting.counts import count_files
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

CASES = 24
"""So many that messages are left to strike in the middle of, at each kill."""
KILLS = 4


async def connected(stack: RunningStack) -> Client:
    return await Client.connect(stack.temporal_address, data_converter=data_converter)


def have_arrived(home: Path, count: int) -> bool:
    return count_files(home / "inbox") >= count


async def report(handle: WorkflowHandle[Any, Any], filed_on: str, update_id: str) -> None:
    """Send a report as a person would who does not know whether it got through: until answered."""
    while True:
        try:
            await handle.execute_update("file_appeal", {"filed_on": filed_on}, id=update_id)
        except (RPCError, RuntimeError, OSError):
            await asyncio.sleep(0.25)
        else:
            return


async def settled(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until a case has told of the plan's clock, the last thing it has to say for now."""
    async with asyncio.timeout(240):
        while True:
            deadlines = await handle.query("deadlines", result_type=list[Deadline])
            notices = [
                reminder
                for one in deadlines
                for reminder in one.reminders
                if reminder.key == "opened"
            ]
            if len(deadlines) == 2 and all(
                reminder.outcome is not ReminderOutcome.PENDING for reminder in notices
            ):
                break
            # Each query costs the worker and the server time.
            await asyncio.sleep(2)
    # A filing reported before the opening was told makes that mail needless; this one never is.
    assert deadlines[-1].reminders[0].outcome is ReminderOutcome.SENT


async def test_nothing_is_lost_and_what_is_double_is_marked(tmp_path: Path) -> None:
    chance = random.Random(7)
    today = clock.real_today() - timedelta(days=1)
    stack = RunningStack(tmp_path)
    await stack.start()
    client = await connected(stack)
    for number in range(CASES):
        await client.start_workflow(
            "AppealCase",
            {
                "program": "part_c",
                "notice_date": str(today - timedelta(days=9)),
                "service": "MRI",
                "case_manager": {"email": f"manager{number}@legalaid.example"},
            },
            id=f"AC-{number}",
            task_queue=TASK_QUEUE,
        )
    reports: set[asyncio.Task[None]] = set()
    for kill in range(KILLS):
        # Let a few more things happen, and strike in the middle of them.
        seen = count_files(tmp_path / "inbox")
        wanted = min(seen + chance.randint(1, 6), 2 * CASES)
        await eventually(partial(have_arrived, tmp_path, wanted), within=240)
        for number in range(kill, CASES, KILLS):
            handle = client.get_workflow_handle(f"AC-{number}")
            task = asyncio.create_task(report(handle, str(today), f"report-{number}"))
            reports.add(task)
        await asyncio.sleep(chance.random() / 10)
        stack.kill()
        await stack.start()
    await asyncio.wait_for(asyncio.gather(*reports), 240)

    handles = [client.get_workflow_handle(f"AC-{number}") for number in range(CASES)]
    for handle in handles:
        await settled(handle)
    for handle in handles:
        records = await handle.query("account")
        said = f"filed {short_day(today)}."
        filed = [record for record in records if record["what"].endswith(said)]
        assert len(filed) == 1, "the report was lost, or acted twice"
    database_url = f"sqlite:///{tmp_path / 'appealclock.sqlite3'}"
    check_ledger(deliveries(database_url), subjects(tmp_path / "inbox"))
    await stack.stop()
