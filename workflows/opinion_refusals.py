"""What cannot be recorded of a second opinion, and why."""

from collections.abc import Callable
from typing import Any

from temporalio import workflow

from workflows.docket import open_deadline
from workflows.opinion_steps import REFERRAL, VISIT, find
from workflows.recounting import latest
from workflows.refusals import check_hour, not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event
    from models.deadline import Purpose
    from models.grievance import GrievanceStarted
    from models.program import Program
    from models.second_opinion import (
        AddendumReceived,
        OpinionConcluded,
        ReferralRequested,
        RefusalAnswered,
        RefusalRecorded,
        ReportReceived,
        SecondOpinionState,
        SpecialistChosen,
    )


def check_opinion_event(state: SecondOpinionState, event: Event) -> None:
    """Refuse what contradicts the second opinion."""
    check = _CHECKS.get(type(event))
    if check is not None:
        check(state, event)


def _check_request(state: SecondOpinionState, event: ReferralRequested) -> None:
    _check_plan(state)
    check_hour(state, "requested_at", event.requested_on, event.requested_at)
    referral = find(state, REFERRAL)
    if referral is not None and referral.done_on is not None and not event.out_of_network:
        raise refuse(f"The referral has been in hand since {referral.done_on}.")


def _check_refusal(state: SecondOpinionState, event: RefusalRecorded) -> None:
    """Another day corrects the refusal, or is a second one: either way its rights count anew."""
    _check_plan(state)
    if event.only_the_fast_track:
        _check_slowed(state, event)
        return
    known, asked_again = state.refusal, open_deadline(state, Purpose.AUTHORIZATION) is not None
    if known is None or known.late or asked_again:
        return
    if event.notice_date == known.notice_date:
        raise refuse(f"A refusal of {known.notice_date} is recorded already.")


def _check_slowed(state: SecondOpinionState, event: RefusalRecorded) -> None:
    """Only a request for the fast track, not answered yet, can lose it."""
    asked = latest(state, Purpose.AUTHORIZATION)
    late = state.refusal is not None and state.refusal.late
    if asked is None or not asked.reckoning.to_the_hour or not (asked.is_open or late):
        raise refuse(
            "only_the_fast_track: no request for the fast track is running; record it with "
            "request_referral and expedited."
        )
    not_before("notice_date", event.notice_date, asked.reckoning.started_on, "the request")


def _check_plan(state: SecondOpinionState) -> None:
    if state.intake.program is Program.ORIGINAL:
        raise refuse(
            "Original Medicare has no plan to ask: it needs no referral and no authorization."
        )


def _check_answer(state: SecondOpinionState, event: RefusalAnswered) -> None:
    del event
    if state.refusal is None:
        raise refuse("appeal: no refusal of the plan is recorded.")
    if state.refusal.appeal_decided:
        raise refuse("Whether the refusal is appealed was recorded already.")


def _check_specialist(state: SecondOpinionState, event: SpecialistChosen) -> None:
    if state.intake.program is Program.ORIGINAL and not event.accepts_medicare:
        raise refuse(
            "accepts_medicare: Medicare pays only a provider that takes part in it; choose another."
        )
    if event.visit_on is not None:
        not_before("visit_on", event.visit_on, event.on, "the day of choosing")


def _check_report(state: SecondOpinionState, event: ReportReceived) -> None:
    if len(state.opinions) == state.number - 1:
        raise refuse("The report is recorded already; record what is added with record_addendum.")
    visit = find(state, VISIT)
    seen = visit.done_on if visit else None
    not_before("received_on", event.received_on, seen, "the visit")


def _check_addendum(state: SecondOpinionState, event: AddendumReceived) -> None:
    if not state.opinions:
        raise refuse("An addendum belongs to a report: record_report comes first.")
    not_before("received_on", event.received_on, state.opinions[-1].received_on, "the report")


def _check_conclusion(state: SecondOpinionState, event: OpinionConcluded) -> None:
    del event
    if not state.opinions:
        raise refuse("There is no report to conclude on; end it with close.")


def _check_grievance(state: SecondOpinionState, event: GrievanceStarted) -> None:
    if event.filed_on is not None:
        check_hour(state, "filed_at", event.filed_on, event.filed_at)


_CHECKS: dict[type[Event], Callable[[SecondOpinionState, Any], None]] = {
    GrievanceStarted: _check_grievance,
    ReferralRequested: _check_request,
    RefusalRecorded: _check_refusal,
    RefusalAnswered: _check_answer,
    SpecialistChosen: _check_specialist,
    ReportReceived: _check_report,
    AddendumReceived: _check_addendum,
    OpinionConcluded: _check_conclusion,
}
"""The check of each kind of event; those that fit any running second opinion have none."""
