"""A rehearsal on a stage: the tests that play cases on a server play here without one.

It takes the place of `deploy.rehearsal.Rehearsal`. What the stage does not have, such as histories
and failing channels, raises `NotOnStageError`.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NoReturn

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError, TerminatedError
from temporalio.service import RPCError, RPCStatusCode

from models.any_event import UpdateReceipt
from models.deadline import Deadline
from models.local_time import local_day
from tests.stories.recording.play import Play
from tests.stories.recording.stage import Listener
from tests.workflows.theatre import Player

BEGINNING = datetime(2026, 11, 27, 15, tzinfo=UTC)
"""Ten in the morning of a Friday in New York: every recorded test opens its cases then."""

_MARGIN = timedelta(seconds=30)
"""As `deploy.rehearsal` moves its clock: away from what comes due just then."""


class NotOnStageError(Exception):
    """The stage does not have what a test asks for."""


def not_on_stage(what: str) -> NoReturn:
    """Raise, naming it."""
    raise NotOnStageError(what)


class StageHandle:
    """One workflow on a stage, as a client's handle shows it."""

    def __init__(self, play: Play, name: str) -> None:
        self.play = play
        self.id = name
        self.answered: dict[tuple[str, str], UpdateReceipt] = {}

    @property
    def player(self) -> Player:
        if self.id not in self.play.stage.players:
            raise RPCError(f"no such workflow: {self.id}", RPCStatusCode.NOT_FOUND, b"")
        return self.play.player(self.id)

    async def execute_update(
        self,
        update: str,
        *content: Any,
        result_type: Any = UpdateReceipt,
        **options: Any,
    ) -> Any:
        if not set(options) <= {"id"} or len(content) != 1:
            not_on_stage("an update with no argument, or several")
        report_id = options.get("id", "")
        if not self.player.is_running:
            raise RPCError("workflow execution already completed", RPCStatusCode.NOT_FOUND, b"")
        known = self.answered.get((update, report_id)) if report_id else None
        if known is not None:
            return known
        try:
            receipt = await self.play.report(self.id, update, content[0])
        except ApplicationError as error:
            raise WorkflowUpdateFailedError(error) from error
        self.answered[update, report_id] = receipt
        return receipt if result_type is UpdateReceipt else receipt.model_dump(mode="json")

    async def query(self, name: str, result_type: Any = None) -> Any:
        player = self.player
        if name == "__temporal_workflow_metadata":
            return SimpleNamespace(current_details=self.play.stage.panels.get(self.id, ""))
        answer = self.play.stage.as_query(player, getattr(player.instance, name))
        written = to_jsonable_python(answer)
        return TypeAdapter(result_type).validate_python(written) if result_type else written

    async def result(self) -> Any:
        await self.play.stage.settle()
        if self.play.refused is not None:
            raise WorkflowFailureError(cause=self.play.refused) from self.play.refused
        run = self.player.run
        assert run is not None
        if not run.done():
            not_on_stage("waiting for the result of what still runs")
        if run.cancelled() or run.exception() is not None:
            ended = TerminatedError("ended by hand")
            raise WorkflowFailureError(cause=ended) from ended
        return to_jsonable_python(run.result())

    async def describe(self) -> SimpleNamespace:
        player = self.player
        children = [
            SimpleNamespace(workflow_id=one.id, run_id="one")
            for one in self.play.running
            if one.parent is player
        ]
        return SimpleNamespace(
            status=self._status(player),
            parent_id=player.parent.id if player.parent else None,
            raw_description=SimpleNamespace(pending_children=children),
            history_length=0,
            typed_search_attributes=[
                SimpleNamespace(key=key, value=value) for key, value in player.attributes.items()
            ],
        )

    def _status(self, player: Player) -> WorkflowExecutionStatus:
        if player.is_running:
            return WorkflowExecutionStatus.RUNNING
        if self.play.refused is not None:
            return WorkflowExecutionStatus.FAILED
        if player.state.ending is None:
            return WorkflowExecutionStatus.TERMINATED
        return WorkflowExecutionStatus.COMPLETED

    async def terminate(self, reason: str) -> None:
        del reason
        await self.play.terminate(self.id)

    async def cancel(self) -> None:
        not_on_stage("cancellation")

    async def fetch_history(self) -> NoReturn:
        not_on_stage("histories")

    def fetch_history_events(self) -> NoReturn:
        not_on_stage("histories")


class StageRehearsal:
    """A case on a stage, with what `deploy.rehearsal.Rehearsal` has."""

    def __init__(self, handle: StageHandle, handles: dict[str, StageHandle]) -> None:
        self.handle: Any = handle
        self._handles = handles
        self._play = handle.play

    @classmethod
    async def start(
        cls, intake: Any, case_id: str, workflow_type: str, *listeners: Listener
    ) -> "StageRehearsal":
        play = await Play.begin(workflow_type, intake, case_id, BEGINNING, *listeners)
        handle = StageHandle(play, case_id)
        return cls(handle, {case_id: handle})

    async def now(self) -> datetime:
        return self._play.stage.now

    async def today(self, zone: str = "America/New_York") -> date:
        return local_day(await self.now(), zone)

    async def settle(self) -> None:
        self._play.stage.enter()
        await self._play.stage.settle()

    async def pass_days(self, days: float) -> None:
        """Let time go by for the whole family, as it does on the server for one workflow."""
        await self.settle()
        if self._play.refused is None and self.handle.player.is_running:
            await self._play.look(await self.now() + timedelta(days=days) + _MARGIN)

    async def send(self, update: str, **content: Any) -> UpdateReceipt:
        receipt: UpdateReceipt = await self.handle.execute_update(update, content)
        return receipt

    async def deadlines(self) -> Sequence[Deadline]:
        deadlines: list[Deadline] = await self.handle.query("deadlines", result_type=list[Deadline])
        return deadlines

    async def overview(self) -> dict[str, Any]:
        overview: dict[str, Any] = await self.handle.query("overview")
        return overview

    def beside(self, suffix: str) -> "StageRehearsal":
        return self.named(f"{self.handle.id}.{suffix}")

    def named(self, name: str) -> "StageRehearsal":
        """A member of the family by its workflow id."""
        if name not in self._handles:
            self._handles[name] = StageHandle(self._play, name)
        return StageRehearsal(self._handles[name], self._handles)

    async def account(self) -> NoReturn:
        not_on_stage("accounts")


class StageEnvironment:
    """What tests ask of a test server beside cases: its client, nothing of the server itself."""

    def __init__(self, start: Callable[..., Awaitable[StageRehearsal]]) -> None:
        """Use the function by which cases are started."""
        self.client = self
        self._start = start
        self._cases: dict[str, StageRehearsal] = {}

    async def start_workflow(self, kind: str, *intake: Any, **options: Any) -> StageHandle:
        case_id = options["id"]
        if len(intake) != 1 or not isinstance(intake[0], dict):
            not_on_stage("an input that is not one object")
        self._cases[case_id] = await self._start(intake[0], case_id, kind)
        handle: StageHandle = self._cases[case_id].handle
        return handle

    def get_workflow_handle(self, name: str, **options: Any) -> NoReturn:
        del name, options
        not_on_stage("handles of workflows by their id")

    async def fast_forward(self, *_: Any) -> NoReturn:
        not_on_stage("the clock of the server")
