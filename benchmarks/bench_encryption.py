"""What encryption costs: the same burst of reminders on a stack without keys and on one with them.

`APPEALCLOCK_BENCH_REMINDERS` says how many are due together. The floor's burst, on each of the two
servers, says how they compare.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.figures import show
from benchmarks.measured.bursts import appealclock_burst, floor_burst
from benchmarks.measured.costs import COST_COLUMNS, Cost
from benchmarks.measured.counting_actions import actions
from benchmarks.measured.temporal_stack import temporal_stack

pytestmark = pytest.mark.timeout(3600)


@dataclass(frozen=True)
class Measured:
    """One stack: its two bursts, and the history of one case with one reminder."""

    ours: Cost
    floor: Cost
    events: int
    billable: int
    bytes: int


async def _measured(directory: Path, *, encrypted: bool) -> Measured:
    async with temporal_stack(directory, encrypted=encrypted) as stack:
        ours, _, history = await appealclock_burst(stack)
        floor = await floor_burst(stack)
    size = sum(event.ByteSize() for event in history.events)
    return Measured(ours, floor, len(history.events), actions(history.events), size)


async def test_encryption(tmp_path: Path) -> None:
    plain = await _measured(tmp_path / "plain", encrypted=False)
    sealed = await _measured(tmp_path / "sealed", encrypted=True)
    rows = [
        plain.floor.row("floor, without keys"),
        plain.ours.row("without keys"),
        sealed.floor.row("floor, with keys"),
        sealed.ours.row("with keys"),
    ]
    show("A burst of reminders, without keys and with them", COST_COLUMNS, rows)
    each = [
        (name, f"{one.events}", f"{one.billable}", f"{one.bytes:,}")
        for name, one in (("without keys", plain), ("with keys", sealed))
    ]
    show("A case with one reminder", ("", "events", "billable actions", "bytes"), each)
    print(  # noqa: T201
        f"with keys, times without: {sealed.ours.worker / plain.ours.worker:.2f} in worker CPU, "
        f"{sealed.ours.server / plain.ours.server:.2f} in server CPU, "
        f"{sealed.bytes / plain.bytes:.2f} in bytes; times the floor of its own server: "
        f"{plain.ours.worker / plain.floor.worker:.2f} and "
        f"{sealed.ours.worker / sealed.floor.worker:.2f} in worker CPU"
    )
