"""CmsComplaint: a complaint about a plan to CMS, from the call to its resolution."""

from datetime import date

from temporalio import workflow

from workflows.beside import BesideWorkflow, asking, book
from workflows.complaint_face import COMPLAINT_FACE
from workflows.complaint_refusals import check_complaint_event
from workflows.docket import (
    close_follow_ups,
    finish,
    has_follow_up,
    open_deadline,
    record,
    settle,
    today,
)
from workflows.docket_workflow import given
from workflows.family import parent_id
from workflows.milestones import done, step
from workflows.recounting import recount, settle_by

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event, UpdateReceipt
    from models.cms_complaint import (
        ANSWERED,
        ASSIGNED,
        CONTACTED,
        MADE,
        Category,
        ComplaintAnswered,
        ComplaintAssigned,
        ComplaintEnding,
        ComplaintExtended,
        ComplaintInput,
        ComplaintIntake,
        ComplaintMade,
        ComplaintOccasion,
        ComplaintQuestion,
        ComplaintRecalculated,
        ComplaintStage,
        ComplaintState,
        PlanContacted,
    )
    from models.consultation import Clocks
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket_view import DocketStory
    from models.milestone import Milestone


@workflow.defn
class CmsComplaint(BesideWorkflow[ComplaintState]):
    """One complaint to CMS. Start it with an intake; steer it with its updates."""

    _face = COMPLAINT_FACE

    @workflow.init
    def __init__(self, begin: ComplaintInput | None = None) -> None:
        """Begin from an intake, or go on from the docket of the run before."""
        if isinstance(begin, ComplaintInput):
            self._take_up(begin.root)

    @workflow.run
    async def run(self, begin: ComplaintInput | None = None) -> DocketStory:
        """Carry the complaint until it ends, and tell its story."""
        given(begin, ComplaintInput, "complaint")
        await self._carry()
        return self._story()

    def _fresh(self, intake: ComplaintIntake) -> ComplaintState:
        return ComplaintState(
            case_id=workflow.info().workflow_id,
            opened_at=workflow.now(),
            intake=intake,
            parent_id=parent_id(),
            category=intake.category,
            milestones=[
                Milestone(key=MADE, title="Complaint made"),
                Milestone(key=ASSIGNED, title="Assigned to the plan"),
                Milestone(key=CONTACTED, title="The plan was in touch"),
                Milestone(key=ANSWERED, title="Answered"),
            ],
        )

    def _carried(self) -> ComplaintInput:
        return ComplaintInput(self._state)

    async def _open(self) -> None:
        intake = self._state.intake
        if intake.filed_on is None:
            book(self._state, await self._ask(ComplaintOccasion.OPENED, today(self._state)))
            record(self._state, "Opened: the complaint is to be made.")
            return
        await self._make(intake.filed_on, intake.tracking_number)
        if intake.assigned_on is not None:
            await self._assign(intake.assigned_on)

    @workflow.update(description="The complaint was made at 1-800-MEDICARE or on medicare.gov.")
    async def record_filed(self, event: ComplaintMade) -> UpdateReceipt:
        """Record that the complaint was made."""
        return await self._report(event, self._made)

    @record_filed.validator
    def _check_record_filed(self, event: ComplaintMade) -> None:
        self._check(event)

    async def _made(self, event: ComplaintMade) -> str:
        self._state.category = event.category or self._state.category
        return await self._make(event.filed_on, event.tracking_number)

    async def _make(self, day: date, tracking_number: str | None) -> str:
        state = self._state
        answer = await self._ask(ComplaintOccasion.MADE, day)
        close_follow_ups(state, set(FollowUpKind))
        book(state, answer)
        state.filed_on = day
        state.tracking_number = tracking_number or state.tracking_number
        state.stage = ComplaintStage.ASSIGNING
        done(state, MADE, day)
        return record(state, f"Complaint made {day}.")

    @workflow.update(description="CMS assigned it to the plan: the plan's time runs from that day.")
    async def record_assigned(self, event: ComplaintAssigned) -> UpdateReceipt:
        """Record the day of assignment, or correct it and the grade."""
        return await self._report(event, self._assigned_by_cms)

    @record_assigned.validator
    def _check_record_assigned(self, event: ComplaintAssigned) -> None:
        self._check(event)

    async def _assigned_by_cms(self, event: ComplaintAssigned) -> str:
        before = self._state.category
        self._state.category = event.category or before
        try:
            what = await self._assign(event.assigned_on)
        except BaseException:
            self._state.category = before
            raise
        self._state.tracking_number = event.tracking_number or self._state.tracking_number
        return what

    async def _assign(self, day: date) -> str:
        """The plan's clocks count from the day of assignment; a corrected day moves them."""
        state = self._state
        if state.category is not Category.OTHER:
            # What became urgent has lost its extension.
            answer = await self._ask(
                ComplaintOccasion.ASSIGNED, day, extended=False, extension_days=None
            )
            state.extended, state.extension_days = False, None
        else:
            answer = await self._ask(ComplaintOccasion.ASSIGNED, day)
        close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.OVERDUE})
        for deadline in answer.deadlines:
            recount(state, deadline)
        purposes = {deadline.purpose for deadline in answer.deadlines}
        if Purpose.CONTACT not in purposes:
            settle(open_deadline(state, Purpose.CONTACT), DeadlineStatus.SUPERSEDED, day)
        if not has_follow_up(state, FollowUpKind.OVERDUE):
            state.remarks = list(answer.remarks)
        state.assigned_on, state.stage = day, ComplaintStage.RESOLVING
        step(state, ASSIGNED).done_on = day
        grade = state.category.value.replace("_", " ")
        return record(state, f"Assigned to the plan {day}: {grade}.")

    @workflow.update(description="The plan takes up to 14 days more; not where it is urgent.")
    async def record_extension(self, event: ComplaintExtended) -> UpdateReceipt:
        """Record an extension."""
        return await self._report(event, self._extended)

    @record_extension.validator
    def _check_record_extension(self, event: ComplaintExtended) -> None:
        self._check(event)

    async def _extended(self, event: ComplaintExtended) -> str:
        state = self._state
        assigned = state.assigned_on or event.noticed_on
        answer = await self._ask(
            ComplaintOccasion.ASSIGNED, assigned, extended=True, extension_days=event.days
        )
        recount(state, answer.deadlines[0])
        state.remarks = list(answer.remarks)
        state.extended, state.extension_days = True, event.days
        return record(state, f"Extension noticed {event.noticed_on}.")

    @workflow.update(description="The plan got in touch with whoever complained.")
    async def record_contact(self, event: PlanContacted) -> UpdateReceipt:
        """Record that the plan was in touch."""
        return await self._report(event, self._contacted)

    @record_contact.validator
    def _check_record_contact(self, event: PlanContacted) -> None:
        self._check(event)

    async def _contacted(self, event: PlanContacted) -> str:
        settle_by(self._state, Purpose.CONTACT, event.on)
        done(self._state, CONTACTED, event.on)
        return record(self._state, f"The plan was in touch {event.on}.")

    @workflow.update(description="The complaint was closed: resolved, or not.")
    async def record_answer(self, event: ComplaintAnswered) -> UpdateReceipt:
        """Record how the complaint was answered."""
        return await self._report(event, self._answered)

    @record_answer.validator
    def _check_record_answer(self, event: ComplaintAnswered) -> None:
        self._check(event)

    async def _answered(self, event: ComplaintAnswered) -> str:
        state = self._state
        answer = None
        if not event.resolved:
            answer = await self._ask(ComplaintOccasion.UNRESOLVED, event.on)
        for purpose in (Purpose.RESOLUTION, Purpose.CONTACT):
            settle_by(state, purpose, event.on)
        close_follow_ups(state, set(FollowUpKind))
        done(state, ANSWERED, event.on)
        if answer is None:
            what = record(state, f"Answered {event.on}: resolved.")
            finish(state, ComplaintEnding.RESOLVED)
            return what
        book(state, answer)
        again = state.stage is ComplaintStage.FURTHER_DOORS
        state.stage = ComplaintStage.FURTHER_DOORS
        what = f"Answered {event.on}: not resolved."
        known = again and any(line.what == what for line in state.records)
        return what if known else record(state, what)

    @workflow.update(description="Correct what was typed wrong, and count again.")
    async def recalculate(self, event: ComplaintRecalculated) -> UpdateReceipt:
        """Correct the day of the call, the tracking number or the extension."""
        return await self._report(event, self._recalculated)

    @recalculate.validator
    def _check_recalculate(self, event: ComplaintRecalculated) -> None:
        self._check(event)

    async def _recalculated(self, event: ComplaintRecalculated) -> str:
        state = self._state
        if event.extension_days is not None and state.assigned_on is not None:
            extended, days = bool(event.extension_days), event.extension_days or None
            answer = await self._ask(
                ComplaintOccasion.ASSIGNED,
                state.assigned_on,
                extended=extended,
                extension_days=days,
            )
            if state.stage is ComplaintStage.RESOLVING:
                recount(state, answer.deadlines[0])
            state.extended, state.extension_days = extended, days
        if event.filed_on is not None:
            state.filed_on = step(state, MADE).done_on = event.filed_on
        if event.also_grievance is not None:
            self._change_intake({"also_grievance": event.also_grievance})
        state.tracking_number = event.tracking_number or state.tracking_number
        record(state, f"Reason: {event.reason}")
        return record(state, "Recalculated with the facts as corrected.")

    async def _expire(self, deadline: Deadline) -> None:
        """The plan's time ran out: to call, or to resolve."""
        state = self._state
        answer = None
        if deadline.purpose is Purpose.RESOLUTION:
            answer = await self._ask(ComplaintOccasion.LATE, deadline.due_on)
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        if answer is not None:
            book(state, answer)
        record(state, f"Ran out on {deadline.due_on}: {deadline.purpose.value} by the plan.")

    def _check_event(self, event: Event) -> None:
        check_complaint_event(self._state, event)

    async def _ask(self, occasion: ComplaintOccasion, on: date, **facts: object) -> Clocks:
        state = self._state
        known: dict[str, object] = {
            "extended": state.extended,
            "extension_days": state.extension_days,
        }
        question = ComplaintQuestion(
            **asking(state, on),
            occasion=occasion,
            category=state.category,
            contacted=any(step.key == CONTACTED and step.done_on for step in state.milestones),
            **(known | facts),
        )
        return await self._consult("consult_on_complaint", question, Clocks)
