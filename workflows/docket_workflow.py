"""What every workflow does: wait on its agenda, ring reminders, show itself, go on as new.

A kind of workflow adds its own updates, its procedure and its face; the order of things is here,
what people report in `workflows.reporting`, what a family of workflows says to one another in
`workflows.family_ties`. Everything it knows is one docket, carried through continue-as-new.
"""

import asyncio
from abc import abstractmethod
from typing import Any, NoReturn

from temporalio import workflow
from temporalio.workflow import ContinueAsNewVersioningBehavior

from workflows.agenda import Alarm, Check, DueRung, Expiry, due, earliest
from workflows.calendars import say_farewell
from workflows.docket import record, today
from workflows.face import StateT
from workflows.local_failures import LOCAL_FAILURES
from workflows.merging import together
from workflows.publishing import Publisher
from workflows.quiet_hours import leave_in_peace
from workflows.refusals import check_carried, check_start, refuse
from workflows.reminding import SEND_REMINDER, pass_over, ring, still_due
from workflows.reporting import Reporting
from workflows.roll_call import Register
from workflows.undelivered import plan_again
from workflows.updates import plain_failure

with workflow.unsafe.imports_passed_through():
    from models.any_intake import AnyIntake
    from models.deadline import Deadline, FollowUp
    from models.docket import Docket, Record
    from models.people import beyond_mail

_ADDRESSES = "addresses-that-mail-reaches"


class DocketWorkflow(Reporting[StateT]):
    """The common course of all workflows of AppealClock."""

    def _take_up(self, begin: AnyIntake | StateT) -> None:
        """Begin from an intake, or go on from the docket of the run before."""
        self._opened = isinstance(begin, Docket)
        self._state = self._fresh(begin) if isinstance(begin, AnyIntake) else begin
        self._turn = asyncio.Lock()
        self._alarm = Alarm()
        self._publisher = Publisher(self._state, self._face)
        self._register = Register(self._state)

    async def _carry(self) -> None:
        """Open what is new, then wait, ring and show until the work is over."""
        info = workflow.info()
        if self._opened:
            check_carried(self._state, info.workflow_id, continued=bool(info.continued_run_id))
        else:
            check_start(
                self._state.intake,
                info.workflow_id,
                today(self._state),
                addresses=self._looks_at_addresses(),
            )
            try:
                await self._open()
            except LOCAL_FAILURES as error:
                raise plain_failure(error) from None
            self._changed()
            self._opened = True
        try:
            await self._go_on()
        except asyncio.CancelledError:
            if not self._is_cancelled():
                raise
        cancelled = self._state.ending is None
        if cancelled:
            await self._end_cancelled()
        await self._tell_children()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._publisher.publish()
        await self._tell_parent()
        await say_farewell(self._state, SEND_REMINDER)
        await workflow.wait_condition(workflow.all_handlers_finished)
        if cancelled:
            raise asyncio.CancelledError

    async def _go_on(self) -> None:
        """Wait, ring and show, until the work is over or Temporal was asked to cancel it."""
        while self._state.ending is None and not self._is_cancelled():
            await self._call_the_roll()
            await self._look_after_lost()
            await self._publisher.publish()
            await self._tell_parent()
            if due(self._state, workflow.now()):
                await self._ring_what_is_due()
                continue
            if workflow.info().is_target_worker_deployment_version_changed():
                await self._go_on_as_new(ContinueAsNewVersioningBehavior.AUTO_UPGRADE)
            if workflow.info().is_continue_as_new_suggested():
                await self._go_on_as_new(ContinueAsNewVersioningBehavior.UNSPECIFIED)
            entry = earliest(self._state, self._publisher.retry, self._register.next)
            await self._alarm.wait(entry, self._has_news)

    def _looks_at_addresses(self) -> bool:
        """Whether an address that mail cannot be sent to keeps this work from starting.

        Not where the people were taken over from other work, nor where an earlier release began it.
        """
        intake = self._state.intake
        typed = self._state.parent_id is None
        return typed and bool(beyond_mail(intake)) and workflow.patched(_ADDRESSES)

    async def _end_cancelled(self) -> None:
        """End in good order all the same: recorded, shown, and told to everybody."""
        async with self._turn:
            if self._state.ending is None:
                record(self._state, "Cancelled in Temporal.")
                self._abandon()
                self._changed()

    @abstractmethod
    def _abandon(self) -> None:
        """The work ends without a result."""

    async def _go_on_as_new(self, behavior: ContinueAsNewVersioningBehavior) -> NoReturn:
        """Go on in a new run, on the same build or on the one that is current now.

        Work that is pinned to a build asks whenever it wakes, at the latest with its next reminder,
        so an old build is done with in weeks and not in the years that an appeal may take.
        """
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self._carried(), initial_versioning_behavior=behavior)

    @abstractmethod
    def _fresh(self, intake: Any) -> StateT:  # noqa: ANN401 (each kind has its own intake)
        """The docket of a workflow that begins."""

    @abstractmethod
    def _carried(self) -> object:
        """The argument for the next run."""

    @abstractmethod
    async def _open(self) -> None:
        """Start the first clocks."""

    @abstractmethod
    async def _renew(self, follow_up: FollowUp) -> None:
        """Every planned message of an open follow-up was used: plan more, or close it."""

    async def _look_again(self) -> None:
        """A check of the agenda has come: look at what the calendar alone may have changed."""

    # --- what comes due ---------------------------------------------------------------------

    async def _ring_what_is_due(self) -> None:
        """Deal with everything whose moment has come: expiries first, then reminders."""
        for entry in due(self._state, workflow.now()):
            if isinstance(entry, Expiry) and entry.deadline.is_open:
                await self._as_task_failure(self._run_out(entry.deadline))
        if any(isinstance(entry, Check) for entry in due(self._state, workflow.now())):
            await self._as_task_failure(self._check_anew())
        rungs = [entry for entry in due(self._state, workflow.now()) if isinstance(entry, DueRung)]
        to_send = pass_over(rungs)
        if rungs:
            self._changed()
        now = workflow.now()
        awake = [entry for entry in to_send if leave_in_peace(self._state, entry, now)]
        for message in together(awake):
            still = [entry for entry in message if still_due(self._state, entry)]
            if still:
                await ring(self._state, self._face, still)
                self._changed()
        for follow_up in self._used_up():
            await self._as_task_failure(self._plan_more(follow_up))

    async def _run_out(self, deadline: Deadline) -> None:
        async with self._turn:
            if deadline.is_open and deadline in self._state.deadlines:
                await self._expire(deadline)
                self._changed()

    async def _check_anew(self) -> None:
        async with self._turn:
            await self._look_again()
            self._changed()

    async def _plan_more(self, follow_up: FollowUp) -> None:
        async with self._turn:
            if follow_up.is_open:
                if not plan_again(follow_up):
                    await self._renew(follow_up)
                self._changed()

    def _used_up(self) -> list[FollowUp]:
        return [
            follow_up
            for follow_up in self._state.follow_ups
            if follow_up.is_open
            and all(rung.outcome.value != "pending" for rung in follow_up.rungs)
        ]

    def _has_news(self) -> bool:
        """Whether anything changed since the docket was last shown."""
        return self._state.sequence != self._publisher.shown

    # --- what others may ask ----------------------------------------------------------------

    @workflow.query(description="Every deadline, open and settled, with its reckoning.")
    def deadlines(self) -> list[Deadline]:
        """Every deadline so far."""
        return self._state.deadlines

    @workflow.query(description="The open deadlines and follow-ups, by day.")
    def calendar(self) -> list[Deadline | FollowUp]:
        """What is open."""
        return [
            *(item for item in self._state.deadlines if item.is_open),
            *(item for item in self._state.follow_ups if item.is_open),
        ]

    @workflow.query(description="Everything recorded, in order.")
    def history(self) -> list[Record]:
        """The record."""
        return self._state.records


def given(begin: Any, expected: type[Any], what: str) -> Any:  # noqa: ANN401 (as it came)
    """The input, or a refusal where the form was left empty."""
    if not isinstance(begin, expected):
        raise refuse(f"Expected one JSON object as the input: the intake of the {what}.")
    return begin
