"""Clocks counted anew, and settled by the day on which a thing was done, not on which it was told.

A clock may have run out before anybody reported what stopped or moved it.
"""

from datetime import date

from temporalio import workflow

from workflows.docket import close_follow_ups, replace_deadline, settle

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, DeadlineStatus, FollowUpKind, Purpose
    from models.docket import Docket


def latest(state: Docket, purpose: Purpose) -> Deadline | None:
    """The last deadline with a purpose: open, met or missed, but not superseded."""
    for deadline in reversed(state.deadlines):
        if deadline.purpose is purpose and deadline.status is not DeadlineStatus.SUPERSEDED:
            return deadline
    return None


def recount(state: Docket, new: Deadline) -> None:
    """A deadline counted anew takes the place of the one before, also where that had run out."""
    old = latest(state, new.purpose)
    if old is None:
        state.deadlines.append(new)
        return
    missed = old.status is DeadlineStatus.MISSED
    replace_deadline(state, old, new)
    if missed and new.expires_at <= workflow.now():
        settle(new, DeadlineStatus.MISSED, new.due_on)
    elif missed and new.purpose is not Purpose.CONTACT:
        # Nobody is past their time any more.
        close_follow_ups(state, {FollowUpKind.OVERDUE})


def settle_by(state: Docket, purpose: Purpose, day: date) -> None:
    """What a deadline was for was done on a day: in time or not, whenever it is recorded."""
    deadline = latest(state, purpose)
    if deadline is None:
        return
    in_time = day <= deadline.due_on
    if day == deadline.due_on and deadline.reckoning.to_the_hour:
        # Of a clock of hours the day alone says nothing once it was settled.
        if not deadline.is_open:
            return
        in_time = workflow.now() < deadline.expires_at
    if in_time:
        settle(deadline, DeadlineStatus.MET, day)
    elif deadline.status is not DeadlineStatus.MISSED:
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
