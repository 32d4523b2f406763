"""Puts what a message says into the forms in which channels take it: mail with its files, SMS."""

from activities.calendar_file import MEDIA_TYPE, cancellation, deadline_calendar, file_name
from activities.channels import Attachment, Outgoing
from activities.messages import Messages
from models.people import Language, Role
from models.reminder import Channel, Recipient, ReminderOrder

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
        ]
    )
    languages = {recipient.person.language for recipient in order.recipients}
    calendars = {language: _calendar_files(order, language) for language in languages}
    for recipient in order.recipients:
        message = messages.write(order, recipient)
        files = calendars[recipient.person.language] + _cancellations(order, recipient)
        letters[recipient.role] = {
            Channel.EMAIL: Outgoing("", message.subject, message.html, files, unspoken),
            Channel.SMS: Outgoing(message.sms, unspoken=unspoken),
        }
    return letters


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
