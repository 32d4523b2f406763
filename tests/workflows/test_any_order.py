"""Whatever order milestones arrive in: nothing ends stuck, evidence stays, no reminder is missed.

A thousand orders are played each time, and every way into every ladder once, on a stage that needs
no server; `APPEALCLOCK_PLAYS=200` plays ten times as many. A failure names its seed.
"""

import os
import random

import pytest

from models.program import Program
from tests import clock
from tests.workflows.ladder_walks import ZONES, ways_in
from tests.workflows.ladder_walks import intake_of as appeal_of
from tests.workflows.ladders import Walk
from tests.workflows.orders import REPORTS, Play, bring_to_an_end, intake_of
from tests.workflows.theatre import Theatre

ORDERS = int(os.environ.get("APPEALCLOCK_PLAYS", "20"))
"""Orders of each part; the parts are there to spread over processes."""

PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", REPORTS)
async def test_any_order(monkeypatch: pytest.MonkeyPatch, kind: str, part: int) -> None:
    taken = 0
    for number in range(ORDERS):
        seed = f"{kind} {part} {number}"
        theatre = Theatre(clock.now())
        theatre.stand_in(monkeypatch)
        play = Play(theatre, seed)
        try:
            await theatre.begin(kind, intake_of(kind, play.chance, clock.today()), "PLAY-1")
            await play.perform()
            await bring_to_an_end(play)
        except BaseException as error:
            error.add_note(f"order {seed} from {clock.now()}")
            raise
        taken += play.taken
    assert taken > ORDERS


@pytest.mark.parametrize("program", Program)
async def test_every_ladder(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    ways = [way for way in ways_in() if way["program"] is program]
    assert ways
    for way in ways:
        for number in range(max(ORDERS // 20, 1)):
            seed = f"{way} {number}"
            chance = random.Random(seed)
            intake = appeal_of(way, chance, min(map(clock.today, ZONES)))
            theatre = Theatre(clock.now())
            theatre.stand_in(monkeypatch)
            walk = Walk(theatre, await theatre.begin("AppealCase", intake, "AC-1"), chance)
            try:
                await walk.perform()
                await walk.close()
            except BaseException as error:
                error.add_note("\n".join([seed, str(clock.now()), str(intake), *walk.said]))
                raise
