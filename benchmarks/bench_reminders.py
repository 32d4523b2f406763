"""A burst of reminders due together: AppealClock against the least that Temporal asks for one.

One server, one worker process at a time with the same options, one post office that notes when each
message was sent. `APPEALCLOCK_BENCH_REMINDERS` says how many.
"""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from benchmarks.figures import show
from benchmarks.measured.bursts import appealclock_burst, floor_burst
from benchmarks.measured.costs import ASLEEP_COLUMNS, COST_COLUMNS, IDLE_SECONDS
from benchmarks.measured.counting_actions import actions
from benchmarks.measured.temporal_stack import temporal_stack

pytestmark = pytest.mark.timeout(3600)


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
