"""Sends reminders and keeps the ledger of what was delivered.

A row is claimed, committed, before each message and settled after it. So a retry sends only what
has not been accepted, and only a crash between sending and settling, or a time-out of the channel,
can send a message twice; its row says so.
"""

from collections.abc import Sequence

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.database_failures import plain_database_failures
from activities.delivery.channels import Channels, Outgoing
from activities.delivery.delivering import Delivering
from activities.delivery.outages import NAMES, Outages
from activities.messages.writing import MessageError
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    AlertOrder,
    DeliveryOutcome,
    DeliveryReport,
    ReminderOrder,
)

DELIVERY_FAILED = "DeliveryFailed"
"""Type of the failure when something is still to be delivered. Its detail is a `DeliveryReport`."""

MESSAGE_FAILED = "MessageFailed"
"""Type of the failure when a template is at fault."""


class Reminders:
    """The reminder activity, with the database, the channels and the messages it works with."""

    def __init__(self, delivering: Delivering, channels: Channels, outages: Outages) -> None:
        """Deliver by this; alerts go to the operator by the channels alone, once for an outage."""
        self._delivering = delivering
        self._channels = channels
        self._outages = outages

    @activity.defn(name="send_reminder")
    @plain_database_failures()
    def send_reminder(self, order: ReminderOrder) -> DeliveryReport:
        """Send one message to everyone it is for, by every channel each can be reached by.

        Safe to run again: what was accepted is not sent again. The answer is `sent` when everyone
        was told by some channel, `partial` when some were, `failed` when nobody could be, and
        `superseded` when what it tells of has passed. What was refused for good is not tried again
        until the person's contact details change.

        Raises:
            ApplicationError: of type `DeliveryFailed`, to be retried, when something failed for
                now or is being sent by another attempt; names roles and channels only. Of type
                `DatabaseFailed`, to be retried: nothing is sent without its row.
        """
        try:
            # Each message has the time that the first has from the start.
            delivered = self._delivering.deliver(order, before_next=_say_alive)
        except MessageError as error:
            raise ApplicationError(str(error), type=MESSAGE_FAILED) from None
        if delivered.waiting:
            message = "Not delivered yet: " + "; ".join(delivered.waiting)
            # Benign: the case tries again and says so; the log need not show a traceback each time.
            raise ApplicationError(
                message,
                delivered.report,
                type=DELIVERY_FAILED,
                category=ApplicationErrorCategory.BENIGN,
            )
        return delivered.report

    @activity.defn(name="send_alert")
    @plain_database_failures()
    def send_alert(self, order: AlertOrder) -> DeliveryOutcome:
        """Tell whoever runs the service that reminders of a case reach nobody.

        By the entries of the channel file tagged `alert`; without any, nobody is told. Of a channel
        that fails for many cases they hear once, see `activities.delivery.outages`.

        Raises:
            ApplicationError: of type `DeliveryFailed`, to be retried, when it failed for now. Of
                type `DatabaseFailed`, to be retried.
        """
        mine = self._outages.failed(order.failing) if order.failing else []
        if order.failing and not mine:
            return DeliveryOutcome.ACCEPTED
        sent = self._channels.alert(_alert(order, mine))
        accepted = sent.outcome not in {DeliveryOutcome.FAILED, DeliveryOutcome.REFUSED}
        if mine:
            self._outages.alerted(mine, done=accepted)
        if not accepted:
            message = f"The alert was not delivered: {sent.note}"
            raise ApplicationError(
                message, type=DELIVERY_FAILED, category=ApplicationErrorCategory.BENIGN
            )
        return sent.outcome


def _alert(order: AlertOrder, failing: Sequence[Channel]) -> Outgoing:
    """What the operator is told: of one case, or of channels that many cases use."""
    words = f"{order.reason}\nReminder: {order.reminder}\nWorkflow: {order.case_id}"
    if not failing:
        subject = f"AppealClock: reminders of {order.case_id} do not get through"
        return Outgoing(words=words, subject=subject)
    names = " and ".join(NAMES[channel] for channel in failing)
    once = (
        f"Messages by {names} fail. This is said once, whatever other cases it holds up; you hear "
        "again when they get through. Every reminder is tried again meanwhile.\n\n"
    )
    return Outgoing(words=once + words, subject=f"AppealClock: messages by {names} fail")


def _say_alive() -> None:
    if activity.in_activity():
        activity.heartbeat()
