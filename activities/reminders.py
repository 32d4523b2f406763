"""Sends reminders and keeps the ledger of what was delivered.

A row is claimed, committed, before each message and settled after it. So a retry sends only what
has not been accepted, and only a crash between sending and settling, or a time-out of the channel,
can send a message twice; its row says so.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.calendar_file import MEDIA_TYPE, cancellation, deadline_calendar, file_name
from activities.channels import SEND_TIMEOUT, Attachment, Channels, Outgoing, Sent
from activities.database_failures import plain_database_failures
from activities.deliveries import Busy, Deliveries, Settled
from activities.messages import MessageError, Messages
from models.deadline import RungOutcome
from models.people import Language, Role
from models.reminder import (
    AlertOrder,
    Channel,
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    Matter,
    MessageKind,
    Recipient,
    ReminderOrder,
)

DELIVERY_FAILED = "DeliveryFailed"
"""Type of the failure when something is still to be delivered. Its detail is a `DeliveryReport`."""

LEASE = timedelta(seconds=SEND_TIMEOUT + 15)
"""How long one message may be in the hands of one attempt: its time-out, and time to settle."""

_SILENT = timedelta(days=2)
"""An order is tried again within a day; after two, nobody comes back to what it left."""

MESSAGE_FAILED = "MessageFailed"
"""Type of the failure when a template is at fault."""

_ROLES = {
    Role.CASE_MANAGER: "case manager",
    Role.BENEFICIARY: "beneficiary",
    Role.REPRESENTATIVE: "representative",
    Role.PHYSICIAN: "physician",
    Role.BACKUP: "backup case manager",
    Role.SUPERVISOR: "supervisor",
}


class Reminders:
    """The reminder activity, with the database, the channels and the messages it works with."""

    def __init__(
        self,
        engine: Engine,
        channels: Channels,
        messages: Messages,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        """Use what the worker has opened.

        Args:
            engine: Of `models.database.open_database`, its schema up to date.
            channels: How to reach people: `load_channels`, or `RecordingChannels` in a test.
            messages: What to write to them.
            lease: How long one message may be in the hands of one attempt.
        """
        self._channels = channels
        self._messages = messages
        self._deliveries = Deliveries(engine, lease=lease)
        self._swept = False

    @activity.defn(name="send_reminder")
    @plain_database_failures()
    def send_reminder(self, order: ReminderOrder) -> DeliveryReport:
        """Send one message to everyone it is for, by every channel each can be reached by.

        Safe to run again: what was accepted is not sent again. The answer is `sent` when everyone
        was told by some channel, `partial` when some were, `failed` when nobody could be. What was
        refused for good is not tried again until the person's contact details change.

        Raises:
            ApplicationError: of type `DeliveryFailed`, to be retried, when something failed for
                now or is being sent by another attempt; names roles and channels only. Of type
                `DatabaseFailed`, to be retried: nothing is sent without its row.
        """
        letters = self._write(order)
        others = [_order_of(order, matter) for matter in order.also]
        for one in (order, *others):
            self._deliveries.give_up(one)
        self._sweep()
        told: list[Delivery] = []
        waiting: list[str] = []
        for recipient, channel, address in self._targets(order):
            if told or waiting:
                # Each message has the time that the first has from the start.
                _say_alive()
            delivery, again = self._deliver(order, recipient, channel, address, letters)
            if delivery is not None:
                told.append(delivery)
                # In doubt, the other matters may have arrived with it: sent again, each alone, they
                # are marked as it is.
                if not again or delivery.outcome is DeliveryOutcome.UNKNOWN:
                    for other in others:
                        self._deliveries.note_together(other, recipient, channel, delivery, order)
            if again:
                waiting.append(f"{_ROLES[recipient.role]} by {channel.value}: {again}")
        report = DeliveryReport(outcome=_outcome(order, told), deliveries=tuple(told))
        if waiting:
            message = "Not delivered yet: " + "; ".join(waiting)
            # Benign: the case tries again and says so; the log need not show a traceback each time.
            raise ApplicationError(
                message,
                report,
                type=DELIVERY_FAILED,
                category=ApplicationErrorCategory.BENIGN,
            )
        return report

    @activity.defn(name="send_alert")
    def send_alert(self, order: AlertOrder) -> DeliveryOutcome:
        """Tell whoever runs the service that reminders of a case reach nobody.

        By the entries of the channel file tagged `alert`; without any, nobody is told.

        Raises:
            ApplicationError: of type `DeliveryFailed`, to be retried, when it failed for now.
        """
        sent = self._channels.alert(
            Outgoing(
                words=f"{order.reason}\nReminder: {order.rung}\nWorkflow: {order.case_id}",
                subject=f"AppealClock: reminders of {order.case_id} do not get through",
            )
        )
        if sent.outcome in {DeliveryOutcome.FAILED, DeliveryOutcome.REFUSED}:
            message = f"The alert was not delivered: {sent.note}"
            raise ApplicationError(
                message, type=DELIVERY_FAILED, category=ApplicationErrorCategory.BENIGN
            )
        return sent.outcome

    def _sweep(self) -> None:
        """Once per worker: what an attempt of long ago left in its hands is settled."""
        if not self._swept:
            self._deliveries.settle_lost(_SILENT)
            self._swept = True

    def _write(self, order: ReminderOrder) -> dict[Role, dict[Channel, Outgoing]]:
        """Every message of an order, written before the first is sent."""
        letters = {}
        unspoken = " ".join(
            [
                *(recipient.person.name or "" for recipient in order.recipients),
                order.service,
                *order.references.values(),
            ]
        )
        languages = {recipient.person.language for recipient in order.recipients}
        calendars = {language: _calendar_files(order, language) for language in languages}
        for recipient in order.recipients:
            try:
                message = self._messages.write(order, recipient)
            except MessageError as error:
                raise ApplicationError(str(error), type=MESSAGE_FAILED) from None
            files = calendars[recipient.person.language] + _cancellations(order, recipient)
            letters[recipient.role] = {
                Channel.EMAIL: Outgoing("", message.subject, message.html, files, unspoken),
                Channel.SMS: Outgoing(message.sms, unspoken=unspoken),
            }
        return letters

    def _targets(self, order: ReminderOrder) -> Iterator[tuple[Recipient, Channel, str | None]]:
        """Each person with each channel they can be reached by, or with the first they cannot."""
        tags = self._channels.channel_tags()
        # A closing message clears calendars, which only mail can; it is no matter for an SMS.
        by_mail_alone = order.kind is MessageKind.CLOSED
        for recipient in order.recipients:
            addresses = {
                Channel.EMAIL: recipient.person.email,
                Channel.SMS: None if by_mail_alone else recipient.person.sms_number,
            }
            given = [channel for channel in Channel if addresses[channel]]
            usable = [channel for channel in given if channel in tags]
            for channel in usable or given[:1] or [Channel.EMAIL]:
                yield recipient, channel, addresses[channel]

    def _deliver(
        self,
        order: ReminderOrder,
        recipient: Recipient,
        channel: Channel,
        address: str | None,
        letters: dict[Role, dict[Channel, Outgoing]],
    ) -> tuple[Delivery | None, str]:
        """Send one message unless it was sent; and why to try again, or nothing."""
        role = recipient.role
        missing = self._unreachable(channel, address)
        if missing is not None:
            self._deliveries.note_unreachable(order, recipient, channel, missing)
            return Delivery(
                role=role, channel=channel, outcome=missing.outcome, note=missing.note
            ), ""
        claim = self._deliveries.claim(order, recipient, channel)
        if isinstance(claim, Busy):
            return None, "another attempt is sending it"
        if isinstance(claim, Settled):
            return (
                Delivery(
                    role=role,
                    channel=channel,
                    outcome=claim.outcome,
                    possibly_doubled=claim.possibly_doubled,
                    note=claim.note,
                ),
                "",
            )
        sent = self._channels.send(channel, address or "", letters[role][channel])
        self._deliveries.settle(claim, sent)
        delivery = Delivery(
            role=role,
            channel=channel,
            outcome=sent.outcome,
            possibly_doubled=claim.possibly_doubled or sent.possibly_doubled,
            note=sent.note,
        )
        return delivery, sent.note if claim.worth_another_try(sent.outcome) else ""

    def _unreachable(self, channel: Channel, address: str | None) -> Sent | None:
        if not address:
            return Sent(DeliveryOutcome.NO_CONTACT, "no email address and no telephone number")
        if channel not in self._channels.channel_tags():
            return Sent(DeliveryOutcome.NO_CHANNEL, f"no {channel.value} channel is configured")
        return None


def _say_alive() -> None:
    if activity.in_activity():
        activity.heartbeat()


def _order_of(order: ReminderOrder, matter: Matter) -> ReminderOrder:
    """The order as it would be for one of the other matters alone."""
    own = {name: getattr(matter, name) for name in Matter.model_fields}
    return order.model_copy(update=own | {"also": ()})


def _calendar_files(order: ReminderOrder, language: Language) -> tuple[Attachment, ...]:
    """The deadlines for the calendar of whoever reads a language."""
    return tuple(
        Attachment(
            file_name(order.case_id, one),
            MEDIA_TYPE,
            deadline_calendar(order.case_id, one, order.now, language),
        )
        for one in order.calendar
    )


def _cancellations(order: ReminderOrder, recipient: Recipient) -> tuple[Attachment, ...]:
    """The deadlines to take out of the reader's calendar."""
    return tuple(
        Attachment(
            file_name(order.case_id, over),
            MEDIA_TYPE,
            cancellation(order.case_id, over, order.now, recipient.person.language),
        )
        for over in order.cancelled
        if recipient.role in over.roles
    )


def _outcome(order: ReminderOrder, told: list[Delivery]) -> RungOutcome:
    """Whether everyone, some or none of the people were told by at least one channel."""
    reached = {delivery.role for delivery in told if delivery.outcome is DeliveryOutcome.ACCEPTED}
    if not reached:
        return RungOutcome.FAILED
    everyone = {recipient.role for recipient in order.recipients}
    return RungOutcome.SENT if reached == everyone else RungOutcome.PARTIAL
