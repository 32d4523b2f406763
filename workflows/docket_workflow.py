"""What every workflow does: wait on its agenda, ring reminders, hear reports, show itself.

A kind of workflow adds its own updates, its procedure and its face; the order of things is here.
Everything it knows is one docket, carried through continue-as-new.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Generic, NoReturn, TypeVar

from temporalio import workflow
from temporalio.workflow import ContinueAsNewVersioningBehavior

from workflows.agenda import Alarm, Check, DueRung, Expiry, due, earliest
from workflows.calendars import say_farewell
from workflows.docket import named, record, today
from workflows.face import Face, StateT
from workflows.family import CHANGE_PEOPLE, HEAR, WITHDRAW, heard, note_lost, tell
from workflows.local_failures import LOCAL_FAILURES
from workflows.merging import together
from workflows.publishing import Publisher
from workflows.quiet_hours import leave_in_peace
from workflows.refusals import (
    check_acknowledgement,
    check_addresses,
    check_calendar,
    check_carried,
    check_start,
    refuse,
)
from workflows.reminding import SEND_REMINDER, pass_over, ring, still_due
from workflows.roll_call import Register
from workflows.stopped_sms import check_sms, sms_stopped, within_reach_again, without_sms
from workflows.undelivered import contacts_changed, plan_again
from workflows.updates import changes_of, plain_failure, report_name

with workflow.unsafe.imports_passed_through():
    from models.any_event import (
        Acknowledged,
        Assigned,
        ContactsUpdated,
        Event,
        SmsStopped,
        UpdateReceipt,
    )
    from models.any_intake import AnyIntake
    from models.beside import Withdrawal
    from models.deadline import Deadline, FollowUp
    from models.docket import Child, ChildReport, Docket, DocketKind, Record
    from models.people import ContactChanges, Role, beyond_mail

EventT = TypeVar("EventT", bound=Event)

_CANCELLED = "cancelled-in-good-order"
_ADDRESSES = "addresses-that-mail-reaches"

_FAREWELL = timedelta(milliseconds=1)
"""Any timer makes the server begin another workflow task."""

_NOT_NEWS: dict[str, Any] = {
    "sequence": True,
    "what": True,
    "evidence": {"__all__": {"agreement"}},
}
"""What alone is no reason to report. An agreement comes with its piece and never changes; left out,
a run that began with what an earlier release had told does not tell it again."""

_RECEIPTS_KEPT = 200
"""Answers kept for updates that may be sent again, across continue-as-new."""


class DocketWorkflow(ABC, Generic[StateT]):
    """The common course of all workflows of AppealClock."""

    _state: StateT
    _face: Face[StateT]

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

    def _is_cancelled(self) -> bool:
        """Whether somebody asked Temporal to cancel this run: a button of the UI does that.

        Asked of the run itself, because what it awaited may have taken the interruption for a
        failure of its own. Runs that were cancelled before this was heeded ended at once.
        """
        return workflow.cancellation_reason() is not None and workflow.patched(_CANCELLED)

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
    async def _expire(self, deadline: Deadline) -> None:
        """A deadline ran out: say what follows. The deadline is settled afterwards."""

    @abstractmethod
    async def _renew(self, follow_up: FollowUp) -> None:
        """Every planned message of an open follow-up was used: plan more, or close it."""

    @abstractmethod
    def _check_event(self, event: Event) -> None:
        """Refuse what contradicts the docket."""

    async def _look_again(self) -> None:
        """A check of the agenda has come: look at what the calendar alone may have changed."""

    async def _people_changed(self) -> None:
        """Others are on the case now: plan for them what is still to come."""

    async def _after_report(self) -> None:
        """A report was recorded: what else follows, for those beside this workflow."""

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

    async def _catch_up(self) -> None:
        """A report of long ago may start a clock that has run out: say what follows from that."""
        while True:
            past = [
                entry.deadline
                for entry in due(self._state, workflow.now())
                if isinstance(entry, Expiry)
            ]
            if not past:
                return
            await self._expire(past[0])

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

    async def _as_task_failure(self, step: Awaitable[None]) -> None:
        """Run a step that no person asked for; if the rulebook fails, stop the clock, not the case.

        An error that is no Temporal failure fails the workflow task: it shows in the UI, is tried
        again until a mended worker is deployed, and nothing recorded is lost.
        """
        try:
            await step
        except LOCAL_FAILURES as error:
            message = f"The rulebook could not be consulted: {error.cause or error}"
            raise RuntimeError(message) from error

    def _changed(self) -> None:
        self._state.sequence += 1

    def _has_news(self) -> bool:
        """Whether anything changed since the docket was last shown."""
        return self._state.sequence != self._publisher.shown

    # --- those beside it --------------------------------------------------------------------

    async def _tell_parent(self) -> None:
        """Report to whoever started this workflow, where anything it may use has changed."""
        state = self._state
        if state.parent_id is None:
            return
        report = ChildReport(
            child=state.case_id,
            kind=state.kind,
            sequence=state.sequence,
            stage=self._face.stage(state),
            what=state.records[-1].what if state.records else "",
            milestones=tuple(step.model_copy() for step in state.milestones),
            evidence=tuple(state.evidence),
            ending=state.ending,
        )
        told = report.model_dump_json(exclude=_NOT_NEWS)
        if told != state.told_parent:
            state.told_parent = told
            await tell(state.parent_id, HEAR, report)

    async def _tell_children(self) -> None:
        """The work is over: those beside it that no longer serve end with it."""
        for child in self._state.children:
            if child.is_open and self._ends_with_us(child):
                await tell(child.id, WITHDRAW, self._withdrawal())
        if any(not child.is_over for child in self._state.children):
            # The report that ended the work is answered in a task before the one that ends it:
            # a child's signal or end in that moment would make the server drop both.
            await workflow.sleep(_FAREWELL, summary="Answering before the end")

    def _withdrawal(self) -> Withdrawal:
        """What those that end with this work are told of it."""
        return Withdrawal()

    def _ends_with_us(self, child: Child) -> bool:
        """Whether a workflow beside this one has no use of its own."""
        return child.kind in {DocketKind.SECOND_OPINION, DocketKind.RECORDS_TRANSFER}

    @workflow.signal(description="A workflow started beside this one reports. Not for people.")
    async def hear(self, report: ChildReport) -> None:
        """Take note of what a child reports."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is None and heard(self._state, report):
                await self._as_task_failure(self._heard(report))
                self._changed()

    async def _heard(self, report: ChildReport) -> None:
        """What else follows from a child's report."""

    async def _call_the_roll(self) -> None:
        """Find out who ended beside this work in silence since an earlier run started them."""
        missing = await self._register.call()
        if missing and not self._is_cancelled():
            # A report of how it ended may have come just before, and goes first.
            await workflow.wait_condition(workflow.all_handlers_finished)
            for child in missing:
                note_lost(self._state, child, "not running any more")

    @workflow.signal(description="Whoever started it asks if it still runs. Not for people.")
    def are_you_there(self) -> None:
        """Nothing to do: that it could be asked is the answer."""

    async def _look_after_lost(self) -> None:
        """What ended beside this work without a word leaves open what it looked after."""
        for child in self._state.children:
            if child.lost:
                child.lost = False
                # Runs of before went on without this.
                if workflow.patched("lost-children-looked-after"):
                    async with self._turn:
                        await self._as_task_failure(self._lost(child))
                        self._changed()

    async def _lost(self, child: Child) -> None:
        """What follows where a child ended without a report."""

    # --- what people report -----------------------------------------------------------------

    async def _report(
        self, event: EventT, step: Callable[[EventT], Awaitable[str]]
    ) -> UpdateReceipt:
        """Record one report, in its turn and once, and answer with a receipt."""
        await workflow.wait_condition(lambda: self._opened)
        name = report_name()
        async with self._turn:
            if name in self._state.receipts:
                return self._state.receipts[name]
            self._refuse_unfit(event)
            before = {deadline.id: deadline.model_copy() for deadline in self._state.deadlines}
            try:
                recorded = await step(event)
                await self._catch_up()
                await self._after_report()
            except LOCAL_FAILURES as error:
                raise plain_failure(error) from None
            receipt = UpdateReceipt(
                recorded=recorded,
                changes=changes_of(before, self._state.deadlines, recorded),
                next_action=self._face.next_action(self._state).what,
                remarks=tuple(self._state.remarks),
            )
            self._keep(name, receipt)
            self._changed()
            # At once: the main loop may be in the middle of sending a reminder.
            self._publisher.show()
            return receipt

    def _refuse_unfit(self, event: Event) -> None:
        check_calendar(self._state, event, today(self._state))
        if isinstance(event, Acknowledged):
            check_acknowledgement(self._state, event)
        if isinstance(event, SmsStopped):
            check_sms(self._state, event)
        self._check_event(event)

    def _keep(self, name: str, receipt: UpdateReceipt) -> None:
        receipts = self._state.receipts
        receipts[name] = receipt
        while len(receipts) > _RECEIPTS_KEPT:
            receipts.pop(next(iter(receipts)))

    def _check(self, event: Event) -> None:
        """Refuse before anything is written; once more when the report's turn comes."""
        if self._opened and report_name() not in self._state.receipts:
            self._refuse_unfit(event)
            self._refuse_slips(event)

    def _refuse_slips(self, event: Event) -> None:
        """Refuse what is likely a slip of the hand, before anything is written.

        Only then: what was accepted by an earlier release is not judged again when its history is
        replayed, so that such checks may grow stricter while cases run.
        """
        check_addresses(event)

    @workflow.update(description="Somebody takes care of a deadline: its reminders fall silent.")
    async def acknowledge(self, event: Acknowledged) -> UpdateReceipt:
        """Acknowledge a deadline's reminders."""
        return await self._report(event, self._acknowledged)

    @acknowledge.validator
    def _check_acknowledge(self, event: Acknowledged) -> None:
        self._check(event)

    async def _acknowledged(self, event: Acknowledged) -> str:
        item = named(self._state, event.deadline)
        assert item is not None  # noqa: S101 (refused above)
        item.acknowledged = True
        return record(self._state, f"Acknowledged: {item.id}.")

    @workflow.update(description="Another case manager takes the case.")
    async def assign(self, event: Assigned) -> UpdateReceipt:
        """Assign the case."""
        return await self._report(event, self._assigned)

    @assign.validator
    def _check_assign(self, event: Assigned) -> None:
        self._check(event)

    async def _assigned(self, event: Assigned) -> str:
        await self._change_people(ContactChanges(case_manager=event.case_manager))
        return record(self._state, "Assigned to another case manager.")

    @workflow.update(description="Contact details changed: a person given replaces the one before.")
    async def update_contacts(self, event: ContactsUpdated) -> UpdateReceipt:
        """Replace contact details."""
        return await self._report(event, self._contacts_updated)

    @update_contacts.validator
    def _check_update_contacts(self, event: ContactsUpdated) -> None:
        self._check(event)

    async def _contacts_updated(self, event: ContactsUpdated) -> str:
        again = await self._change_people(event)
        what = f"Contacts updated: {', '.join(sorted(event.model_fields_set))}."
        return record(self._state, f"{what} What was refused is sent again." if again else what)

    @workflow.update(description="Somebody wants no SMS any more, or wants them again.")
    async def stop_sms(self, event: SmsStopped) -> UpdateReceipt:
        """Stop SMS to one person, here and in what runs beside."""
        return await self._report(event, self._sms_stopped)

    @stop_sms.validator
    def _check_stop_sms(self, event: SmsStopped) -> None:
        self._check(event)

    async def _sms_stopped(self, event: SmsStopped) -> str:
        await self._change_people(without_sms(self._state, event))
        return sms_stopped(self._state, event)

    @workflow.signal(description="The case it runs beside has other people. Not for people.")
    async def change_people(self, changes: ContactChanges) -> None:
        """Take over the contact details of whoever started this workflow."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is not None:
                return
            changed = ", ".join(sorted(changes.model_fields_set))
            await self._as_task_failure(self._take_over(changes))
            record(self._state, f"Taken over from the case it runs beside: {changed}.")
            self._changed()

    async def _take_over(self, changes: ContactChanges) -> None:
        await self._change_people(changes)
        await self._after_report()

    async def _change_people(self, changes: ContactChanges) -> bool:
        """Others are on the case now, and on all that runs beside it.

        Returns:
            Whether something that their old contacts refused is sent again.
        """
        self._change_intake({role: getattr(changes, role) for role in changes.model_fields_set})
        await self._people_changed()
        for child in self._state.children:
            if child.is_open:
                # Only what was given: who is left out stays who they are.
                given_only = changes.model_dump(mode="json", exclude_unset=True)
                await tell(child.id, CHANGE_PEOPLE, given_only)
        within_reach_again(self._state)
        roles = [Role(name) for name in sorted(changes.model_fields_set)]
        return contacts_changed(self._state, roles)

    def _change_intake(self, changes: dict[str, object]) -> None:
        self._state.intake = self._state.intake.model_copy(update=changes)

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
