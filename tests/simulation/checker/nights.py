"""Who is called on at night, by the checker's own reading."""

from datetime import datetime

from models.cases.people import Role
from tests.simulation.checker.hours import next_day
from tests.simulation.checker.owed import (
    ASSIGNED,
    OPENED,
    SHORT,
    Due,
)
from tests.simulation.checker.timeline import ClockFacts, Contact, Timeline


def is_notice(due: Due) -> bool:
    """Whether it is the first word of something, which nobody has acknowledged."""
    return due.name == OPENED or due.name.startswith(ASSIGNED)


def calls_at_night(
    due: Due, role: Role, moment: datetime, contact: Contact, timeline: Timeline
) -> bool:
    """Whether a case manager is called on at night: a clock of hours, or one that ends by then."""
    if role is not Role.CASE_MANAGER:
        return False
    if is_notice(due):
        return True
    clock = due.span.facts
    if not isinstance(clock, ClockFacts):
        return False
    policy = timeline.roster_at(moment).policy
    morning = next_day(moment, contact.zone, policy.day_begins, policy.day_ends)
    ends = ends_at(clock, due)
    short = clock.counted_in_hours and ends - due.at <= SHORT
    return short or morning >= ends


def ends_at(clock: ClockFacts, due: Due) -> datetime:
    """Until when a reminder of a clock is of use."""
    return clock.last_at if due.round else clock.expires_at
