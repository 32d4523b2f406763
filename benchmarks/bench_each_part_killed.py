"""Worker, mail server, database and Temporal server killed again and again under many cases.

`APPEALCLOCK_BENCH_KILLED_CASES` says how many cases. The small run of it is in tests/crash.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.figures import show
from benchmarks.size import KILLED_CASES
from tests.crash.killing import Aftermath, kill_while_cases_run
from tests.crash.mortal_cases import Pace
from tests.crash.parts import running_parts

PATIENCE = 300 + KILLED_CASES
"""Seconds for the killing, and as many for everything to come to rest."""

pytestmark = pytest.mark.timeout(2 * PATIENCE + 300)

KILLS = max(3, KILLED_CASES // 40)

PACE = Pace(per_second=5, soonest=timedelta(seconds=90), latest=timedelta(seconds=210))
"""A case that is not opened before its reminder is due has none: so there is time for a backlog."""


COLUMNS = (
    "messages",
    "arrived, with copies",
    "lost",
    "said to be missing",
    "overtaken",
    "doubled",
    "doubled, not marked",
    "marked, not doubled",
    "not in the read model",
)


def show_aftermath(title: str, aftermath: Aftermath) -> None:
    counts = aftermath.counts
    kills = ", ".join(f"{name} {number}" for name, number in aftermath.kills.items())
    show(
        f"{title}: {counts.cases:,} cases, {counts.reminded:,} with a reminder; killed: {kills}",
        COLUMNS,
        [
            tuple(
                f"{number:,}"
                for number in (
                    counts.messages,
                    counts.copies,
                    len(counts.lost),
                    len(counts.not_delivered),
                    len(counts.overtaken),
                    len(counts.doubled),
                    len(counts.doubled_in_silence),
                    len(counts.marked_for_nothing),
                    len(counts.missing_in_read_model),
                )
            )
        ],
    )
    show(
        "Afterwards",
        ("", "found"),
        [
            ("seconds from the last kill until nothing was pending", f"{aftermath.rest_after:.0f}"),
            ("corrections and take-backs meanwhile", f"{aftermath.second_thoughts:,}"),
            ("cases in which one is not recorded once", f"{len(aftermath.recorded_otherwise):,}"),
            ("failed workflow tasks, failed cases", _listed(aftermath.failures)),
            ("worker's own exits, by code", _listed(aftermath.own_ends["worker"])),
            ("logs with something private", ", ".join(aftermath.leaks) or "none"),
            *((f"said to be missing: {key}", why) for key, why in counts.not_delivered),
            *((f"lost: {key}", "") for key in counts.lost),
            *((f"doubled, not marked: {key}", "") for key in counts.doubled_in_silence),
        ],
    )


def _listed(found: object) -> str:
    assert isinstance(found, dict)
    return ", ".join(f"{what}: {number}" for what, number in found.items()) or "none"


async def test_each_part_killed(tmp_path: Path) -> None:
    async with running_parts(tmp_path, fresh=True) as parts:
        aftermath = await kill_while_cases_run(
            parts,
            parts.all,
            cases=KILLED_CASES,
            kills=KILLS,
            pace=PACE,
            seed=11,
            lull=15,
            patience=PATIENCE,
        )
    show_aftermath("Each part killed", aftermath)
