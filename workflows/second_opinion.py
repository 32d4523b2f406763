"""SecondOpinion: from the referral to the written report, and to a third where two differ."""

from temporalio import workflow

from workflows.beside import BesideWorkflow
from workflows.docket import record, settle
from workflows.docket_workflow import given
from workflows.family import parent_id, records_progress, serves_specialist
from workflows.opinion_face import OPINION_FACE
from workflows.opinion_planning import OpinionPlanning
from workflows.opinion_referral import OpinionReferral
from workflows.opinion_refusals import check_opinion_event
from workflows.opinion_report import OpinionReport
from workflows.opinion_steps import follow_records, steps_of
from workflows.opinion_visit import OpinionVisit

with workflow.unsafe.imports_passed_through():
    from models import second_opinion as facts
    from models.any_event import Event, UpdateReceipt
    from models.deadline import Deadline, DeadlineStatus, Purpose
    from models.docket import Child, ChildReport, DocketKind
    from models.docket_view import DocketStory
    from models.grievance import GrievanceStarted
    from models.records_transfer import RecordsStarted
    from models.second_opinion import (
        RecordsProgress,
        Replanned,
        SecondOpinionAnswer,
        SecondOpinionInput,
        SecondOpinionIntake,
        SecondOpinionQuestion,
        SecondOpinionState,
    )


@workflow.defn
class SecondOpinion(BesideWorkflow[SecondOpinionState]):
    """One second opinion. Start it with an intake; steer it with its updates."""

    _face = OPINION_FACE

    @workflow.init
    def __init__(self, begin: SecondOpinionInput | None = None) -> None:
        """Begin from an intake, or go on from the docket of the run before."""
        if isinstance(begin, SecondOpinionInput):
            self._take_up(begin.root)
            self._planning = OpinionPlanning(self._state, self._consult_rulebook)
            self._referral = OpinionReferral(self._state, self._consult_rulebook)
            self._visit = OpinionVisit(self._state, self._consult_rulebook)
            self._written = OpinionReport(self._state, self._consult_rulebook)

    @workflow.run
    async def run(self, begin: SecondOpinionInput | None = None) -> DocketStory:
        """Carry the second opinion until it ends, and tell its story."""
        given(begin, SecondOpinionInput, "second opinion")
        await self._carry()
        return self._story()

    def _fresh(self, intake: SecondOpinionIntake) -> SecondOpinionState:
        return SecondOpinionState(
            case_id=workflow.info().workflow_id,
            opened_at=workflow.now(),
            intake=intake,
            parent_id=parent_id(),
            milestones=steps_of(intake),
        )

    def _carried(self) -> SecondOpinionInput:
        return SecondOpinionInput(self._state)

    async def _open(self) -> None:
        await self._planning.begin()

    # --- the plan's part: Medicare Advantage ------------------------------------------------

    @workflow.update(description="The plan was asked for a referral or an authorization.")
    async def request_referral(self, event: facts.ReferralRequested) -> UpdateReceipt:
        """Record the request; the plan's clock starts."""
        return await self._report(event, self._referral.request_referral)

    @request_referral.validator
    def _check_request_referral(self, event: facts.ReferralRequested) -> None:
        self._check(event)

    @workflow.update(description="The referral or authorization is in hand.")
    async def record_referral(self, event: facts.ReferralRecorded) -> UpdateReceipt:
        """Record the referral."""
        return await self._report(event, self._referral.record_referral)

    @record_referral.validator
    def _check_record_referral(self, event: facts.ReferralRecorded) -> None:
        self._check(event)

    @workflow.update(description="The plan refused the referral or the specialist.")
    async def record_refusal(self, event: facts.RefusalRecorded) -> UpdateReceipt:
        """Record the refusal: it opens rights of its own, each with its clock."""
        return await self._report(event, self._referral.record_refusal)

    @record_refusal.validator
    def _check_record_refusal(self, event: facts.RefusalRecorded) -> None:
        self._check(event)

    @workflow.update(description="Shall the refusal be appealed? Yes opens an appeal of its own.")
    async def answer_refusal(self, event: facts.RefusalAnswered) -> UpdateReceipt:
        """Record the choice, and open the appeal if so chosen."""
        return await self._report(event, self._referral.answer_refusal)

    @answer_refusal.validator
    def _check_answer_refusal(self, event: facts.RefusalAnswered) -> None:
        self._check(event)

    @workflow.update(description="Start a grievance about the refusal beside it.")
    async def file_grievance(self, event: GrievanceStarted) -> UpdateReceipt:
        """Start a grievance."""
        return await self._report(event, self._referral.file_grievance)

    @file_grievance.validator
    def _check_file_grievance(self, event: GrievanceStarted) -> None:
        self._check(event)

    # --- specialist, records, visit ---------------------------------------------------------

    @workflow.update(description="A specialist was chosen, and the visit booked if so.")
    async def choose_specialist(self, event: facts.SpecialistChosen) -> UpdateReceipt:
        """Record the specialist."""
        return await self._report(event, self._visit.choose_specialist)

    @choose_specialist.validator
    def _check_choose_specialist(self, event: facts.SpecialistChosen) -> None:
        self._check(event)

    @workflow.update(description="The visit is booked, or moved to another day.")
    async def book_visit(self, event: facts.VisitBooked) -> UpdateReceipt:
        """Record the day of the visit."""
        return await self._report(event, self._visit.book_visit)

    @book_visit.validator
    def _check_book_visit(self, event: facts.VisitBooked) -> None:
        self._check(event)

    @workflow.update(description="Have the records sent: starts a records transfer beside it.")
    async def request_records(self, event: RecordsStarted) -> UpdateReceipt:
        """Start a records transfer."""
        return await self._report(event, self._visit.request_records)

    @request_records.validator
    def _check_request_records(self, event: RecordsStarted) -> None:
        self._check(event)

    @workflow.update(description="The records were asked for, without a workflow of their own.")
    async def record_records_request(self, event: facts.RecordsRequested) -> UpdateReceipt:
        """Record the request."""
        return await self._report(event, self._visit.record_records_request)

    @record_records_request.validator
    def _check_record_records_request(self, event: facts.RecordsRequested) -> None:
        self._check(event)

    @workflow.update(description="The specialist has the records.")
    async def record_records(self, event: facts.RecordsAtSpecialist) -> UpdateReceipt:
        """Record that the records arrived."""
        return await self._report(event, self._visit.record_records)

    @record_records.validator
    def _check_record_records(self, event: facts.RecordsAtSpecialist) -> None:
        self._check(event)

    @workflow.update(description="The visit took place.")
    async def record_visit(self, event: facts.VisitHappened) -> UpdateReceipt:
        """Record the visit."""
        return await self._report(event, self._visit.record_visit)

    @record_visit.validator
    def _check_record_visit(self, event: facts.VisitHappened) -> None:
        self._check(event)

    # --- the report -------------------------------------------------------------------------

    @workflow.update(description="The written report arrived: what it says, which elements it has.")
    async def record_report(self, event: facts.ReportReceived) -> UpdateReceipt:
        """Record the report."""
        return await self._report(event, self._written.record_report)

    @record_report.validator
    def _check_record_report(self, event: facts.ReportReceived) -> None:
        self._check(event)

    @workflow.update(description="An addendum to the report arrived.")
    async def record_addendum(self, event: facts.AddendumReceived) -> UpdateReceipt:
        """Record the addendum."""
        return await self._report(event, self._written.record_addendum)

    @record_addendum.validator
    def _check_record_addendum(self, event: facts.AddendumReceived) -> None:
        self._check(event)

    @workflow.update(description="Take the opinion as it is, though something is missing.")
    async def conclude(self, event: facts.OpinionConcluded) -> UpdateReceipt:
        """End with what the opinions say."""
        return await self._report(event, self._written.conclude)

    @conclude.validator
    def _check_conclude(self, event: facts.OpinionConcluded) -> None:
        self._check(event)

    # --- what goes on by itself -------------------------------------------------------------

    @workflow.signal(description="The day the report is needed has moved. Not for people.")
    async def replan(self, moved: Replanned) -> None:
        """Plan anew toward another day."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is not None:
                return
            self._change_intake({"needed_by": moved.needed_by})
            await self._as_task_failure(self._planning.plan_anew())
            self._changed()

    @workflow.signal(description="A records transfer to the specialist moved on. Not for people.")
    async def hear_of_records(self, progress: RecordsProgress) -> None:
        """Take note of how the records stand."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is None:
                follow_records(self._state, progress)
                await self._as_task_failure(self._planning.look_ahead())
                self._changed()

    async def _heard(self, report: ChildReport) -> None:
        progress = records_progress(self._state, report)
        if progress is not None:
            follow_records(self._state, progress)
        await self._planning.look_ahead()

    async def _lost(self, child: Child) -> None:
        """Nothing that a lost records transfer promised will come."""
        if serves_specialist(child):
            follow_records(self._state, RecordsProgress())
        await self._planning.look_ahead()

    async def _after_report(self) -> None:
        if self._state.ending is None:
            await self._planning.look_ahead()

    async def _people_changed(self) -> None:
        self._state.reminded_of = ""

    async def _expire(self, deadline: Deadline) -> None:
        """A planned day passed, the plan did not answer, or a right ran out."""
        state = self._state
        if deadline.purpose is Purpose.AUTHORIZATION:
            await self._referral.fall_silent(deadline)
            return
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        record(state, f"Passed on {deadline.due_on}: {deadline.reckoning.title}.")
        if deadline.purpose is Purpose.PLANNED:
            state.reminded_of = ""
            await self._planning.look_ahead()

    def _ends_with_us(self, child: Child) -> bool:
        """A grievance about a refusal goes on, unless the case that ends wants none to."""
        if child.kind is DocketKind.GRIEVANCE:
            return not self._withdrawal().keep_grievances
        return super()._ends_with_us(child)

    def _check_event(self, event: Event) -> None:
        check_opinion_event(self._state, event)

    async def _consult_rulebook(self, question: SecondOpinionQuestion) -> SecondOpinionAnswer:
        return await self._consult("consult_on_second_opinion", question, SecondOpinionAnswer)
