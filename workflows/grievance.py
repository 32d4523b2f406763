"""Grievance: a complaint to the plan, from the event to the plan's answer and beyond."""

from datetime import date, time

from temporalio import workflow

from workflows.beside import BesideWorkflow, asking, book
from workflows.docket import (
    close_follow_ups,
    finish,
    open_deadline,
    record,
    replace_deadline,
    settle,
)
from workflows.docket_workflow import given
from workflows.family import child_intake, parent_id, start_child
from workflows.grievance_face import GRIEVANCE_FACE
from workflows.milestones import done
from workflows.refusals import not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event, UpdateReceipt
    from models.cms_complaint import (
        ComplaintEnding,
        ComplaintFacts,
        ComplaintIntake,
        ComplaintStarted,
    )
    from models.consultation import Clocks
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket import Child, ChildReport, DocketKind
    from models.docket_view import DocketStory
    from models.grievance import (
        Form,
        GrievanceAnswered,
        GrievanceEnding,
        GrievanceExtended,
        GrievanceFiled,
        GrievanceInput,
        GrievanceIntake,
        GrievanceOccasion,
        GrievanceQuestion,
        GrievanceStage,
        GrievanceState,
    )
    from models.milestone import Milestone

FILED, ANSWERED = "filed", "answered"
"""The milestones of a grievance."""


@workflow.defn
class Grievance(BesideWorkflow[GrievanceState]):
    """One grievance to a plan. Start it with an intake; steer it with its updates."""

    _face = GRIEVANCE_FACE

    @workflow.init
    def __init__(self, begin: GrievanceInput | None = None) -> None:
        """Begin from an intake, or go on from the docket of the run before."""
        if isinstance(begin, GrievanceInput):
            self._take_up(begin.root)

    @workflow.run
    async def run(self, begin: GrievanceInput | None = None) -> DocketStory:
        """Carry the grievance until it ends, and tell its story."""
        given(begin, GrievanceInput, "grievance")
        await self._carry()
        return self._story()

    def _fresh(self, intake: GrievanceIntake) -> GrievanceState:
        return GrievanceState(
            case_id=workflow.info().workflow_id,
            opened_at=workflow.now(),
            intake=intake,
            parent_id=parent_id(),
            form=intake.form,
            milestones=[
                Milestone(key=FILED, title="Grievance filed"),
                Milestone(key=ANSWERED, title="Plan's answer"),
            ],
        )

    def _carried(self) -> GrievanceInput:
        return GrievanceInput(self._state)

    async def _open(self) -> None:
        intake = self._state.intake
        if intake.filed_on is not None:
            await self._file(intake.filed_on, intake.filed_at, intake.form)
            return
        answer = await self._ask(GrievanceOccasion.EVENT, intake.event_on)
        book(self._state, answer)
        record(self._state, f"Opened: event of {intake.event_on}.")

    @workflow.update(description="The plan received the grievance.")
    async def record_filed(self, event: GrievanceFiled) -> UpdateReceipt:
        """Record that the grievance was filed."""
        return await self._report(event, self._filed)

    @record_filed.validator
    def _check_record_filed(self, event: GrievanceFiled) -> None:
        self._check(event)

    async def _filed(self, event: GrievanceFiled) -> str:
        return await self._file(event.filed_on, event.filed_at, event.form)

    async def _file(self, day: date, at: time | None, form: Form) -> str:
        """Our clock stops, the plan's starts."""
        state = self._state
        answer = await self._ask(GrievanceOccasion.FILED, day, at=at)
        settle(open_deadline(state, Purpose.GRIEVANCE), DeadlineStatus.MET, day)
        close_follow_ups(state, {FollowUpKind.OVERDUE})
        book(state, answer)
        state.filed_on, state.filed_at, state.form = day, at, form
        state.stage = GrievanceStage.ANSWERING
        done(state, FILED, day)
        return record(state, f"Grievance received by the plan {day}.")

    @workflow.update(description="The plan takes up to 14 days more to answer.")
    async def record_extension(self, event: GrievanceExtended) -> UpdateReceipt:
        """Record an extension."""
        return await self._report(event, self._extended)

    @record_extension.validator
    def _check_record_extension(self, event: GrievanceExtended) -> None:
        self._check(event)

    async def _extended(self, event: GrievanceExtended) -> str:
        state = self._state
        filed = state.filed_on or event.noticed_on
        answer = await self._ask(
            GrievanceOccasion.FILED,
            filed,
            at=state.filed_at,
            extended=True,
            extension_days=event.days,
        )
        old = open_deadline(state, Purpose.ANSWER)
        if old is not None:
            replace_deadline(state, old, answer.deadlines[0])
        state.extended, state.extension_days = True, event.days
        return record(state, f"Extension noticed {event.noticed_on}.")

    @workflow.update(description="The plan answered: resolved, or not.")
    async def record_answer(self, event: GrievanceAnswered) -> UpdateReceipt:
        """Record the plan's answer."""
        return await self._report(event, self._answered)

    @record_answer.validator
    def _check_record_answer(self, event: GrievanceAnswered) -> None:
        self._check(event)

    async def _answered(self, event: GrievanceAnswered) -> str:
        state = self._state
        words = "resolved" if event.resolved else "not resolved"
        if event.resolved:
            self._settle_answer(event.on)
            what = record(state, f"The plan answered {event.on}: {words}.")
            finish(state, GrievanceEnding.RESOLVED)
            return what
        answer = await self._ask(GrievanceOccasion.UNRESOLVED, event.on, answered=event.form.value)
        self._settle_answer(event.on)
        book(state, answer)
        state.stage = GrievanceStage.UNRESOLVED
        return record(state, f"The plan answered {event.on}: {words}.")

    def _settle_answer(self, day: date) -> None:
        state = self._state
        settle(open_deadline(state, Purpose.ANSWER), DeadlineStatus.MET, day)
        close_follow_ups(state, set(FollowUpKind))
        done(state, ANSWERED, day)

    @workflow.update(description="Take it further: start a complaint to CMS beside it.")
    async def file_cms_complaint(self, event: ComplaintStarted) -> UpdateReceipt:
        """Start a complaint to CMS."""
        return await self._report(event, self._complaint_started)

    @file_cms_complaint.validator
    def _check_file_cms_complaint(self, event: ComplaintStarted) -> None:
        self._check(event)

    async def _complaint_started(self, event: ComplaintStarted) -> str:
        state = self._state
        facts = ComplaintFacts(**event.model_dump())
        child = await start_child(
            state, DocketKind.CMS_COMPLAINT, child_intake(state.intake, ComplaintIntake, facts)
        )
        close_follow_ups(state, {FollowUpKind.UNRESOLVED, FollowUpKind.OVERDUE})
        return f"Complaint to CMS started: {child.id}."

    async def _heard(self, report: ChildReport) -> None:
        """The complaint to CMS ended: with it ends what it was about."""
        state = self._state
        if report.ending is None or any(child.is_open for child in state.children):
            return
        resolved = report.ending == ComplaintEnding.RESOLVED
        finish(state, GrievanceEnding.RESOLVED if resolved else GrievanceEnding.UNRESOLVED)

    def _ends_with_us(self, child: Child) -> bool:
        """A complaint to CMS goes on by itself."""
        del child
        return False

    async def _expire(self, deadline: Deadline) -> None:
        """Our days to file ran out, or the plan's to answer."""
        state = self._state
        missed = deadline.purpose is Purpose.GRIEVANCE
        occasion = GrievanceOccasion.FILING_MISSED if missed else GrievanceOccasion.ANSWER_LATE
        answer = await self._ask(occasion, deadline.due_on)
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        book(state, answer)
        whose = "the days to file" if missed else "the plan's time to answer"
        record(state, f"Ran out on {deadline.due_on}: {whose}.")

    def _check_event(self, event: Event) -> None:
        state = self._state
        match event:
            case GrievanceFiled():
                if state.stage is not GrievanceStage.FILING:
                    raise refuse(f"The grievance was filed already, on {state.filed_on}.")
                not_before("filed_on", event.filed_on, state.intake.event_on, "the event")
            case GrievanceExtended():
                self._check_extension(event)
            case GrievanceAnswered():
                if state.stage is GrievanceStage.FILING:
                    raise refuse("The plan answers only what was filed: record_filed comes first.")
                not_before("on", event.on, state.filed_on, "the filing")
            case ComplaintStarted():
                if state.stage is GrievanceStage.FILING:
                    raise refuse(
                        "The plan has not had the grievance yet: file it first, or start a "
                        "CmsComplaint of its own where it cannot wait."
                    )
                if any(child.is_open for child in state.children):
                    raise refuse("A complaint to CMS is running already.")

    def _check_extension(self, event: GrievanceExtended) -> None:
        state = self._state
        running = open_deadline(state, Purpose.ANSWER)
        if running is None:
            raise refuse("No answer of the plan is awaited that could be extended.")
        if running.reckoning.to_the_hour:
            raise refuse("The 24-hour clock cannot be extended (42 CFR 422.564(f), 423.564(f)).")
        if state.extended:
            raise refuse("The plan has extended its time already; the rule knows one extension.")
        not_before("noticed_on", event.noticed_on, state.filed_on, "the filing")

    async def _ask(
        self, occasion: GrievanceOccasion, on: date, *, at: time | None = None, **facts: object
    ) -> Clocks:
        intake = self._state.intake
        known: dict[str, object] = {
            "extended": self._state.extended,
            "extension_days": self._state.extension_days,
        }
        question = GrievanceQuestion(
            **asking(self._state, on, at=at),
            occasion=occasion,
            about=intake.about,
            event_on=intake.event_on,
            drug_obtained=intake.drug_obtained,
            **(known | facts),
        )
        return await self._consult("consult_on_grievance", question, Clocks)
