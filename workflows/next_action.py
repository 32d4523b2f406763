"""What a case waits for next: who must do what by when, and the update that reports it."""

from datetime import datetime, timedelta

from temporalio import workflow

from workflows.casebook import decision_deadline, filing_deadline
from workflows.docket import has_follow_up, open_deadline, today
from workflows.recounting import latest

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.deadline import DeadlineStatus, FollowUpKind, Purpose
    from models.docket import Docket, NextAction
    from models.local_time import end_of_day
    from models.program import Outcome, Phase, Urgency

_DUE_SOON, _URGENT = timedelta(days=14), timedelta(days=3)
"""How long before the day our own deadlines show as due soon, and as urgent."""


def next_action(state: CaseState) -> NextAction:
    """The one thing to do or to wait for now, with an example of the update that reports it."""
    match state.phase:
        case Phase.FILING:
            return _file(state)
        case Phase.DECIDING:
            return _wait_for_decision(state)
        case Phase.FORWARDING:
            return _watch_forwarding(state)
        case Phase.GOOD_CAUSE:
            return _good_cause(state)
        case Phase.EFFECTUATION:
            return _effectuation(state)
        case Phase.CLOSED:
            return NextAction(who="nobody", what="The case has ended.", label="none: closed")


def urgency(state: CaseState) -> Urgency:
    """How near our own next deadline is, and whether something is past its time."""
    if state.phase is Phase.CLOSED:
        return Urgency.CLOSED
    overdue = {FollowUpKind.GOOD_CAUSE, FollowUpKind.ESCALATION}
    late = _plan_is_late(state) or _decision_is_late(state) or _file_is_late(state)
    if late or any(has_follow_up(state, kind) for kind in overdue):
        return Urgency.OVERDUE
    if state.phase is Phase.FILING and state.amount_until is not None:
        return _how_near(end_of_day(state.amount_until, state.intake.zone))
    return urgency_of_ours(state)


def urgency_of_ours(state: Docket) -> Urgency:
    """How near our own next deadline is."""
    ours = [item for item in state.deadlines if item.is_open and item.purpose.ours]
    if not ours:
        return Urgency.ON_TRACK
    return _how_near(min(deadline.expires_at for deadline in ours))


def _how_near(moment: datetime) -> Urgency:
    left = moment - workflow.now()
    # A day's deadline expires as its day ends: on the day itself less than one day is left.
    if left <= _URGENT + timedelta(days=1):
        return Urgency.URGENT
    return Urgency.DUE_SOON if left <= _DUE_SOON + timedelta(days=1) else Urgency.ON_TRACK


def _plan_is_late(state: CaseState) -> bool:
    """Whether forwarding or effectuation is past its time and still looked after."""
    watched = {
        Purpose.FORWARDING: FollowUpKind.FORWARDING,
        Purpose.EFFECTUATION: FollowUpKind.EFFECTUATION,
    }
    return any(
        deadline.status is DeadlineStatus.MISSED and has_follow_up(state, watched[deadline.purpose])
        for deadline in state.deadlines
        if deadline.purpose in watched
    )


def _file_is_late(state: CaseState) -> bool:
    """Whether a file that was to be sent on within the time to decide is still awaited after it.

    Where sending it on has a time of its own, that one counts: see `_plan_is_late`.
    """
    if state.phase is not Phase.FORWARDING or not state.levels:
        return False
    level = state.levels[-1].level
    own = latest(state, Purpose.FORWARDING)
    due = decision_deadline(state, level)
    has_own = own is not None and own.level == level
    return not has_own and due is not None and due.expires_at <= workflow.now()


def _file(state: CaseState) -> NextAction:
    deadline = filing_deadline(state)
    if state.amount_short:
        return NextAction(
            who="case manager",
            what="The amount in controversy is too small for this level. Combine claims and "
            "correct the amount, or close the case.",
            label=f"amount too small for {state.level}",
            by=deadline.due_on if deadline else None,
            update="recalculate",
            example={"reason": "Claims combined", "amount_in_controversy": "2150.00"},
        )
    where = deadline.where if deadline else "the office named in the notice"
    until = state.amount_until
    only = f" The amount in controversy is enough until {until} only." if until else ""
    return NextAction(
        who="case manager",
        what=f"File the request for {state.level_title} with {where}, then record the day it "
        f"was received.{only}",
        label=f"file {state.level}",
        by=deadline.due_on if deadline else None,
        update="file_appeal",
        example={"filed_on": str(today(state))},
    )


def _wait_for_decision(state: CaseState) -> NextAction:
    deadline = open_deadline(state, Purpose.DECISION)
    if has_follow_up(state, FollowUpKind.ESCALATION):
        return NextAction(
            who="case manager",
            what=f"{_capital(state.adjudicator)} has not decided in time: wait, or escalate to the "
            "next level and record the day it was received there.",
            label=f"escalate past {state.level}",
            update="escalate",
            example={"on": str(today(state))},
        )
    if deadline is not None:
        what = f"Wait for the decision of {state.adjudicator}, then record it."
    elif _decision_is_late(state):
        what = f"The time of {state.adjudicator} to decide has run out. Ask for the decision, then "
        what += "record it."
    else:
        what = f"Wait for the decision of {state.adjudicator}; the law sets no clock."
    return NextAction(
        who=state.adjudicator,
        what=what,
        label=f"await decision {state.level}",
        by=deadline.due_on if deadline else None,
        update="record_decision",
        example={"outcome": Outcome.UNFAVORABLE.value, "notice_date": str(today(state))},
    )


def _decision_is_late(state: CaseState) -> bool:
    """Whether the present adjudicator, who still decides, had a clock that has run out."""
    return state.phase is Phase.DECIDING and any(
        deadline.purpose is Purpose.DECISION
        and deadline.level == state.level
        and deadline.status is DeadlineStatus.MISSED
        for deadline in state.deadlines
    )


def _watch_forwarding(state: CaseState) -> NextAction:
    deadline = open_deadline(state, Purpose.FORWARDING)
    return NextAction(
        who="case manager",
        what=f"The plan must send the file to {state.adjudicator} by itself. Check that it "
        "arrived, and record the day.",
        label=f"check file at {state.level}",
        by=deadline.due_on if deadline else None,
        update="escalate",
        example={"on": str(today(state))},
    )


def _good_cause(state: CaseState) -> NextAction:
    if state.good_cause_filed_on is not None:
        return NextAction(
            who="adjudicator",
            what="Wait for the answer to the late request, then record it.",
            label=f"await good cause {state.level}",
            update="request_good_cause",
            example={"answer": "granted", "answered_on": str(today(state))},
        )
    return NextAction(
        who="case manager",
        what="The filing day has passed. File now with the reasons for being late, and record it.",
        label=f"good cause {state.level}",
        update="request_good_cause",
        example={"filed_on": str(today(state)), "circumstances": "Why it is late"},
    )


def _effectuation(state: CaseState) -> NextAction:
    deadline = open_deadline(state, Purpose.EFFECTUATION)
    return NextAction(
        who=deadline.who if deadline else "plan or contractor",
        what="The decision must be put into effect. Record when it was authorized, provided or "
        "paid.",
        label="await effectuation",
        by=deadline.due_on if deadline else None,
        update="record_effectuation",
        example={"on": str(today(state))},
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
