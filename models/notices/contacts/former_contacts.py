"""Writes to those who are not on the case any more, or not now.

Whoever was replaced, or whose address was, gets the cancellation of every calendar entry they hold.
Whoever is covered hears by whom and through which day, and that the case was closed meanwhile. By
email alone, which wakes nobody, and tried for a day. An entry of the memory, `former MARK`, says
how far that is (`models.notices.contacts.clearing`); the address itself is read off the log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.cases.people import Person, Role
from models.cases.program import program_title
from models.cases.standing import Standing
from models.notices.contacts.addresses import everybody, mail_marks
from models.notices.contacts.away import NO_WORD, Away, away
from models.notices.contacts.calendars import every_holder, held_at, may_hold, take_out
from models.notices.contacts.clearing import Clearing
from models.notices.contacts.left_addresses import left_addresses, note_learned
from models.notices.memory import Memory
from models.notices.messages.order import MessageKind, Recipient, ReminderOrder
from models.notices.messages.ordering import Order, Writing, manager_for
from models.notices.messages.sending import Sending, all_out, send_out, taken_out
from models.words.english.tables import say, title

FORMER = "former"
"""What the message is about, and the entries of the memory."""


def former_notices(writing: Writing) -> Iterator[Order]:
    """The messages to send now to those who are not on the case any more; noted as being out."""
    memory, now = writing.memory, writing.now
    words = away(writing.case, writing.standing)
    here = set(mail_marks(memory).values())
    marks = (every_holder(memory) | {mark for mark, word in words.items() if word.alone}) - here
    _begin_anew(memory, marks)
    if not marks:
        return
    known = everybody(writing.case.id, writing.case.log)
    under_way = {mark for sending in all_out(memory).values() for mark in sending.marks.values()}
    for mark in sorted(marks & set(known) - under_way):
        word = words.get(mark, NO_WORD)
        entry = memory.get(FORMER, mark)
        clearing = Clearing.of(entry, now)
        if word.alone and clearing.said != word.code:
            again = clearing.again() if clearing.done or clearing.tries else clearing
            clearing = replace(Clearing.of(again.as_json(), now), said=word.code)
        role, person = known[mark]
        if clearing.is_due(now) and (order := _order(writing, mark, clearing, word, role, person)):
            yield order


def former_at(memory: Memory) -> datetime | None:
    """When the next of them is tried again (UTC)."""
    waiting = (Clearing.from_json(entry) for _, entry in memory.all(FORMER))
    return min((one.at for one in waiting if one.at and not one.done), default=None)


def former_settled(memory: Memory, sending: Sending, now: datetime, *, failed: bool) -> None:
    """One of these messages was sent, or failed for now and is tried again within its day.

    What was found to stand in that calendar while it was on its way has another.
    """
    for mark in sending.marks.values():
        clearing = Clearing.of(memory.get(FORMER, mark), now).settled(now, failed=failed)
        if not failed and not held_at(memory, mark) <= set(sending.cancelled):
            clearing = clearing.again()
        memory.put(FORMER, mark, entry=clearing.as_json())


def learn(
    memory: Mapping[str, Any],
    standing: Standing,
    sent: Mapping[str, Mapping[str, datetime]],
    now: datetime,
) -> dict[str, Any]:
    """The memory with what the ledger of deliveries has of addresses that were just replaced.

    Args:
        memory: Before it; it stays as it is.
        standing: Of the case.
        sent: When each clock last came there by mail (UTC), by its key, by the mark of the address.
        now: The moment of the turn (UTC).
    """
    copy = Memory.of(memory)
    for left in left_addresses(copy):
        learned = [
            key
            for key, at in sent.get(left.mark, {}).items()
            if key not in left.learned
            and may_hold(copy, standing.clock(key), key, left.mark, lately=at > left.since)
        ]
        clearing = Clearing.from_json(copy.get(FORMER, left.mark) or {})
        if learned and clearing.done:
            copy.put(FORMER, left.mark, entry=clearing.again().as_json())
        note_learned(copy, left, learned, now)
    return copy.entries


def _order(  # noqa: PLR0913, PLR0917 (each says another thing of one message)
    writing: Writing, mark: str, clearing: Clearing, word: Away, role: Role, person: Person
) -> Order | None:
    memory, case, now = writing.memory, writing.case, writing.now
    cancelled = tuple(take_out(memory, {role: mark}))
    if not cancelled and not word.alone:
        return None
    order = ReminderOrder(
        case_id=case.id,
        case=writing.kind,
        kind=MessageKind.UNASSIGNED,
        about=FORMER,
        reminder=f"{mark}-{clearing.times}",
        edition=writing.opening,
        due_to_send_at=now,
        now=now,
        recipients=(Recipient(role=role, person=person, zone=person.zone or case.zone),),
        manager=manager_for(writing, (role,)),
        cancelled=cancelled,
        title=title(word.said) if word.said is not None else "unassigned",
        action=say(word.said) if word.said is not None else "",
        program_title=program_title(case.program),
    )
    memory.put(FORMER, mark, entry=clearing.as_json())
    key = memory.next_order()
    sending = Sending(
        told=(),
        roles=(role,),
        cancelled=taken_out(cancelled),
        marks={role: mark},
        former=True,
    )
    send_out(memory, key, sending)
    return Order(key, order)


def _begin_anew(memory: Memory, to_clear: set[str]) -> None:
    """Whoever holds nothing now, but may come back and leave once more, is written to anew then."""
    for mark, entry in list(memory.all(FORMER)):
        clearing = Clearing.from_json(entry)
        if mark not in to_clear and clearing.done:
            memory.put(FORMER, mark, entry=clearing.again().as_json())
