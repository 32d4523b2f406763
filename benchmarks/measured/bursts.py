"""Reminders that come due together: of AppealClock, and the least that Temporal asks for one."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowHistory

from benchmarks.measured.costs import IDLE_SECONDS, Asleep, Cost, asleep, measured_burst
from benchmarks.measured.floor import Floor, Wait
from benchmarks.measured.floor_worker import FLOOR_QUEUE
from benchmarks.measured.opening import all_sent, check_in_time, open_cases
from benchmarks.measured.processes import wait_until_quiet
from benchmarks.measured.temporal_stack import TemporalStack, start_all
from benchmarks.size import REMINDERS
from tests.crash.due_together import TOGETHER, cases_due

_WARM_UP = 40


async def floor_burst(stack: TemporalStack) -> Cost:
    chance = random.Random(7)
    with stack.floor() as (process, office):

        async def start(wait: Wait) -> None:
            await stack.floor_client.start_workflow(
                Floor.run, wait, id=wait.name, task_queue=FLOOR_QUEUE
            )

        for mark in ("warm", "timed"):
            began, now, sent = time.monotonic(), datetime.now(UTC), office.count()
            await start_all([Wait(f"{mark}-{n}", now) for n in range(_WARM_UP)], start)
            await all_sent(office, sent + _WARM_UP, within=60)
        each = (time.monotonic() - began) / _WARM_UP
        at = datetime.now(UTC) + timedelta(seconds=20 + REMINDERS * each * 1.5)
        waits = [
            Wait(f"floor-{number}", at + TOGETHER * chance.random()) for number in range(REMINDERS)
        ]
        await start_all(waits, start)
        pids = process.pid, stack.server_pid
        await asyncio.to_thread(wait_until_quiet, *pids)
        check_in_time(at)
        due = {wait.name: wait.due.timestamp() for wait in waits}
        return await measured_burst(
            pids, office, due, before=2 * _WARM_UP, patience=30 + REMINDERS / 5
        )


async def appealclock_burst(stack: TemporalStack) -> tuple[Cost, list[Asleep], WorkflowHistory]:
    with stack.appealclock() as (process, office):
        pids = process.pid, stack.server_pid
        for mark in ("warm", "timed"):
            began = time.monotonic()
            cases = cases_due(datetime.now(UTC) + timedelta(hours=1), _WARM_UP, mark)
            await open_cases(stack.client, cases, office)
        each = (time.monotonic() - began) / _WARM_UP
        idle = [await asleep(pids, 2 * _WARM_UP)]
        margin = 25 + 3 * IDLE_SECONDS
        at = datetime.now(UTC) + timedelta(seconds=margin + REMINDERS * (each * 1.5 + 0.005))
        cases = cases_due(at, REMINDERS, "burst")
        half = REMINDERS // 2
        began = time.monotonic()
        for part in (cases[:half], cases[half:]):
            await open_cases(stack.client, part, office)
            idle.append(await asleep(pids, idle[-1].cases + len(part)))
        print(f"{REMINDERS} cases opened in {time.monotonic() - began:.0f} s")  # noqa: T201
        check_in_time(at)
        due = {case.address: case.due for case in cases}
        cost = await measured_burst(
            pids, office, due, before=office.count(), patience=60 + REMINDERS / 3
        )
        handle = stack.client.get_workflow_handle(cases[0].id)
        return cost, idle, await handle.fetch_history()
