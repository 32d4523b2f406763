"""Puts what a message says into the forms in which channels take it: mail with its files, SMS."""

from activities.delivery.channels import Attachment, Outgoing
from activities.messages.calendar_file import (
    CANCEL,
    PUBLISH,
    CalendarReader,
    cancellation,
    deadline_calendar,
    file_name,
    media_type,
)
from activities.messages.writing import Messages
from models.cases.people import STAFF, Person, Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import Recipient, ReminderOrder

Letters = dict[Role, dict[Channel, Outgoing]]
"""What is sent to each reader by each channel."""


def letters_of(messages: Messages, order: ReminderOrder) -> Letters:
    """Every message of an order.

    Raises:
        MessageError: A template is at fault.
    """
    letters = {}
    unspoken = " ".join(
        [
            *(recipient.person.name or "" for recipient in order.recipients),
            order.service,
            *order.references.values(),
            *_reachable_at(order.manager),
        ]
    )
    for recipient in order.recipients:
        message = messages.write(order, recipient)
        link = messages.link(order.case_id) if recipient.role in STAFF else None
        files = _calendar_files(order, recipient, link) + _cancellations(order, recipient)
        letters[recipient.role] = {
            Channel.EMAIL: Outgoing(
                "",
                message.subject,
                message.html,
                files,
                unspoken,
                reply_to=_reply_to(order, recipient),
            ),
            # A fax lies open in an office: it says what an SMS says.
            **dict.fromkeys((Channel.SMS, Channel.FAX), Outgoing(message.sms, unspoken=unspoken)),
        }
    return letters


def _reply_to(order: ReminderOrder, recipient: Recipient) -> str:
    """Whom an answer goes to: of those who work on the case, to nobody but the channel's own."""
    if order.manager is None or recipient.role in STAFF:
        return ""
    return order.manager.email or ""


def _reachable_at(manager: Person | None) -> list[str]:
    if manager is None:
        return []
    return [one for one in (manager.name, manager.email, manager.phone) if one]


def _calendar_files(
    order: ReminderOrder, recipient: Recipient, link: str | None
) -> tuple[Attachment, ...]:
    """The deadlines for the reader's calendar."""
    reader = CalendarReader(
        language=recipient.person.language,
        zone=recipient.zone,
        role=recipient.role,
        link=link,
        cleared=recipient.cleared,
    )
    return tuple(
        Attachment(
            name := file_name(order.case_id, one),
            media_type(name, PUBLISH),
            deadline_calendar(order.case_id, one, order.now, reader),
        )
        for one in order.calendar
    )


def _cancellations(order: ReminderOrder, recipient: Recipient) -> tuple[Attachment, ...]:
    """The deadlines to take out of the reader's calendar."""
    return tuple(
        Attachment(
            name := file_name(order.case_id, over),
            media_type(name, CANCEL),
            cancellation(order.case_id, over, order.now, recipient.person.language),
        )
        for over in order.cancelled
        if recipient.role in over.roles
    )
