"""The same burst as AppealClock's, sent by what a user would pick instead, one tool at a time."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.figures import BURST_COLUMNS, Burst, show
from benchmarks.rivals.match import CONTESTANTS, Match
from benchmarks.size import REMINDERS

pytestmark = pytest.mark.timeout(3600)


def burst(match: Match) -> Burst:
    at = match.contestant.soon()
    due = {f"reminder-{number}": at + number / REMINDERS for number in range(REMINDERS)}
    match.plan(due)
    if time.time() > at:
        pytest.fail("this machine stored the reminders more slowly than expected")
    match.work_until_silent(REMINDERS, at, 60 + REMINDERS / 20)
    return Burst.of(due, match.office.sent())


def test_burst(tmp_path: Path, new_postgresql_url: Callable[[], str]) -> None:
    rows = []
    for number, contestant in enumerate(CONTESTANTS):
        match = Match(contestant, tmp_path / str(number), new_postgresql_url(), 0)
        rows.append((contestant.name, *burst(match).row()))
    show("The same burst, sent by others", ("", *BURST_COLUMNS), rows)
