"""AppealCase: one Medicare appeal, from the denial to the last level."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from workflows.appeal_face import APPEAL_FACE
from workflows.appeal_refusals import check_appeal_event, check_hours_of_intake, check_slips
from workflows.casebook import end
from workflows.counting_anew import CountingAnew
from workflows.deciding import Deciding
from workflows.docket_workflow import DocketWorkflow, given
from workflows.family import parent_id
from workflows.gathering import Gathering
from workflows.procedure import AppealProcedure
from workflows.running_out import RunningOut
from workflows.views import overview_of, story_of

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_event import Event, UpdateReceipt
    from models.beside import Withdrawal
    from models.case import CaseInput, CaseOverview, CaseState, CaseStory
    from models.consultation import Answer, Question
    from models.deadline import Deadline, FollowUp
    from models.docket import Child, ChildReport, DocketKind
    from models.grievance import GrievanceStarted
    from models.intake import Intake
    from models.program import Ending, Phase
    from models.records_transfer import RecordsStarted

_CONSULT = RetryPolicy(maximum_attempts=3)
"""Counting is pure: what fails three times fails for good, and says why."""


@workflow.defn
class AppealCase(DocketWorkflow[CaseState]):
    """One Medicare appeal. Start it with an intake; steer it with its updates."""

    _face = APPEAL_FACE

    @workflow.init
    def __init__(self, begin: CaseInput | None = None) -> None:
        """Begin from an intake, or go on from the state of the run before."""
        if isinstance(begin, CaseInput):
            self._take_up(begin.root)
            self._procedure = AppealProcedure(self._state, self._consult)
            self._deciding = Deciding(self._state, self._consult)
            self._counting_anew = CountingAnew(self._state, self._consult)
            self._running_out = RunningOut(self._state, self._consult)
            self._gathering = Gathering(self._state, self._consult)

    @workflow.run
    async def run(self, begin: CaseInput | None = None) -> CaseStory:
        """Carry the case until it ends, and tell its story."""
        given(begin, CaseInput, "case")
        await self._carry()
        return CaseStory(**story_of(self._state), levels=tuple(self._state.levels))

    def _fresh(self, intake: Intake) -> CaseState:
        return CaseState(
            case_id=workflow.info().workflow_id,
            opened_at=workflow.now(),
            intake=intake,
            parent_id=parent_id(),
            level=intake.entry_level,
            phase=Phase.FILING,
            speed=intake.speed,
            amount=intake.amount_in_controversy,
        )

    def _carried(self) -> CaseInput:
        return CaseInput(self._state)

    async def _open(self) -> None:
        check_hours_of_intake(self._state)
        await self._procedure.open()
        await self._gathering.open()

    async def _expire(self, deadline: Deadline) -> None:
        await self._running_out.expire(deadline)
        await self._gathering.look_ahead()

    async def _renew(self, follow_up: FollowUp) -> None:
        await self._running_out.renew(follow_up)

    async def _people_changed(self) -> None:
        await self._counting_anew.replan_reminders()

    async def _look_again(self) -> None:
        await self._running_out.look_ahead()
        await self._gathering.look_ahead()

    async def _after_report(self) -> None:
        await self._gathering.look_ahead()

    async def _heard(self, report: ChildReport) -> None:
        await self._gathering.heard(report)

    async def _lost(self, child: Child) -> None:
        await self._gathering.lost(child)

    def _withdrawal(self) -> Withdrawal:
        return Withdrawal(keep_grievances=self._state.keep_grievances)

    def _ends_with_us(self, child: Child) -> bool:
        """What gathers evidence ends with the case; a grievance goes on, if wanted."""
        if child.kind is DocketKind.GRIEVANCE:
            return not self._state.keep_grievances
        return super()._ends_with_us(child)

    def _abandon(self) -> None:
        end(self._state, Ending.CLOSED_OTHERWISE)

    def _check_event(self, event: Event) -> None:
        check_appeal_event(self._state, event)

    def _refuse_slips(self, event: Event) -> None:
        super()._refuse_slips(event)
        check_slips(self._state, event)

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

    @workflow.update(description="The notice arrived on another day than presumed, with proof.")
    async def record_receipt(self, event: events.ReceiptRecorded) -> UpdateReceipt:
        """Record proof of receipt. Example: see docs/updates.md."""
        return await self._report(event, self._counting_anew.record_receipt)

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
        return await self._report(event, self._deciding.record_decision)

    @record_decision.validator
    def _check_record_decision(self, event: events.DecisionRecorded) -> None:
        self._check(event)

    @workflow.update(description="Expedited handling was asked for, granted or denied.")
    async def request_expedited(self, event: events.ExpeditedRequested) -> UpdateReceipt:
        """Record a request for expedited handling, or the answer to it."""
        return await self._report(event, self._counting_anew.request_expedited)

    @request_expedited.validator
    def _check_request_expedited(self, event: events.ExpeditedRequested) -> None:
        self._check(event)

    @workflow.update(description="The adjudicator extended its time to decide.")
    async def record_extension(self, event: events.ExtensionRecorded) -> UpdateReceipt:
        """Record an extension."""
        return await self._report(event, self._counting_anew.record_extension)

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

    @workflow.update(description="Count again: today's rulebook, corrected facts, or an override.")
    async def recalculate(self, event: events.Recalculated) -> UpdateReceipt:
        """Count the present clock again and show what moved."""
        return await self._report(event, self._counting_anew.recalculate)

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

    @workflow.update(description="Start a second opinion beside the case: {} will do.")
    async def start_second_opinion(self, event: events.SecondOpinionStarted) -> UpdateReceipt:
        """Start a second opinion."""
        return await self._report(event, self._gathering.start_second_opinion)

    @start_second_opinion.validator
    def _check_start_second_opinion(self, event: events.SecondOpinionStarted) -> None:
        self._check(event)

    @workflow.update(description="Have records sent: starts a records transfer beside the case.")
    async def request_records(self, event: RecordsStarted) -> UpdateReceipt:
        """Start a records transfer."""
        return await self._report(event, self._gathering.request_records)

    @request_records.validator
    def _check_request_records(self, event: RecordsStarted) -> None:
        self._check(event)

    @workflow.update(description="Start a grievance to the plan beside the case.")
    async def file_grievance(self, event: GrievanceStarted) -> UpdateReceipt:
        """Start a grievance."""
        return await self._report(event, self._gathering.file_grievance)

    @file_grievance.validator
    def _check_file_grievance(self, event: GrievanceStarted) -> None:
        self._check(event)

    @workflow.update(description="Evidence arrived from elsewhere, such as a letter.")
    async def record_evidence(self, event: events.EvidenceRecorded) -> UpdateReceipt:
        """Record evidence."""
        return await self._report(event, self._gathering.record_evidence)

    @record_evidence.validator
    def _check_record_evidence(self, event: events.EvidenceRecorded) -> None:
        self._check(event)

    @workflow.update(description="Evidence gathered since the filing was sent to the adjudicator.")
    async def submit_evidence(self, event: events.EvidenceSubmitted) -> UpdateReceipt:
        """Record that evidence was sent after the filing."""
        return await self._report(event, self._gathering.submit_evidence)

    @submit_evidence.validator
    def _check_submit_evidence(self, event: events.EvidenceSubmitted) -> None:
        self._check(event)

    @workflow.query(description="Where the case stands and what comes next.")
    def overview(self) -> CaseOverview:
        """Where the case stands."""
        state = self._state
        return CaseOverview(
            **overview_of(state, self._face),
            level=state.level,
            level_title=state.level_title,
            phase=state.phase,
            adjudicator=state.adjudicator,
            plan=state.plan_as_reported,
            plan_fits=not state.plan_broken if state.evidence_steps else None,
        )
