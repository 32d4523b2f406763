"""Tells whoever still has a day of the case in the calendar that it is over, and how it ended.

By email alone, which wakes nobody. Tried for a day; the delivery ledger says who was not reached.
In the memory, `closing` says how far it is (`models.notices.contacts.clearing`), and has the
`roles` that it went to.
"""

from datetime import datetime

from models.cases.people import ROLES
from models.cases.program import program_title
from models.notices.contacts.calendars import called_off
from models.notices.contacts.clearing import Clearing
from models.notices.memory import Memory
from models.notices.messages.order import MessageKind, ReminderOrder
from models.notices.messages.ordering import Order, Writing, manager_for, recipients
from models.notices.messages.sending import CLOSING, Sending, all_out, send_out, taken_out

CLOSING_ENTRY = "closing"


def closing_notice(writing: Writing) -> Order | None:
    """The closing notice, where it is to be sent now; that it is out is written down.

    It waits until nothing else is out, which may still fill or clear a calendar.
    """
    memory, now = writing.memory, writing.now
    entry = memory.entries.get(CLOSING_ENTRY)
    if writing.standing.ending is None:
        if entry is not None and "until" in entry:
            # Whoever heard that it is over was told otherwise by now: see
            # `models.notices.messages.retractions`. Should it end again, that is another message.
            memory.entries[CLOSING_ENTRY] = Clearing.from_json(entry).again().as_json()
        return None
    clearing = Clearing.of(entry, now)
    memory.entries[CLOSING_ENTRY] = {**(entry or {}), **clearing.as_json()}
    if all_out(memory) or not clearing.is_due(now):
        return None
    cancelled = called_off(memory, writing.standing, ROLES)
    held = {role for one in cancelled for role in one.roles}
    roles = tuple(role for role in ROLES if role in held)
    if not roles:
        if clearing.at is not None:
            # Part of it arrived though it failed: there is nothing left to try again.
            memory.entries[CLOSING_ENTRY] = {**memory.entries[CLOSING_ENTRY], "done": True}
        return None
    order = ReminderOrder(
        case_id=writing.case.id,
        case=writing.kind,
        kind=MessageKind.CLOSED,
        about=CLOSING,
        reminder="closed" if clearing.times == 1 else f"closed-{clearing.times}",
        edition=writing.opening,
        due_to_send_at=now,
        now=now,
        recipients=recipients(writing, roles),
        manager=manager_for(writing, roles),
        cancelled=cancelled,
        ending=str(writing.standing.ending or ""),
        title="closed",
        action="",
        program_title=program_title(writing.case.program),
    )
    key = memory.next_order()
    memory.entries[CLOSING_ENTRY] = {
        **memory.entries[CLOSING_ENTRY],
        "roles": [role.value for role in roles],
    }
    sending = Sending(
        told=(), roles=roles, cancelled=taken_out(cancelled), marks=writing.marks(roles)
    )
    send_out(memory, key, sending)
    return Order(key, order)


def closing_at(memory: Memory) -> datetime | None:
    """When the closing notice is tried again, where it is (UTC)."""
    entry = memory.entries.get(CLOSING_ENTRY)
    clearing = Clearing.from_json(entry or {})
    return None if clearing.done else clearing.at


def closing_settled(memory: Memory, now: datetime, *, failed: bool) -> None:
    """The closing notice was sent, or failed for now and is tried again within its day."""
    entry = memory.entries.get(CLOSING_ENTRY)
    if entry is not None and "until" in entry:
        settled = Clearing.from_json(entry).settled(now, failed=failed)
        memory.entries[CLOSING_ENTRY] = {**entry, **settled.as_json()}
