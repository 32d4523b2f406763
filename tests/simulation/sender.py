"""A sender that sends nothing: it records what each person received, and fails as it was seeded to.

It keeps a small ledger of its own rule: what was accepted is never sent again, what is in doubt is
sent once more and marked, what was refused waits for another address.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from models.cases.deadline import ReminderOutcome
from models.cases.people import Role
from models.notices.contacts.left_addresses import Left
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    Matter,
    MessageKind,
    Recipient,
    ReminderOrder,
)

_NEVER = datetime.min.replace(tzinfo=UTC)

REFUSED_HERE = "gone"
"""Mail to an address that begins so is refused for good."""


class Fault(StrEnum):
    """What may go wrong with one message."""

    FAILS = "fails"
    DOUBTED_AND_ARRIVED = "doubted_and_arrived"
    DOUBTED_AND_LOST = "doubted_and_lost"
    DIED_AFTER = "died_after"
    DIED_BEFORE = "died_before"
    TIMED_OUT = "timed_out"
    """No word came back of either try."""


@dataclass(frozen=True)
class Received:
    """One reminder that reached somebody by one channel."""

    at: datetime
    case: str
    role: Role
    channel: Channel
    address: str
    kind: MessageKind
    about: str
    reminder: str
    due_on: date | None
    doubled: bool
    """Marked as one that may have come before."""

    files: tuple[str, ...] = ()
    """The clocks whose calendar files came with it."""

    cancelled: tuple[str, ...] = ()
    """The clocks that it takes out of the calendar."""

    known_at: datetime | None = None
    """When its case knew of it, where the turn that sent it was lost."""

    @property
    def told_at(self) -> datetime:
        """As of when it was told by what the case knows."""
        return self.known_at or self.at


@dataclass(frozen=True)
class Attempt:
    """One try that did not get a message accepted: a part of the seeded faults."""

    at: datetime
    case: str
    role: Role
    channel: Channel
    address: str
    about: str
    reminder: str
    outcome: DeliveryOutcome


@dataclass
class Row:
    """What the ledger knows of one message to one person by one channel."""

    outcome: DeliveryOutcome | None = None
    """None: an attempt died with it in its hands."""

    doubled: bool = False
    doubts: int = 0
    lost: bool = False
    """A try in doubt that never arrived: the next one is answered clearly."""

    contact: int = 0
    at: datetime = _NEVER
    """When it was sent last."""


@dataclass(frozen=True)
class Target:
    """One person by one channel."""

    recipient: Recipient
    channel: Channel
    address: str


@dataclass(frozen=True)
class Letter:
    """What one person is sent by one channel: the reminders of an order that are not settled."""

    order: ReminderOrder
    to: Target
    now: datetime
    parts: Sequence[tuple[ReminderOrder | Matter, Row]]

    @property
    def rows(self) -> list[Row]:
        return [row for _, row in self.parts]

    def mark(self) -> None:
        """An attempt died with all of it in its hands."""
        for row in self.rows:
            row.doubled = True

    def delivery(self) -> Delivery:
        """How it ended."""
        first = self.rows[0]
        assert first.outcome is not None
        return Delivery(
            role=self.to.recipient.role,
            channel=self.to.channel,
            outcome=first.outcome,
            possibly_doubled=any(row.doubled for row in self.rows),
        )


@dataclass
class Sender:
    """The sender of one simulated family."""

    chance: random.Random
    faulty: float = 0.04
    """How often something goes wrong with a message."""

    received: list[Received] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    messages: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    down_until: dict[Channel, datetime] = field(default_factory=dict)

    def send(self, order: ReminderOrder, now: datetime) -> tuple[dict[str, Any] | None, str]:
        """Send one message to all it is for.

        Returns:
            The report of what became of it, as far as is known, and why some of it is still owed.
        """
        self.messages += 1
        told: list[Delivery] = []
        waiting = []
        for to in _targets(order):
            delivery, again = self._deliver(order, to, now)
            if delivery is None:
                return None, "the delivery took too long"
            told.append(delivery)
            if again:
                waiting.append(f"{to.recipient.role.value} by {to.channel.value}")
        report = DeliveryReport(outcome=_outcome(order, told), deliveries=tuple(told))
        failure = "Not delivered yet: " + "; ".join(waiting) if waiting else ""
        return report.model_dump(mode="json"), failure

    def know(self, case: str, since: datetime, now: datetime) -> None:
        """A case has taken a turn again: what it had sent since then in lost ones is known now."""
        for place in range(len(self.received) - 1, -1, -1):
            one = self.received[place]
            if one.at < since:
                break
            if one.case == case:
                self.received[place] = replace(one, known_at=now)

    def sent_to(self, case: str, left: Sequence[Left]) -> dict[str, dict[str, datetime]]:
        """What may have come by mail to each of some addresses, as the delivery ledger has it."""
        found: dict[str, dict[str, datetime]] = {one.mark: {} for one in left}
        rows = [(place, row) for place, row in self.rows.items() if place[0] == case]
        for (_, about, *_, role, channel), row in sorted(rows, key=lambda one: one[1].at):
            sent = {None, DeliveryOutcome.ACCEPTED, DeliveryOutcome.UNKNOWN}
            came = row.doubled or row.outcome in sent
            for one in left:
                if channel == Channel.EMAIL and (role, row.contact) == (one.role, one.contact):
                    found[one.mark] |= {about: row.at} if came else {}
        return found

    def _deliver(
        self, order: ReminderOrder, to: Target, now: datetime
    ) -> tuple[Delivery | None, bool]:
        """Send one message to one person; what became of it, and whether to try it again."""
        every = [(one, self._row(order, one, to)) for one in _parts(order)]
        letter = Letter(order, to, now, [one for one in every if not is_settled(one[1], to)])
        if not letter.parts:
            return _delivery(to, every[0][1]).model_copy(update={"earlier": True}), False
        for row in letter.rows:
            row.doubled = row.doubled or row.outcome is DeliveryOutcome.UNKNOWN
            row.contact, row.at = to.recipient.contact, now
        fault = self._fault(letter)
        if fault is not None:
            self.faults[str(fault)] = self.faults.get(str(fault), 0) + 1
        match fault:
            case DeliveryOutcome.REFUSED | Fault.FAILS:
                failed = fault is Fault.FAILS
                self._fell(letter, DeliveryOutcome.FAILED if failed else DeliveryOutcome.REFUSED)
                return letter.delivery(), failed
            case Fault.DOUBTED_AND_ARRIVED | Fault.DOUBTED_AND_LOST:
                if fault is Fault.DOUBTED_AND_ARRIVED:
                    self._arrive(letter)
                self._fell(letter, DeliveryOutcome.UNKNOWN)
                for row in letter.rows:
                    row.doubts += 1
                    row.lost = fault is Fault.DOUBTED_AND_LOST
                return letter.delivery(), any(row.doubts < 2 for row in letter.rows)
            case Fault.TIMED_OUT:
                if self.chance.random() < 0.5:
                    self._arrive(letter)
                self._fell(letter, None)
                letter.mark()
                return None, True
            case Fault.DIED_AFTER:
                # The second try of the same activity finds the rows in the hands of the dead one.
                self._arrive(letter)
                letter.mark()
            case Fault.DIED_BEFORE:
                self._fell(letter, DeliveryOutcome.UNKNOWN)
                letter.mark()
        self._arrive(letter)
        for row in letter.rows:
            row.outcome = DeliveryOutcome.ACCEPTED
        return letter.delivery(), False

    def _fault(self, letter: "Letter") -> Fault | DeliveryOutcome | None:
        to = letter.to
        if to.address.startswith(REFUSED_HERE):
            return DeliveryOutcome.REFUSED
        if letter.now < self.down_until.get(to.channel, letter.now):
            return Fault.FAILS
        if self.chance.random() >= self.faulty:
            return None
        if self.chance.random() < 0.3:
            minutes = self.chance.choice([2, 20, 90, 300, 1500, 4000])
            self.down_until[to.channel] = letter.now + timedelta(minutes=minutes)
            return Fault.FAILS
        fault = self.chance.choice(list(Fault))
        lost_again = any(row.lost for row in letter.rows) and fault is Fault.DOUBTED_AND_LOST
        return None if lost_again else fault

    def _row(self, order: ReminderOrder, one: ReminderOrder | Matter, to: Target) -> Row:
        sequence = str(one.deadline.sequence) if one.deadline else ""
        edition = f"{order.edition}/{sequence}"
        place = (one.about, one.reminder, edition, to.recipient.role.value, to.channel.value)
        return self.rows.setdefault((order.case_id, *place), Row())

    def _arrive(self, letter: "Letter") -> None:
        order, to = letter.order, letter.to
        about = {one.about for one, _ in letter.parts}
        for one, row in letter.parts:
            self.received.append(
                Received(
                    at=letter.now,
                    case=order.case_id,
                    role=to.recipient.role,
                    channel=to.channel,
                    address=to.address,
                    kind=one.kind,
                    about=one.about,
                    reminder=one.reminder,
                    due_on=one.deadline.due_on if one.deadline else None,
                    doubled=row.doubled,
                    files=tuple(file.id for file in order.calendar if file.id in about),
                    cancelled=tuple(
                        over.id for over in order.cancelled if to.recipient.role in over.roles
                    ),
                )
            )

    def _fell(self, letter: "Letter", outcome: DeliveryOutcome | None) -> None:
        """It was not accepted; None: whoever had it in hand died."""
        order, to = letter.order, letter.to
        known = outcome or DeliveryOutcome.UNKNOWN
        for one, row in letter.parts:
            row.outcome = outcome
            role, channel = to.recipient.role, to.channel
            attempt = Attempt(
                letter.now, order.case_id, role, channel, to.address, one.about, one.reminder, known
            )
            self.attempts.append(attempt)


def _parts(order: ReminderOrder) -> tuple[ReminderOrder | Matter, ...]:
    return (order, *order.also)


def is_settled(row: Row, to: Target) -> bool:
    """Whether nothing is sent any more."""
    match row.outcome:
        case DeliveryOutcome.ACCEPTED:
            return True
        case DeliveryOutcome.UNKNOWN:
            return row.doubts >= 2
        case DeliveryOutcome.REFUSED:
            return row.contact >= to.recipient.contact
        case _:
            return False


def _targets(order: ReminderOrder) -> Iterator[Target]:
    by_mail_alone = order.kind in {MessageKind.CLOSED, MessageKind.UNASSIGNED}
    for recipient in order.recipients:
        if recipient.person.email:
            yield Target(recipient, Channel.EMAIL, recipient.person.email)
        if recipient.person.sms_number and not by_mail_alone:
            yield Target(recipient, Channel.SMS, recipient.person.sms_number)


def _delivery(to: Target, row: Row) -> Delivery:
    assert row.outcome is not None
    return Delivery(
        role=to.recipient.role,
        channel=to.channel,
        outcome=row.outcome,
        possibly_doubled=row.doubled,
    )


def _outcome(order: ReminderOrder, told: list[Delivery]) -> ReminderOutcome:
    reached = {one.role for one in told if one.outcome is DeliveryOutcome.ACCEPTED}
    if not reached:
        return ReminderOutcome.FAILED
    everyone = {recipient.role for recipient in order.recipients}
    return ReminderOutcome.SENT if reached == everyone else ReminderOutcome.PARTIAL
