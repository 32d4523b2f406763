"""Walks of whole families: an appeal with what runs beside it, and each other kind alone."""

import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from temporalio.exceptions import ApplicationError

from models.docket import WORKFLOW_TYPES
from models.local_time import local_day
from tests.stories.files import Json, Story
from tests.stories.recording.play import Play
from tests.stories.recording.rehearsals import BEGINNING
from tests.workflows import reports
from tests.workflows.theatre import Player

WALKS, WITH_A_TERMINATION = 20, 5
"""Of each kind."""

REPORTS = 12

_STARTS: dict[str, tuple[str, Json]] = {
    "SecondOpinion": ("file_grievance", {"about": "service", "event_on": "2026-11-20"}),
    "Grievance": ("file_cms_complaint", {"category": "urgent"}),
}
"""By what a child is started whose end can then be looked for, where none runs yet."""

_NAMES = {workflow: kind.value for kind, workflow in WORKFLOW_TYPES.items()}

_PEOPLE = {
    "program": "part_c",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
    "physician": {"email": "doctor@clinic.example"},
}

_INTAKES: dict[str, Json] = {
    "AppealCase": {"notice_date": "2026-11-14", "second_opinion": {}, "records": [{}]},
    "SecondOpinion": {"needed_by": "2027-02-10"},
    "RecordsTransfer": {"recipient": "specialist"},
    "Grievance": {"about": "service", "event_on": "2026-11-14"},
    "CmsComplaint": {"also_grievance": True},
}

_KNOWN: dict[str, Mapping[str, reports.Report]] = {
    "AppealCase": reports.APPEAL,
    "SecondOpinion": reports.SECOND_OPINION,
    "RecordsTransfer": reports.RECORDS_TRANSFER,
    "Grievance": reports.GRIEVANCE,
    "CmsComplaint": reports.CMS_COMPLAINT,
}


async def families() -> AsyncIterator[Story]:
    """Walks of each kind, and some in which one of a family is ended from outside."""
    for kind in _INTAKES:
        name = f"walk-{_NAMES[kind].replace('_', '-')}"
        for number in range(1, WALKS + 1):
            yield await _walk(kind, f"{name}-{number}")
        for number in range(1, WITH_A_TERMINATION + 1):
            yield await _terminated_walk(kind, f"{name}-terminated-{number}")


async def _terminated_walk(kind: str, name: str) -> Story:
    """A walk that does not end before one of the family is ended from outside."""
    for attempt in itertools.count():
        story = await _walk(kind, name, attempt, terminated=True)
        if any("terminate" in step for step in story.reports):
            return story
    raise AssertionError


async def _walk(kind: str, name: str, attempt: int = 0, *, terminated: bool = False) -> Story:
    chance = random.Random(f"{name} {attempt}" if attempt else name)
    play = await Play.begin(kind, _PEOPLE | _INTAKES[kind], "AC-1", BEGINNING)
    spared = not terminated
    with _mostly_today():
        for number in range(REPORTS):
            if play.running:
                await _report(play, chance)
            if not spared and number >= REPORTS // 3 and play.running:
                await play.terminate(chance.choice(await _to_terminate(play)).id)
                spared = True
            if play.running and chance.random() < 0.5:
                await play.look(play.stage.now + timedelta(days=chance.choice([0.4, 1, 6, 31])))
    await play.look(play.stage.now + timedelta(days=60))
    while play.running:
        await _close(play.running[0], play)
        await play.look(play.stage.now + timedelta(days=1))
    play.story.name = name
    await play.stop()
    return play.story


async def _to_terminate(play: Play) -> list[Player]:
    """Those who run beside the root, of whose end it hears; the root where it is always alone."""
    beside = [one for one in play.running if one.parent is not None]
    if not beside and play.root.is_running and play.root.kind in _STARTS:
        with contextlib.suppress(ApplicationError):
            await play.report(play.root.id, *_STARTS[play.root.kind])
        beside = [one for one in play.running if one.parent is not None]
    return beside or play.running


async def _report(play: Play, chance: random.Random) -> None:
    """Somebody reports something to somebody; it is taken, or refused in words."""
    player = chance.choice(play.running)
    known = {**_KNOWN[player.kind], **reports.ANYWHERE}
    update = chance.choice(list(known))
    content = known[update](chance, local_day(play.stage.now, player.state.intake.zone))
    with contextlib.suppress(ApplicationError):
        await play.report(player.id, update, content)


async def _close(player: Player, play: Play) -> None:
    content = {"reason": "Played far enough"}
    if player.kind == "AppealCase":
        content["ending"] = "withdrawn"
    await play.report(player.id, "close", content)


@contextmanager
def _mostly_today() -> Iterator[None]:
    """Two thirds of the days reported are those of the report, the rest up to five days earlier."""

    def a_day(chance: random.Random, today: date) -> str:
        back = 0 if chance.random() < 2 / 3 else chance.randint(1, 5)
        return str(today - timedelta(days=back))

    with patch.object(reports, "a_day", a_day):
        yield
