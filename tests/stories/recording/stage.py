"""The stage on which stories are recorded: it keeps who was told what, and which panel was shown.

Several stages may play at once, each with a clock of its own, as workflows do on a test server.
"""

import contextvars
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel
from temporalio import workflow
from temporalio.exceptions import ApplicationError

from models.reminder import DeliveryReport, ReminderOrder
from tests.stories.files import Json
from tests.stories.recording.messages import message_of
from tests.workflows import theatre
from tests.workflows.theatre import Player, Theatre

_stage: contextvars.ContextVar["Stage"] = contextvars.ContextVar("stage")

Listener = Callable[[ReminderOrder], None]


class Stage(Theatre):
    """A theatre that writes down the messages that it delivers.

    Attributes:
        told: Every message so far, as stories write it.
        panels: The details panel of each workflow, as it was shown last.
    """

    def __init__(self, now: datetime, listeners: Sequence[Listener] = ()) -> None:
        """Begin at an instant; whoever listens is handed each message that goes out."""
        super().__init__(now)
        self._listeners = listeners
        self.told: list[Json] = []
        self.panels: dict[str, str] = {}

    def enter(self) -> None:
        """What the present task does from now on happens on this stage."""
        _stage.set(self)

    def as_query(self, player: Player, question: Callable[[], Any]) -> Any:
        """Ask something of a workflow as a query does: nothing happens by it."""
        self.enter()
        context = contextvars.copy_context()
        context.run(theatre._now_playing.set, player)
        return context.run(question)

    async def go_to(self, until: datetime) -> None:
        """Move the clock to an instant: what comes due in between happens in its order."""
        self.enter()
        until = until.astimezone(UTC)
        while due := self._due(until):
            self._ring(due)
            await self.settle()
        self.now = max(self.now, until)

    async def _rest(self) -> None:
        try:
            await super()._rest()
        except AssertionError as error:
            # A root that refuses its intake has nobody else to tell.
            if not any(isinstance(part, ApplicationError) for part in error.args):
                raise
            if any(one.parent and self._refused(one) for one in self.players.values()):
                raise

    def _refused(self, player: Player) -> bool:
        run = player.run
        if run is None or not run.done() or run.cancelled():
            return False
        return isinstance(run.exception(), ApplicationError)

    async def _execute_activity(
        self, name: str, order: BaseModel, **options: Any
    ) -> DeliveryReport | None:
        if isinstance(order, ReminderOrder):
            player = theatre._now_playing.get()
            self.told.append(message_of(player.state, order))
            for listener in self._listeners:
                listener(order)
        return await super()._execute_activity(name, order, **options)

    def _set_current_details(self, markdown: str) -> None:
        self.panels[theatre._now_playing.get().id] = markdown


_COMMANDS = (
    "info", "sleep", "wait_condition", "all_handlers_finished", "execute_activity",
    "execute_local_activity", "start_child_workflow", "get_external_workflow_handle",
    "upsert_search_attributes", "continue_as_new", "set_current_details",
)  # fmt: skip


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workflows play, each on the stage of the task that began it."""
    for name in _COMMANDS:
        monkeypatch.setattr(workflow, name, _on_stage(f"_{name}"))
    monkeypatch.setattr(workflow, "now", lambda: _stage.get().now)
    monkeypatch.setattr(workflow, "patched", lambda _id: True)
    monkeypatch.setattr(workflow, "cancellation_reason", lambda: None)
    monkeypatch.setattr(workflow, "current_update_info", theatre._report.get)


def _on_stage(name: str) -> Callable[..., Any]:
    def on_stage(*args: Any, **options: Any) -> Any:
        return getattr(_stage.get(), name)(*args, **options)

    return on_stage
