"""The book of one case: what is written into its state, and what can be read off it."""

from datetime import date, time

from temporalio import workflow

from workflows.docket import (
    add,
    close_follow_ups,
    close_matters,
    finish,
    has_follow_up,
    open_deadline,
    settle,
)

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState, LevelReached
    from models.consultation import Answer
    from models.deadline import Deadline, DeadlineStatus, FollowUp, FollowUpKind, Purpose
    from models.intake import LEVELS
    from models.local_time import local_time
    from models.program import Ending, Outcome, Phase


def filing_deadline(state: CaseState) -> Deadline | None:
    """The latest of our own deadlines at the present level, open or missed."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose.ours and deadline.level == state.level:
            return deadline
    return None


def first_window(state: CaseState, day: date) -> Deadline | None:
    """The first deadline to file here where a day was within it, though a later one is open now."""
    if not state.late_window:
        return None
    missed = [
        item
        for item in state.deadlines
        if item.purpose is Purpose.FILING
        and item.level == state.level
        and item.status is DeadlineStatus.MISSED
    ]
    return missed[-1] if missed and day <= missed[-1].due_on else None


def decision_deadline(state: CaseState, level: str) -> Deadline | None:
    """By when the adjudicator of a level had to decide, or None where no clock ran."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose is Purpose.DECISION and deadline.level == level:
            return deadline
    return None


def decision_due(state: CaseState, level: str) -> date | None:
    """The day by which the adjudicator of a level had to decide, where its clock ran."""
    deadline = decision_deadline(state, level)
    return deadline.due_on if deadline is not None else None


def hour_of(deadline: Deadline) -> time | None:
    """The local hour at which a deadline ran out, for a clock that starts there."""
    if not deadline.to_the_hour:
        return None
    return local_time(deadline.expires_at, deadline.reckoning.zone).time()


def awaits_effectuation(state: CaseState) -> bool:
    """Whether a favorable decision still waits to be put into effect."""
    return open_deadline(state, Purpose.EFFECTUATION) is not None or has_follow_up(
        state, FollowUpKind.EFFECTUATION
    )


def is_effectuation(item: Deadline | FollowUp) -> bool:
    """Whether something waits for a decision to be put into effect."""
    if isinstance(item, Deadline):
        return item.purpose is Purpose.EFFECTUATION
    return item.kind is FollowUpKind.EFFECTUATION


def level_before(state: CaseState, level: str) -> str | None:
    """The level below a level, or None at the first."""
    levels = LEVELS[state.intake.program]
    place = levels.index(level)
    return levels[place - 1] if place else None


def level_after(state: CaseState, level: str) -> str | None:
    """The level above a level, or None at the last."""
    levels = LEVELS[state.intake.program]
    place = levels.index(level) + 1
    return levels[place] if place < len(levels) else None


def reached(state: CaseState, level: str) -> LevelReached | None:
    """How the case went through a level, or None if it has not been there."""
    return next((step for step in reversed(state.levels) if step.level == level), None)


def filed_on(state: CaseState, level: str) -> date | None:
    """The day the request for a level reached its office, where known."""
    step = reached(state, level)
    return step.filed_on if step else None


def stand(state: CaseState, *answers: Answer) -> None:
    """The case now stands where the last answer says, with the clocks of all of them."""
    for answer in answers:
        state.level = answer.level
        state.level_title = answer.level_title
        state.adjudicator = answer.adjudicator
        state.phase = answer.phase
        state.amount_short, state.amount_until = answer.amount_short, answer.amount_until
        state.escalation_opens, state.plan = answer.escalation_opens, answer.plan
        add(state, answer)
    state.remarks = [remark for answer in answers for remark in answer.remarks]


def enter_level(
    state: CaseState,
    answer: Answer,
    day: date,
    *,
    at: time | None = None,
    escalated: bool = False,
) -> LevelReached:
    """The request for a level has reached its adjudicator, whose clock counts from then."""
    step = LevelReached(
        level=answer.level,
        title=answer.level_title,
        adjudicator=answer.adjudicator,
        filed_on=day,
        clock_on=day,
        clock_at=at,
        escalated=escalated,
    )
    state.levels.append(step)
    state.good_cause_filed_on = None
    return step


def correctable(state: CaseState, level: str | None) -> LevelReached | None:
    """The level whose decision a report takes the place of, as nothing was filed upon it.

    Args:
        state: The case.
        level: Which level decided by the report, or None where it leaves that open.
    """
    last = state.levels[-1] if state.levels else None
    if last is None or last.decided_on is None:
        return None
    if level is None and state.phase is Phase.FORWARDING:
        # The office that the file was sent on to may have decided as well.
        return None
    return last if level in {None, last.level} else None


def take_back(state: CaseState, mistaken: LevelReached, day: date) -> None:
    """What a mistaken decision opened is superseded; its level was decided on another day."""
    following = level_after(state, mistaken.level)
    for deadline in state.deadlines:
        here = deadline.level == mistaken.level
        opened = (here and deadline.purpose is Purpose.EFFECTUATION) or (
            deadline.purpose.ours and deadline.level == following
        )
        if opened and deadline.status in {DeadlineStatus.OPEN, DeadlineStatus.MISSED}:
            settle(deadline, DeadlineStatus.SUPERSEDED, day)
        met = deadline.status is DeadlineStatus.MET
        if here and met and deadline.purpose is Purpose.DECISION:
            deadline.settled_on = day
    close_matters(
        item
        for item in state.follow_ups
        if item.kind is FollowUpKind.EFFECTUATION and item.level == mistaken.level
    )


def decide_level(state: CaseState, level: str, outcome: Outcome, day: date) -> LevelReached:
    """A level has decided."""
    step = reached(state, level)
    if step is None:
        # The file went there without anybody recording its arrival.
        step = LevelReached(level=level, title=state.level_title, adjudicator=state.adjudicator)
        state.levels.append(step)
    step.decided_on, step.outcome = day, outcome
    state.last_outcome = outcome
    state.partly_won = any(one.outcome is Outcome.PARTIALLY_FAVORABLE for one in state.levels)
    return step


def leave_level(state: CaseState, day: date) -> None:
    """A decision ends what the case was waiting for, all but the effectuation of an earlier one."""
    for deadline in state.deadlines:
        if deadline.is_open and deadline.purpose is not Purpose.EFFECTUATION:
            met = deadline.purpose is Purpose.DECISION
            settle(deadline, DeadlineStatus.MET if met else DeadlineStatus.SUPERSEDED, day)
    close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.EFFECTUATION})


def end(state: CaseState, ending: Ending) -> None:
    """The case is over."""
    finish(state, ending)
    state.phase = Phase.CLOSED


def end_of_ladder(state: CaseState, otherwise: Ending = Ending.EXHAUSTED) -> None:
    """No level is left: what was won is put into effect, otherwise the case is over."""
    if awaits_effectuation(state):
        state.phase = Phase.EFFECTUATION
    else:
        end(state, Ending.PARTLY_WON if state.partly_won else otherwise)
