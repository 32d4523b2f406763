"""Takes back what people were told, where a correction made that wrong.

A day that moves is told anew as any day that moves. Here is what nothing else would tell: that a
day does not hold any more, that it holds after all, and that a case that was closed goes on.

An entry of the memory, `retracted KEY DAY`, has the `matter` by which that is told, the `day`, and
the `roles` that are told: those who knew that day last.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.cases.reports import CORRECT, TAKE_BACK
from models.cases.standing import Standing
from models.deadline import FollowUpKind
from models.local_time import end_of_day
from models.notices.clearing import Clearing
from models.notices.closing_notice import CLOSING_ENTRY
from models.notices.delivery_matters import close, look_after
from models.notices.memory import Memory, State
from models.notices.schedule import FOR_MORE, NO_TIME_TO_WAIT
from models.people import Role
from models.procedure.case import Case

_TOLD = {State.OUT, State.SENT, State.PARTIAL}


def just_corrected(case: Case[Any], now: datetime) -> bool:
    """Whether a correction or take-back is made at this moment."""
    last = case.log[-1] if case.log else None
    return last is not None and last.kind in {CORRECT, TAKE_BACK} and last.at == now


def retract(
    memory: Memory, case: Case[Any], standing: Standing, before: Memory, now: datetime
) -> None:
    """Whoever was told a day that fell away hears that, some minutes later: more may follow.

    Args:
        memory: In which it is written.
        case: As of now.
        standing: Where it stands after the correction.
        before: The memory before it.
        now: The moment of the correction (UTC).
    """
    for key, entry in before.all("seen"):
        if not entry.get("day") or entry.get("gone") or standing.clock(key) is not None:
            continue
        for day, roles in _known(before, key, entry["day"]).items():
            soon = end_of_day(date.fromisoformat(day), case.zone) - now <= NO_TIME_TO_WAIT
            matter = look_after(
                memory,
                case.id,
                FollowUpKind.CORRECTED,
                now,
                to=roles,
                day=date.fromisoformat(day),
                at=now if soon else now + FOR_MORE,
            )
            told = {"matter": matter, "day": day, "roles": [role.value for role in roles]}
            memory.put("retracted", key, day, entry=told)
        for role in Role:
            memory.put("was", key, role.value, entry=None)


def _known(memory: Memory, key: str, day: str) -> dict[str, list[Role]]:
    """Who was told of a clock, by the day that they heard last."""
    found: dict[str, list[Role]] = {}
    for role in Role:
        was = memory.get("was", key, role.value)
        if _was_told(memory, key, role):
            found.setdefault(day, []).append(role)
        elif was is not None:
            found.setdefault(str(was["day"]), []).append(role)
    return found


def take_up_again(memory: Memory, standing: Standing, now: datetime) -> None:
    """A day that was said not to hold holds after all: that is told anew, where it was said."""
    for name, entry in list(memory.all("retracted")):
        key = name.partition(" ")[0]
        clock = standing.clock(key)
        if clock is None:
            continue
        memory.put("retracted", name, entry=None)
        matter, roles = str(entry["matter"]), [Role(name) for name in entry["roles"]]
        told = roles
        if memory.get("matter", matter) is not None:
            told = [role for role in roles if _was_told(memory, matter, role)]
            close(memory, [matter])
        seen = memory.seen(key)
        if told and seen is not None and clock.is_open and str(clock.due_on) == entry["day"]:
            memory.put_seen(key, replace(seen, since=now, sequence=seen.sequence + 1, held=True))
            for role in told:
                memory.put_told(key, role, {})


def say_that_it_goes_on(memory: Memory, case_id: str, now: datetime) -> None:
    """Whoever heard that the case is closed hears that it is not."""
    entry = memory.entries.get(CLOSING_ENTRY) or {}
    roles = [Role(name) for name in entry.get("roles", ())]
    if roles:
        look_after(memory, case_id, FollowUpKind.GOES_ON, now, to=roles, at=now + FOR_MORE)
        memory.entries[CLOSING_ENTRY] = Clearing.from_json(entry).again().as_json()


def _was_told(memory: Memory, key: str, role: Role) -> bool:
    return any(fate.state in _TOLD for fate in memory.told(key, role).values())
