"""Keeps what people were told of a day that moves, in case a correction moves it back.

An entry of the memory, `was KEY ROLE`, has the last `day` of a clock that somebody in a role was
told of, and what became of its reminders (`told`). Whoever has not heard of another day meanwhile
is not told the same again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from models.cases.people import Role
from models.notices.memory import Memory
from models.notices.reminders.clock_reminders import OPENED


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


def move_told(  # noqa: PLR0913 (each says another thing of one move)
    memory: Memory, key: str, day: str, since: datetime, roles: Iterable[Role], *, to: str | None
) -> None:
    """The day of a clock moves: its reminders begin again, for whoever knows it otherwise.

    Args:
        memory: In which that is written.
        key: Of the clock.
        day: It had until now (ISO).
        since: When that day was first seen (UTC).
        roles: Whom that is for; the others know it as it is.
        to: The day it has now, where a correction made that; it may be one they know. Any other
            move is told anew.
    """
    known_since(memory, key, since)
    for role in roles:
        now_told = memory.get("told", key, role.value)
        if memory.may_know(key, role):
            memory.put("was", key, role.value, entry={"day": day, "told": now_told})
        was = memory.get("was", key, role.value)
        back = was is not None and was["day"] == to
        memory.put("told", key, role.value, entry=was["told"] if back else None)
