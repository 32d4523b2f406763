"""What a row of the delivery ledger says of one message, and what tells it from all others."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from models.cases.deadline import Deadline
from models.notices.messages.channel import Channel
from models.notices.messages.order import Recipient


class Order(Protocol):
    """What the ledger must know of a message: a `ReminderOrder`, or a `DigestOrder`."""

    @property
    def case_id(self) -> str:
        """What it is filed under."""
        ...

    @property
    def about(self) -> str:
        """What within that it is about."""
        ...

    @property
    def reminder(self) -> str:
        """Which of the messages about it."""
        ...

    @property
    def edition(self) -> str:
        """Which time round."""
        ...

    @property
    def kind(self) -> StrEnum:
        """Which kind of message."""
        ...

    @property
    def due_to_send_at(self) -> datetime:
        """When it was due."""
        ...

    @property
    def deadline(self) -> Deadline | None:
        """The one deadline it is about, where there is one."""
        ...


def key_of(order: Order, recipient: Recipient, channel: Channel) -> dict[str, str]:
    """The columns that name it."""
    return {
        "case_id": order.case_id,
        "about": order.about,
        "reminder": order.reminder,
        "edition": edition_of(order),
        "role": recipient.role.value,
        "channel": channel.value,
    }


def name_of(order: Order) -> tuple[str, str, str]:
    """What tells it from the other messages of its case."""
    return (order.about, order.reminder, edition_of(order))


def edition_of(order: Order) -> str:
    """Which time round it is."""
    # A deadline keeps its id when its day moves, and its reminders begin anew.
    sequence = f"{order.deadline.sequence}" if order.deadline else ""
    return "/".join(part for part in (order.edition, sequence) if part)


def new_row(
    order: Order, recipient: Recipient, key: dict[str, str], now: datetime
) -> dict[str, Any]:
    """A row that is written now (UTC); how far the message got is still to be filled in."""
    return {
        **key,
        "kind": order.kind.value,
        "due_on": order.deadline.due_on if order.deadline else None,
        "contact": recipient.contact,
        "possibly_doubled": False,
        "due_to_send_at": order.due_to_send_at,
        "first_written_at": now,
        "last_attempt_at": now,
    }
