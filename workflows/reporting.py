"""What people report to any workflow by its updates, and how each report is answered."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow

from workflows.agenda import Expiry, due
from workflows.docket import named, record, today
from workflows.face import StateT
from workflows.family_ties import FamilyTies
from workflows.local_failures import LOCAL_FAILURES
from workflows.publishing import Publisher
from workflows.refusals import check_acknowledgement, check_addresses, check_calendar
from workflows.stopped_sms import check_sms, sms_stopped, without_sms
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
    from models.people import ContactChanges

EventT = TypeVar("EventT", bound=Event)

_RECEIPTS_KEPT = 200
"""Answers kept for updates that may be sent again, across continue-as-new."""


class Reporting(FamilyTies[StateT]):
    """The part of a workflow that people speak to."""

    _publisher: Publisher[StateT]

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
