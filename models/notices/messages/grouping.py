"""What falls together for one person goes out as one message: several matters, one letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.cases.people import Role
from models.notices.contacts.people import in_order
from models.notices.items import Item
from models.notices.memory import Memory
from models.notices.messages.order import Corrected
from models.notices.reminders.clock_reminders import OPENED, is_assignment
from models.notices.reminders.owed import Owed


@dataclass(frozen=True)
class Part:
    """One reminder of a message."""

    item: Item
    name: str
    due: datetime
    tries: int = 0
    corrected: Corrected | None = None
    """Where its day replaces one that these people were told."""

    moved: bool = False
    """Whether they were told of it as it was before it moved."""

    instead_of: date | None = None
    """The day that they were told then, where it is another one, or had another hour."""


@dataclass(frozen=True)
class Message:
    """Some reminders that go to some people."""

    parts: tuple[Part, ...]
    """The most urgent first."""

    roles: tuple[Role, ...]


def together(owed: Sequence[Owed], memory: Memory) -> list[Message]:
    """What is owed by the message it goes out in.

    People who are owed the same are written to together. What is tried again goes alone: some of it
    may have arrived, and only that reminder's own row of the ledger knows.

    Args:
        owed: What is to be sent now, earliest first.
        memory: Of the case.
    """
    fresh = _by_reminder((one for one in owed if not one.tries), memory)
    fresh = sorted(fresh, key=lambda one: one[0].item.urgency)
    messages: dict[tuple[int, ...], list[Role]] = {}
    for role in in_order({role for _, roles in fresh for role in roles}):
        matters = tuple(number for number, (_, roles) in enumerate(fresh) if role in roles)
        messages.setdefault(matters, []).append(role)
    return [
        *(
            Message(tuple(fresh[number][0] for number in matters), tuple(roles))
            for matters, roles in messages.items()
        ),
        *(
            Message((part,), roles)
            for part, roles in _by_reminder((one for one in owed if one.tries), memory)
        ),
    ]


def _by_reminder(owed: Iterable[Owed], memory: Memory) -> list[tuple[Part, tuple[Role, ...]]]:
    """Each reminder with all it goes to, in the order in which the first came due."""
    parts: dict[tuple[object, ...], tuple[Part, list[Role]]] = {}
    for one in owed:
        corrected = one.item.corrected(memory, one.role)
        instead_of = _instead_of(one, memory)
        moved = memory.get("was", one.item.key, one.role.value) is not None
        name = one.item.key, one.name, one.due, one.tries, corrected, moved, instead_of
        part = Part(one.item, one.name, one.due, one.tries, corrected, moved, instead_of)
        parts.setdefault(name, (part, []))[1].append(one.role)
    return [(part, in_order(roles)) for part, roles in parts.values()]


def _instead_of(one: Owed, memory: Memory) -> date | None:
    """The other day that somebody was told before, where this is the first they hear of a new one.

    Mostly that is the notice that it runs; but that may wait while a reminder comes due. The day is
    the same where its hour moved.
    """
    was, seen = memory.get("was", one.item.key, one.role.value), one.item.seen
    if was is None or is_assignment(one.name):
        return None
    # An older build did not note the hour.
    if was["day"] == seen.day and was.get("ends", seen.ends) == seen.ends:
        return None
    if one.name != OPENED and memory.was_told(one.item.key, one.role):
        return None
    return date.fromisoformat(was["day"])
