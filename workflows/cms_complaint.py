"""CmsComplaint: a complaint about a plan to CMS, from the call to its resolution."""

from datetime import date

from temporalio import workflow

from workflows.beside import BesideWorkflow, asking, book
from workflows.complaint_face import COMPLAINT_FACE
from workflows.docket import (
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
from workflows.milestones import done
from workflows.refusals import not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event, UpdateReceipt
    from models.cms_complaint import (
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
        ComplaintStage,
        ComplaintState,
        PlanContacted,
    )
    from models.consultation import Clocks
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket_view import DocketStory
    from models.milestone import Milestone

MADE, ASSIGNED, CONTACTED, ANSWERED = "made", "assigned", "contacted", "answered"
"""The milestones of a complaint."""


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
            return await self._assign(event.assigned_on)
        except BaseException:
            self._state.category = before
            raise

    async def _assign(self, day: date) -> str:
        """The plan's clocks count from the day of assignment; a corrected day moves them."""
        state = self._state
        answer = await self._ask(ComplaintOccasion.ASSIGNED, day)
        close_follow_ups(state, set(FollowUpKind))
        for deadline in answer.deadlines:
            old = open_deadline(state, deadline.purpose)
            if old is None:
                state.deadlines.append(deadline)
            else:
                replace_deadline(state, old, deadline)
        purposes = {deadline.purpose for deadline in answer.deadlines}
        if Purpose.CONTACT not in purposes:
            settle(open_deadline(state, Purpose.CONTACT), DeadlineStatus.SUPERSEDED, day)
        state.remarks = list(answer.remarks)
        state.assigned_on, state.stage = day, ComplaintStage.RESOLVING
        done(state, ASSIGNED, day)
        return record(state, f"Assigned to the plan {day}: {state.category.value}.")

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
        old = open_deadline(state, Purpose.RESOLUTION)
        if old is not None:
            replace_deadline(state, old, answer.deadlines[0])
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
        settle(open_deadline(self._state, Purpose.CONTACT), DeadlineStatus.MET, event.on)
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
            settle(open_deadline(state, purpose), DeadlineStatus.MET, event.on)
        close_follow_ups(state, set(FollowUpKind))
        done(state, ANSWERED, event.on)
        if answer is None:
            what = record(state, f"Answered {event.on}: resolved.")
            finish(state, ComplaintEnding.RESOLVED)
            return what
        book(state, answer)
        state.stage = ComplaintStage.FURTHER_DOORS
        return record(state, f"Answered {event.on}: not resolved.")

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
        state = self._state
        match event:
            case ComplaintMade():
                if state.filed_on is not None:
                    raise refuse(f"The complaint was made already, on {state.filed_on}.")
            case ComplaintAssigned():
                if state.filed_on is None:
                    raise refuse("CMS assigns what was made: record_filed comes first.")
                if state.stage is ComplaintStage.FURTHER_DOORS:
                    raise refuse("The complaint was answered already.")
                not_before("assigned_on", event.assigned_on, state.filed_on, "the complaint")
            case ComplaintExtended():
                self._check_extension(event)
            case PlanContacted() | ComplaintAnswered():
                if state.filed_on is None:
                    raise refuse("Nobody answers what was not made: record_filed comes first.")
                not_before("on", event.on, state.filed_on, "the complaint")

    def _check_extension(self, event: ComplaintExtended) -> None:
        state = self._state
        if open_deadline(state, Purpose.RESOLUTION) is None:
            raise refuse("No time of the plan runs that could be extended.")
        if state.category is not Category.OTHER or not state.intake.also_grievance:
            raise refuse(
                "Only a complaint that is a grievance too, and neither urgent nor of immediate "
                "need, can be extended (42 CFR 422.125, 423.129)."
            )
        if state.extended:
            raise refuse("The plan has extended its time already; the rule knows one extension.")
        not_before("noticed_on", event.noticed_on, state.assigned_on, "the assignment")

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
