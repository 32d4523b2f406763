"""What an appeal waits for next: who must do what by when, and the update that reports it."""

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Outcome, Phase, WaitingOn
from models.cases.standing import Clock, NextStep, Said
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.decisions.effectuation import waiting
from models.procedure.appeal.facts import late_office, level_of
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case
from models.procedure.clocks import due_said, ground_said, last_said
from models.procedure.common import due_on, nothing_next

_MANAGER = "case manager"


def next_step(case: Case[Intake], standing: AppealStanding) -> NextStep:
    """The one thing to do or to wait for now, with an example of the update that reports it."""
    day = str(case.today)
    match standing.phase:
        case Phase.FILING:
            return _file(case, standing, day)
        case Phase.DECIDING:
            return _await_decision(case, standing, day)
        case Phase.FORWARDING:
            return NextStep(
                "the plan",
                Said("appeal.next_forwarding", {"adjudicator": standing.adjudicator}),
                f"check file at {standing.level}",
                by=due_on(standing.running(Purpose.FORWARDING)),
                update="escalate",
                example={"on": day},
                waiting_on=WaitingOn.PLAN,
            )
        case Phase.GOOD_CAUSE:
            return _good_cause(case, standing, day)
        case Phase.EFFECTUATION:
            levels = waiting(standing)
            clock = _first_to_effect(standing)
            named = {"level": next(iter(levels))} if len(levels) > 1 else {}
            return NextStep(
                clock.who if clock is not None else "plan or contractor",
                Said("appeal.next_effectuation", {"levels": ", ".join(levels.values())}),
                "await effectuation",
                by=due_on(clock),
                update="record_effectuation",
                example={"on": day, **named},
                waiting_on=WaitingOn.PLAN,
            )
        case Phase.CLOSED:
            return nothing_next(Said("appeal.next_ended"))


def _first_to_effect(standing: AppealStanding) -> Clock | None:
    """The clock of the oldest decision that waits to be put into effect."""
    running = [one for one in standing.open_clocks if one.purpose is Purpose.EFFECTUATION]
    return min(running, key=lambda one: one.root, default=None)


def decision_is_late(standing: AppealStanding) -> bool:
    """Whether the present adjudicator, who still decides, had a clock that has run out."""
    return standing.phase is Phase.DECIDING and any(
        clock.purpose is Purpose.DECISION
        and clock.level == standing.level
        and clock.status is DeadlineStatus.MISSED
        for clock in standing.clocks
    )


def _file(case: Case[Intake], standing: AppealStanding, day: str) -> NextStep:
    clock = standing.filing_clock
    if standing.amount_short:
        return NextStep(
            _MANAGER,
            Said("appeal.next_amount_short"),
            f"amount too small for {standing.level}",
            by=due_on(clock),
            update="recalculate",
            example={"reason": "Claims combined", "amount_in_controversy": "2150.00"},
        )
    where: object = clock.where if clock is not None else Said("appeal.office_in_notice")
    if standing.unlimited:
        where = level_of(case, standing.level).files_with
    until = standing.amount_until
    facts: dict[str, object] = {
        "level": standing.level_title,
        "where": where,
        "only": Said("appeal.next_only_until", {"day": until}) if until is not None else "",
    }
    code, by = "next_file", due_on(clock)
    if clock is not None and clock.passed:
        code, by = "next_file_now", clock.last_arguable
        facts |= {"due": due_said(clock), "last": last_said(clock), "ground": ground_said(clock)}
    return NextStep(
        _MANAGER,
        Said(f"appeal.{code}", facts),
        f"file {standing.level}",
        by=by,
        update="file_appeal",
        example={"filed_on": day},
    )


def _decides(case: Case[Intake], standing: AppealStanding) -> WaitingOn:
    """Who decides at the present level."""
    return WaitingOn(level_of(case, standing.level).decides)


def _await_decision(case: Case[Intake], standing: AppealStanding, day: str) -> NextStep:
    facts = {"adjudicator": standing.adjudicator}
    if standing.has(FollowUpKind.INCOMPLETE):
        return NextStep(
            _MANAGER,
            Said("appeal.next_complete", facts),
            f"complete the request {standing.level}",
            update="complete_request",
            example={"on": day},
        )
    if standing.has(FollowUpKind.ESCALATION):
        return NextStep(
            _MANAGER,
            Said("appeal.next_escalate", facts),
            f"escalate past {standing.level}",
            update="escalate",
            example={"on": day},
        )
    clock = standing.running(Purpose.DECISION)
    code = "next_await_without_clock"
    if clock is not None:
        code = "next_await"
    elif decision_is_late(standing):
        code = "next_await_late"
    return NextStep(
        standing.adjudicator,
        Said(f"appeal.{code}", facts),
        f"await decision {standing.level}",
        by=due_on(clock),
        update="record_decision",
        example={"outcome": Outcome.UNFAVORABLE.value, "notice_date": day},
        waiting_on=_decides(case, standing),
    )


def _good_cause(case: Case[Intake], standing: AppealStanding, day: str) -> NextStep:
    clock = standing.filing_clock
    facts: dict[str, object] = {
        "day": due_said(clock) if clock is not None else "",
        "office": late_office(level_of(case, standing.level), clock),
    }
    if standing.reasons_awaited:
        return NextStep(
            _MANAGER,
            Said("appeal.next_reasons", facts),
            f"reasons for being late {standing.level}",
            update="request_good_cause",
            example={"filed_on": day, "circumstances": "Why it is late"},
        )
    if standing.good_cause_filed_on is not None:
        return NextStep(
            "adjudicator",
            Said("appeal.next_await_answer"),
            f"await good cause {standing.level}",
            update="request_good_cause",
            example={"answer": "granted", "answered_on": day},
            waiting_on=_decides(case, standing),
        )
    return NextStep(
        _MANAGER,
        Said("appeal.next_good_cause", facts),
        f"good cause {standing.level}",
        update="request_good_cause",
        example={"filed_on": day, "circumstances": "Why it is late"},
    )
