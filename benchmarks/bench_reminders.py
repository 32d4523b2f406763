"""A burst of reminders due together: AppealClock against the least that Temporal asks for one.

One server, one worker process at a time with the same options, one post office that notes when each
message was sent. `APPEALCLOCK_BENCH_REMINDERS` says how many.
"""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from benchmarks.figures import show
from benchmarks.measured.costs import (
    ASLEEP_COLUMNS,
    COST_COLUMNS,
    IDLE_SECONDS,
    Asleep,
    Cost,
    asleep,
    measured_burst,
)
from benchmarks.measured.counting_actions import actions
from benchmarks.measured.floor import Floor, Wait
from benchmarks.measured.floor_worker import FLOOR_QUEUE
from benchmarks.measured.opening import all_sent, check_in_time, open_cases
from benchmarks.measured.processes import wait_until_quiet
from benchmarks.measured.temporal_stack import TemporalStack, start_all, temporal_stack
from benchmarks.size import REMINDERS
from tests.crash.due_together import TOGETHER, cases_due

pytestmark = pytest.mark.timeout(3600)

WARM_UP = 40


async def floor_burst(stack: TemporalStack) -> Cost:
    chance = random.Random(7)
    with stack.floor() as (process, office):

        async def start(wait: Wait) -> None:
            await stack.client.start_workflow(Floor.run, wait, id=wait.name, task_queue=FLOOR_QUEUE)

        for mark in ("warm", "timed"):
            began, now, sent = time.monotonic(), datetime.now(UTC), office.count()
            await start_all([Wait(f"{mark}-{n}", now) for n in range(WARM_UP)], start)
            await all_sent(office, sent + WARM_UP, within=60)
        each = (time.monotonic() - began) / WARM_UP
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
            pids, office, due, before=2 * WARM_UP, patience=30 + REMINDERS / 5
        )


async def appealclock_burst(stack: TemporalStack) -> tuple[Cost, list[Asleep], WorkflowHistory]:
    with stack.appealclock() as (process, office):
        pids = process.pid, stack.server_pid
        for mark in ("warm", "timed"):
            began = time.monotonic()
            cases = cases_due(datetime.now(UTC) + timedelta(hours=1), WARM_UP, mark)
            await open_cases(stack.client, cases, office)
        each = (time.monotonic() - began) / WARM_UP
        idle = [await asleep(pids, 2 * WARM_UP)]
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


async def test_burst(tmp_path: Path) -> None:
    async with temporal_stack(tmp_path) as stack:
        ours, idle, history = await appealclock_burst(stack)
        floor = await floor_burst(stack)
        floor_history = await stack.client.get_workflow_handle("floor-0").fetch_history()
    show("A burst of reminders", COST_COLUMNS, [floor.row("floor"), ours.row("AppealClock")])
    print(  # noqa: T201
        f"times the floor: {floor.burst.rate / ours.burst.rate:.2f} until sent, "
        f"{ours.quiet_after / floor.quiet_after:.2f} until quiet, "
        f"{ours.worker / floor.worker:.2f} in worker CPU, "
        f"{ours.server / floor.server:.2f} in server CPU"
    )
    show(
        f"Cases asleep for {IDLE_SECONDS} s",
        ASLEEP_COLUMNS,
        [state.row() for state in idle],
    )
    print_histories(floor_history, history)


def print_histories(floor: WorkflowHistory, case: WorkflowHistory) -> None:
    """Show how long two histories are, and what they would be billed as."""
    fired = next(
        number
        for number, event in enumerate(case.events)
        if event.HasField("timer_fired_event_attributes")
    )
    rows = [
        ("floor, whole", f"{len(floor.events)}", f"{actions(floor.events)}"),
        ("opening a case", f"{fired}", f"{actions(case.events[:fired])}"),
        ("one reminder", f"{len(case.events) - fired}", f"{actions(case.events[fired:])}"),
    ]
    show("Histories", ("", "events", "billable actions"), rows)
