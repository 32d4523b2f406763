"""Tells whoever still has a day of the case in the calendar that it is over, and how it ended.

By email alone, which wakes nobody. Tried for a day; the delivery ledger says who was not reached.
In the memory, `closing` holds `until` when it is tried, `at` when next, how often it failed, and
the `roles` that it went to.
"""

from datetime import datetime, timedelta

from models.notices.calendars import called_off
from models.notices.memory import Memory, instant, moment
from models.notices.orders import Order, Writing, recipients
from models.notices.sending import CLOSING, Sending, all_out, send_out
from models.people import ROLES, Role
from models.program import program_title
from models.reminder import MessageKind, ReminderOrder

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)

_PATIENCE = timedelta(days=1)
"""A mail server that is down for longer keeps no case open that is over."""

CLOSING_ENTRY = "closing"


def closing_notice(writing: Writing) -> Order | None:
    """The closing notice, where it is to be sent now; that it is out is written down.

    It waits until nothing else is out, which may still fill or clear a calendar.
    """
    memory, now = writing.memory, writing.now
    if writing.standing.ending is None:
        # Whoever heard that it is over was told otherwise by now: see `models.notices.retractions`.
        memory.entries.pop(CLOSING_ENTRY, None)
        return None
    entry = memory.entries.get(CLOSING_ENTRY) or {"until": (now + _PATIENCE).isoformat()}
    memory.entries[CLOSING_ENTRY] = entry
    at = moment(entry.get("at"))
    if all_out(memory) or entry.get("done") or (at is not None and at > now):
        return None
    roles = tuple(role for role in ROLES if _holds_a_day(writing, role))
    if not roles:
        if at is not None:
            # Part of it arrived though it failed: there is nothing left to try again.
            memory.entries[CLOSING_ENTRY] = {**entry, "done": True}
        return None
    cancelled = called_off(memory, writing.standing, roles)
    order = ReminderOrder(
        case_id=writing.case.id,
        docket=writing.kind,
        kind=MessageKind.CLOSED,
        about=CLOSING,
        rung="closed",
        edition=writing.opening,
        due_to_send_at=now,
        now=now,
        recipients=recipients(writing, roles),
        cancelled=cancelled,
        ending=str(writing.standing.ending or ""),
        title="closed",
        action="",
        program_title=program_title(writing.case.program),
    )
    key = memory.next_order()
    memory.entries[CLOSING_ENTRY] = {**entry, "roles": [role.value for role in roles]}
    cleared = {one.id: one.roles for one in cancelled}
    send_out(memory, key, Sending((), roles, cancelled=cleared))
    return Order(key, order)


def closing_at(memory: Memory) -> datetime | None:
    """When the closing notice is tried again, where it is (UTC)."""
    entry = memory.entries.get(CLOSING_ENTRY) or {}
    return None if entry.get("done") else moment(entry.get("at"))


def closing_settled(memory: Memory, now: datetime, *, failed: bool) -> None:
    """The closing notice was sent, or failed for now and is tried again within its day."""
    entry = memory.entries.get(CLOSING_ENTRY)
    if entry is None:
        return
    tries = int(entry.get("tries", 0))
    pause = min(_FIRST_PAUSE * 2 ** min(tries, 10), _LONGEST_PAUSE)
    if not failed or now + pause > instant(entry["until"]):
        memory.entries[CLOSING_ENTRY] = {**entry, "done": True}
    else:
        again = {"at": (now + pause).isoformat(), "tries": tries + 1}
        memory.entries[CLOSING_ENTRY] = {**entry, **again}


def _holds_a_day(writing: Writing, role: Role) -> bool:
    person = writing.people.person(role)
    if person is None or not person.email:
        return False
    return bool(called_off(writing.memory, writing.standing, [role]))
