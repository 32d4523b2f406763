"""Writes the order for a message: everything that is needed to send it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from models.cases.deadline import Deadline, FollowUpKind, Purpose
from models.cases.kinds import CaseKind
from models.cases.people import ROLES, STAFF, Person, Role
from models.cases.program import program_title
from models.cases.standing import Clock, Schedule, Standing
from models.notices.acknowledgment import Acknowledgments
from models.notices.contacts.addresses import mail_mark, mail_marks
from models.notices.contacts.calendars import called_off, cleared, show, taken_out_of
from models.notices.contacts.people import OnCase
from models.notices.deadlines import deadline_of
from models.notices.items import clock_item
from models.notices.memory import Memory, ReminderStatus, State
from models.notices.messages.grouping import Message, Part
from models.notices.messages.order import Matter, MessageKind, Recipient, ReminderOrder
from models.notices.messages.sending import Sending, Told, all_out, send_out, taken_out
from models.notices.reminders.clock_reminders import OPENED, PASSED, is_assignment, is_notice
from models.procedure.case import Case

_OPENING = timedelta(hours=1)
"""A clock that is there so soon is the one that the work was opened for."""

_CORRECTING = {FollowUpKind.CORRECTED, FollowUpKind.GOES_ON}

_MESSAGES = {
    FollowUpKind.GOOD_CAUSE: MessageKind.MISSED,
    FollowUpKind.ESCALATION: MessageKind.DECISION_OVERDUE,
    FollowUpKind.MISSING_ELEMENTS: MessageKind.REPORT_REQUEST,
    FollowUpKind.CORRECTED: MessageKind.CORRECTION,
    FollowUpKind.GOES_ON: MessageKind.CORRECTION,
    FollowUpKind.COVERS: MessageKind.COVER,
    FollowUpKind.COVER_OVER: MessageKind.COVER,
}
"""The message of each kind of matter that has one of its own."""


@dataclass(frozen=True)
class Order:
    """One message to send now."""

    key: str
    """Names this sending; comes back with its outcome."""

    message: ReminderOrder

    @property
    def summary(self) -> str:
        """What the timeline shows of it: which reminder, and what it is about."""
        order = self.message
        if order.kind is MessageKind.CLOSED:
            return "Notice: closed"
        more = f" (+{len(order.also)})" if order.also else ""
        if order.kind is MessageKind.UNASSIGNED:
            return "Notice: to somebody who is not on the case now"
        if is_notice(order.reminder):
            return f"Notice: {order.title}{more}"
        return f"Reminder {order.reminder}: {order.title}{more}"


def lines_of(order: ReminderOrder) -> list[str]:
    """What a message tells whom, a line for each reminder: nothing private."""
    roles = ", ".join(recipient.role.value for recipient in order.recipients)
    matters: list[ReminderOrder | Matter] = [order, *order.also]
    return [f"Reminder {matter.reminder} ({_about(matter)}) to {roles}" for matter in matters]


class ToldLine(NamedTuple):
    """A line of `lines_of`, read back."""

    reminder: str
    """Such as opened, 7d or follow-up-3."""

    about: str
    """The row of the rulebook that a time limit is of, or a matter in a few words."""

    due: date | None
    """The last day of the time limit; None of a matter."""

    roles: tuple[Role, ...]


_LINE = re.compile(
    r"Reminder (?P<reminder>\S+) \((?P<about>.*?)(?:, due (?P<due>\d{4}-\d\d-\d\d))?\) "
    r"to (?P<roles>[a-z_]+(?:, [a-z_]+)*)"
)


def read_line(line: str) -> ToldLine:
    """A line of `lines_of`, read back.

    Raises:
        ValueError: It is none.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        message = "expected a line about a reminder"
        raise ValueError(message)
    due = found["due"]
    return ToldLine(
        found["reminder"],
        found["about"],
        date.fromisoformat(due) if due else None,
        tuple(Role(name) for name in found["roles"].split(", ")),
    )


def _about(matter: ReminderOrder | Matter) -> str:
    """What a reminder is about: a time limit and its last day, or a matter that is followed up."""
    if matter.deadline is None:
        return matter.title
    return f"{matter.deadline.reckoning.rule}, due {matter.deadline.due_on}"


@dataclass(frozen=True)
class Writing:
    """What the messages of one turn are written from."""

    memory: Memory
    case: Case[Any]
    kind: CaseKind
    opening: str
    """Of the case, see `CaseState.opening`."""

    standing: Standing
    people: OnCase
    now: datetime
    acknowledged: Acknowledgments

    def deadline(self, clock: Clock) -> Deadline:
        """A clock as messages have it."""
        item = clock_item(self.memory, clock, self.people, self.acknowledged)
        return deadline_of(item, self.memory, self.now)

    def marks(self, roles: Iterable[Role]) -> dict[Role, str]:
        """The marks of the mail addresses of these people."""
        known = mail_marks(self.memory)
        return {role: known[role] for role in roles if role in known}


def order_for(writing: Writing, message: Message) -> Order:
    """The order for a message; that it is out is written down."""
    memory, case, now = writing.memory, writing.case, writing.now
    first, *others = (_matter(writing, part) for part in message.parts)
    told = tuple(one.deadline for one in (first, *others) if one.deadline is not None)
    again = _runs_again(writing, message)
    calendar = (*told, *(one for one in again if one.id not in {known.id for known in told}))
    cancelled = called_off(memory, writing.standing, message.roles)
    order = ReminderOrder(
        **_own(first, message),
        case_id=case.id,
        case=writing.kind,
        edition=writing.opening,
        now=now,
        recipients=recipients(writing, message.roles, calendar),
        manager=manager_for(writing, message.roles),
        also=tuple(others),
        elements=message.parts[0].item.elements,
        calendar=calendar,
        service=case.intake.service or "",
        program_title=program_title(case.program),
        references=case.intake.references,
        cancelled=cancelled,
    )
    key = memory.next_order()
    for clock in writing.standing.open_clocks:
        if clock.key in {deadline.id for deadline in calendar}:
            show(memory, clock)
    for part in message.parts:
        for role in message.roles:
            status = ReminderStatus(State.OUT, due=part.due, tries=part.tries, order=key)
            memory.tell(part.item.key, role, part.name, status)
    sending = Sending(
        told=tuple(Told(one.item.key, one.name, one.due, one.tries) for one in message.parts),
        roles=message.roles,
        calendar=tuple(deadline.id for deadline in calendar),
        cancelled=taken_out(cancelled),
        marks=writing.marks(message.roles),
    )
    send_out(memory, key, sending)
    return Order(key, order)


def _runs_again(writing: Writing, message: Message) -> tuple[Deadline, ...]:
    """What holds again after a correction, and was taken out of the calendars of these people.

    The message that takes the correction to them brings it back: the next reminder may be far off.
    """
    if not any(part.item.kind in _CORRECTING for part in message.parts):
        return ()
    found = taken_out_of(writing.memory, writing.standing, message.roles)
    return tuple(writing.deadline(clock) for clock in found)


def recipients(
    writing: Writing, roles: tuple[Role, ...], calendar: Iterable[Deadline] = ()
) -> tuple[Recipient, ...]:
    """The people in these roles who can be written to.

    Args:
        writing: The turn's.
        roles: Theirs.
        calendar: The deadlines whose calendar files they get.
    """
    people, zone, memory = writing.people, writing.case.zone, writing.memory
    keys = [deadline.id for deadline in calendar]
    return tuple(
        Recipient(
            role=role,
            person=person,
            zone=person.zone or zone,
            contact=people.contacts.get(role, 0),
            cleared={
                key: times
                for key in keys
                if (times := cleared(memory, key, mail_mark(memory, role)))
            },
        )
        for role in roles
        if (person := people.person(role)) is not None and person.reachable
    )


def manager_for(writing: Writing, roles: Iterable[Role]) -> Person | None:
    """The case manager as others are to reach them; None where only colleagues read it."""
    manager = writing.people.person(Role.CASE_MANAGER)
    if manager is None or STAFF.issuperset(roles):
        return None
    # Not judged again: an older, laxer build may have taken what today's form would refuse.
    return Person.model_construct(name=manager.name, email=manager.email, phone=manager.phone)


def _own(first: Matter, message: Message) -> dict[str, Any]:
    """What a message is about first; it is an assignment as a whole, or it is none."""
    own = {name: getattr(first, name) for name in Matter.model_fields}
    if first.kind is MessageKind.COVER:
        # It says whose case it is now, as an assignment does, and through when.
        return own | {"code": ""}
    if any(is_assignment(part.name) for part in message.parts):
        own |= {"kind": MessageKind.ASSIGNED, "told_as": first.kind}
    return own


def _matter(writing: Writing, part: Part) -> Matter:
    item, clock = part.item, part.item.clock
    if clock is not None:
        kind = MessageKind.DEADLINE
        if clock.purpose is Purpose.HEARING:
            kind = MessageKind.HEARING
        elif part.name == OPENED:
            kind = _kind_of_notice(writing, part)
        elif part.name.partition("-")[0] == PASSED or clock.expires_at <= writing.now:
            kind = MessageKind.STILL_COUNTS
    else:
        assert item.kind is not None  # noqa: S101 (a matter has one)
        kind = _MESSAGES.get(item.kind, MessageKind.FOLLOW_UP)
    return Matter(
        kind=kind,
        about=item.key,
        reminder=part.name,
        due_to_send_at=part.due,
        corrected=part.corrected,
        instead_of=part.instead_of,
        code=item.seen.code,
        overtakes=_overtaken(writing.memory, part),
        title=item.title,
        action=item.text,
        # The reminders themselves are of no use to the reader, and every order is kept.
        deadline=deadline_of(item, writing.memory, writing.now) if clock is not None else None,
    )


def _kind_of_notice(writing: Writing, part: Part) -> MessageKind:
    """Whether it is the notice that the work was opened, or that one more clock runs."""
    clock = part.item.clock
    if clock is not None and clock.schedule is Schedule.ANSWER and not part.moved:
        return MessageKind.FILED
    sent = writing.memory.reminders_sent + len(all_out(writing.memory))
    opening = sent == 0 or _began_the_work(writing, part)
    return MessageKind.OPENED if opening else MessageKind.NEW_DEADLINE


def _began_the_work(writing: Writing, part: Part) -> bool:
    """Whether the work opened with this clock: who hears of it in the morning is told so too."""
    item = part.item
    if item.key != writing.standing.clocks[0].key or part.moved:
        return False
    begun = [one.at for one in item.reminders if one.name == OPENED]
    return any(at - writing.case.opened_at < _OPENING for at in begun)


def _overtaken(memory: Memory, part: Part) -> tuple[str, ...]:
    """The earlier reminders of the same that never got through and are tried no more."""
    names = [
        name
        for role in ROLES
        for name, status in memory.told(part.item.key, role).items()
        if status.state is State.SUPERSEDED
        and status.tries
        and status.due
        and status.due < part.due
    ]
    return tuple(dict.fromkeys(names))
