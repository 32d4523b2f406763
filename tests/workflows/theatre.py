"""A stage on which a family of workflows plays without a server: hundreds of plays a minute.

It stands in for what `temporalio.workflow` gives them, under one clock that only moves when told,
and asks the real rulebook. What a server does with commands and histories is not played here.
"""

import asyncio
import contextvars
import inspect
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel
from temporalio import workflow
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ChildWorkflowError,
    TerminatedError,
)

from activities.complaint_clocks import consult_on_complaint
from activities.deadlines import consult_rulebook
from activities.follow_ups import renew_follow_up
from activities.grievance_clocks import consult_on_grievance
from activities.records_clocks import consult_on_records
from activities.second_opinion_clocks import consult_on_second_opinion
from models.case import CaseInput
from models.cms_complaint import ComplaintInput
from models.deadline import RungOutcome
from models.docket import Docket
from models.docket_view import DocketSnapshot
from models.grievance import GrievanceInput
from models.records_transfer import RecordsInput
from models.reminder import Channel, Delivery, DeliveryOutcome, DeliveryReport, ReminderOrder
from models.second_opinion import SecondOpinionInput
from workflows.appeal_case import AppealCase
from workflows.cms_complaint import CmsComplaint
from workflows.grievance import Grievance
from workflows.records_transfer import RecordsTransfer
from workflows.second_opinion import SecondOpinion

_RULEBOOK: dict[str, Callable[[Any], BaseModel]] = {
    "consult_rulebook": consult_rulebook,
    "consult_on_second_opinion": consult_on_second_opinion,
    "consult_on_records": consult_on_records,
    "consult_on_grievance": consult_on_grievance,
    "consult_on_complaint": consult_on_complaint,
    "renew_follow_up": renew_follow_up,
}

_TYPES: dict[str, tuple[type[Any], type[BaseModel]]] = {
    "AppealCase": (AppealCase, CaseInput),
    "SecondOpinion": (SecondOpinion, SecondOpinionInput),
    "RecordsTransfer": (RecordsTransfer, RecordsInput),
    "Grievance": (Grievance, GrievanceInput),
    "CmsComplaint": (CmsComplaint, ComplaintInput),
}

_PATIENCE = 12
"""Turns of the event loop in which nothing happens, before all are taken to wait: a report goes
through several locks and tasks, each of which takes a few."""


_MOMENT = timedelta(milliseconds=1)
"""A pause that only makes the server begin another task."""


class _GoesOnAsNew(BaseException):
    """A run ends, and the next one begins from this."""

    def __init__(self, begin: BaseModel) -> None:
        self.begin = begin


@dataclass
class Player:
    """One workflow on the stage."""

    id: str
    kind: str
    parent: "Player | None"
    attributes: dict[Any, Any] = field(default_factory=dict)
    instance: Any = None
    run: "asyncio.Task[Any] | None" = None
    handlers: int = 0
    continued: str | None = None
    goes_on_soon: bool = False
    update: Any = None
    snapshot: DocketSnapshot | None = None
    sent: list[ReminderOrder] = field(default_factory=list)
    details: str = ""

    @property
    def state(self) -> Docket:
        state: Docket = self.instance._state
        return state

    @property
    def is_running(self) -> bool:
        return self.run is not None and not self.run.done()


_now_playing: contextvars.ContextVar[Player] = contextvars.ContextVar("now_playing")
_report: contextvars.ContextVar[Any] = contextvars.ContextVar("report", default=None)


class Theatre:
    """The stage: its clock, who plays on it, and what they wait for."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.players: dict[str, Player] = {}
        self._timers: list[tuple[datetime, asyncio.Future[None]]] = []
        self._waits: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._reports = 0
        self._stirred = False

    # --- what the plays do ------------------------------------------------------------------

    async def begin(self, kind: str, intake: BaseModel | dict[str, Any], name: str) -> Player:
        """Start a workflow, and let it open."""
        player = self._start(kind, intake, name, None)
        await self.settle()
        return player

    async def send(self, player: Player, update: str, content: dict[str, Any]) -> Any:
        """Send a report, and give the receipt.

        Raises:
            ApplicationError: The workflow refused it.
        """
        handler = getattr(player.instance, update)
        event = typing.get_type_hints(handler)["event"].model_validate(content)
        self._reports += 1
        info = SimpleNamespace(name=update, id=str(self._reports))

        async def handle() -> Any:
            getattr(player.instance, f"_check_{update}")(event)
            return await handler(event)

        task = self._perform(player, handle(), report=info)
        await self.settle()
        assert task.done(), f"{update} is never answered"
        return task.result()

    def ask(self, player: Player, query: str) -> Any:
        """The answer to a query."""
        context = contextvars.copy_context()
        context.run(_now_playing.set, player)
        return context.run(getattr(player.instance, query))

    async def pass_days(self, days: float) -> None:
        """Move the clock: what comes due in between happens in its order."""
        until = self.now + timedelta(days=days)
        while due := self._due(until):
            self._ring(due)
            await self.settle()
        self.now = max(self.now, until)

    async def terminate(self, player: Player) -> None:
        """End a workflow from outside, without a word from it."""
        assert player.run is not None
        player.run.cancel()
        await self.settle()

    async def settle(self) -> None:
        """Let everybody go on until all of them wait, but for a moment's pause."""
        await self._rest()
        while due := self._due(self.now + _MOMENT):
            self._ring(due)
            await self._rest()

    def _due(self, until: datetime) -> "list[tuple[datetime, asyncio.Future[None]]]":
        self._timers = [timer for timer in self._timers if not timer[1].done()]
        return [timer for timer in self._timers if timer[0] <= until]

    def _ring(self, due: "list[tuple[datetime, asyncio.Future[None]]]") -> None:
        at, wake = min(due, key=lambda timer: timer[0])
        self.now = max(self.now, at)
        wake.set_result(None)

    async def _rest(self) -> None:
        quiet = 0
        while quiet < _PATIENCE:
            self._stirred = False
            await asyncio.sleep(0)
            for holds, wake in list(self._waits):
                if not wake.done() and holds():
                    wake.set_result(None)
                    self._stirred = True
            self._waits = [wait for wait in self._waits if not wait[1].done()]
            quiet = 0 if self._stirred else quiet + 1
        for player in self.players.values():
            if player.run is not None and player.run.done() and not player.run.cancelled():
                failure = player.run.exception()
                assert failure is None or isinstance(failure, ChildWorkflowError), failure

    # --- how they are kept apart ------------------------------------------------------------

    def _start(
        self, kind: str, intake: BaseModel | dict[str, Any], name: str, parent: Player | None
    ) -> Player:
        content = intake.model_dump(mode="json") if isinstance(intake, BaseModel) else intake
        player = self.players[name] = Player(name, kind, parent)
        player.run = self._perform(player, self._carry(player, content))
        return player

    async def _carry(self, player: Player, content: dict[str, Any]) -> Any:
        """One run after another, each from what is left of the one before when it is written."""
        workflow_class, begins_from = _TYPES[player.kind]
        try:
            while True:
                begin = begins_from.model_validate(content)
                player.instance = workflow_class(begin)
                try:
                    return await player.instance.run(begin)
                except _GoesOnAsNew as new:
                    content = new.begin.model_dump(mode="json")
                    player.continued, player.goes_on_soon = "a run before", False
        except asyncio.CancelledError:
            raise _terminated(player) from TerminatedError("ended by hand")

    def _perform(
        self, player: Player, scene: Awaitable[Any], report: Any = None
    ) -> "asyncio.Task[Any]":
        context = contextvars.copy_context()
        context.run(_now_playing.set, player)
        context.run(_report.set, report)
        is_handler = report is not None
        # From now on, as a server lets no run end past a message that it has not taken up.
        player.handlers += is_handler

        async def counted() -> Any:
            try:
                return await scene
            finally:
                player.handlers -= is_handler
                self._stirred = True

        return asyncio.get_running_loop().create_task(counted(), context=context)

    # --- what stands in for temporalio.workflow ----------------------------------------------

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the workflows play on this stage."""
        for name in (
            "info", "sleep", "wait_condition", "all_handlers_finished", "execute_activity",
            "execute_local_activity", "start_child_workflow", "get_external_workflow_handle",
            "upsert_search_attributes", "continue_as_new",
        ):  # fmt: skip
            monkeypatch.setattr(workflow, name, getattr(self, f"_{name}"))
        monkeypatch.setattr(workflow, "now", lambda: self.now)
        monkeypatch.setattr(workflow, "patched", lambda _id: True)
        monkeypatch.setattr(workflow, "cancellation_reason", lambda: None)
        monkeypatch.setattr(workflow, "current_update_info", _report.get)
        monkeypatch.setattr(workflow, "set_current_details", _keep_details)

    def _info(self) -> SimpleNamespace:
        player = _now_playing.get()
        parent = SimpleNamespace(workflow_id=player.parent.id) if player.parent else None
        return SimpleNamespace(
            workflow_id=player.id,
            parent=parent,
            continued_run_id=player.continued,
            typed_search_attributes=player.attributes,
            is_continue_as_new_suggested=lambda: player.goes_on_soon,
            is_target_worker_deployment_version_changed=lambda: False,
        )

    async def _sleep(self, span: timedelta, *, summary: str) -> None:
        assert summary
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._timers.append((self.now + span, wake))
        self._stirred = True
        await wake
        self._stirred = True

    async def _wait_condition(self, holds: Callable[[], bool]) -> None:
        self._stirred = True
        if not holds():
            wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waits.append((partial(contextvars.copy_context().run, holds), wake))
            await wake

    def _all_handlers_finished(self) -> bool:
        return _now_playing.get().handlers == 0

    async def _execute_local_activity(
        self, name: str, question: BaseModel, *, result_type: Any = None, **options: Any
    ) -> Any:
        assert options["summary"]
        self._stirred = True
        if name == "write_snapshot":
            assert isinstance(question, DocketSnapshot)
            _now_playing.get().snapshot = question
            return None
        try:
            answer = _RULEBOOK[name](question)
        except ApplicationError as error:
            raise _failed(name) from error
        return result_type.model_validate_json(answer.model_dump_json())

    async def _execute_activity(
        self, name: str, order: BaseModel, **options: Any
    ) -> DeliveryReport | None:
        assert options["summary"]
        self._stirred = True
        if not isinstance(order, ReminderOrder):
            return None
        assert name == "send_reminder"
        _now_playing.get().sent.append(order)
        accepted = tuple(
            Delivery(role=one.role, channel=Channel.EMAIL, outcome=DeliveryOutcome.ACCEPTED)
            for one in order.recipients
        )
        return DeliveryReport(outcome=RungOutcome.SENT, deliveries=accepted)

    async def _start_child_workflow(
        self, kind: str, intake: BaseModel, **options: Any
    ) -> "asyncio.Task[Any]":
        assert options["static_summary"]
        name = options["id"]
        if name in self.players and self.players[name].is_running:
            raise ApplicationError("exists already")
        player = self._start(kind, intake, name, _now_playing.get())
        assert player.run is not None
        return player.run

    def _get_external_workflow_handle(self, name: str) -> SimpleNamespace:
        async def signal(what: str, args: list[Any]) -> None:
            self._stirred = True
            player = self.players.get(name)
            if player is None or not player.is_running:
                raise ApplicationError("not found")
            handler = getattr(player.instance, what)
            hints = typing.get_type_hints(handler)
            names = [one for one in inspect.signature(handler).parameters if one != "self"]
            given = [
                _as_written(argument, hints[parameter])
                for parameter, argument in zip(names, args, strict=False)
            ]

            async def handle() -> None:
                await handler(*given)

            self._perform(player, handle(), report=SimpleNamespace(name=what, id=""))

        return SimpleNamespace(signal=signal)

    def _upsert_search_attributes(self, updates: list[Any]) -> None:
        attributes = _now_playing.get().attributes
        for one in updates:
            attributes[one.key] = one.value

    def _continue_as_new(self, begin: BaseModel, **options: Any) -> None:
        del options
        raise _GoesOnAsNew(begin)


def _terminated(player: Player) -> ChildWorkflowError:
    """As a parent is told that its child was ended from outside."""
    return ChildWorkflowError(
        "ended",
        namespace="",
        workflow_id=player.id,
        run_id="",
        workflow_type=player.kind,
        initiated_event_id=0,
        started_event_id=0,
        retry_state=None,
    )


def _failed(activity: str) -> ActivityError:
    """As a workflow is told that an activity failed for good."""
    return ActivityError(
        "failed",
        scheduled_event_id=0,
        started_event_id=0,
        identity="",
        activity_type=activity,
        activity_id="",
        retry_state=None,
    )


def _keep_details(markdown: str) -> None:
    assert markdown.startswith("# ")
    _now_playing.get().details = markdown


def _as_written(argument: Any, hint: Any) -> Any:
    """What arrives of an argument that is written and read."""
    models = [one for one in (hint, *typing.get_args(hint)) if _is_model(one)]
    content = argument.model_dump(mode="json") if isinstance(argument, BaseModel) else argument
    return models[0].model_validate(content)


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)
