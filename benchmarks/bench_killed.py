"""Everybody killed with SIGKILL in the middle of a burst, and left down while more comes due.

Of AppealClock the worker is killed; tests/crash kills the server with it. All at the same time,
because nothing is timed here.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from benchmarks.figures import show
from benchmarks.measured.opening import all_sent, check_in_time, open_cases
from benchmarks.measured.temporal_stack import TemporalStack, temporal_stack
from benchmarks.rivals.match import CONTESTANTS, Match
from benchmarks.size import KILLED, SENDING
from models.storage.database import open_database
from models.storage.tables import DeliveryRow
from tests.crash.due_together import cases_due

pytestmark = pytest.mark.timeout(900)

HOUR = 3600

DOWN = timedelta(seconds=20)
"""How long the worker is down. No reminder asks how late it is, so it stands for an hour."""


_SILENCE = timedelta(seconds=50)
"""How long an attempt may be silent before it is taken for dead: see workflows/sending.py."""


def possibly_doubled(database_url: str) -> int:
    """How many messages the ledger admits may have arrived twice."""
    engine = open_database(database_url)
    with Session(engine) as session:
        rows = session.exec(select(DeliveryRow).where(DeliveryRow.possibly_doubled)).all()
        count = len(rows)
    engine.dispose()
    return count


@dataclass(frozen=True)
class Losses:
    """What became of reminders around a kill: those of the burst, those due while it was down."""

    lost: int
    doubled: int
    lost_while_down: int
    marked: int = 0

    def row(self) -> tuple[str, ...]:
        return f"{self.lost}", f"{self.doubled}", f"{self.marked}", f"{self.lost_while_down}"


COLUMNS = (
    "",
    "kills",
    f"of {KILLED} due when killed: lost",
    "doubled",
    "marked as such",
    f"of {KILLED} due while down: lost",
)


def killed(match: Match) -> Losses:
    """Kill a rival in the middle of a burst, and bring it back to an hour of reminders."""
    at = match.contestant.soon()
    due = {f"burst-{number}": at for number in range(KILLED)}
    match.plan(due)
    for kill in range(match.contestant.kills):
        sent = KILLED * (kill + 1) // (match.contestant.kills + 3)
        match.kill_when(sent, max(at - time.time(), 0) + match.contestant.silence)
    now = time.time()
    missed = {f"down-{number}": now - HOUR * number / KILLED for number in range(KILLED)}
    match.plan(missed)
    match.work_until_silent(10 * KILLED, time.time(), 120)
    letters = match.office.sent()
    return Losses(
        lost=len(due.keys() - letters.keys()),
        doubled=sum(len(moments) > 1 for moments in letters.values()),
        lost_while_down=len(missed.keys() - letters.keys()),
    )


async def killed_worker(stack: TemporalStack) -> Losses:
    """Kill AppealClock's worker in the middle of a burst, and leave it down for another."""
    at = datetime.now(UTC) + timedelta(seconds=40 + KILLED)
    burst = cases_due(at, KILLED, "burst")
    missed = cases_due(at + DOWN, KILLED, "down", first_number=KILLED)
    with stack.appealclock(SENDING) as (process, office):
        await open_cases(stack.client, [*burst, *missed], office)
        opened = office.count()
        check_in_time(at)
        waiting = (at - datetime.now(UTC)).total_seconds()
        await all_sent(office, opened + KILLED // 4, within=waiting + 60)
        process.kill()
        kill = time.monotonic()
    await asyncio.sleep((at + DOWN - datetime.now(UTC)).total_seconds() + 2)
    with stack.appealclock(SENDING) as (_, office):
        # A message that was in hand is taken up again when its attempt is known to be dead.
        await asyncio.sleep(_SILENCE.total_seconds() + 15 - (time.monotonic() - kill))
        with contextlib.suppress(TimeoutError):
            await all_sent(office, opened + 2 * KILLED, within=60)
    begins = at.timestamp()
    copies = Counter(
        {name: sum(sent >= begins for sent in moments) for name, moments in office.sent().items()}
    )
    return Losses(
        lost=sum(copies[case.address] == 0 for case in burst),
        doubled=sum(copies[case.address] > 1 for case in [*burst, *missed]),
        lost_while_down=sum(copies[case.address] == 0 for case in missed),
        marked=possibly_doubled(stack.database_url),
    )


async def test_killed(tmp_path: Path, new_postgresql_url: Callable[[], str]) -> None:
    matches = [
        Match(contestant, tmp_path / str(number), new_postgresql_url(), SENDING)
        for number, contestant in enumerate(CONTESTANTS)
    ]
    async with temporal_stack(tmp_path) as stack:
        ours, *theirs = await asyncio.gather(
            killed_worker(stack), *(asyncio.to_thread(killed, match) for match in matches)
        )
    rows = [("AppealClock", "1", *ours.row())]
    rows += [
        (match.contestant.name, f"{match.contestant.kills}", *losses.row())
        for match, losses in zip(matches, theirs, strict=True)
    ]
    show("Killed in the middle of a burst, and left down", COLUMNS, rows)
