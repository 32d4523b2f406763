"""The book of one docket: what any workflow writes into its state, and what can be read off it."""

from collections.abc import Iterable
from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.acknowledgement import as_typed, codes
    from models.any_intake import Override
    from models.consultation import Clocks
    from models.deadline import (
        ABOUT_DELIVERY,
        Deadline,
        DeadlineStatus,
        FollowUp,
        FollowUpKind,
        Purpose,
        RungOutcome,
    )
    from models.docket import Docket, Record
    from models.local_time import end_of_day, local_day


def today(state: Docket) -> date:
    """The calendar day in the zone of the docket, by the workflow's clock."""
    return local_day(workflow.now(), state.intake.zone)


def open_deadline(state: Docket, purpose: Purpose) -> Deadline | None:
    """The open deadline with a purpose, or None."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose is purpose and deadline.is_open:
            return deadline
    return None


def has_follow_up(state: Docket, kind: FollowUpKind) -> bool:
    """Whether something of this kind is being looked after."""
    return any(follow_up.is_open and follow_up.kind is kind for follow_up in state.follow_ups)


def open_items(state: Docket) -> list[Deadline | FollowUp]:
    """Everything open, our own deadlines first, the earliest first among them."""
    deadlines = sorted(
        (deadline for deadline in state.deadlines if deadline.is_open),
        key=lambda deadline: (not deadline.purpose.ours, deadline.expires_at),
    )
    return [*deadlines, *(follow_up for follow_up in state.follow_ups if follow_up.is_open)]


def code_of(state: Docket, item: Deadline | FollowUp) -> str:
    """The short code by which people name a deadline or follow-up of the case."""
    ids = [*(one.id for one in state.deadlines), *(one.id for one in state.follow_ups)]
    return codes(state.case_id, dict.fromkeys(ids)).get(item.id, "")


def named(state: Docket, name: str | None) -> Deadline | FollowUp | None:
    """The open matter with this id or code; the next one where none is named."""
    items = open_items(state)
    if name is None:
        return items[0] if items else None
    return next(
        (item for item in items if name == item.id or as_typed(name) == code_of(state, item)), None
    )


def record(state: Docket, what: str) -> str:
    """Write a line into the record, and give it back."""
    state.records.append(Record(at=workflow.now(), what=what))
    return what


def add(state: Docket, answer: Clocks) -> None:
    """The answer's clocks run beside those already running."""
    state.deadlines.extend(answer.deadlines)
    state.follow_ups.extend(answer.follow_ups)


def replace_deadline(state: Docket, old: Deadline, new: Deadline) -> None:
    """Count a deadline anew under its old name, so that its calendar entry moves with it."""
    new.id, new.sequence = old.id, old.sequence + 1
    new.in_calendars = old.in_calendars
    new.acknowledged = old.acknowledged and new.due_on >= old.due_on
    if new.due_on == old.due_on:
        _keep_what_was_told(old, new)
    state.deadlines[state.deadlines.index(old)] = new


def _keep_what_was_told(old: Deadline, new: Deadline) -> None:
    """The day stands: nobody hears again what they heard; people who are new hear it.

    A reminder that is being tried again is still owed.
    """
    new.sequence = old.sequence
    over = [rung for rung in old.rungs if rung.outcome is not RungOutcome.PENDING or rung.tries]
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


def close_follow_ups(state: Docket, kinds: Iterable[FollowUpKind]) -> None:
    """These matters are done with; reminders of them still to come are not sent.

    How people are reached is no matter of the step: see `workflows.undelivered`.
    """
    done = set(kinds) - ABOUT_DELIVERY
    close_matters(item for item in state.follow_ups if item.kind in done)


def close_matters(follow_ups: Iterable[FollowUp]) -> None:
    """These matters are done with."""
    for follow_up in follow_ups:
        if follow_up.is_open:
            follow_up.is_open = False
            _silence(follow_up, "the matter is settled")


def finish(state: Docket, ending: str) -> None:
    """The workflow's work is over: nothing it waits for is waited for any more."""
    day = today(state)
    for deadline in state.deadlines:
        if deadline.is_open:
            settle(deadline, DeadlineStatus.SUPERSEDED, day)
    close_matters(state.follow_ups)
    state.ending, state.ended_on = ending, day


def _silence(item: Deadline | FollowUp, why: str) -> None:
    for rung in item.rungs:
        if rung.outcome is RungOutcome.PENDING:
            rung.outcome = RungOutcome.FAILED if rung.tries else RungOutcome.SUPERSEDED
            rung.note = rung.note or why
