"""The book of one case: what is written into its state, and what can be read off it."""

from collections.abc import Iterable
from datetime import date, time

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState, LevelReached, Record
    from models.consultation import Answer
    from models.deadline import (
        Deadline,
        DeadlineStatus,
        FollowUp,
        FollowUpKind,
        Purpose,
        RungOutcome,
    )
    from models.intake import LEVELS, Override
    from models.local_time import end_of_day, local_day
    from models.program import Ending, Outcome, Phase


def today(state: CaseState) -> date:
    """The calendar day in the case's zone, by the workflow's clock."""
    return local_day(workflow.now(), state.intake.zone)


def filing_deadline(state: CaseState) -> Deadline | None:
    """The latest of our own deadlines at the present level, open or missed."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose.ours and deadline.level == state.level:
            return deadline
    return None


def open_deadline(state: CaseState, purpose: Purpose) -> Deadline | None:
    """The open deadline with a purpose, or None."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose is purpose and deadline.is_open:
            return deadline
    return None


def has_follow_up(state: CaseState, kind: FollowUpKind) -> bool:
    """Whether something of this kind is being looked after."""
    return any(follow_up.is_open and follow_up.kind is kind for follow_up in state.follow_ups)


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


def open_items(state: CaseState) -> list[Deadline | FollowUp]:
    """Everything open, our own deadlines first, the earliest first among them."""
    deadlines = sorted(
        (deadline for deadline in state.deadlines if deadline.is_open),
        key=lambda deadline: (not deadline.purpose.ours, deadline.expires_at),
    )
    return [*deadlines, *(follow_up for follow_up in state.follow_ups if follow_up.is_open)]


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


def record(state: CaseState, what: str) -> str:
    """Write a line into the case's record, and give it back."""
    state.records.append(Record(at=workflow.now(), what=what))
    return what


def stand(state: CaseState, *answers: Answer) -> None:
    """The case now stands where the last answer says, with the clocks of all of them."""
    for answer in answers:
        state.level = answer.level
        state.level_title = answer.level_title
        state.adjudicator = answer.adjudicator
        state.phase = answer.phase
        state.amount_short = answer.amount_short
        add(state, answer)
    state.remarks = [remark for answer in answers for remark in answer.remarks]


def add(state: CaseState, answer: Answer) -> None:
    """The answer's clocks run beside those already running."""
    state.deadlines.extend(answer.deadlines)
    state.follow_ups.extend(answer.follow_ups)


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


def decide_level(state: CaseState, level: str, outcome: Outcome, day: date) -> LevelReached:
    """A level has decided."""
    step = reached(state, level)
    if step is None:
        # The file went there without anybody recording its arrival.
        step = LevelReached(level=level, title=state.level_title, adjudicator=state.adjudicator)
        state.levels.append(step)
    step.decided_on, step.outcome = day, outcome
    state.last_outcome = outcome
    state.partly_won = state.partly_won or outcome is Outcome.PARTIALLY_FAVORABLE
    return step


def replace_deadline(state: CaseState, old: Deadline, new: Deadline) -> None:
    """Count a deadline anew under its old name, so that its calendar entry moves with it."""
    new.id, new.sequence = old.id, old.sequence + 1
    new.acknowledged = old.acknowledged and new.due_on >= old.due_on
    if new.due_on == old.due_on:
        _keep_what_was_told(old, new)
    state.deadlines[state.deadlines.index(old)] = new


def _keep_what_was_told(old: Deadline, new: Deadline) -> None:
    """The day stands: nobody hears again what they heard; people who are new hear it."""
    new.sequence = old.sequence
    over = [rung for rung in old.rungs if rung.outcome is not RungOutcome.PENDING]
    told = {(rung.key, role) for rung in over for role in rung.recipients}
    for rung in new.rungs:
        rung.recipients = tuple(role for role in rung.recipients if (rung.key, role) not in told)
    new.rungs = over + [rung for rung in new.rungs if rung.recipients]


def override_deadline(deadline: Deadline, override: Override) -> None:
    """Another day is worked to, for a reason that stays visible; it ends with that day."""
    deadline.override, deadline.due_on = override, override.due_on
    deadline.expires_at = end_of_day(override.due_on, deadline.reckoning.zone)
    deadline.sequence += 1


def settle(deadline: Deadline | None, status: DeadlineStatus, day: date) -> None:
    """A deadline is over; reminders still to come are not sent."""
    if deadline is None:
        return
    deadline.status, deadline.settled_on = status, day
    _silence(deadline, f"the deadline is {status.value}")


def leave_level(state: CaseState, day: date) -> None:
    """A decision ends what the case was waiting for, all but the effectuation of an earlier one."""
    for deadline in state.deadlines:
        if deadline.is_open and deadline.purpose is not Purpose.EFFECTUATION:
            met = deadline.purpose is Purpose.DECISION
            settle(deadline, DeadlineStatus.MET if met else DeadlineStatus.SUPERSEDED, day)
    close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.EFFECTUATION})


def close_follow_ups(state: CaseState, kinds: Iterable[FollowUpKind]) -> None:
    """These matters are done with; reminders of them still to come are not sent."""
    for follow_up in state.follow_ups:
        if follow_up.is_open and follow_up.kind in kinds:
            follow_up.is_open = False
            _silence(follow_up, "the matter is settled")


def end(state: CaseState, ending: Ending) -> None:
    """The case is over."""
    day = today(state)
    for deadline in state.deadlines:
        if deadline.is_open:
            settle(deadline, DeadlineStatus.SUPERSEDED, day)
    close_follow_ups(state, set(FollowUpKind))
    state.phase, state.ending, state.ended_on = Phase.CLOSED, ending, day


def _silence(item: Deadline | FollowUp, why: str) -> None:
    for rung in item.rungs:
        if rung.outcome is RungOutcome.PENDING:
            rung.outcome = RungOutcome.FAILED if rung.tries else RungOutcome.SUPERSEDED
            rung.note = rung.note or why
