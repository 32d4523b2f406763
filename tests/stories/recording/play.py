"""Plays one family of workflows on a stage, and keeps its story."""

import asyncio
import contextlib
import inspect
import json
import typing
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json
from temporalio.exceptions import ApplicationError

from models.any_event import UpdateReceipt
from tests.stories.files import Json, Story, instant, moment
from tests.stories.recording.stage import Listener, Stage
from tests.stories.recording.stands import stand_of
from tests.workflows.theatre import _TYPES, Player
from workflows.payloads import data_converter


class Play:
    """A family of workflows, and the story of what happens to it.

    Attributes:
        stage: Its stage, with a clock of its own.
        root: The workflow that was started; the others are started by it.
        refused: Why the intake was refused, where it was.
    """

    def __init__(self, stage: Stage, story: Story) -> None:
        """Use a stage on which nobody plays yet; see `begin`."""
        self.stage = stage
        self._story = story
        self._shown: dict[str, Json] = {}
        self.refused: ApplicationError | None = None

    @classmethod
    async def begin(
        cls, kind: str, intake: Any, case_id: str, at: datetime, *listeners: Listener
    ) -> "Play":
        """Start a workflow at an instant, and write down where it stands."""
        at = at.astimezone(UTC)
        typed = json.loads(to_json(intake))
        told = {"type": kind, "id": case_id, "at": instant(at), "intake": typed}
        play = cls(Stage(at, listeners), Story("", told))
        play.stage.enter()
        try:
            _as_typed(typed, _TYPES[kind][1])
        except ApplicationError as error:
            play.refused = error
        else:
            await play.stage.begin(kind, typed, case_id)
            failed = play._failure(case_id)
            play.refused = failed if isinstance(failed, ApplicationError) else None
        play._note({"refused": play.refused.message} if play.refused else None)
        return play

    @property
    def root(self) -> Player:
        return self.player(self._story.intake["id"])

    @property
    def story(self) -> Story:
        """What is written down so far."""
        self._story.told = self.stage.told
        return self._story

    def player(self, name: str) -> Player:
        """A member of the family by its workflow id."""
        return self.stage.players[name]

    @property
    def running(self) -> list[Player]:
        """Who has not ended, in the order in which they were started."""
        return [one for one in self.stage.players.values() if one.is_running]

    async def report(self, name: str, update: str, content: Any) -> UpdateReceipt:
        """Report something to a member of the family.

        Raises:
            ApplicationError: It was refused; that is written down too.
        """
        self.stage.enter()
        player, typed = self.player(name), json.loads(to_json(content))
        self._step({"to": name, "report": update, "content": typed})
        try:
            handler = getattr(player.instance, update)
            _as_typed(typed, typing.get_type_hints(handler)["event"])
            receipt: UpdateReceipt = await self.stage.send(player, update, typed)
        except ApplicationError as error:
            await self.stage.settle()
            self._note({"refused": error.message})
            raise
        self._note(_answer(receipt))
        return receipt

    async def look(self, until: datetime) -> None:
        """Let time go by until an instant, and write down where everybody stands then."""
        until = max(moment(instant(until)), moment(instant(self.stage.now)))
        await self.stage.go_to(until)
        self._step({"look": True})
        self._note(None)

    async def terminate(self, name: str) -> None:
        """End a member of the family from outside."""
        self.stage.enter()
        self._step({"terminate": name})
        await self.stage.terminate(self.player(name))
        self._note(None)

    async def stop(self) -> None:
        """Leave the stage: nobody goes on."""
        self.stage.enter()
        runs = [one.run for one in self.stage.players.values() if one.run is not None]
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
        for _, wake in [*self.stage._timers, *self.stage._waits]:
            wake.cancel()
        await asyncio.sleep(0)

    def _step(self, what: Json) -> None:
        self._story.reports.append({"at": instant(self.stage.now), **what})

    def _note(self, answer: Json | None) -> None:
        """Where whoever has moved stands now."""
        members = {}
        for name, player in self.stage.players.items():
            if player.instance is None or inspect.isclass(player.instance) or self.refused:
                continue
            if not self._is_heard(player):
                continue
            stand = self.stage.as_query(player, lambda player=player: stand_of(player))  # type: ignore[misc]
            if self._shown.get(name) != stand:
                members[name] = self._shown[name] = stand
        at = instant(self.stage.now)
        self._story.stands.append({"at": at, "answer": answer, "members": members})

    def _is_heard(self, player: Player) -> bool:
        """Whether its stand is written down: while it runs, and once more when it has ended."""
        if player.is_running:
            return True
        last = self._shown.get(player.id)
        ended = player.state.ending is not None
        return ended and (last is None or last["ending"] is None)

    def _failure(self, name: str) -> BaseException | None:
        run = self.player(name).run
        if run is None or not run.done() or run.cancelled():
            return None
        return run.exception()


async def replay_on_stage(story: Story) -> Story:
    """Play a story again from what was typed and reported, and give what is written down now."""
    intake = story.intake
    play = await Play.begin(intake["type"], intake["intake"], intake["id"], moment(intake["at"]))
    for step in story.reports:
        at = moment(step["at"])
        if "look" in step:
            await play.look(at)
            continue
        await play.stage.go_to(at)
        if "terminate" in step:
            await play.terminate(step["terminate"])
        else:
            with contextlib.suppress(ApplicationError):
                await play.report(step["to"], step["report"], step["content"])
    played = play.story
    played.name = story.name
    await play.stop()
    return played


def _answer(receipt: UpdateReceipt) -> Json:
    return {
        "recorded": receipt.recorded,
        "changes": [
            {
                "title": one.title,
                "before": str(one.before) if one.before else None,
                "after": str(one.after) if one.after else None,
            }
            for one in receipt.changes
        ],
        "remarks": list(receipt.remarks),
    }


def _as_typed(content: Any, model: Any) -> None:
    """Read what was typed as a worker does.

    Raises:
        ApplicationError: It does not fit the form.
    """
    converter = data_converter.payload_converter
    converter.from_payloads(converter.to_payloads([content]), [model])
