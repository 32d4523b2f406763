"""Delivers a message to everyone it is for, by every channel each can be reached by.

All reminders of a message are claimed in the delivery ledger before it is sent, and it says what
was obtained: what has arrived with another message, or is in another attempt's hands, is left out.
At that moment each is checked against its clock once more. What has passed since it was ordered is
not told as still to come: the case has its own word for that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from sqlalchemy import Engine

from activities.delivery.channels import SEND_TIMEOUT, Channels, Outgoing, Sent
from activities.delivery.ledger import Busy, Claim, Claimed, DeliveryLedger, Settled
from activities.delivery.ledger_rows import name_of
from activities.delivery.under_way import UnderWay
from activities.messages.forms import Letters, letters_of
from activities.messages.writing import Messages
from models.cases.deadline import ReminderOutcome
from models.cases.people import Role
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

LEASE = timedelta(seconds=SEND_TIMEOUT + 15)
"""How long one message may be in the hands of one attempt: its time-out, and time to settle."""

_SILENT = timedelta(days=2)
"""An order is tried again within a day; after two, nobody comes back to what it left."""

_PASSED = Sent(DeliveryOutcome.SUPERSEDED, "its time had passed before it could be sent")

_TROUBLES = {DeliveryOutcome.FAILED, DeliveryOutcome.UNKNOWN}

_ROLES = {
    Role.CASE_MANAGER: "case manager",
    Role.BENEFICIARY: "beneficiary",
    Role.REPRESENTATIVE: "representative",
    Role.PHYSICIAN: "physician",
    Role.BACKUP: "backup case manager",
    Role.SUPERVISOR: "supervisor",
}


SLOW = 2.5
"""Seconds from which on a channel is slow: a worker that is busy takes some of them itself."""

TROUBLED = 120.0
"""Seconds for which a channel that was slow or failed is not used in turns."""


@dataclass(frozen=True)
class Delivered:
    """What became of an order."""

    report: DeliveryReport
    waiting: tuple[str, ...] = ()
    """What is to be tried again, and why: roles and channels, no addresses."""


class Delivering:
    """Delivers by the operator's channels, with the ledger of what was delivered."""

    def __init__(
        self,
        engine: Engine,
        channels: Channels,
        messages: Messages,
        *,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use what the worker has opened.

        Args:
            engine: Of `models.storage.database.open_database`, its schema up to date.
            channels: How to reach people.
            messages: What to write to them.
            lease: How long one message may be in the hands of one attempt.
            clock: The current instant (UTC); tests replace it.
        """
        self._channels = channels
        self._messages = messages
        self._deliveries = DeliveryLedger(engine, lease=lease)
        self._clock = clock
        self._swept = False
        self._under_way = UnderWay[Delivered]()
        self._troubled: dict[Channel, float] = {}
        self._in_hand: dict[int, tuple[Channel, float]] = {}
        """The sends of this moment: by what channel, and since when."""

    def is_prompt(self, order: ReminderOrder) -> bool:
        """Whether no channel of a message was slow or failed on this worker in the last minutes."""
        now = monotonic()
        return all(
            self._troubled.get(channel, now) <= now for _, channel, _ in self._targets(order)
        )

    def note_late(self, order: ReminderOrder) -> None:
        """A message took longer than a turn can wait: by its channels, or as the worker is busy."""
        long_ago = monotonic() - SLOW
        slow = {channel for channel, since in list(self._in_hand.values()) if since <= long_ago}
        for _, channel, _ in self._targets(order):
            if channel in slow:
                self._troubled[channel] = monotonic() + TROUBLED

    def leave_to_the_queue(self, order: ReminderOrder) -> None:
        """Use the channels of a message in no turn for some minutes: its ledger did not answer."""
        for _, channel, _ in self._targets(order):
            self._troubled[channel] = monotonic() + TROUBLED

    def deliver(
        self, order: ReminderOrder, *, before_next: Callable[[], None] = lambda: None
    ) -> Delivered:
        """Send one message; what was accepted is not sent again.

        Where another thread of this worker has it in its hands, that one's outcome is waited for.

        Args:
            order: What to send, and to whom.
            before_next: Called before each message after the first.

        Raises:
            MessageError: A template is at fault; nothing was sent.
            SQLAlchemyError: The ledger does not answer: nothing is sent without its row.
        """
        roles = ",".join(recipient.role.value for recipient in order.recipients)
        about = tuple(name_of(one) for one in _each(order))
        name = (order.case_id, about, roles)
        return self._under_way.once(name, lambda: self._deliver(order, before_next))

    def _deliver(self, order: ReminderOrder, before_next: Callable[[], None]) -> Delivered:
        every = _each(order)
        for one in every:
            self._deliveries.give_up(one)
        self._sweep()
        now = max(order.now, self._clock())
        late = [one for one in every if _has_passed(one, now)]
        self._note_passed(order, late)
        passed = tuple(one.about for one in late)
        kept = [one for one in every if one.about not in passed]
        if not kept:
            outcome = ReminderOutcome.SUPERSEDED
            return Delivered(DeliveryReport(outcome=outcome, deliveries=(), superseded=passed))
        whole = _of_these(order, kept, now)
        letters = letters_of(self._messages, whole)
        told: list[Delivery] = []
        waiting: list[str] = []
        for recipient, channel, address in self._targets(whole):
            if told or waiting:
                before_next()
            message = _OneMessage(whole, kept, recipient, channel, address or "", letters)
            delivery, again = self._send(message)
            if delivery is not None:
                told.append(delivery)
            if again:
                waiting.append(f"{_ROLES[recipient.role]} by {channel.value}: {again}")
        report = DeliveryReport(
            outcome=_outcome(whole, told), deliveries=tuple(told), superseded=passed
        )
        return Delivered(report, tuple(waiting))

    def _sweep(self) -> None:
        """Once per worker: what an attempt of long ago left in its hands is settled."""
        if not self._swept:
            self._deliveries.settle_lost(_SILENT)
            self._swept = True

    def _note_passed(self, order: ReminderOrder, late: Sequence[ReminderOrder]) -> None:
        """Write of what is not told any more that it was not."""
        for one in late:
            for recipient, channel, _ in self._targets(order):
                self._deliveries.note_not_sent(one, recipient, channel, _PASSED)

    def _targets(self, order: ReminderOrder) -> Iterator[tuple[Recipient, Channel, str | None]]:
        """Each person with each channel they can be reached by, or with the first they cannot."""
        tags = self._channels.channel_tags()
        # A closing message clears calendars, which only mail can; it is no matter for an SMS.
        by_mail_alone = order.kind in {MessageKind.CLOSED, MessageKind.UNASSIGNED}
        for recipient in order.recipients:
            addresses = {
                Channel.EMAIL: recipient.person.email,
                Channel.SMS: None if by_mail_alone else recipient.person.sms_number,
                Channel.FAX: None if by_mail_alone else recipient.person.fax,
            }
            given = [channel for channel in Channel if addresses[channel]]
            usable = [channel for channel in given if channel in tags]
            for channel in usable or given[:1] or [Channel.EMAIL]:
                yield recipient, channel, addresses[channel]

    def _send(self, message: "_OneMessage") -> tuple[Delivery | None, str]:
        """Send one message unless it was sent; and why to try again, or nothing."""
        recipient, channel = message.recipient, message.channel
        missing = self._unreachable(channel, message.address)
        if missing is not None:
            for one in message.orders:
                self._deliveries.note_not_sent(one, recipient, channel, missing)
            return message.delivery(missing), ""
        claimed = self._deliveries.claim_together(message.orders, recipient, channel)
        busy = "another attempt is sending it" if _any_busy(claimed) else ""
        obtained = [
            (one, claim)
            for one, claim in zip(message.orders, claimed, strict=True)
            if isinstance(claim, Claim)
        ]
        if not obtained:
            settled = next((one for one in claimed if isinstance(one, Settled)), None)
            return message.settled(settled), busy
        try:
            text = message.text(self._messages, [one for one, _ in obtained])
        except Exception:
            self._deliveries.settle_together(
                [(claim, Sent(DeliveryOutcome.FAILED, "not written")) for _, claim in obtained]
            )
            raise
        begun = monotonic()
        self._in_hand[id(message)] = channel, begun
        try:
            sent = self._channels.send(channel, message.address, text)
        finally:
            del self._in_hand[id(message)]
        if sent.outcome in _TROUBLES or monotonic() - begun > SLOW:
            self._troubled[channel] = monotonic() + TROUBLED
        first = obtained[0][0]
        self._deliveries.settle_together(
            [(claim, sent if one is first else _with(first, sent)) for one, claim in obtained]
        )
        delivery = message.delivery(sent, doubled=any(one.possibly_doubled for _, one in obtained))
        again = any(claim.worth_another_try(sent.outcome) for _, claim in obtained)
        return delivery, sent.note if again else busy

    def _unreachable(self, channel: Channel, address: str) -> Sent | None:
        if not address:
            return Sent(DeliveryOutcome.NO_CONTACT, "no email address and no number")
        if channel not in self._channels.channel_tags():
            return Sent(DeliveryOutcome.NO_CHANNEL, f"no {channel.value} channel is configured")
        return None


@dataclass(frozen=True)
class _OneMessage:
    """One message to one person by one channel."""

    whole: ReminderOrder
    orders: Sequence[ReminderOrder]
    """A reminder each."""

    recipient: Recipient
    channel: Channel
    address: str
    letters: Letters

    def text(self, messages: Messages, obtained: Sequence[ReminderOrder]) -> Outgoing:
        """What it says of those that were obtained.

        Raises:
            MessageError: A template is at fault.
        """
        letters = self.letters
        if len(obtained) < len(self.orders):
            alone = self.whole.model_copy(update={"recipients": (self.recipient,)})
            letters = letters_of(messages, _of_these(alone, obtained, self.whole.now))
        return letters[self.recipient.role][self.channel]

    def delivery(self, sent: Sent, *, doubled: bool = False) -> Delivery:
        """How it ended now."""
        return Delivery(
            role=self.recipient.role,
            channel=self.channel,
            outcome=sent.outcome,
            possibly_doubled=doubled or sent.possibly_doubled,
            note=sent.note,
        )

    def settled(self, before: Settled | None) -> Delivery | None:
        """How it had ended before; None where it is in another attempt's hands."""
        if before is None:
            return None
        return Delivery(
            role=self.recipient.role,
            channel=self.channel,
            outcome=before.outcome,
            possibly_doubled=before.possibly_doubled,
            earlier=True,
            note=before.note,
        )


def _any_busy(claimed: Iterable[Claimed]) -> bool:
    return any(isinstance(one, Busy) for one in claimed)


def _with(first: ReminderOrder, sent: Sent) -> Sent:
    """What is written of a reminder that went out in one message with another."""
    note = f"in one message with {first.reminder} of {first.about}"
    note = f"{note}; {sent.note}" if sent.note else note
    return Sent(sent.outcome, note, possibly_doubled=sent.possibly_doubled)


def _has_passed(order: ReminderOrder, now: datetime) -> bool:
    """Whether what was still to come when a reminder was ordered has passed.

    That an appeal was filed is true on any day: the message says of the answer that it was due.
    """
    deadline = order.deadline
    if deadline is None or order.kind is MessageKind.FILED:
        return False
    ends = deadline.expires_at
    if order.now >= ends:
        ends = deadline.last_arguable_at
    return order.now < ends <= now


def _each(order: ReminderOrder) -> list[ReminderOrder]:
    """The order as it would be for each of its matters alone."""
    return [_order_of(order, None), *(_order_of(order, matter) for matter in order.also)]


def _order_of(order: ReminderOrder, matter: Matter | None) -> ReminderOrder:
    """The order as it would be for one of its matters alone; None: the first."""
    own = {name: getattr(matter, name) for name in Matter.model_fields} if matter else {}
    return order.model_copy(update=own | {"also": ()})


def _of_these(order: ReminderOrder, kept: Sequence[ReminderOrder], now: datetime) -> ReminderOrder:
    """An order for some of its matters, as of now."""
    first = kept[0]
    own = {name: getattr(first, name) for name in Matter.model_fields}
    about = {one.about for one in kept}
    matters = {order.about, *(matter.about for matter in order.also)}
    # A day on which an answer was due belongs into no calendar any more.
    answered = {
        one.about
        for one in kept
        if one.kind is MessageKind.FILED and one.deadline and one.deadline.expires_at <= now
    }
    # What a message about something else puts back is not about itself.
    put_back = {one.id for one in order.calendar if one.expires_at > now} - matters
    return order.model_copy(
        update=own
        | {
            "now": now,
            "also": tuple(matter for matter in order.also if matter.about in about - {first.about}),
            "calendar": tuple(
                one for one in order.calendar if one.id in (about - answered) | put_back
            ),
            "elements": order.elements if first.about == order.about else (),
        }
    )


def _outcome(order: ReminderOrder, told: list[Delivery]) -> ReminderOutcome:
    """Whether everyone, some or none of the people were told by at least one channel."""
    reached = {delivery.role for delivery in told if delivery.outcome is DeliveryOutcome.ACCEPTED}
    if not reached:
        return ReminderOutcome.FAILED
    everyone = {recipient.role for recipient in order.recipients}
    return ReminderOutcome.SENT if reached == everyone else ReminderOutcome.PARTIAL
