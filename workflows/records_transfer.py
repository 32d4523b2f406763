"""RecordsTransfer: one request to one holder of records, from sending it to the records in hand.

Reports may come in any order: what comes later implies what must have come before, by then at the
latest, and a better day replaces the implied one.
"""

from datetime import date

from temporalio import workflow

from workflows.beside import BesideWorkflow, asking, book
from workflows.docket import (
    add,
    close_follow_ups,
    finish,
    open_deadline,
    record,
    replace_deadline,
    settle,
    today,
)
from workflows.docket_workflow import given
from workflows.family import parent_id
from workflows.milestones import arranged, done, step
from workflows.records_face import RECORDS_FACE
from workflows.records_refusals import check_records_event

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event, UpdateReceipt
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket_view import DocketStory
    from models.evidence import Evidence, EvidenceKind
    from models.milestone import Milestone
    from models.records_transfer import (
        AllArrived,
        EscalatedTo,
        PartArrived,
        RecipientConfirmed,
        RecordsArrived,
        RecordsClocks,
        RecordsEnding,
        RecordsEscalated,
        RecordsExtended,
        RecordsInput,
        RecordsIntake,
        RecordsOccasion,
        RecordsQuestion,
        RecordsRecipient,
        RecordsState,
        RequestReceived,
        RequestSent,
    )

SENT, RECEIVED, DELIVERED, CONFIRMED = "sent", "received", "delivered", "confirmed"
"""The milestones of a records transfer."""

_PRESSING = {FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED, FollowUpKind.CHECK_IN}
"""What is asked of a holder that has the request and does not answer."""


@workflow.defn
class RecordsTransfer(BesideWorkflow[RecordsState]):
    """One request for records. Start it with an intake; steer it with its updates."""

    _face = RECORDS_FACE

    @workflow.init
    def __init__(self, begin: RecordsInput | None = None) -> None:
        """Begin from an intake, or go on from the docket of the run before."""
        if isinstance(begin, RecordsInput):
            self._take_up(begin.root)

    @workflow.run
    async def run(self, begin: RecordsInput | None = None) -> DocketStory:
        """Carry the request until the records are where they are needed, and tell its story."""
        given(begin, RecordsInput, "records transfer")
        await self._carry()
        return self._story()

    def _fresh(self, intake: RecordsIntake) -> RecordsState:
        for_others = intake.recipient is not RecordsRecipient.CASE_MANAGER
        return RecordsState(
            case_id=workflow.info().workflow_id,
            opened_at=workflow.now(),
            intake=intake,
            parent_id=parent_id(),
            milestones=[
                Milestone(key=SENT, title="Request sent"),
                Milestone(key=RECEIVED, title="Holder has the request"),
                Milestone(key=DELIVERED, title="Records complete", latest_on=intake.needed_on),
                Milestone(key=CONFIRMED, title="Recipient has the records", needed=for_others),
            ],
        )

    def _carried(self) -> RecordsInput:
        return RecordsInput(self._state)

    async def _open(self) -> None:
        intake = self._state.intake
        if intake.sent_on is None and intake.received_on is None:
            book(self._state, await self._ask(RecordsOccasion.OPENED, today(self._state)))
            record(self._state, "Opened: the request is to be sent.")
            return
        if intake.sent_on is not None:
            await self._send(intake.sent_on)
        if intake.received_on is not None:
            await self._receive(intake.received_on)

    @workflow.update(description="The request was sent to the holder, or sent once more.")
    async def record_sent(self, event: RequestSent) -> UpdateReceipt:
        """Record that the request was sent, or correct the day."""
        return await self._report(event, self._sent)

    @record_sent.validator
    def _check_record_sent(self, event: RequestSent) -> None:
        self._check(event)

    async def _sent(self, event: RequestSent) -> str:
        what = await self._send(event.sent_on)
        self._state.sent_how = event.how or self._state.sent_how
        return what

    async def _send(self, day: date) -> str:
        """Until the holder is known to have it, somebody must ask."""
        state = self._state
        if state.received_on is None and state.delivered_on is None:
            answer = await self._ask(RecordsOccasion.SENT, day)
            close_follow_ups(state, {FollowUpKind.TRACKING, FollowUpKind.CONFIRM_RECEIPT})
            add(state, answer)
        state.sent_on = step(state, SENT).done_on = day
        return record(state, f"Request sent {day}.")

    @workflow.update(description="The holder has the request: its time runs from that day.")
    async def record_received(self, event: RequestReceived) -> UpdateReceipt:
        """Record since when the holder has the request, or correct the day."""
        return await self._report(event, self._received)

    @record_received.validator
    def _check_record_received(self, event: RequestReceived) -> None:
        self._check(event)

    async def _received(self, event: RequestReceived) -> str:
        return await self._receive(event.received_on)

    async def _receive(
        self,
        day: date,
        *,
        presumed: bool = False,
        extended_on: date | None = None,
        promised_on: date | None = None,
    ) -> str:
        """The holder's time runs from that day, with what extends it; a better day moves it."""
        state = self._state
        if extended_on is None:
            extended_on, promised_on = state.extended_on, state.promised_on
        if state.delivered_on is None:
            answer = await self._ask(
                RecordsOccasion.RECEIVED,
                day,
                presumed=presumed,
                extended_on=extended_on,
                promised_on=promised_on,
            )
            close_follow_ups(state, set(FollowUpKind))
            self._run_clock(answer, promised_on)
        state.received_on, state.receipt_presumed = day, presumed
        state.extended_on, state.promised_on = extended_on, promised_on
        self._mark_received(day)
        by_then = ", at the latest that day" if presumed else ""
        return record(state, f"Holder has the request since {day}{by_then}.")

    def _run_clock(self, answer: RecordsClocks, promised_on: date | None) -> None:
        """The one clock of the holder: a count made anew takes the place of the one before."""
        state = self._state
        old = state.clock
        for deadline in answer.deadlines:
            if old is None:
                state.deadlines.append(deadline)
            else:
                replace_deadline(state, old, deadline)
            arranged(state, DELIVERED, min(deadline.due_on, promised_on or deadline.due_on))
        state.follow_ups.extend(answer.follow_ups)
        state.remarks, state.terms = list(answer.remarks), answer.terms

    def _mark_received(self, day: date) -> None:
        """What the holder has was sent, by the same day at the latest."""
        state = self._state
        step(state, RECEIVED).done_on = day
        if state.sent_on is None:
            step(state, SENT).done_on = day

    @workflow.update(description="The holder takes more time, with reasons and a date in writing.")
    async def record_extension(self, event: RecordsExtended) -> UpdateReceipt:
        """Record the holder's one extension."""
        return await self._report(event, self._extended)

    @record_extension.validator
    def _check_record_extension(self, event: RecordsExtended) -> None:
        self._check(event)

    async def _extended(self, event: RecordsExtended) -> str:
        """Whoever asks for more time has the request: that day at the latest."""
        state = self._state
        received, presumed = state.received_on, state.receipt_presumed
        if received is None or (presumed and event.noticed_on < received):
            received, presumed = event.noticed_on, True
        await self._receive(
            received, presumed=presumed, extended_on=event.noticed_on, promised_on=event.until
        )
        return record(state, f"Extension noticed {event.noticed_on}.")

    @workflow.update(description="A part of the records arrived; the holder's time goes on.")
    async def record_partial(self, event: PartArrived) -> UpdateReceipt:
        """Record that a part arrived."""
        return await self._report(event, self._part_arrived)

    @record_partial.validator
    def _check_record_partial(self, event: PartArrived) -> None:
        self._check(event)

    async def _part_arrived(self, event: PartArrived) -> str:
        state = self._state
        if state.received_on is None or (state.receipt_presumed and event.on < state.received_on):
            await self._receive(event.on, presumed=True)
        self._keep_document(event)
        return record(state, f"A part of the records arrived {event.on}.")

    @workflow.update(description="All the records arrived.")
    async def record_delivered(self, event: AllArrived) -> UpdateReceipt:
        """Record that the records are complete."""
        return await self._report(event, self._delivered)

    @record_delivered.validator
    def _check_record_delivered(self, event: AllArrived) -> None:
        self._check(event)

    async def _delivered(self, event: AllArrived) -> str:
        state = self._state
        if state.intake.recipient is RecordsRecipient.CASE_MANAGER:
            what = self._complete(event)
            self._confirm(event.on)
            return what
        answer = await self._ask(RecordsOccasion.DELIVERED, event.on)
        what = self._complete(event)
        book(state, answer)
        return what

    @workflow.update(description="The recipient has the records: this ends the request.")
    async def record_confirmed(self, event: RecipientConfirmed) -> UpdateReceipt:
        """Record that the records are where they are needed."""
        return await self._report(event, self._confirmed)

    @record_confirmed.validator
    def _check_record_confirmed(self, event: RecipientConfirmed) -> None:
        self._check(event)

    async def _confirmed(self, event: RecipientConfirmed) -> str:
        if self._state.delivered_on is None:
            self._complete(AllArrived(on=event.on))
        what = record(self._state, f"The recipient has the records {event.on}.")
        self._confirm(event.on)
        return what

    def _complete(self, event: AllArrived) -> str:
        """Everything is there, so the holder had the request by then."""
        state = self._state
        if state.received_on is None or (state.receipt_presumed and event.on < state.received_on):
            state.received_on, state.receipt_presumed = event.on, True
            self._mark_received(event.on)
        clock = state.clock
        if clock is not None and (clock.is_open or event.on <= clock.due_on):
            settle(clock, DeadlineStatus.MET, event.on)
        close_follow_ups(state, set(FollowUpKind))
        state.remarks = []
        state.delivered_on = event.on
        done(state, DELIVERED, event.on)
        self._keep_document(event)
        return record(state, f"All the records arrived {event.on}.")

    def _confirm(self, day: date) -> None:
        done(self._state, CONFIRMED, day)
        finish(self._state, RecordsEnding.DELIVERED)

    def _keep_document(self, event: RecordsArrived) -> None:
        """Whatever arrives speaks for the appeal: it is listed at once."""
        state = self._state
        state.evidence.append(
            Evidence(
                id=f"{state.case_id}.{len(state.evidence) + 1}",
                kind=EvidenceKind.RECORDS,
                name=event.document,
                location=event.location,
                given_by=state.intake.holder,
                received_on=event.on,
            )
        )

    @workflow.update(description="The holder's privacy officer, or OCR, was written to.")
    async def record_escalation(self, event: RecordsEscalated) -> UpdateReceipt:
        """Record a complaint over the holder's head."""
        return await self._report(event, self._escalated)

    @record_escalation.validator
    def _check_record_escalation(self, event: RecordsEscalated) -> None:
        self._check(event)

    async def _escalated(self, event: RecordsEscalated) -> str:
        """What follows waits for the holder's time to run out, where it still runs."""
        state = self._state
        privacy_officer_on, ocr_on = state.privacy_officer_on, state.ocr_on
        if event.to is EscalatedTo.OCR:
            ocr_on, whom = event.on, "to the HHS Office for Civil Rights (OCR)"
        else:
            privacy_officer_on, whom = event.on, "to the holder's privacy officer"
        if open_deadline(state, Purpose.RECORDS) is None:
            answer = await self._ask(
                RecordsOccasion.ESCALATED,
                event.on,
                privacy_officer_on=privacy_officer_on,
                ocr_on=ocr_on,
            )
            close_follow_ups(state, _PRESSING)
            add(state, answer)
        state.privacy_officer_on, state.ocr_on = privacy_officer_on, ocr_on
        return record(state, f"Escalated {event.on}: {whom}.")

    async def _expire(self, deadline: Deadline) -> None:
        """The holder's time ran out."""
        state = self._state
        answer = await self._ask(RecordsOccasion.LATE, deadline.due_on)
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        close_follow_ups(state, _PRESSING)
        add(state, answer)
        record(state, f"Ran out on {deadline.due_on}: the holder's time for the records.")

    def _check_event(self, event: Event) -> None:
        check_records_event(self._state, event)

    async def _ask(self, occasion: RecordsOccasion, on: date, **facts: object) -> RecordsClocks:
        state = self._state
        known: dict[str, object] = {
            "presumed": state.receipt_presumed,
            "extended_on": state.extended_on,
            "promised_on": state.promised_on,
            "privacy_officer_on": state.privacy_officer_on,
            "ocr_on": state.ocr_on,
        }
        question = RecordsQuestion(
            **asking(state, on),
            occasion=occasion,
            what=state.intake.what,
            recipient=state.intake.recipient,
            needed_on=state.intake.needed_on,
            **(known | facts),
        )
        return await self._consult("consult_on_records", question, RecordsClocks)
