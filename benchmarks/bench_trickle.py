"""Reminders that come due a second apart, as on an ordinary morning: how late each is sent."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.figures import BURST_COLUMNS, show
from benchmarks.measured.costs import measured_burst
from benchmarks.measured.opening import check_in_time, open_cases
from benchmarks.measured.temporal_stack import temporal_stack
from tests.crash.due_together import cases_due

pytestmark = pytest.mark.timeout(600)

REMINDERS = 120

_TO_OPEN = timedelta(seconds=60)


async def test_trickle(tmp_path: Path) -> None:
    async with temporal_stack(tmp_path) as stack:
        with stack.appealclock() as (process, office):
            at = datetime.now(UTC) + _TO_OPEN
            each = (
                cases_due(at + timedelta(seconds=number), 1, f"{number}", first_number=number)
                for number in range(REMINDERS)
            )
            cases = list(itertools.chain.from_iterable(each))
            await open_cases(stack.client, cases, office)
            check_in_time(at)
            due = {case.address: case.due for case in cases}
            cost = await measured_burst(
                (process.pid, stack.server_pid),
                office,
                due,
                before=office.count(),
                patience=60 + REMINDERS,
            )
    show("Reminders a second apart", BURST_COLUMNS, [cost.burst.row()])
