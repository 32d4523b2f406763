"""What cannot be recorded of an appeal, and why."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from temporalio import workflow

from workflows.casebook import (
    awaits_effectuation,
    correctable,
    filed_on,
    filing_deadline,
    is_effectuation,
    level_after,
    level_before,
    reached,
)
from workflows.docket import has_follow_up, open_deadline, open_items
from workflows.gathering import not_filed, unfiled
from workflows.recounting import latest
from workflows.refusals import check_hour, is_to_come, not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_event import Event
    from models.case import CaseState
    from models.deadline import FollowUpKind, Purpose
    from models.docket import DocketKind
    from models.grievance import GrievanceStarted
    from models.local_time import local_day, local_time
    from models.program import Kind, Outcome, Phase, Program, Speed, can_be_expedited, plan_program


def check_appeal_event(state: CaseState, event: Event) -> None:
    """Refuse what contradicts the state of the appeal."""
    check = _CHECKS.get(type(event))
    if check is not None:
        check(state, event)


def _waits(state: CaseState) -> str:
    return f"the case is at {state.level_title} and waits for: {state.phase.value}"


def _check_receipt(state: CaseState, event: events.ReceiptRecorded) -> None:
    if state.phase not in {Phase.FILING, Phase.GOOD_CAUSE} or filing_deadline(state) is None:
        raise refuse(f"No filing day rests on the receipt of a notice now: {_waits(state)}.")
    if state.no_notice:
        raise refuse(
            "No notice was received: the day is counted from when the time to decide ran out. "
            "Record a late decision with record_decision, naming its level."
        )
    not_before("received.on", event.received.on, state.notice_date, "the notice date")


def _check_filing(state: CaseState, event: events.AppealFiled) -> None:
    deadline = filing_deadline(state)
    if state.phase not in {Phase.FILING, Phase.GOOD_CAUSE} or deadline is None:
        raise refuse(f"Nothing is to be filed now: {_waits(state)}.")
    not_before("filed_on", event.filed_on, state.notice_date, "the notice date")
    if event.speed is Speed.EXPEDITED and not can_be_expedited(
        state.intake.program, state.intake.request_kind
    ):
        raise refuse("speed: these appeals have no expedited clock.")
    # A request at another speed may have a last day of its own, which the rulebook is asked for.
    one_day = event.speed in {None, state.speed} or deadline.purpose is not Purpose.FILING
    one_day = one_day or deadline.override is not None
    if event.filed_on > deadline.due_on and one_day:
        raise refuse(
            f"filed_on: {event.filed_on} is after the last day, {deadline.due_on}; record a late "
            "request with request_good_cause, or correct the deadline with recalculate."
        )


def _check_decision(state: CaseState, event: events.DecisionRecorded) -> None:
    mistaken = correctable(state, event.level)
    if mistaken is not None:
        filed = mistaken.filed_on or _came_before(state)
        not_before("notice_date", event.notice_date, filed, "the day it was filed")
    elif event.level is not None and event.level != state.level:
        _check_late_decision(state, event)
    else:
        _check_awaited_decision(state, event)
    if event.received is not None:
        not_before("received.on", event.received.on, event.notice_date, "the notice date")
    if event.outcome is not Outcome.PARTIALLY_FAVORABLE and (
        event.remaining or event.remaining_amount is not None
    ):
        raise refuse("remaining: belongs to a partially_favorable outcome only.")
    if event.override is not None:
        not_before("override.due_on", event.override.due_on, event.notice_date, "the notice date")


def _came_before(state: CaseState) -> date | None:
    """When the level before the last one decided, or was reached."""
    before = state.levels[-2] if len(state.levels) > 1 else None
    return (before.decided_on or before.filed_on) if before else None


def _check_late_decision(state: CaseState, event: events.DecisionRecorded) -> None:
    """A decision of the level before, whose time to decide had run out."""
    before = state.levels[-1].level if state.levels else level_before(state, state.level)
    if event.level != before:
        decided = reached(state, event.level or "")
        if decided is not None and decided.decided_on is not None:
            raise refuse(
                f"level: {decided.title} is decided, and a later filing rests on that: its "
                "decision cannot be corrected any more."
            )
        late = "" if before in {None, state.level} else f", or {before} for a late decision"
        raise refuse(f"level: expected {state.level}{late}.")
    filed = filed_on(state, event.level or "")
    if state.phase not in {Phase.FILING, Phase.FORWARDING, Phase.GOOD_CAUSE} or not filed:
        raise refuse(f"No late decision of that level is expected: {_waits(state)}.")
    not_before("notice_date", event.notice_date, filed, "the day it was filed")


def _check_awaited_decision(state: CaseState, event: events.DecisionRecorded) -> None:
    last = state.levels[-1] if state.levels else None
    if state.phase not in {Phase.DECIDING, Phase.FORWARDING}:
        late = f" For a late decision of {last.title}, give level: {last.level}." if last else ""
        raise refuse(f"No decision is expected before a filing: {_waits(state)}.{late}")
    if state.phase is Phase.FORWARDING and event.level is None and last is not None:
        raise refuse(f"level: expected {last.level} or {state.level}, whichever decided.")
    filed = filed_on(state, state.level) or state.notice_date
    if filed is None and last is not None:
        filed = last.filed_on
    not_before("notice_date", event.notice_date, filed, "the day the request was filed")


def _check_expedited(state: CaseState, event: events.ExpeditedRequested) -> None:
    if state.intake.program is Program.ORIGINAL or state.intake.program.fast_track:
        raise refuse(
            "These appeals have no expedited clock: claims under Original Medicare never do, and "
            "the fast-track appeals of a discharge or the end of services are fast already."
        )
    if state.intake.request_kind is Kind.PAYMENT:
        raise refuse("A request for payment cannot be expedited (42 CFR 422.570, 423.570).")
    if state.speed is Speed.EXPEDITED and event.answer != "denied":
        raise refuse("The case already runs on the expedited clock.")
    if state.phase is not Phase.DECIDING or open_deadline(state, Purpose.DECISION) is None:
        raise refuse(
            f"Nothing that could be expedited awaits a decision: {_waits(state)}. To file an "
            "expedited request, record its filing first."
        )
    not_before("requested_on", event.requested_on, filed_on(state, state.level), "the filing")


def _check_extension(state: CaseState, event: events.ExtensionRecorded) -> None:
    if state.phase is not Phase.DECIDING or open_deadline(state, Purpose.DECISION) is None:
        raise refuse(f"No clock runs that could be extended: {_waits(state)}.")
    not_before("noticed_on", event.noticed_on, filed_on(state, state.level), "the filing")


def _check_escalation(state: CaseState, event: events.Escalated) -> None:
    if state.phase is Phase.FORWARDING:
        earliest = state.notice_date
        if state.levels:
            earliest = state.levels[-1].decided_on or state.levels[-1].filed_on
        not_before("on", event.on, earliest, "the level before it")
        return
    if state.phase is not Phase.DECIDING or not has_follow_up(state, FollowUpKind.ESCALATION):
        raise refuse(
            "Escalation opens when an adjudicator that can be passed over has not decided in "
            f"time: {_waits(state)}."
        )
    not_before("on", event.on, filed_on(state, state.level), "the filing")


def _check_effectuation(state: CaseState, event: events.EffectuationRecorded) -> None:
    if not awaits_effectuation(state):
        raise refuse(f"No decision waits to be put into effect: {_waits(state)}.")
    decisions = [step.decided_on for step in state.levels if step.decided_on]
    not_before("on", event.on, min(decisions, default=None), "the decision")


def _check_good_cause(state: CaseState, event: events.GoodCauseRequested) -> None:
    if event.answer is not None:
        if state.good_cause_filed_on is None or state.phase is not Phase.GOOD_CAUSE:
            raise refuse("answer: no late request is waiting for one.")
        if event.answered_on is not None:
            not_before("answered_on", event.answered_on, state.good_cause_filed_on, "the request")
        return
    deadline = filing_deadline(state)
    if state.phase is not Phase.GOOD_CAUSE or deadline is None:
        raise refuse(f"No filing day has been missed: {_waits(state)}. Use file_appeal.")
    if state.good_cause_filed_on is not None:
        raise refuse("A late request is recorded already; record its answer.")
    in_time = event.filed_on is not None and (
        event.filed_on < deadline.due_on
        # What ended at an hour of that day has passed, and the day alone does not say when.
        or (event.filed_on == deadline.due_on and not deadline.to_the_hour)
    )
    if in_time:
        raise refuse(
            f"filed_on: {event.filed_on} is in time (last day {deadline.due_on}); use file_appeal."
        )


def _check_recalculation(state: CaseState, event: events.Recalculated) -> None:
    deadline = filing_deadline(state)
    if event.notice_date is not None:
        if deadline is None or state.notice_date is None:
            raise refuse(f"notice_date: no open deadline rests on a notice: {_waits(state)}.")
        if state.phase not in {Phase.FILING, Phase.GOOD_CAUSE}:
            raise refuse(f"notice_date: its deadline is settled: {_waits(state)}.")
    if event.filed_on is not None:
        if state.phase is not Phase.DECIDING:
            raise refuse(f"filed_on: no filed request awaits a decision: {_waits(state)}.")
        not_before("filed_on", event.filed_on, state.notice_date, "the notice date")
    if event.override is None and event.deadline is not None:
        raise refuse("deadline: belongs to an override.")
    if event.override is not None:
        running = {item.id for item in state.deadlines if item.is_open}
        if state.phase is Phase.GOOD_CAUSE and deadline is not None:
            running.add(deadline.id)
        if not running:
            raise refuse(f"override: no deadline is open: {_waits(state)}.")
        if event.deadline is not None and event.deadline not in running:
            raise refuse(f"deadline: expected one of {', '.join(sorted(running))}.")
        began = state.notice_date if deadline is not None else filed_on(state, state.level)
        not_before("override.due_on", event.override.due_on, began, "the day it counts from")


def _check_second_opinion(state: CaseState, event: events.SecondOpinionStarted) -> None:
    del event
    if plan_program(state.intake.program) not in {Program.ORIGINAL, Program.PART_C}:
        raise refuse("Second opinions belong to Original Medicare and Medicare Advantage.")
    for child in state.children:
        if child.is_open and child.kind is DocketKind.SECOND_OPINION:
            raise refuse(f"A second opinion is running already: {child.id}.")


def _check_grievance(state: CaseState, event: GrievanceStarted) -> None:
    if event.filed_on is not None:
        check_hour(state, "filed_at", event.filed_on, event.filed_at)


def _check_submission(state: CaseState, event: events.EvidenceSubmitted) -> None:
    pieces = not_filed(state)
    open_ids = [piece.id for piece in pieces]
    if not open_ids:
        raise refuse("evidence: every piece listed is filed already.")
    if state.phase not in {Phase.DECIDING, Phase.FORWARDING}:
        raise refuse(
            f"Evidence goes with the filing, or after it: {_waits(state)}. It is attached when the "
            "filing is recorded with file_appeal; an opinion against the treatment is not, and can "
            "be sent after it."
        )
    unknown = [one for one in event.evidence if one not in open_ids]
    if unknown:
        raise refuse(f"evidence: expected ids among {', '.join(open_ids)}.")
    if not event.evidence and not unfiled(state):
        raise refuse(
            "evidence: what is not filed speaks against the treatment. Name it to send it all the "
            f"same: {', '.join(open_ids)}."
        )
    for piece in pieces:
        if piece.id in event.evidence or (not event.evidence and not piece.speaks_against):
            not_before("sent_on", event.sent_on, piece.received_on, "the evidence arrived")


_CHECKS: dict[type[Event], Callable[[CaseState, Any], None]] = {
    events.ReceiptRecorded: _check_receipt,
    events.AppealFiled: _check_filing,
    events.DecisionRecorded: _check_decision,
    events.ExpeditedRequested: _check_expedited,
    events.ExtensionRecorded: _check_extension,
    events.Escalated: _check_escalation,
    events.EffectuationRecorded: _check_effectuation,
    events.GoodCauseRequested: _check_good_cause,
    events.Recalculated: _check_recalculation,
    events.SecondOpinionStarted: _check_second_opinion,
    events.EvidenceSubmitted: _check_submission,
    GrievanceStarted: _check_grievance,
}
"""The check of each kind of event; those that fit any open case have none."""


def check_hours_of_intake(state: CaseState) -> None:
    """Refuse an intake with an hour of today that is still to come."""
    intake = state.intake
    for name, day, at in (
        ("filed_at", intake.filed_on, intake.filed_at),
        ("statement_at", intake.statement_on, intake.statement_at),
    ):
        if is_to_come(state, day, at) and workflow.patched("no hour still to come"):
            check_hour(state, name, day, at)


def check_slips(state: CaseState, event: Event) -> None:
    """Refuse what is likely a slip of the hand, before the update is accepted."""
    for name in ("filed", "records", "statement", "requested"):
        day, at = getattr(event, f"{name}_on", None), getattr(event, f"{name}_at", None)
        check_hour(state, f"{name}_at", day, at)
    slips = _SLIPS.get(type(event))
    if slips is not None:
        slips(state, event)


def _late_by_the_hour(state: CaseState, event: events.AppealFiled) -> None:
    """An hour after noon of the last day is late, where the time to file ends at noon."""
    deadline = filing_deadline(state)
    if deadline is None or event.filed_at is None or event.filed_on != deadline.due_on:
        return
    last = local_time(deadline.expires_at, deadline.reckoning.zone).time()
    # A limit that ends as its day begins was counted without an hour.
    if deadline.to_the_hour and last != time.min and event.filed_at > last:
        raise refuse(
            f"filed_at: {event.filed_at:%H:%M} is after the last hour, {last:%H:%M} of "
            f"{deadline.due_on}; record a late request with request_good_cause, or correct the "
            "deadline with recalculate."
        )


def _stands(state: CaseState, event: events.DecisionRecorded) -> None:
    """A decision that something was built on stays; so does one that is recorded as it was."""
    step = correctable(state, event.level)
    if step is None:
        return
    beyond = state.level not in {step.level, level_after(state, step.level)}
    if state.good_cause_filed_on is not None or (beyond and state.phase is not Phase.FORWARDING):
        raise refuse(
            f"level: a late request was filed upon the decision of {step.title}, which cannot be "
            "corrected any more."
        )
    won = step.outcome in {Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE}
    if won and not any(
        is_effectuation(item) and item.level == step.level for item in open_items(state)
    ):
        raise refuse(
            f"level: the decision of {step.title} was put into effect; it cannot be corrected "
            "any more."
        )
    same = (event.outcome, event.notice_date) == (step.outcome, step.decided_on)
    if same and state.notice_date == step.decided_on and not _adds(event):
        raise refuse(f"The decision of {step.title} is recorded so already.")


def _adds(event: events.DecisionRecorded) -> bool:
    """Whether a decision comes with more than its outcome and day."""
    return any(
        getattr(event, name) is not None
        for name in ("received", "remaining", "remaining_amount", "override")
    )


def _too_early(state: CaseState, event: events.Escalated) -> None:
    """Past an adjudicator that may still decide, nothing can be escalated."""
    check_hour(state, "at", event.on, event.at)
    if state.phase is Phase.DECIDING:
        late = latest(state, Purpose.DECISION)
        ran_out = late.due_on if late is not None and late.level == state.level else None
        if ran_out is not None and state.escalation_opens is not None:
            ran_out = min(ran_out, local_day(state.escalation_opens, state.intake.zone))
        not_before("on", event.on, ran_out, "the last day to decide")


def _foreign_facts(state: CaseState, event: events.Recalculated) -> None:
    """Facts of another program, hours without their day, and an override of who knows which."""
    intake = state.intake
    if event.statement_on is not None and intake.request_kind is not Kind.EXCEPTION:
        raise refuse("statement_on: belongs to kind exception of part_d.")
    if event.services_end is not None and not intake.program.fast_track:
        raise refuse("services_end: belongs to the fast-track programs.")
    if event.records_on is not None and state.phase is not Phase.DECIDING:
        raise refuse(f"records_on: no filed request awaits a decision: {_waits(state)}.")
    for day, hour, known in (
        ("filed_on", "filed_at", None),
        ("records_on", "records_at", None),
        ("statement_on", "statement_at", intake.statement_on),
        ("services_end", "services_end_at", intake.services_end),
    ):
        if getattr(event, hour) is not None and (getattr(event, day) or known) is None:
            raise refuse(f"{hour}: expected together with {day}.")
    if event.override is not None and event.deadline is None:
        running = [item for item in state.deadlines if item.is_open]
        if len(running) > 1 and not any(item.purpose.ours for item in running):
            names = ", ".join(sorted(item.id for item in running))
            raise refuse(f"deadline: expected, as several are open: one of {names}.")


_SLIPS: dict[type[Event], Callable[[CaseState, Any], None]] = {
    events.AppealFiled: _late_by_the_hour,
    events.DecisionRecorded: _stands,
    events.Escalated: _too_early,
    events.Recalculated: _foreign_facts,
}
"""The check of each kind of event for slips; those without one have none."""
