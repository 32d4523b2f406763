"""Clocks and matters as the models that mails, queries and lists have always had of them."""

from collections import defaultdict
from collections.abc import Container
from datetime import datetime

from models.cases.deadline import Deadline, DeadlineStatus, FollowUp, Reminder, ReminderOutcome
from models.cases.people import Role
from models.cases.standing import Clock
from models.local_time import local_day
from models.notices.contacts.addresses import mail_mark
from models.notices.contacts.calendars import cleared, holders
from models.notices.contacts.people import in_order
from models.notices.items import Item
from models.notices.memory import Memory, ReminderStatus, State
from models.notices.reminders.clock_reminders import PlannedReminder


def deadline_of(item: Item, memory: Memory, now: datetime) -> Deadline:
    """A clock, without its reminders."""
    clock = item.clock
    assert clock is not None  # noqa: S101 (asked of clocks alone)
    return Deadline(
        id=clock.key,
        purpose=clock.purpose,
        level=clock.level,
        level_title=clock.level_title,
        who=clock.who,
        where=clock.where,
        action=item.text,
        reckoning=clock.reckoning,
        override=clock.override,
        status=clock.status,
        settled_on=clock.settled_on,
        acknowledged=item.is_acknowledged(now),
        sequence=item.seen.sequence,
        in_calendars=holders(memory, clock.key),
        cleared=cleared(memory, clock.key, mail_mark(memory, Role.CASE_MANAGER)),
        expires_at=clock.expires_at,
        due_on=clock.due_on,
    )


def follow_up_of(item: Item, now: datetime) -> FollowUp:
    """A matter, without its reminders."""
    assert item.kind is not None  # noqa: S101 (asked of matters alone)
    return FollowUp(
        id=item.key,
        kind=item.kind,
        level=item.level,
        title=item.title,
        text=item.text,
        elements=item.elements,
        acknowledged=item.is_acknowledged(now),
    )


def reminders_of(
    item: Item, memory: Memory, now: datetime, *, states: Container[State] = frozenset(State)
) -> list[Reminder]:
    """The reminders of a clock or matter, with what became of each, by moment.

    Those that lay behind when it was first seen, or under another schedule, are left out.

    Args:
        item: The clock or matter.
        memory: After the last turn.
        now: When it is looked at (UTC).
        states: Of which alone they are asked for.
    """
    found: dict[tuple[str, ReminderStatus, bool], tuple[datetime, list[Role]]] = {}
    all_told = memory.told_all(item.key)
    for role, by_name in item.scheduled.items():
        told = all_told.get(role, {})
        for name, one in by_name.items():
            if name in told:
                continue
            status = _to_come(item, one, memory, now)
            if status is not None and status.state in states:
                owed = _was_owed(item.clock, one.at)
                found.setdefault((name, status, owed), (one.at, []))[1].append(role)
    for role, statuses in all_told.items():
        for name, status in statuses.items():
            if status.state not in states:
                continue
            planned = item.scheduled.get(role, {}).get(name)
            as_planned = planned.at if planned is not None else item.seen.since
            due = status.due or status.at or as_planned
            alike = ReminderStatus(status.state, due, status.at, status.tries, status.note)
            found.setdefault((name, alike, True), (due, []))[1].append(role)
    reminders = [
        _reminder(name, status, due, roles, owed=owed)
        for (name, status, owed), (due, roles) in found.items()
    ]
    return sorted(reminders, key=lambda reminder: (reminder.due, reminder.key))


def failed_reminders(
    told: dict[Role, dict[str, ReminderStatus]], since: datetime
) -> list[Reminder]:
    """The reminders of a matter that is over which reached nobody."""
    found: dict[tuple[str, ReminderStatus], list[Role]] = defaultdict(list)
    for role, statuses in told.items():
        for name, status in statuses.items():
            if status.state is State.FAILED:
                found[name, status].append(role)
    return [
        _reminder(name, status, status.due or since, roles)
        for (name, status), roles in found.items()
    ]


def _to_come(
    item: Item, one: PlannedReminder, memory: Memory, now: datetime
) -> ReminderStatus | None:
    """How a reminder stands of which nothing has become yet."""
    if item.clock is not None and item.clock.status is not DeadlineStatus.OPEN:
        note = f"the deadline is {item.clock.status.value}"
        return ReminderStatus(State.SUPERSEDED, due=one.at, note=note)
    if memory.lies_behind(one.at, begun=item.seen.since, now=now):
        return None
    return ReminderStatus(State.WAITS, due=one.at, at=one.at)


def _was_owed(clock: Clock | None, due: datetime) -> bool:
    """Whether a reminder of which nothing became is owed, or was before its clock was settled.

    On the day on which it was met it was not: it may have been due later than that, and what was
    passed over by then has its own entry. Of a clock that was missed all were owed.
    """
    if clock is None or clock.settled_on is None or clock.status is DeadlineStatus.MISSED:
        return True
    return local_day(due, clock.reckoning.zone) < clock.settled_on


def _reminder(
    name: str, status: ReminderStatus, due: datetime, roles: list[Role], *, owed: bool = True
) -> Reminder:
    at = status.at or due
    return Reminder(
        key=name,
        at=at,
        first_at=due if status.tries or at != due else None,
        recipients=in_order(roles),
        outcome=status.state.outcome if status.state.is_final else ReminderOutcome.PENDING,
        tries=status.tries,
        note=status.note,
        owed=owed,
    )
