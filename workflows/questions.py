"""What a case asks of the rulebook: the facts of the case, and what is new."""

from datetime import date, time
from decimal import Decimal
from typing import TypedDict, Unpack

from temporalio import workflow

from workflows.casebook import reached

with workflow.unsafe.imports_passed_through():
    from models.any_intake import Override, Receipt
    from models.case import CaseState
    from models.consultation import Occasion, Question
    from models.deadline import Deadline, FollowUpKind
    from models.people import Role
    from models.program import Speed


class Facts(TypedDict, total=False):
    """What a question may carry beside its day; what is left out is as the case has it."""

    at: time | None
    speed: Speed
    escalated: bool
    amount: Decimal | None
    received: Receipt | None
    filed_on: date | None
    filed_at: time | None
    forward_from: date | None
    extended: bool
    extension_days: int | None
    override: Override | None
    follow_up: FollowUpKind | None
    opening: bool
    late: bool
    missed: str
    files_with: str
    records_on: date | None
    records_at: time | None
    noticed_on: date | None
    standing: Deadline | None


def question(
    state: CaseState,
    occasion: Occasion,
    on: date,
    *,
    level: str | None = None,
    ahead: int = 0,
    **facts: Unpack[Facts],
) -> Question:
    """A question on what happened at a level.

    Args:
        state: The case.
        occasion: What happened.
        on: The day that starts the clock, in the case's zone.
        level: Where it happened; the present level when left out.
        ahead: How many clocks an earlier answer to the same event has brought already.
        facts: What is new, or differs from what the case has.
    """
    intake = state.intake
    step = reached(state, level or state.level)
    known: Facts = {
        "speed": state.speed,
        "escalated": step is not None and step.escalated,
        "amount": state.amount,
        "late": state.late_window,
        "records_on": step.records_on if step else None,
        "records_at": step.records_at if step else None,
    }
    known.update(facts)
    return Question(
        occasion=occasion,
        case_id=state.case_id,
        program=intake.program,
        level=level or state.level,
        kind=intake.request_kind,
        prior_authorization=intake.prior_authorization,
        services_end=intake.services_end,
        services_end_at=intake.services_end_at,
        statement_on=intake.statement_on,
        statement_at=intake.statement_at,
        on=on,
        count=len(state.deadlines) + len(state.follow_ups) + ahead,
        now=workflow.now(),
        zone=intake.zone,
        zones={
            role: person.zone or intake.zone
            for role in Role
            if (person := intake.people.get(role)) is not None and person.reachable
        },
        policy=intake.reminders,
        planning=intake.planning,
        **known,
    )


def clock_of(state: CaseState, level: str) -> Facts:
    """What the clock of a level's adjudicator counted from, for what counts from there too."""
    step = reached(state, level)
    if step is None:
        return {}
    return {
        "filed_on": step.clock_on or step.filed_on,
        "filed_at": step.clock_at,
        "extended": step.extended,
        "extension_days": step.extension_days,
    }
