"""When each reminder of a matter goes out: on some days after it began, then by check-ins.

As `models.notices.reminders.clock_reminders` has it for clocks: instants are UTC, days those of the
recipient.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from models.cases.deadline import FollowUpKind
from models.cases.people import Role
from models.cases.standing import Cadence, Matter, Readers
from models.inputs.reminder_schedule import ReminderSchedule
from models.local_time import local_day
from models.notices.reminders.clock_reminders import (
    MANAGER,
    Desk,
    PlannedReminder,
    Reached,
    assignment,
    morning,
)
from models.notices.reminders.times import in_daytime

FOLLOW_UP_DAYS: dict[FollowUpKind, tuple[int, ...]] = {
    FollowUpKind.FORWARDING: (0, 3, 7, 14, 21, 28),
    FollowUpKind.ESCALATION: (0, 3, 7, 14, 28),
    FollowUpKind.GOOD_CAUSE: (0, 1, 3, 7, 14, 28),
    FollowUpKind.EFFECTUATION: (0, 3, 7, 14, 21, 28),
    FollowUpKind.CONFIRM_RECEIPT: (2, 5, 10, 17, 24),
    FollowUpKind.OVERDUE: (0, 3, 7, 14, 21, 28),
    FollowUpKind.UNRESOLVED: (0, 3, 7, 14, 28),
    FollowUpKind.TRACKING: (1, 3, 7, 14, 28),
    FollowUpKind.REFUSED: (0, 1, 3, 7, 14, 28),
    FollowUpKind.MISSING_ELEMENTS: (0, 3, 7, 14, 28),
    FollowUpKind.PLAN_BROKEN: (0, 3, 7),
    FollowUpKind.SUPPLEMENT: (0, 2, 5, 10, 20),
    FollowUpKind.INCOMPLETE: (0, 3, 7, 14, 21, 28),
    FollowUpKind.DEATH: (0, 7, 14, 28),
    FollowUpKind.APPOINTMENT: (0, 7, 14, 28),
    FollowUpKind.DRAFT: (0, 3, 7, 13),
    FollowUpKind.CONFIRM_DATES: (0, 3, 7, 14, 28),
    FollowUpKind.AMOUNT_RISES: (0, 7, 11, 13),
    FollowUpKind.SET_ASIDE: (0, 3, 7, 14, 28),
}
"""Days after its start on which each kind of matter is brought up; check-ins follow the policy."""

_CHECK_INS = 12
"""So many check-ins make a round. An acknowledgment of a matter holds for one round of it."""


def matter_reminders(
    desk: Desk, matter: Matter, since: datetime, *, numbered: int, until: datetime
) -> tuple[PlannedReminder, ...]:
    """The reminders of a matter, up to the end of the round that a moment is in.

    Args:
        desk: The case.
        matter: What is to be looked after.
        since: When it was first seen (UTC).
        numbered: How many reminders of it had a number when it came up before.
        until: That moment (UTC).
    """
    policy, begins = desk.policy, max(since, matter.begins_at or since)
    days = _days_of(matter, policy)
    # A matter is told to those who were there when it came up; of clocks newcomers hear too.
    readers = _readers(matter, policy)
    people = desk.reached(readers, before=since)
    found = [
        reminder
        for one in desk.reached(readers)
        if (reminder := assignment(desk, one, begins)) is not None
    ]
    count, number = 0, numbered
    while True:
        one = _round(desk, people, tuple(days), begins, numbers=(count, number))
        found += one.reminders
        if one.last is None or one.last > until:
            return tuple(found)
        last = one.last
        begins, count, number = last, count + 1, number + len(days)
        days = [policy.check_in_days * step for step in range(1, _CHECK_INS + 1)]
        people = desk.reached(MANAGER)


def _days_of(matter: Matter, policy: ReminderSchedule) -> list[int]:
    if matter.cadence is Cadence.BY_KIND and matter.kind in FOLLOW_UP_DAYS:
        return list(FOLLOW_UP_DAYS[matter.kind])
    first = 0 if matter.cadence is Cadence.CHECK_IN_AT_ONCE else policy.check_in_days
    return [first + policy.check_in_days * number for number in range(_CHECK_INS)]


def _readers(matter: Matter, policy: ReminderSchedule) -> tuple[Role, ...]:
    match matter.readers:
        case Readers.MANAGER:
            return MANAGER
        case Readers.EVERYONE:
            return policy.recipients
        case Readers.WRITER:
            return (Role.PHYSICIAN, Role.CASE_MANAGER)


@dataclass(frozen=True)
class _Round:
    """The reminders of one round, and when the last of them is due; None where nobody is there."""

    reminders: tuple[PlannedReminder, ...]
    last: datetime | None


@lru_cache(maxsize=4096)
def _round(
    desk: Desk,
    people: tuple[Reached, ...],
    days: tuple[int, ...],
    begins: datetime,
    *,
    numbers: tuple[int, int],
) -> _Round:
    """Messages so many days after a moment, in the morning; day 0 is the next daytime.

    Days are counted from that daytime: what comes up at midnight in one zone comes up on the
    evening before in another, whose reader hears of it the next morning all the same, and once.
    The numbers are those of the round, and of the last reminder before it.
    """
    found: list[PlannedReminder] = []
    count, number = numbers
    for place, after in enumerate(days, start=number + 1):
        for one in people:
            at = in_daytime(begins, one.zone, desk.policy, earlier=False)
            if after:
                day = local_day(at, one.zone) + timedelta(days=after)
                at = morning(desk, day, one.zone)
            found.append(PlannedReminder(f"follow-up-{place}", one.role, at, count))
    return _Round(tuple(found), max((one.at for one in found), default=None))
