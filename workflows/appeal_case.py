"""AppealCase: one Medicare appeal, from the denial to the last level.

Starts from an intake, waits on its agenda, rings reminders, and hears through Updates what people
report. Everything it knows is one state, carried through continue-as-new.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.agenda import Alarm, DueRung, Expiry, due, earliest
from workflows.casebook import today
from workflows.next_action import next_action
from workflows.procedure import AppealProcedure
from workflows.publishing import Publisher
from workflows.refusals import check_carried, check_event, check_start, refuse
from workflows.reminding import pass_over, ring, still_due
from workflows.views import overview, story

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.case import CaseInput, CaseOverview, CaseState, CaseStory, Record
    from models.consultation import Answer, Question
    from models.deadline import Deadline, FollowUp
    from models.events import DeadlineChange, UpdateReceipt
    from models.intake import Intake
    from models.program import Phase

EventT = TypeVar("EventT", bound=events.Event)

_CONSULT = RetryPolicy(maximum_attempts=3)
"""Counting is pure: what fails three times fails for good, and says why."""

_RECEIPTS_KEPT = 200
"""Answers kept for updates that may be sent again, across continue-as-new."""


@workflow.defn
class AppealCase:
    """One Medicare appeal. Start it with an intake; steer it with its updates."""

    @workflow.init
    def __init__(self, begin: CaseInput | None = None) -> None:
        """Begin from an intake, or go on from the state of the run before."""
        if isinstance(begin, CaseInput):
            self._take_up(begin)

    def _take_up(self, begin: CaseInput) -> None:
        self._opened = isinstance(begin.root, CaseState)
        self._state = begin.root if isinstance(begin.root, CaseState) else _fresh(begin.root)
        self._procedure = AppealProcedure(self._state, self._consult)
        self._turn = asyncio.Lock()
        self._alarm = Alarm()
        self._publisher = Publisher(self._state)

    @workflow.run
    async def run(self, begin: CaseInput | None = None) -> CaseStory:
        """Carry the case until it ends, and tell its story."""
        begin = _given(begin)
        if isinstance(begin.root, Intake):
            check_start(begin.root, self._state.case_id, today(self._state))
            await self._procedure.open()
            self._changed()
            self._opened = True
        else:
            info = workflow.info()
            check_carried(begin.root, info.workflow_id, continued=bool(info.continued_run_id))
        while self._state.ending is None:
            await self._publisher.publish()
            if due(self._state, workflow.now()):
                await self._ring_what_is_due()
                continue
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(CaseInput(self._state))
            await self._alarm.wait(earliest(self._state, self._publisher.retry), self._has_news)
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._publisher.publish()
        return story(self._state)

    async def _ring_what_is_due(self) -> None:
        """Deal with everything whose moment has come: expiries first, then reminders."""
        for entry in due(self._state, workflow.now()):
            if isinstance(entry, Expiry) and entry.deadline.is_open:
                await self._as_task_failure(self._expire(entry.deadline))
        rungs = [entry for entry in due(self._state, workflow.now()) if isinstance(entry, DueRung)]
        to_send = pass_over(rungs)
        if rungs:
            self._changed()
        for entry in to_send:
            if still_due(self._state, entry):
                await ring(self._state, entry, opening=self._state.reminders_sent == 0)
                self._changed()
        for follow_up in self._used_up():
            await self._as_task_failure(self._renew(follow_up))

    async def _expire(self, deadline: Deadline) -> None:
        async with self._turn:
            if deadline.is_open and deadline in self._state.deadlines:
                await self._procedure.expire(deadline)
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
            await self._procedure.expire(past[0])

    async def _renew(self, follow_up: FollowUp) -> None:
        async with self._turn:
            if follow_up.is_open:
                await self._procedure.renew(follow_up)
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
        except ActivityError as error:
            message = f"The rulebook could not be consulted: {error.cause}"
            raise RuntimeError(message) from error

    def _changed(self) -> None:
        self._state.sequence += 1

    def _has_news(self) -> bool:
        """Whether anything changed since the case was last shown."""
        return self._state.sequence != self._publisher.shown

    async def _consult(self, question: Question) -> Answer:
        answer: Answer = await workflow.execute_local_activity(
            "consult_rulebook",
            question,
            result_type=Answer,
            schedule_to_close_timeout=timedelta(seconds=30),
            retry_policy=_CONSULT,
            summary=f"Rulebook: {question.occasion.value} at {question.level}",
        )
        return answer

    async def _report(
        self, event: EventT, step: Callable[[EventT], Awaitable[str]]
    ) -> UpdateReceipt:
        """Record one report, in its turn and once, and answer with a receipt."""
        await workflow.wait_condition(lambda: self._opened)
        name = _report_name()
        async with self._turn:
            if name in self._state.receipts:
                return self._state.receipts[name]
            check_event(self._state, event, today(self._state))
            before = {deadline.id: deadline.model_copy() for deadline in self._state.deadlines}
            try:
                recorded = await step(event)
                await self._catch_up()
            except ActivityError as error:
                raise _plain(error) from None
            receipt = UpdateReceipt(
                recorded=recorded,
                changes=_changes(before, self._state.deadlines, recorded),
                next_action=next_action(self._state).what,
                remarks=tuple(self._state.remarks),
            )
            self._keep(name, receipt)
            self._changed()
            # At once: the main loop may be in the middle of sending a reminder.
            self._publisher.show()
            return receipt

    def _keep(self, name: str, receipt: UpdateReceipt) -> None:
        receipts = self._state.receipts
        receipts[name] = receipt
        while len(receipts) > _RECEIPTS_KEPT:
            receipts.pop(next(iter(receipts)))

    def _check(self, event: events.Event) -> None:
        """Refuse before anything is written; once more when the report's turn comes."""
        if self._opened and _report_name() not in self._state.receipts:
            check_event(self._state, event, today(self._state))

    @workflow.update(description="The notice arrived on another day than presumed, with proof.")
    async def record_receipt(self, event: events.ReceiptRecorded) -> UpdateReceipt:
        """Record proof of receipt. Example: see docs/updates.md."""
        return await self._report(event, self._procedure.record_receipt)

    @record_receipt.validator
    def _check_record_receipt(self, event: events.ReceiptRecorded) -> None:
        self._check(event)

    @workflow.update(description="The request for this level was received by the right office.")
    async def file_appeal(self, event: events.AppealFiled) -> UpdateReceipt:
        """Record a filing."""
        return await self._report(event, self._procedure.file_appeal)

    @file_appeal.validator
    def _check_file_appeal(self, event: events.AppealFiled) -> None:
        self._check(event)

    @workflow.update(
        description="Decided: favorable, partially_favorable, unfavorable or dismissed."
    )
    async def record_decision(self, event: events.DecisionRecorded) -> UpdateReceipt:
        """Record a decision."""
        return await self._report(event, self._procedure.record_decision)

    @record_decision.validator
    def _check_record_decision(self, event: events.DecisionRecorded) -> None:
        self._check(event)

    @workflow.update(description="Expedited handling was asked for, granted or denied.")
    async def request_expedited(self, event: events.ExpeditedRequested) -> UpdateReceipt:
        """Record a request for expedited handling, or the answer to it."""
        return await self._report(event, self._procedure.request_expedited)

    @request_expedited.validator
    def _check_request_expedited(self, event: events.ExpeditedRequested) -> None:
        self._check(event)

    @workflow.update(description="The adjudicator extended its time to decide.")
    async def record_extension(self, event: events.ExtensionRecorded) -> UpdateReceipt:
        """Record an extension."""
        return await self._report(event, self._procedure.record_extension)

    @record_extension.validator
    def _check_record_extension(self, event: events.ExtensionRecorded) -> None:
        self._check(event)

    @workflow.update(
        description="The next office has the case: escalated, or forwarded by the plan."
    )
    async def escalate(self, event: events.Escalated) -> UpdateReceipt:
        """Record that the case moved up without a request for appeal."""
        return await self._report(event, self._procedure.escalate)

    @escalate.validator
    def _check_escalate(self, event: events.Escalated) -> None:
        self._check(event)

    @workflow.update(description="What the decision ordered was authorized, provided or paid.")
    async def record_effectuation(self, event: events.EffectuationRecorded) -> UpdateReceipt:
        """Record effectuation."""
        return await self._report(event, self._procedure.record_effectuation)

    @record_effectuation.validator
    def _check_record_effectuation(self, event: events.EffectuationRecorded) -> None:
        self._check(event)

    @workflow.update(description="A late request was filed with its reasons, or was answered.")
    async def request_good_cause(self, event: events.GoodCauseRequested) -> UpdateReceipt:
        """Record a late request for good cause, or the answer to it."""
        return await self._report(event, self._procedure.request_good_cause)

    @request_good_cause.validator
    def _check_request_good_cause(self, event: events.GoodCauseRequested) -> None:
        self._check(event)

    @workflow.update(description="Somebody takes care of a deadline: its reminders fall silent.")
    async def acknowledge(self, event: events.Acknowledged) -> UpdateReceipt:
        """Acknowledge a deadline's reminders."""
        return await self._report(event, self._procedure.acknowledge)

    @acknowledge.validator
    def _check_acknowledge(self, event: events.Acknowledged) -> None:
        self._check(event)

    @workflow.update(description="Another case manager takes the case.")
    async def assign(self, event: events.Assigned) -> UpdateReceipt:
        """Assign the case."""
        return await self._report(event, self._procedure.assign)

    @assign.validator
    def _check_assign(self, event: events.Assigned) -> None:
        self._check(event)

    @workflow.update(description="Contact details changed: a person given replaces the one before.")
    async def update_contacts(self, event: events.ContactsUpdated) -> UpdateReceipt:
        """Replace contact details."""
        return await self._report(event, self._procedure.update_contacts)

    @update_contacts.validator
    def _check_update_contacts(self, event: events.ContactsUpdated) -> None:
        self._check(event)

    @workflow.update(description="Count again: today's rulebook, corrected facts, or an override.")
    async def recalculate(self, event: events.Recalculated) -> UpdateReceipt:
        """Count the present clock again and show what moved."""
        return await self._report(event, self._procedure.recalculate)

    @recalculate.validator
    def _check_recalculate(self, event: events.Recalculated) -> None:
        self._check(event)

    @workflow.update(description="End the case, with the name of its ending and the reason.")
    async def close(self, event: events.Closed) -> UpdateReceipt:
        """Close the case."""
        return await self._report(event, self._procedure.close)

    @close.validator
    def _check_close(self, event: events.Closed) -> None:
        self._check(event)

    @workflow.query(description="Where the case stands and what comes next.")
    def overview(self) -> CaseOverview:
        """Where the case stands."""
        return overview(self._state)

    @workflow.query(description="Every deadline, open and settled, with its reckoning.")
    def deadlines(self) -> list[Deadline]:
        """Every deadline of the case."""
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
        """The case's record."""
        return self._state.records


def _given(begin: CaseInput | None) -> CaseInput:
    """The input, or a refusal where the form was left empty."""
    if not isinstance(begin, CaseInput):
        raise refuse("Expected one JSON object as the input: the intake of the case.")
    return begin


def _report_name() -> str:
    """What a report that is sent again is known by: its update and its id."""
    info = workflow.current_update_info()
    return f"{info.name} {info.id}" if info else ""


def _fresh(intake: Intake) -> CaseState:
    return CaseState(
        case_id=workflow.info().workflow_id,
        opened_at=workflow.now(),
        intake=intake,
        level=intake.entry_level,
        phase=Phase.FILING,
        speed=intake.speed,
        amount=intake.amount_in_controversy,
    )


def _plain(error: ActivityError) -> ApplicationError:
    """A rulebook that could not answer, as the sender of an update should read it."""
    cause = error.cause
    if isinstance(cause, ApplicationError):
        return ApplicationError(cause.message, type=cause.type, non_retryable=True)
    return ApplicationError("The rulebook could not be consulted; send the update again.")


def _changes(
    before: dict[str, Deadline], after: list[Deadline], why: str
) -> tuple[DeadlineChange, ...]:
    """What an event did to each deadline: opened, moved or settled."""
    changes = []
    for deadline in after:
        old = before.get(deadline.id)
        if old is not None and (old.due_on, old.status) == (deadline.due_on, deadline.status):
            continue
        changes.append(
            DeadlineChange(
                deadline=deadline.id,
                title=deadline.reckoning.title,
                before=old.due_on if old else None,
                after=deadline.due_on if deadline.is_open else None,
                why=why if deadline.is_open else f"{deadline.status.value}: {why}",
            )
        )
    return tuple(changes)
