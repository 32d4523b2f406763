"""Every way into every ladder of appeal, and a walk of some ten reports from each."""

import contextlib
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from temporalio.exceptions import ApplicationError

from models.docket import NextAction
from models.intake import LEVELS
from models.local_time import local_day
from tests.stories.files import Story
from tests.stories.recording.play import Play
from tests.stories.recording.rehearsals import BEGINNING
from tests.workflows.ladder_walks import a_report, intake_of, ways_in

CASE = "AC-1"
REPORTS = 10

_DAYS = (0.1, 0.3, 0.6, 1.1, 8, 33, 70)
"""How long a case is left alone between reports."""

_AFTERWARDS = timedelta(days=40)


async def ladders() -> AsyncIterator[Story]:
    """A walk from each way in."""
    for way in ways_in():
        yield await _walk(way)


async def _walk(way: dict[str, Any]) -> Story:
    name = "-".join(["ladder", *(str(value) for value in way.values())])
    chance = random.Random(name)
    intake = intake_of(way, chance, local_day(BEGINNING, "America/New_York"))
    play = await Play.begin("AppealCase", intake, CASE, BEGINNING)
    for _ in range(REPORTS):
        if not play.running:
            break
        if chance.random() < 0.6:
            await play.look(play.stage.now + timedelta(days=chance.choice(_DAYS)))
        if play.running:
            await _report(play, chance, intake["zone"])
    await play.look(play.stage.now + _AFTERWARDS)
    if play.running:
        await play.report(CASE, "close", {"ending": "withdrawn", "reason": "Played far enough"})
    play.story.name = name
    await play.stop()
    return play.story


async def _report(play: Play, chance: random.Random, zone: str) -> None:
    """What is shown to come next, one time in three; else anything, fitting or not."""
    state: Any = play.root.state
    if chance.random() < 1 / 3:
        shown = _shown(play)
        if shown.update:
            await play.report(CASE, shown.update, shown.example)
        return
    levels = LEVELS[state.intake.program]
    below = levels[max(levels.index(state.level) - 1, 0)]
    update, content = a_report(chance, local_day(play.stage.now, zone), below)
    with contextlib.suppress(ApplicationError):
        await play.report(CASE, update, content)


def _shown(play: Play) -> NextAction:
    root = play.root
    action: NextAction = play.stage.as_query(
        root, lambda: root.instance._face.next_action(root.state)
    )
    return action
