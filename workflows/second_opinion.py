"""SecondOpinion: from the referral to the written report, and to a third where two differ."""

from datetime import date, time

from temporalio import workflow

from workflows.beside import BesideWorkflow, asking
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
from workflows.family import (
    child_intake,
    parent_id,
    records_progress,
    serves_specialist,
    shared,
    start_child,
)
from workflows.opinion_face import OPINION_FACE
from workflows.opinion_refusals import check_opinion_event
from workflows.opinion_steps import (
    RECORDS,
    RECORDS_REQUEST,
    REFERRAL,
    REFERRAL_REQUEST,
    REPORT,
    SPECIALIST,
    VISIT,
    add_third,
    expect,
    fits,
    follow_records,
    pass_step,
    presume_step,
    seen_on,
    steps_of,
    take_plan,
)
from workflows.recounting import latest

with workflow.unsafe.imports_passed_through():
    from models import second_opinion as facts
    from models.any_event import Event, UpdateReceipt
    from models.any_intake import Receipt
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket import Child, ChildReport, DocketKind
    from models.docket_view import DocketStory
    from models.evidence import Agreement, Evidence, EvidenceKind
    from models.grievance import GrievanceFacts, GrievanceIntake, GrievanceStarted
    from models.intake import Intake
    from models.local_time import local_day
    from models.records_transfer import RecordsFacts, RecordsIntake, RecordsStarted
    from models.second_opinion import (
        Opinion,
        RecordsProgress,
        Refusal,
        Replanned,
        SecondOpinionAnswer,
        SecondOpinionEnding,
        SecondOpinionFacts,
        SecondOpinionInput,
        SecondOpinionIntake,
        SecondOpinionOccasion,
        SecondOpinionQuestion,
        SecondOpinionState,
    )

_ENDINGS = {
    Agreement.AGREES: SecondOpinionEnding.AGREED,
    Agreement.DISAGREES: SecondOpinionEnding.CONFLICT,
    Agreement.COVERED_ALTERNATIVE: SecondOpinionEnding.COVERED_ALTERNATIVE,
}


_SILENCE = "no notice: the time to answer ran out"

_OUTSIDE = (
    "The specialist is outside the network: ask the plan to authorize the visit with the update "
    "`request_referral` and out_of_network."
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
        state = self._state
        answer = await self._ask(SecondOpinionOccasion.OPENED, today(state))
        state.plan, state.estimate = answer.plan, answer.estimate
        state.standing = list(answer.standing)
        take_plan(state)
        record(state, "Opened.")
        await self._look_ahead()

    # --- the plan's part: Medicare Advantage ------------------------------------------------

    @workflow.update(description="The plan was asked for a referral or an authorization.")
    async def request_referral(self, event: facts.ReferralRequested) -> UpdateReceipt:
        """Record the request; the plan's clock starts."""
        return await self._report(event, self._referral_requested)

    @request_referral.validator
    def _check_request_referral(self, event: facts.ReferralRequested) -> None:
        self._check(event)

    async def _referral_requested(self, event: facts.ReferralRequested) -> str:
        state = self._state
        answer = await self._ask(
            SecondOpinionOccasion.ASKED_PLAN,
            event.requested_on,
            at=event.requested_at,
            expedited=event.expedited,
        )
        settle(open_deadline(state, Purpose.AUTHORIZATION), DeadlineStatus.SUPERSEDED, today(state))
        self._book(answer)
        pass_step(state, REFERRAL_REQUEST, event.requested_on)
        expect(state, REFERRAL, answer.deadlines[0].due_on)
        return record(state, f"The plan was asked {event.requested_on}.")

    @workflow.update(description="The referral or authorization is in hand.")
    async def record_referral(self, event: facts.ReferralRecorded) -> UpdateReceipt:
        """Record the referral."""
        return await self._report(event, self._referral_recorded)

    @record_referral.validator
    def _check_record_referral(self, event: facts.ReferralRecorded) -> None:
        self._check(event)

    async def _referral_recorded(self, event: facts.ReferralRecorded) -> str:
        state = self._state
        settle(open_deadline(state, Purpose.AUTHORIZATION), DeadlineStatus.MET, event.on)
        for purpose in (Purpose.REFUSAL_APPEAL, Purpose.GRIEVANCE):
            settle(open_deadline(state, purpose), DeadlineStatus.SUPERSEDED, event.on)
        close_follow_ups(state, {FollowUpKind.REFUSED})
        state.refusal, state.remarks = None, []
        pass_step(state, REFERRAL, event.on)
        return record(state, f"Referral in hand {event.on}.")

    @workflow.update(description="The plan refused the referral or the specialist.")
    async def record_refusal(self, event: facts.RefusalRecorded) -> UpdateReceipt:
        """Record the refusal: it opens rights of its own, each with its clock."""
        return await self._report(event, self._refused)

    @record_refusal.validator
    def _check_record_refusal(self, event: facts.RefusalRecorded) -> None:
        self._check(event)

    async def _refused(self, event: facts.RefusalRecorded) -> str:
        if event.only_the_fast_track:
            return await self._slowed(event)
        state = self._state
        answer = await self._ask(
            SecondOpinionOccasion.REFUSED,
            event.notice_date,
            refused_to_expedite=event.refused_to_expedite,
        )
        settle(open_deadline(state, Purpose.AUTHORIZATION), DeadlineStatus.MET, event.notice_date)
        self._open_rights(answer, Refusal(notice_date=event.notice_date))
        expect(state, REFERRAL, None)
        return record(state, f"The plan refused {event.notice_date}.")

    async def _slowed(self, event: facts.RefusalRecorded) -> str:
        """The plan refused the fast track alone: the request goes on, on the standard clock."""
        state = self._state
        fast = latest(state, Purpose.AUTHORIZATION)
        assert fast is not None  # noqa: S101 (refused above)
        answer = await self._ask(
            SecondOpinionOccasion.SLOWED,
            event.notice_date,
            requested_on=fast.reckoning.started_on,
        )
        standard, *rights = answer.deadlines
        replace_deadline(state, fast, standard)
        # A silence on the fast track was no refusal then.
        self._open_rights(answer.model_copy(update={"deadlines": tuple(rights)}), None)
        expect(state, REFERRAL, standard.due_on)
        what = f"The plan refused the fast track {event.notice_date}; the request goes on at the "
        return record(state, f"{what}standard pace.")

    def _open_rights(self, answer: SecondOpinionAnswer, refusal: Refusal | None) -> None:
        state = self._state
        for purpose in (Purpose.REFUSAL_APPEAL, Purpose.GRIEVANCE):
            settle(open_deadline(state, purpose), DeadlineStatus.SUPERSEDED, today(state))
        close_follow_ups(state, {FollowUpKind.REFUSED})
        self._book(answer)
        state.refusal = refusal

    @workflow.update(description="Shall the refusal be appealed? Yes opens an appeal of its own.")
    async def answer_refusal(self, event: facts.RefusalAnswered) -> UpdateReceipt:
        """Record the choice, and open the appeal if so chosen."""
        return await self._report(event, self._refusal_answered)

    @answer_refusal.validator
    def _check_answer_refusal(self, event: facts.RefusalAnswered) -> None:
        self._check(event)

    async def _refusal_answered(self, event: facts.RefusalAnswered) -> str:
        state, refusal = self._state, self._state.refusal
        if event.appeal and refusal is not None:
            appeal = Intake(
                **shared(state.intake) | {"service": state.intake.service or "Second opinion"},
                notice_date=refusal.notice_date,
                received=_unannounced(refusal),
                prior_authorization=True,
            )
            child = await start_child(state, DocketKind.APPEAL, appeal)
            what = f"Appeal of the refusal started: {child.id}."
        else:
            what = record(state, "No appeal of the refusal.")
        if refusal is not None:
            refusal.appeal_decided = True
        settle(
            open_deadline(state, Purpose.REFUSAL_APPEAL), DeadlineStatus.SUPERSEDED, today(state)
        )
        close_follow_ups(state, {FollowUpKind.REFUSED})
        return what

    @workflow.update(description="Start a grievance about the refusal beside it.")
    async def file_grievance(self, event: GrievanceStarted) -> UpdateReceipt:
        """Start a grievance."""
        return await self._report(event, self._grievance_started)

    @file_grievance.validator
    def _check_file_grievance(self, event: GrievanceStarted) -> None:
        self._check(event)

    async def _grievance_started(self, event: GrievanceStarted) -> str:
        state = self._state
        grievance = child_intake(
            state.intake, GrievanceIntake, GrievanceFacts(**event.model_dump())
        )
        child = await start_child(state, DocketKind.GRIEVANCE, grievance)
        settle(open_deadline(state, Purpose.GRIEVANCE), DeadlineStatus.SUPERSEDED, today(state))
        return f"Grievance started: {child.id}."

    # --- specialist, records, visit ---------------------------------------------------------

    @workflow.update(description="A specialist was chosen, and the visit booked if so.")
    async def choose_specialist(self, event: facts.SpecialistChosen) -> UpdateReceipt:
        """Record the specialist."""
        return await self._report(event, self._specialist_chosen)

    @choose_specialist.validator
    def _check_choose_specialist(self, event: facts.SpecialistChosen) -> None:
        self._check(event)

    async def _specialist_chosen(self, event: facts.SpecialistChosen) -> str:
        state = self._state
        pass_step(state, SPECIALIST, event.on)
        state.remarks = [remark for remark in state.remarks if remark != _OUTSIDE]
        if not event.in_network and state.intake.program.value == "part_c":
            state.remarks.append(_OUTSIDE)
        if event.visit_on is not None:
            await self._book_visit(event.visit_on)
        return record(state, f"Specialist chosen {event.on}.")

    @workflow.update(description="The visit is booked, or moved to another day.")
    async def book_visit(self, event: facts.VisitBooked) -> UpdateReceipt:
        """Record the day of the visit."""
        return await self._report(event, self._visit_booked)

    @book_visit.validator
    def _check_book_visit(self, event: facts.VisitBooked) -> None:
        self._check(event)

    async def _visit_booked(self, event: facts.VisitBooked) -> str:
        await self._book_visit(event.visit_on)
        presume_step(self._state, SPECIALIST, today(self._state))
        return record(self._state, f"Visit booked for {event.visit_on}.")

    async def _book_visit(self, day: date) -> None:
        """The estimate goes by the deductible of the visit's year."""
        answer = await self._ask(SecondOpinionOccasion.VISIT_BOOKED, day)
        self._state.visit_on, self._state.estimate = day, answer.estimate
        expect(self._state, VISIT, day)
        take_plan(self._state)

    @workflow.update(description="Have the records sent: starts a records transfer beside it.")
    async def request_records(self, event: RecordsStarted) -> UpdateReceipt:
        """Start a records transfer."""
        return await self._report(event, self._records_started)

    @request_records.validator
    def _check_request_records(self, event: RecordsStarted) -> None:
        self._check(event)

    async def _records_started(self, event: RecordsStarted) -> str:
        state = self._state
        transfer = child_intake(state.intake, RecordsIntake, RecordsFacts(**event.model_dump()))
        child = await start_child(
            state, DocketKind.RECORDS_TRANSFER, transfer, serves=event.recipient.value
        )
        return f"Records transfer started: {child.id}."

    @workflow.update(description="The records were asked for, without a workflow of their own.")
    async def record_records_request(self, event: facts.RecordsRequested) -> UpdateReceipt:
        """Record the request."""
        return await self._report(event, self._records_requested)

    @record_records_request.validator
    def _check_record_records_request(self, event: facts.RecordsRequested) -> None:
        self._check(event)

    async def _records_requested(self, event: facts.RecordsRequested) -> str:
        pass_step(self._state, RECORDS_REQUEST, event.on)
        return record(self._state, f"Records asked for {event.on}.")

    @workflow.update(description="The specialist has the records.")
    async def record_records(self, event: facts.RecordsAtSpecialist) -> UpdateReceipt:
        """Record that the records arrived."""
        return await self._report(event, self._records_arrived)

    @record_records.validator
    def _check_record_records(self, event: facts.RecordsAtSpecialist) -> None:
        self._check(event)

    async def _records_arrived(self, event: facts.RecordsAtSpecialist) -> str:
        pass_step(self._state, RECORDS, event.on)
        return record(self._state, f"Records at the specialist {event.on}.")

    @workflow.update(description="The visit took place.")
    async def record_visit(self, event: facts.VisitHappened) -> UpdateReceipt:
        """Record the visit."""
        return await self._report(event, self._visited)

    @record_visit.validator
    def _check_record_visit(self, event: facts.VisitHappened) -> None:
        self._check(event)

    async def _visited(self, event: facts.VisitHappened) -> str:
        pass_step(self._state, VISIT, event.on)
        return record(self._state, f"Visit {event.on}.")

    # --- the report -------------------------------------------------------------------------

    @workflow.update(description="The written report arrived: what it says, which elements it has.")
    async def record_report(self, event: facts.ReportReceived) -> UpdateReceipt:
        """Record the report."""
        return await self._report(event, self._report_received)

    @record_report.validator
    def _check_record_report(self, event: facts.ReportReceived) -> None:
        self._check(event)

    async def _report_received(self, event: facts.ReportReceived) -> str:
        """Agreement, conflict or a covered alternative, each goes its own way."""
        state = self._state
        kind = EvidenceKind.THIRD_OPINION if state.third else EvidenceKind.SECOND_OPINION
        piece = self._piece(kind, event)
        opinion = Opinion(
            agreement=event.agreement,
            received_on=event.received_on,
            evidence_id=piece.id,
            elements=piece.elements,
        )
        which = "third" if state.third else "second"
        if event.agreement is Agreement.AGREES and len(piece.missing) > 0:
            answer = await self._ask(
                SecondOpinionOccasion.INCOMPLETE, event.received_on, lacking=piece.missing
            )
            add(state, answer)
        pass_step(state, REPORT, event.received_on)
        state.evidence.append(piece)
        state.opinions.append(opinion)
        words = event.agreement.value.replace("_", " ")
        what = record(state, f"Report of the {which} opinion {event.received_on}: {words}.")
        if event.agreement is Agreement.DISAGREES and not state.third:
            add_third(state)
            take_plan(state)
            record(state, "The opinions differ: a third is opened, which is covered as well.")
        elif not state.lacking:
            finish(state, _ENDINGS[event.agreement])
        return what

    @workflow.update(description="An addendum to the report arrived.")
    async def record_addendum(self, event: facts.AddendumReceived) -> UpdateReceipt:
        """Record the addendum."""
        return await self._report(event, self._addendum_received)

    @record_addendum.validator
    def _check_record_addendum(self, event: facts.AddendumReceived) -> None:
        self._check(event)

    async def _addendum_received(self, event: facts.AddendumReceived) -> str:
        state = self._state
        opinion = state.opinions[-1]
        opinion.elements = tuple(dict.fromkeys([*opinion.elements, *event.elements]))
        state.evidence.append(self._piece(EvidenceKind.ADDENDUM, event))
        for number, piece in enumerate(state.evidence):
            if piece.id == opinion.evidence_id:
                more = {"elements": opinion.elements}
                state.evidence[number] = piece.model_copy(update=more)
        what = record(state, f"Addendum received {event.received_on}.")
        awaits_third = state.third and len(state.opinions) == 1
        if opinion.agreement is Agreement.AGREES and not state.lacking and not awaits_third:
            finish(state, SecondOpinionEnding.AGREED)
            return what
        for follow_up in state.follow_ups:
            if follow_up.is_open and follow_up.kind is FollowUpKind.MISSING_ELEMENTS:
                follow_up.elements = state.lacking
        return what

    def _piece(
        self, kind: EvidenceKind, event: facts.ReportReceived | facts.AddendumReceived
    ) -> Evidence:
        state = self._state
        return Evidence(
            id=f"{state.case_id}.{len(state.evidence) + 1}",
            kind=kind,
            name=event.name,
            location=event.location,
            given_by=event.given_by if isinstance(event, facts.ReportReceived) else None,
            received_on=event.received_on,
            elements=tuple(dict.fromkeys(event.elements)),
            agreement=event.agreement if isinstance(event, facts.ReportReceived) else None,
        )

    @workflow.update(description="Take the opinion as it is, though something is missing.")
    async def conclude(self, event: facts.OpinionConcluded) -> UpdateReceipt:
        """End with what the opinions say."""
        return await self._report(event, self._concluded)

    @conclude.validator
    def _check_conclude(self, event: facts.OpinionConcluded) -> None:
        self._check(event)

    async def _concluded(self, event: facts.OpinionConcluded) -> str:
        what = record(self._state, f"Concluded {event.on}.")
        finish(self._state, _ENDINGS[self._state.opinions[-1].agreement])
        return what

    # --- what goes on by itself -------------------------------------------------------------

    @workflow.signal(description="The day the report is needed has moved. Not for people.")
    async def replan(self, moved: Replanned) -> None:
        """Plan anew toward another day."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is not None:
                return
            self._change_intake({"needed_by": moved.needed_by})
            await self._as_task_failure(self._plan_anew())
            self._changed()

    async def _plan_anew(self) -> None:
        state = self._state
        answer = await self._ask(SecondOpinionOccasion.OPENED, today(state))
        state.plan = answer.plan
        take_plan(state)
        await self._look_ahead()

    @workflow.signal(description="A records transfer to the specialist moved on. Not for people.")
    async def hear_of_records(self, progress: RecordsProgress) -> None:
        """Take note of how the records stand."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is None:
                follow_records(self._state, progress)
                await self._as_task_failure(self._look_ahead())
                self._changed()

    async def _heard(self, report: ChildReport) -> None:
        progress = records_progress(self._state, report)
        if progress is not None:
            follow_records(self._state, progress)
        await self._look_ahead()

    async def _lost(self, child: Child) -> None:
        """Nothing that a lost records transfer promised will come."""
        if serves_specialist(child):
            follow_records(self._state, RecordsProgress())
        await self._look_ahead()

    async def _after_report(self) -> None:
        if self._state.ending is None:
            await self._look_ahead()

    async def _people_changed(self) -> None:
        self._state.reminded_of = ""

    async def _look_ahead(self) -> None:
        """Remind of the step that comes next, and say at once when the plan does not fit."""
        await self._check_fit()
        state = self._state
        step = None if state.lacking else state.next_step
        name = f"{step.key} {step.latest_on}" if step else "nothing"
        if name == state.reminded_of:
            return
        answer = await self._ask(SecondOpinionOccasion.NEXT_STEP, today(state), step=step)
        done = step is None or not state.reminded_of.startswith(f"{step.key} ")
        for deadline in state.deadlines:
            if deadline.is_open and deadline.purpose is Purpose.PLANNED:
                status = DeadlineStatus.MET if done else DeadlineStatus.SUPERSEDED
                settle(deadline, status, today(state))
        close_follow_ups(state, {FollowUpKind.CHECK_IN})
        add(state, answer)
        state.reminded_of = name
        if state.visit_on is None:
            state.estimate = answer.estimate or state.estimate

    async def _check_fit(self) -> None:
        state = self._state
        broken = not fits(state)
        if broken == state.plan_broken:
            return
        if broken:
            # An appeal that waits for the report says it itself, with its own choices.
            if state.parent_id is None:
                add(state, await self._ask(SecondOpinionOccasion.PLAN_BROKEN, today(state)))
            record(state, "The plan does not fit any more.")
        else:
            close_follow_ups(state, {FollowUpKind.PLAN_BROKEN})
            record(state, "The plan fits again.")
        state.plan_broken = broken

    async def _expire(self, deadline: Deadline) -> None:
        """A planned day passed, the plan did not answer, or a right ran out."""
        state = self._state
        if deadline.purpose is Purpose.AUTHORIZATION:
            answer = await self._ask(SecondOpinionOccasion.PLAN_LATE, deadline.due_on)
            settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
            self._open_rights(answer, Refusal(notice_date=deadline.due_on, late=True))
            record(state, f"The plan did not answer by {deadline.due_on}.")
            return
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        record(state, f"Passed on {deadline.due_on}: {deadline.reckoning.title}.")
        if deadline.purpose is Purpose.PLANNED:
            state.reminded_of = ""
            await self._look_ahead()

    def _ends_with_us(self, child: Child) -> bool:
        """A grievance about a refusal goes on, unless the case that ends wants none to."""
        if child.kind is DocketKind.GRIEVANCE:
            return not self._withdrawal().keep_grievances
        return super()._ends_with_us(child)

    def _check_event(self, event: Event) -> None:
        check_opinion_event(self._state, event)

    def _book(self, answer: SecondOpinionAnswer) -> None:
        add(self._state, answer)
        self._state.remarks = list(answer.remarks)

    async def _ask(
        self,
        occasion: SecondOpinionOccasion,
        on: date,
        *,
        at: time | None = None,
        **more: object,
    ) -> SecondOpinionAnswer:
        state = self._state
        known = {name: getattr(state.intake, name) for name in SecondOpinionFacts.model_fields}
        question = SecondOpinionQuestion(
            **asking(state, on, at=at),
            occasion=occasion,
            facts=SecondOpinionFacts(**known),
            third=state.third,
            opened_on=local_day(state.opened_at, state.intake.zone),
            seen_on=seen_on(state),
            **more,
        )
        return await self._consult("consult_on_second_opinion", question, SecondOpinionAnswer)


def _unannounced(refusal: Refusal) -> Receipt | None:
    """A silence is known the day it is over: no days for a notice's receipt are presumed."""
    return Receipt(on=refusal.notice_date, evidence=_SILENCE) if refusal.late else None
