"""Keeps people's calendars true: who was sent the file of a clock, and who its cancellation.

Who holds an entry is an address, not a role. An entry of the memory, `calendar KEY`, has what
calendars show of a clock, so that it can be taken out again though the clock does not stand any
more; `cleared`, how often it was taken out of the calendar at each address, by its mark
(`models.notices.contacts.addresses`); and `held`, which of these times round each address holds
now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from models.cases.people import Role
from models.cases.standing import Clock, Standing
from models.notices.contacts.addresses import mail_mark, mail_marks
from models.notices.contacts.people import in_order
from models.notices.memory import Memory
from models.notices.messages.channel import Channel
from models.notices.messages.order import CalledOff, Delivery, DeliveryOutcome
from models.notices.messages.sending import Sending, all_out


def holders(memory: Memory, key: str) -> tuple[Role, ...]:
    """Who was sent the file of a clock and not yet its cancellation, of those on the case now."""
    held = _held(memory.get("calendar", key))
    if not held:
        return ()
    return tuple(role for role, mark in mail_marks(memory).items() if mark in held)


def every_holder(memory: Memory) -> set[str]:
    """The marks of all addresses that hold an entry of the case."""
    return {mark for _, entry in memory.all("calendar") for mark in _held(entry)}


def held_at(memory: Memory, mark: str) -> set[str]:
    """The keys of the clocks that the calendar at an address may show."""
    return {key for key, entry in memory.all("calendar") if mark in _held(entry)}


def cleared(memory: Memory, key: str, mark: str | None) -> int:
    """How often the entry of a clock was taken out of the calendar at an address.

    What is being taken out counts: the next is another entry, by whatever way they arrive.
    """
    if mark is None:
        return 0
    entry = memory.get("calendar", key) or {}
    under_way = sum(mark in sending.marks_cleared(key) for sending in all_out(memory).values())
    return int(entry.get("cleared", {}).get(mark, 0)) + under_way


def show(memory: Memory, clock: Clock) -> None:
    """A message with the file of a clock goes out: what calendars will show is kept."""
    entry = memory.get("calendar", clock.key) or {}
    memory.put("calendar", clock.key, entry={**entry, **_facts(memory, clock)})


def refresh(memory: Memory, clock: Clock) -> None:
    """A clock that calendars show may have moved."""
    entry = memory.get("calendar", clock.key)
    if _held(entry):
        changed = {**entry, **_facts(memory, clock)}
        if changed != entry:
            memory.put("calendar", clock.key, entry=changed)


def called_off(memory: Memory, standing: Standing, roles: Iterable[Role]) -> tuple[CalledOff, ...]:
    """The clocks that are over but still stand in the calendars of people in these roles.

    What a message that is on its way takes out is not taken out twice.
    """
    marks: dict[Role, str] = {}
    for role in roles:
        # Somebody in two roles is written to twice, and has one calendar.
        mark = mail_mark(memory, role)
        if mark is not None and mark not in marks.values():
            marks[role] = mark
    running = {clock.key for clock in standing.open_clocks}
    order = {clock.key: place for place, clock in enumerate(standing.clocks)}
    found = take_out(memory, marks, leaving=running)
    return tuple(sorted(found, key=lambda one: order.get(one.id, -1)))


def taken_out_of(memory: Memory, standing: Standing, roles: Iterable[Role]) -> list[Clock]:
    """The clocks that run, whose entry was taken out of the calendar of somebody in these roles."""
    marks = {role: mark for role in roles if (mark := mail_mark(memory, role)) is not None}
    return [
        clock
        for clock in standing.open_clocks
        if any(
            cleared(memory, clock.key, mark) and role not in holders(memory, clock.key)
            for role, mark in marks.items()
        )
    ]


def take_out(
    memory: Memory, marks: Mapping[Role, str], *, leaving: Iterable[str] = ()
) -> list[CalledOff]:
    """What stands in the calendars at some addresses and is to be taken out, by their roles.

    Args:
        memory: Of the case.
        marks: The addresses.
        leaving: Keys of the clocks that stay in them.
    """
    stays, found = set(leaving), []
    for key, entry in memory.all("calendar"):
        if key in stays:
            continue
        held = _held(entry)
        for sending in all_out(memory).values():
            for mark in sending.marks_cleared(key):
                held.pop(mark, None)
        by_times: dict[int, list[Role]] = defaultdict(list)
        for role, mark in marks.items():
            if mark in held:
                by_times[held[mark]].append(role)
        found += [_called_off(key, entry, whose, times) for times, whose in by_times.items()]
    return found


def keep_calendars(memory: Memory, sending: Sending, deliveries: Iterable[Delivery] | None) -> None:
    """Write down whose calendars a message that went out has filled or cleared.

    One in doubt may have filled a calendar, and is not counted on to have cleared one; so may one
    of which no word came back, where `deliveries` is None. What may have been cleared comes back as
    another entry: a calendar passes over what it was told to take out.
    """
    by_mail = [one for one in deliveries or () if one.channel is Channel.EMAIL]
    filled = {one.role for one in by_mail if one.may_have_come}
    if deliveries is None:
        filled = set(sending.roles)
    # What had arrived before may have been without what this one was to take out.
    accepted = {
        one.role for one in by_mail if one.outcome is DeliveryOutcome.ACCEPTED and not one.earlier
    }
    for key in sending.calendar:
        _fill(memory, key, [sending.marks[role] for role in in_order(filled & set(sending.marks))])
    for key, times in sending.cancelled.items():
        read = {sending.marks[role]: times[role] for role in filled & set(times)}
        _clear(memory, key, read, surely={sending.marks[role] for role in accepted & set(times)})


def may_hold(memory: Memory, clock: Clock | None, key: str, mark: str, *, lately: bool) -> bool:
    """An address was sent a clock: where the case does not know that, its calendar may show it.

    Args:
        memory: Of the case.
        clock: As it stands; None where it does not any more.
        key: Of the clock.
        mark: The address.
        lately: Whether that was since the case last looked: then also where it was taken out of
            that calendar before.

    Returns:
        Whether that is new to the case.
    """
    entry = memory.get("calendar", key) or {}
    coming = any(
        key in sending.calendar and mark in sending.marks.values()
        for sending in all_out(memory).values()
    )
    if coming or mark in _held(entry) or (mark in entry.get("cleared", {}) and not lately):
        return False
    if clock is not None:
        show(memory, clock)
    elif "due_on" not in entry:
        # What the calendar shows of it is not known any more.
        return False
    _fill(memory, key, [mark])
    return True


def _held(entry: Mapping[str, Any] | None) -> dict[str, int]:
    return dict(entry.get("held", {})) if entry is not None else {}


def _fill(memory: Memory, key: str, marks: Iterable[str]) -> None:
    entry = memory.get("calendar", key) or {}
    held = _held(entry) | {mark: cleared(memory, key, mark) for mark in marks}
    memory.put("calendar", key, entry={**entry, "held": held})


def _clear(memory: Memory, key: str, read: Mapping[str, int], *, surely: set[str]) -> None:
    """Some addresses may have read that an entry, of that time round, is to be taken out."""
    entry = memory.get("calendar", key)
    if entry is None:
        return
    held, times = _held(entry), dict(entry.get("cleared", {}))
    for mark, number in read.items():
        times[mark] = max(int(times.get(mark, 0)), number + 1)
        if mark in surely and held.get(mark) == number:
            del held[mark]
    kept = {**entry, "held": held, "cleared": times} if held else {"cleared": times}
    memory.put("calendar", key, entry=kept)


def _facts(memory: Memory, clock: Clock) -> dict[str, Any]:
    seen = memory.seen(clock.key)
    facts: dict[str, Any] = {
        "purpose": clock.purpose.value,
        "level": clock.level,
        "title": clock.level_title,
        "sequence": seen.sequence if seen else 0,
        "due_on": clock.due_on.isoformat(),
        "ends_at": clock.expires_at.isoformat() if clock.to_the_hour else None,
    }
    return facts


def _called_off(key: str, entry: Mapping[str, Any], roles: Iterable[Role], times: int) -> CalledOff:
    ends_at = entry.get("ends_at")
    return CalledOff(
        id=key,
        purpose=entry["purpose"],
        level=entry["level"],
        level_title=entry["title"],
        sequence=entry["sequence"],
        due_on=date.fromisoformat(entry["due_on"]),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        cleared=times,
        roles=in_order(roles),
    )
