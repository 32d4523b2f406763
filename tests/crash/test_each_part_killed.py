"""Worker, mail server, database and Temporal server, each killed by itself, again and again.

Nothing is lost, and what arrives twice is marked, whichever of them dies between any two steps.
`make bench` does the same with many more cases.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.crash.killing import kill_while_cases_run
from tests.crash.mortal_cases import Pace
from tests.crash.parts import running_parts

pytestmark = pytest.mark.server

CASES = 12
"""A kill interrupts the few messages being sent at that moment, however many cases there are."""
# Opened all the while: those of one moment would all be late for their reminders after one kill.
PACE = Pace(per_second=3, soonest=timedelta(seconds=4), latest=timedelta(seconds=12))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("names", "kills"),
    [
        (("worker", "mail", "database"), 3),
        (("temporal", "worker", "database"), 2),
    ],
    ids=["service", "temporal"],
)
async def test_nothing_is_lost_and_what_is_double_is_marked(
    names: tuple[str, ...], kills: int, tmp_path: Path
) -> None:
    # Few at a time, so that a kill of the worker strikes few: each waits to be taken for dead.
    async with running_parts(tmp_path, APPEALCLOCK_MAX_CONCURRENT_ACTIVITIES="4") as parts:
        victims = [part for part in parts.all if part.name in names]
        aftermath = await kill_while_cases_run(
            parts,
            victims,
            cases=CASES,
            kills=kills,
            pace=await PACE.on_this_machine(parts.client),
            seed=7,
            lull=3,
            patience=240,
        )
    assert {name: aftermath.kills[name] for name in names} == dict.fromkeys(names, kills)
    counts = aftermath.counts
    assert counts.cases == CASES
    assert counts.reminded > 0
    assert counts.lost == []
    # Given up after two doubts, and said so: where the worker and the mail server died over it.
    assert {status for _, status in counts.not_delivered} <= {"partial, unknown", "failed, unknown"}
    assert counts.doubled_in_silence == []
    assert counts.unexpected == []
    assert aftermath.failures == {}
    assert aftermath.second_thoughts >= CASES
    assert aftermath.recorded_otherwise == []
    assert aftermath.leaks == []
