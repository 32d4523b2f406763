"""Keeps what people were told of a day that moves, in case a correction moves it back.

An entry of the memory, `was KEY ROLE`, has the last `day` of a clock that somebody in a role was
told of, when it `ends` where it has an hour, and what became of its reminders (`told`). Whoever
has not heard of another day meanwhile is not told the same again. Where word of that day was on its
way as the day moved, `before` has the entry of the day before it, in case it does not arrive.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.cases.people import Role
from models.notices.memory import Memory, ReminderStatus, State, statuses_of
from models.notices.reminders.clock_reminders import OPENED
from models.notices.seen import Seen


def known_since(memory: Memory, key: str, since: datetime) -> None:
    """Keep since when people know the day of a clock: its reminders are about to count anew.

    Args:
        memory: In which that is written.
        key: Of the clock.
        since: When the day was first seen (UTC).
    """
    for role, statuses in memory.told_all(key).items():
        opened = statuses.get(OPENED)
        if opened is not None and opened.state.is_on_its_way and opened.due is None:
            memory.tell(key, role, OPENED, replace(opened, due=since))


def move_told(
    memory: Memory, key: str, before: Seen, roles: Iterable[Role], *, to: str | None
) -> None:
    """The day of a clock moves: its reminders begin again, for whoever knows it otherwise.

    Args:
        memory: In which that is written.
        key: Of the clock.
        before: How it was seen until now: its day and hour, and since when.
        roles: Whom that is for; the others know it as it is.
        to: The day it has now, where a correction made that; it may be one they know. Any other
            move is told anew.
    """
    known_since(memory, key, before.since)
    for role in roles:
        now_told = memory.get("told", key, role.value)
        if memory.may_know(key, role):
            hour = {"ends": before.ends} if before.ends else {}
            entry = {"day": before.day, **hour, "told": now_told}
            known = memory.get("was", key, role.value)
            if known is not None and not _is_known(now_told):
                entry["before"] = known
            memory.put("was", key, role.value, entry=entry)
        was = memory.get("was", key, role.value)
        back = was is not None and was["day"] == to
        memory.put("told", key, role.value, entry=was["told"] if back else None)


def outcome_of_before(  # noqa: PLR0913, PLR0917 (each says another thing of one message)
    memory: Memory, order: str, key: str, role: Role, name: str, status: ReminderStatus
) -> None:
    """What became of a message that was on its way as the day of its clock moved.

    Args:
        memory: In which that is written.
        order: Names the message.
        key: Of the clock.
        role: Whom it went to.
        name: Of the reminder.
        status: What became of it.
    """
    was = memory.get("was", key, role.value)
    after = _with_outcome(was, order, name, status)
    if after != was:
        memory.put("was", key, role.value, entry=after)


def _with_outcome(
    was: dict[str, Any] | None, order: str, name: str, status: ReminderStatus
) -> dict[str, Any] | None:
    """An entry with an outcome; where nobody can know its day by now, that of the day before."""
    if was is None:
        return None
    before = _with_outcome(was.get("before"), order, name, status)
    told: dict[str, Any] = was["told"] or {}
    mine = statuses_of(told).get(name)
    if mine is not None and mine.order == order:
        told = {**told, name: status.as_json()}
    if not any(one.came or one.state.is_on_its_way for one in statuses_of(told).values()):
        return before
    entry = {name: one for name, one in was.items() if name != "before"} | {"told": told}
    if before is not None and not _is_known(told):
        entry["before"] = before
    return entry


def _is_known(told: Mapping[str, Any] | None) -> bool:
    """Whether something of a day has come, and is not only on its way."""
    return any(
        one.came or one.state in {State.SENT, State.PARTIAL}
        for one in statuses_of(told or {}).values()
    )
