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
    today,
)
from workflows.docket_workflow import given
from workflows.family import child_intake, parent_id, start_child
from workflows.grievance_face import GRIEVANCE_FACE
from workflows.grievance_refusals import check_grievance_event
from workflows.milestones import done, step
from workflows.recounting import latest, recount, settle_by
from workflows.refusals import check_hour

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event, UpdateReceipt
    from models.cms_complaint import ANSWERED as COMPLAINT_ANSWERED
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
        GrievanceRecalculated,
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
            check_hour(self._state, "filed_at", intake.filed_on, intake.filed_at)
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
        return await self._file(event.filed_on, event.filed_at, event.form or self._state.form)

    async def _file(self, day: date, at: time | None, form: Form) -> str:
        """Our clock stops, the plan's starts."""
        state = self._state
        answer = await self._ask(GrievanceOccasion.FILED, day, at=at)
        settle_by(state, Purpose.GRIEVANCE, day)
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
        recount(state, answer.deadlines[0])
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
        by = f" by {event.answered_by}" if event.answered_by else ""
        what = f"The plan answered {event.on}, {event.form.value}{by}: "
        if event.resolved:
            self._settle_answer(event.on)
            what = record(state, f"{what}resolved.")
            finish(state, GrievanceEnding.RESOLVED)
            return what
        answer = await self._ask(GrievanceOccasion.UNRESOLVED, event.on, answered=event.form.value)
        self._settle_answer(event.on)
        if self._complaint_runs():
            answer = answer.model_copy(update={"follow_ups": ()})
        book(state, answer)
        state.stage = GrievanceStage.UNRESOLVED
        state.answered_on, state.answer_form = event.on, event.form
        return record(state, f"{what}not resolved.")

    def _settle_answer(self, day: date) -> None:
        state = self._state
        settle_by(state, Purpose.ANSWER, day)
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
        values = event.model_dump()
        if "also_grievance" not in event.model_fields_set:
            values["also_grievance"] = state.filed_on is not None
        facts = ComplaintFacts(**values)
        child = await start_child(
            state, DocketKind.CMS_COMPLAINT, child_intake(state.intake, ComplaintIntake, facts)
        )
        close_follow_ups(state, {FollowUpKind.UNRESOLVED, FollowUpKind.OVERDUE})
        return f"Complaint to CMS started: {child.id}."

    @workflow.update(description="Correct what was typed wrong, and count again.")
    async def recalculate(self, event: GrievanceRecalculated) -> UpdateReceipt:
        """Count the present clock again from corrected facts, and show what moved."""
        return await self._report(event, self._recalculated)

    @recalculate.validator
    def _check_recalculate(self, event: GrievanceRecalculated) -> None:
        self._check(event)

    async def _recalculated(self, event: GrievanceRecalculated) -> str:
        state = self._state
        given_facts = event.model_dump(include={"event_on", "about", "drug_obtained"})
        facts = {name: value for name, value in given_facts.items() if value is not None}
        filed_on = event.filed_on or state.filed_on
        filed_at = event.filed_at or state.filed_at
        extended, extension_days = state.extended, state.extension_days
        if event.extension_days is not None:
            extended, extension_days = bool(event.extension_days), event.extension_days or None
        if state.stage is not GrievanceStage.UNRESOLVED:
            filed = state.stage is GrievanceStage.ANSWERING and filed_on is not None
            answer = await self._ask(
                GrievanceOccasion.FILED if filed else GrievanceOccasion.EVENT,
                filed_on if filed and filed_on else event.event_on or state.intake.event_on,
                at=filed_at,
                extended=extended,
                extension_days=extension_days,
                **facts,
            )
            recount(state, answer.deadlines[0])
            state.remarks = list(answer.remarks)
        self._change_intake(facts)
        state.filed_on, state.filed_at = filed_on, filed_at
        state.extended, state.extension_days = extended, extension_days
        if filed_on is not None:
            step(state, FILED).done_on = filed_on
            settle_by(state, Purpose.GRIEVANCE, filed_on)
        record(state, f"Reason: {event.reason}")
        return record(state, "Recalculated with the facts as corrected.")

    async def _people_changed(self) -> None:
        """Plan the reminders of our own day for those on the case now."""
        state = self._state
        running = open_deadline(state, Purpose.GRIEVANCE)
        if running is not None:
            answer = await self._ask(GrievanceOccasion.EVENT, state.intake.event_on)
            replace_deadline(state, running, answer.deadlines[0])

    async def _heard(self, report: ChildReport) -> None:
        """A complaint to CMS that was answered ends what it was about; one given up does not."""
        state = self._state
        if report.ending is None or self._complaint_runs():
            return
        if report.ending == ComplaintEnding.RESOLVED:
            finish(state, GrievanceEnding.RESOLVED)
            return
        answered = any(
            milestone.key == COMPLAINT_ANSWERED and milestone.done_on is not None
            for milestone in report.milestones
        )
        if answered and state.stage is GrievanceStage.UNRESOLVED:
            finish(state, GrievanceEnding.UNRESOLVED)
            return
        await self._take_up_again()

    async def _lost(self, child: Child) -> None:
        """A complaint that ended without a word: as with one that was given up."""
        del child
        if not self._complaint_runs():
            await self._take_up_again()

    async def _take_up_again(self) -> None:
        """Nobody else looks after what is still open: it is looked after here again."""
        state = self._state
        close_follow_ups(state, {FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED})
        if state.stage is GrievanceStage.UNRESOLVED:
            on = state.answered_on or today(state)
            form = state.answer_form.value if state.answer_form else None
            book(state, await self._ask(GrievanceOccasion.UNRESOLVED, on, answered=form))
            return
        filing = state.stage is GrievanceStage.FILING
        awaited = latest(state, Purpose.GRIEVANCE if filing else Purpose.ANSWER)
        if awaited is not None and awaited.status is DeadlineStatus.MISSED:
            occasion = GrievanceOccasion.FILING_MISSED if filing else GrievanceOccasion.ANSWER_LATE
            book(state, await self._ask(occasion, awaited.due_on))

    def _complaint_runs(self) -> bool:
        return any(child.is_open for child in self._state.children)

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
        check_grievance_event(self._state, event)

    async def _ask(
        self, occasion: GrievanceOccasion, on: date, *, at: time | None = None, **facts: object
    ) -> Clocks:
        intake = self._state.intake
        known: dict[str, object] = {
            "about": intake.about,
            "event_on": intake.event_on,
            "drug_obtained": intake.drug_obtained,
            "extended": self._state.extended,
            "extension_days": self._state.extension_days,
        }
        question = GrievanceQuestion(
            **asking(self._state, on, at=at),
            occasion=occasion,
            form=self._state.form,
            complaint_runs=self._complaint_runs(),
            **(known | facts),
        )
        return await self._consult("consult_on_grievance", question, Clocks)
