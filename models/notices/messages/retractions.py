"""Takes back what people were told, where a correction made that wrong.

A day that moves is told anew as any day that moves. Here is what nothing else would tell: that a
day does not hold any more, that it holds after all, and that a case that was closed goes on.

An entry of the memory, `retracted KEY DAY`, has the `matter` by which that is told, the `day`, and
the `roles` that are told: those who knew that day last. Whoever hears of the same day by a clock of
the same level that opens instead is not told that it holds no more: an entry `moved KEY DAY` has
these roles, each with the key of that clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.log.entries import CORRECT, TAKE_BACK
from models.cases.people import Role
from models.cases.standing import Clock, Standing
from models.local_time import end_of_day
from models.notices.contacts.clearing import Clearing
from models.notices.contacts.delivery_matters import FormerDay, close, look_after
from models.notices.items import Item
from models.notices.memory import Memory
from models.notices.messages.closing_notice import CLOSING_ENTRY
from models.notices.reminders.clock_reminders import FOR_MORE, NO_TIME_TO_WAIT, OPENED
from models.procedure.case import Case


def just_corrected(case: Case[Any], now: datetime) -> bool:
    """Whether a correction or take-back is made at this moment."""
    last = case.log[-1] if case.log else None
    return last is not None and last.kind in {CORRECT, TAKE_BACK} and last.at == now


def retract(
    memory: Memory, case: Case[Any], clocks: Iterable[Item], before: Memory, now: datetime
) -> None:
    """Whoever was told a day that fell away hears that, some minutes later: more may follow.

    Args:
        memory: In which it is written.
        case: As of now.
        clocks: Those that stand after the correction.
        before: The memory before it.
        now: The moment of the correction (UTC).
    """
    stand = {one.key: one for one in clocks}
    fallen = list(_not_heard_instead(memory, stand))
    for key, entry in before.all("seen"):
        if not entry.get("day") or entry.get("gone") or key in stand:
            continue
        fallen += [(key, day, roles) for day, roles in _known(before, key, entry["day"]).items()]
    for key, day, roles in fallen:
        instead = _heard_instead(memory, key, date.fromisoformat(day), roles, stand.values(), now)
        others = memory.get("moved", key, day) or {}
        memory.put("moved", key, day, entry=others | instead or None)
        to = [role for role in roles if role.value not in instead]
        if to:
            shown = before.get("calendar", key) or {}
            _say_so(memory, case, key, FormerDay.shown(day, shown), to, now)


def _say_so(  # noqa: PLR0913, PLR0917 (each says another thing of one day)
    memory: Memory, case: Case[Any], key: str, former: FormerDay, to: list[Role], now: datetime
) -> None:
    """Some people will hear that a day holds no more."""
    day, ends = former.day.isoformat(), end_of_day(former.day, case.zone)
    at = now if ends - now <= NO_TIME_TO_WAIT else now + FOR_MORE
    matter = look_after(memory, case.id, FollowUpKind.CORRECTED, now, to=to, former=former, at=at)
    entry = {"matter": matter, "day": day, "roles": [role.value for role in to]}
    again = (matter,) if memory.get("retracted", key, day) is not None else ()
    memory.put("retracted", key, day, *again, entry=entry)


def _heard_instead(  # noqa: PLR0913, PLR0917 (each says another thing of one day)
    memory: Memory,
    key: str,
    day: date,
    roles: Iterable[Role],
    clocks: Iterable[Item],
    now: datetime,
) -> dict[str, str]:
    """Who will hear of the same day at the same level, each with the key of the clock it is of."""
    found = {}
    for one in clocks:
        if not _has(one, day):
            continue
        for role in roles if _is_at(key, one.level) else ():
            opened = one.scheduled.get(role, {}).get(OPENED)
            if (
                opened is not None
                and not memory.told(one.key, role)
                and not memory.lies_behind(opened.at, begun=one.seen.since, now=now)
            ):
                found[role.value] = one.key
    return found


def _not_heard_instead(
    memory: Memory, stand: Mapping[str, Item]
) -> Iterator[tuple[str, str, list[Role]]]:
    """What some were to hear of as the day of another clock, which fell away or moved before."""
    for name, others in list(memory.all("moved")):
        key, day = name.split(" ")
        lost = [
            Role(role)
            for role, other in others.items()
            if not memory.may_know(other, Role(role))
            and (other not in stand or not _may_be_told(stand[other], date.fromisoformat(day)))
        ]
        if lost:
            kept = {role: other for role, other in others.items() if role not in lost}
            memory.put("moved", key, day, entry=kept or None)
            yield key, day, lost


def _may_be_told(one: Item, day: date) -> bool:
    """Whether a clock has a day still, or is over, which is told in its own way."""
    return _has(one, day) or (one.clock is not None and not one.clock.is_open)


def _has(one: Item, day: date) -> bool:
    return one.clock is not None and one.clock.is_open and one.clock.due_on == day


def _is_at(key: str, level: str) -> bool:
    """Whether a clock of a key is of a level."""
    rest = key.removeprefix(f"{level}.")
    return rest != key and rest.partition(".")[0] in set(Purpose)


def _known(memory: Memory, key: str, day: str) -> dict[str, list[Role]]:
    """Who was told of a clock, by the day that they heard last."""
    found: dict[str, list[Role]] = {}
    for role in Role:
        was = memory.get("was", key, role.value)
        if memory.may_know(key, role):
            found.setdefault(day, []).append(role)
        elif was is not None:
            found.setdefault(str(was["day"]), []).append(role)
    return found


def take_up_again(memory: Memory, standing: Standing, now: datetime) -> None:
    """A day that was said not to hold holds after all: that is told anew, where it was said.

    Whoever heard that it does not knows it no more, whatever day the clock has now.
    """
    found = [*_said_again(memory, standing), *_back_from_another(memory, standing)]
    for clock, day, told in found:
        for role in told:
            was = memory.get("was", clock.key, role.value)
            if was is not None and was["day"] == day:
                memory.put("was", clock.key, role.value, entry=None)
        seen = memory.seen(clock.key)
        if told and seen is not None and clock.is_open and str(clock.due_on) == day:
            if seen.since != now:
                seen = replace(seen, since=now, sequence=seen.sequence + 1, held=True)
                memory.put_seen(clock.key, seen)
            for role in told:
                memory.put_told(clock.key, role, {})


def _said_again(memory: Memory, standing: Standing) -> Iterator[tuple[Clock, str, list[Role]]]:
    """What holds after all, and who heard that it does not."""
    for name, entry in list(memory.all("retracted")):
        clock = standing.clock(name.partition(" ")[0])
        if clock is None:
            continue
        memory.put("retracted", name, entry=None)
        matter, told = str(entry["matter"]), [Role(name) for name in entry["roles"]]
        if memory.get("matter", matter) is not None:
            told = [role for role in told if memory.may_know(matter, role)]
            close(memory, [matter])
        yield clock, str(entry["day"]), told


def _back_from_another(
    memory: Memory, standing: Standing
) -> Iterator[tuple[Clock, str, list[Role]]]:
    """What holds after all, and who heard of its day as that of another clock."""
    for name, others in list(memory.all("moved")):
        key, day = name.split(" ")
        clock = standing.clock(key)
        if clock is not None:
            memory.put("moved", name, entry=None)
            roles = [(Role(role), other) for role, other in others.items()]
            yield clock, day, [role for role, other in roles if memory.may_know(other, role)]


def say_that_it_goes_on(memory: Memory, case_id: str, now: datetime) -> None:
    """Whoever heard that the case is closed hears that it is not."""
    entry = memory.entries.get(CLOSING_ENTRY) or {}
    roles = [Role(name) for name in entry.get("roles", ())]
    if roles:
        look_after(memory, case_id, FollowUpKind.GOES_ON, now, to=roles, at=now + FOR_MORE)
        memory.entries[CLOSING_ENTRY] = Clearing.from_json(entry).again().as_json()
