"""Plays a whole case on a virtual clock: years in seconds, on the real server and worker code.

Nothing leaves the machine: messages are recorded instead of sent, the read model is a throw-away.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from time import monotonic
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowHistory,
    WorkflowUpdateFailedError,
)
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from deploy.asking import ask
from deploy.temporal_binary import temporal_binary
from models.cases.deadline import Deadline
from models.cases.kinds import CaseKind
from models.cases.log.entries import instant
from models.inputs.common_intake import EASTERN, AnyIntake
from models.inputs.common_report import UpdateReceipt
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.notices.messages.order import ReminderOrder
from models.notices.messages.ordering import lines_of
from models.presentation.shapes import AccountLine
from models.rehearsal.account import Account, PlayedCase
from models.rehearsal.playing import AFTERWARDS, ENDED, check_update
from models.rehearsal.script import Script, ScriptedReport, ScriptError
from models.settings import TASK_QUEUE
from workflows.runtime.inputs import STATE
from workflows.runtime.payloads import data_converter
from workflows.search_attributes import SEARCH_ATTRIBUTES
from workflows.sending import SEND_REMINDER

VIRTUAL_TIME = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    # Without it the server checks a skipped timer only once a second.
    'history.timerProcessorMaxTimeShift="1ms"',
)
"""Dynamic configuration that lets each workflow have a clock of its own."""

_SKIPS = 100_000
"""The server stops skipping after about a hundred skips unless told otherwise."""

_MARGIN = timedelta(seconds=30)
"""A clock is moved so much further than asked, away from what comes due just then.

Where a clock is to stop while a task or an activity is under way, the server does not stop it: it
skips on to the next timer, which may be weeks ahead. What was reported before the clock was moved
by whole days comes due in the very moment in which it would stop.
"""

_LOOK_AGAIN = 0.03
"""Seconds between two looks at what is under way."""


class ClockHeldError(Exception):
    """The clock of a case cannot be moved while something that it started is running."""


class ClockRanAheadError(Exception):
    """The server moved the clock of a case further than it was to be moved."""


class Rehearsal:
    """A case on a clock that people move: start it, let days pass, send updates, read on."""

    def __init__(self, environment: WorkflowEnvironment, handle: WorkflowHandle[Any, Any]) -> None:
        """Steer this workflow of this environment."""
        self._environment = environment
        self.handle = handle

    @classmethod
    async def start(
        cls,
        environment: WorkflowEnvironment,
        intake: AnyIntake | dict[str, Any],
        case_id: str,
        workflow_type: str = "AppealCase",
    ) -> "Rehearsal":
        """Start a case whose clock stands still until it is moved, and wait until it is open."""
        handle = await environment.client.start_workflow(
            workflow_type, intake, id=case_id, task_queue=TASK_QUEUE
        )
        rehearsal = cls(environment, handle)
        await rehearsal.settle()
        return rehearsal

    async def now(self) -> datetime:
        """The case's own clock (UTC)."""
        return await self._environment.get_current_time(self.handle)

    async def today(self, zone: str = "America/New_York") -> date:
        """The day it is for the case, in a zone."""
        return local_day(await self.now(), zone)

    async def settle(self) -> None:
        """Let the case finish what it is doing: tasks, activities, retries of those, and signals.

        Nothing is skipped meanwhile, see `_MARGIN`.
        """
        while await self._is_busy():  # noqa: ASYNC110 (the server calls nobody)
            await asyncio.sleep(_LOOK_AGAIN)

    async def pass_days(self, days: float) -> None:
        """Let so many days and half a minute go by; what comes due happens in its order.

        Raises:
            ClockHeldError: Something that the case started is still running: the server holds the
                clock of a workflow that waits for a child. Move the child's clock instead.
            ClockRanAheadError: Something was under way where the clock was to stop. What happened
                since then is wrong.
        """
        await self.settle()
        description = (await self.handle.describe()).raw_description
        running = [child.workflow_id for child in description.pending_children]
        if running:
            message = f"the clock of {self.handle.id} is held while these run: {running}"
            raise ClockHeldError(message)
        span = timedelta(days=days) + _MARGIN
        target, before = await self.now() + span, monotonic()
        await self._forward(span)
        # Between skips the clock goes on as every other does.
        target += timedelta(seconds=monotonic() - before)
        if await self.now() > target + _MARGIN:
            message = f"the clock of {self.handle.id} was to move by {days} days and did not stop"
            raise ClockRanAheadError(message)
        await self.settle()

    async def _is_busy(self) -> bool:
        """Whether something is under way, or due and not begun."""
        found = await self.handle.describe()
        if found.status is not WorkflowExecutionStatus.RUNNING:
            return False
        description = found.raw_description
        if description.pending_activities or description.HasField("pending_workflow_task"):
            return True
        for child in description.pending_children:
            # Not started yet; or it has ended, and the case is about to be told.
            if not child.run_id or not await self._is_running(child.workflow_id):
                return True
        now, history = await self.now(), await self.handle.fetch_history()
        return _is_telling(history) or any(at <= now for at in _timers(history))

    async def _is_running(self, workflow_id: str) -> bool:
        handle = self._environment.client.get_workflow_handle(workflow_id)
        return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING

    async def _forward(self, span: timedelta) -> None:
        try:
            await self._environment.fast_forward(self.handle, span)
        except RPCError as error:
            # A case that has ended has no clock to move any more.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def send(self, update: str, **content: Any) -> UpdateReceipt:
        """Send an update and give back its receipt.

        Raises:
            WorkflowUpdateFailedError: the case refused it; its cause says why.
        """
        receipt: UpdateReceipt = await self.handle.execute_update(
            update, content, result_type=UpdateReceipt
        )
        await self.settle()
        return receipt

    async def deadlines(self) -> list[Deadline]:
        """Every deadline of the case so far."""
        deadlines: list[Deadline] = await ask(self.handle, "deadlines", result_type=list[Deadline])
        return deadlines

    def beside(self, suffix: str) -> "Rehearsal":
        """A workflow that this one started, which has a clock of its own."""
        handle = self._environment.client.get_workflow_handle(f"{self.handle.id}.{suffix}")
        return Rehearsal(self._environment, handle)

    async def overview(self) -> dict[str, Any]:
        """Where the case stands, as the query tells it."""
        overview: dict[str, Any] = await ask(self.handle, "overview")
        return overview

    async def _reminders(self) -> AsyncIterator[tuple[datetime, str]]:
        """Every message that went out, as the history keeps it: when, and a line of `lines_of`.

        By an activity, which has its order, or within a turn, whose answer says so. Follow-ups that
        are settled are in no query.
        """
        run: str | None = None
        while True:
            handle = self._environment.client.get_workflow_handle(self.handle.id, run_id=run)
            first, *events = (await handle.fetch_history()).events
            for event in events:
                at = event.event_time.ToDatetime(UTC)
                for line in await _told_by(event):
                    yield at, line
            run = first.workflow_execution_started_event_attributes.continued_execution_run_id
            if not run:
                return

    async def last_reported_at(self) -> datetime:
        """When the case took its last report (UTC)."""
        reports: list[dict[str, Any]] = await ask(self.handle, "history")
        return instant(reports[-1]["reported_at"])

    async def ended_at(self) -> datetime | None:
        """When the run ended (UTC); None while it goes on."""
        return (await self.handle.describe()).close_time

    async def account(self, reported_at: Sequence[datetime] = ()) -> Account:
        """Everything that happened so far, in order.

        Args:
            reported_at: When each entry of a script was reported (UTC).
        """
        overview = await self.overview()
        reports: list[dict[str, Any]] = await ask(self.handle, "history")
        ended_at, story = await self.ended_at(), None
        if overview["ending"] is not None and ended_at is not None:
            result: dict[str, Any] = await self.handle.result()
            story = {name: one for name, one in result.items() if name != STATE}
        played = PlayedCase(
            id=self.handle.id,
            kind=CaseKind(overview["kind"]),
            overview=overview,
            deadlines=tuple(await self.deadlines()),
            lines=tuple(await ask(self.handle, "account", result_type=list[AccountLine])),
            told=tuple(sorted([told async for told in self._reminders()], key=itemgetter(0))),
            story=story,
        )
        return Account(
            begins_at=instant(reports[0]["reported_at"]),
            reported_at=tuple(reported_at),
            ends_at=ended_at or await self.now(),
            zone=str(reports[0]["content"].get("zone", EASTERN)),
            cases=(played,),
            events=(await self.handle.describe()).history_length,
        )


BESIDE: Mapping[str, Any] = {"second_opinion": None, "records": (), "also_grievance": False}
"""What an intake would start beside the case: its clock would be held by it."""


def alone(intake: AnyIntake) -> AnyIntake:
    """An intake that starts nothing beside the case."""
    fields = type(intake).model_fields
    return intake.model_copy(update={name: none for name, none in BESIDE.items() if name in fields})


async def play(
    environment: WorkflowEnvironment,
    workflow_type: str,
    intake: AnyIntake,
    script: Script,
    *,
    case_id: str,
) -> Account:
    """Play a case by a script, then let time go by, and tell what happened.

    What the intake would start beside the case is left out, see `BESIDE`.

    Raises:
        ScriptError: an entry of the script was refused; with the line it stands in.
        Refusal: the intake was refused.
        ClockHeldError: an entry started something beside the case.
        ClockRanAheadError: the server lost its way; another try may go well.
    """
    rehearsal = await Rehearsal.start(environment, alone(intake), case_id, workflow_type)
    if await rehearsal.ended_at() is not None:
        try:
            await rehearsal.handle.result()
        except WorkflowFailureError as error:
            raise Refusal(str(getattr(error.cause, "message", error.cause))) from None
    moments = []
    for number, entry in enumerate(script.reports):
        if entry.after_days:
            await rehearsal.pass_days(entry.after_days)
        try:
            await _report(rehearsal, entry, intake.zone)
        except Refusal as refusal:
            raise ScriptError(script.explained(number, refusal.message)) from None
        moments.append(await rehearsal.last_reported_at())
    if await rehearsal.ended_at() is None:
        await rehearsal.pass_days(AFTERWARDS / timedelta(days=1))
    return await rehearsal.account(moments)


async def _report(rehearsal: Rehearsal, entry: ScriptedReport, zone: str) -> None:
    if entry.to:
        message = "to: on a server the case alone is rehearsed; leave out --on-server"
        raise Refusal(message)
    if await rehearsal.ended_at() is not None:
        raise Refusal(ENDED)
    check_update(CaseKind((await rehearsal.overview())["kind"]), entry.update)
    try:
        await rehearsal.send(entry.update, **entry.content_on(await rehearsal.today(zone)))
    except WorkflowUpdateFailedError as error:
        raise Refusal(str(getattr(error.cause, "message", error.cause))) from None


@asynccontextmanager
async def virtual_stack(*dynamic_config: str) -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server of its own, in memory, on which every workflow has its own clock."""
    values = (*VIRTUAL_TIME, *dynamic_config)
    arguments = [part for value in values for part in ("--dynamic-config-value", value)]
    with _server_output_dropped():
        environment = await WorkflowEnvironment.start_time_skipping_v2(
            ts_config=TimeSkippingConfig(
                enabled=False, disable_propagation=True, max_session_skip_count=_SKIPS
            ),
            data_converter=data_converter,
            search_attributes=SEARCH_ATTRIBUTES,
            dev_server_existing_path=temporal_binary(),
            dev_server_extra_args=arguments,
            # It takes its own slow start for an error, and says so where people read ours.
            dev_server_log_level="never",
        )
    async with environment:
        yield environment


@contextmanager
def _server_output_dropped() -> Iterator[None]:
    """The server greets on the output it inherits, where ours is to be read by programs."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _timers(history: WorkflowHistory) -> Iterable[datetime]:
    """The moments that a case waits for."""
    timers: dict[str, datetime] = {}
    for event in history.events:
        if event.HasField("timer_started_event_attributes"):
            timer = event.timer_started_event_attributes
            begun = event.event_time.ToDatetime(UTC)
            timers[timer.timer_id] = begun + timer.start_to_fire_timeout.ToTimedelta()
        elif event.HasField("timer_fired_event_attributes"):
            del timers[event.timer_fired_event_attributes.timer_id]
        elif event.HasField("timer_canceled_event_attributes"):
            del timers[event.timer_canceled_event_attributes.timer_id]
    return timers.values()


def _is_telling(history: WorkflowHistory) -> bool:
    """Whether a signal to another case is on its way; the server shows it nowhere else."""
    under_way: set[int] = set()
    for event in history.events:
        if event.HasField("signal_external_workflow_execution_initiated_event_attributes"):
            under_way.add(event.event_id)
        elif event.HasField("external_workflow_execution_signaled_event_attributes"):
            signaled = event.external_workflow_execution_signaled_event_attributes
            under_way.discard(signaled.initiated_event_id)
        elif event.HasField("signal_external_workflow_execution_failed_event_attributes"):
            failed = event.signal_external_workflow_execution_failed_event_attributes
            under_way.discard(failed.initiated_event_id)
    return bool(under_way)


async def _told_by(event: HistoryEvent) -> list[str]:
    """What an event says was sent, or handed over to be sent."""
    ordered = event.activity_task_scheduled_event_attributes
    if ordered.activity_type.name == SEND_REMINDER:
        (order,) = await data_converter.decode(ordered.input.payloads, [ReminderOrder])
        return lines_of(order)
    answered = event.marker_recorded_event_attributes.details.get("result")
    if answered is None:
        return []
    (answer,) = await data_converter.decode(answered.payloads)
    return list(answer.get("told", ())) if isinstance(answer, dict) else []
