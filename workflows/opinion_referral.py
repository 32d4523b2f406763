"""The plan's part in a second opinion: the referral it gives, and the rights a refusal opens.

Medicare Advantage alone has it; Original Medicare asks for no referral.
"""

from temporalio import workflow

from workflows.beside import book
from workflows.docket import (
    close_follow_ups,
    open_deadline,
    record,
    replace_deadline,
    settle,
    today,
)
from workflows.family import child_intake, shared, start_child
from workflows.opinion_part import OpinionPart
from workflows.opinion_steps import REFERRAL, REFERRAL_REQUEST, expect, pass_step
from workflows.recounting import latest

with workflow.unsafe.imports_passed_through():
    from models import second_opinion as facts
    from models.any_intake import Receipt
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket import DocketKind
    from models.grievance import GrievanceFacts, GrievanceIntake, GrievanceStarted
    from models.intake import Intake
    from models.second_opinion import Refusal, SecondOpinionAnswer, SecondOpinionOccasion

_SILENCE = "no notice: the time to answer ran out"


class OpinionReferral(OpinionPart):
    """The way to the plan's leave. Each step gives back, in a sentence, what was recorded."""

    async def request_referral(self, event: facts.ReferralRequested) -> str:
        """The plan was asked: its clock starts."""
        state = self._state
        answer = await self._ask(
            SecondOpinionOccasion.ASKED_PLAN,
            event.requested_on,
            at=event.requested_at,
            expedited=event.expedited,
        )
        settle(open_deadline(state, Purpose.AUTHORIZATION), DeadlineStatus.SUPERSEDED, today(state))
        book(state, answer)
        pass_step(state, REFERRAL_REQUEST, event.requested_on)
        expect(state, REFERRAL, answer.deadlines[0].due_on)
        return record(state, f"The plan was asked {event.requested_on}.")

    async def record_referral(self, event: facts.ReferralRecorded) -> str:
        """The referral is in hand: what a refusal had opened is over."""
        state = self._state
        settle(open_deadline(state, Purpose.AUTHORIZATION), DeadlineStatus.MET, event.on)
        for purpose in (Purpose.REFUSAL_APPEAL, Purpose.GRIEVANCE):
            settle(open_deadline(state, purpose), DeadlineStatus.SUPERSEDED, event.on)
        close_follow_ups(state, {FollowUpKind.REFUSED})
        state.refusal, state.remarks = None, []
        pass_step(state, REFERRAL, event.on)
        return record(state, f"Referral in hand {event.on}.")

    async def record_refusal(self, event: facts.RefusalRecorded) -> str:
        """The plan refused the request, or its fast track alone."""
        if event.only_the_fast_track:
            return await self._record_slowing(event)
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

    async def _record_slowing(self, event: facts.RefusalRecorded) -> str:
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

    async def fall_silent(self, deadline: Deadline) -> None:
        """The plan did not answer in time: that counts as a refusal."""
        state = self._state
        answer = await self._ask(SecondOpinionOccasion.PLAN_LATE, deadline.due_on)
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        self._open_rights(answer, Refusal(notice_date=deadline.due_on, late=True))
        record(state, f"The plan did not answer by {deadline.due_on}.")

    def _open_rights(self, answer: SecondOpinionAnswer, refusal: Refusal | None) -> None:
        state = self._state
        for purpose in (Purpose.REFUSAL_APPEAL, Purpose.GRIEVANCE):
            settle(open_deadline(state, purpose), DeadlineStatus.SUPERSEDED, today(state))
        close_follow_ups(state, {FollowUpKind.REFUSED})
        book(state, answer)
        state.refusal = refusal

    async def answer_refusal(self, event: facts.RefusalAnswered) -> str:
        """The choice is made: an appeal of its own, or none."""
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

    async def file_grievance(self, event: GrievanceStarted) -> str:
        """A grievance about the refusal starts beside it."""
        state = self._state
        grievance = child_intake(
            state.intake, GrievanceIntake, GrievanceFacts(**event.model_dump())
        )
        child = await start_child(state, DocketKind.GRIEVANCE, grievance)
        settle(open_deadline(state, Purpose.GRIEVANCE), DeadlineStatus.SUPERSEDED, today(state))
        return f"Grievance started: {child.id}."


def _unannounced(refusal: Refusal) -> Receipt | None:
    """A silence is known the day it is over: no days for a notice's receipt are presumed."""
    return Receipt(on=refusal.notice_date, evidence=_SILENCE) if refusal.late else None
