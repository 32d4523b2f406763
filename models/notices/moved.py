"""Keeps what people were told of a day that moves, in case a correction moves it back.

An entry of the memory, `was KEY ROLE`, has the last `day` of a clock that somebody in a role was
told of, and what became of its reminders (`told`). Whoever has not heard of another day meanwhile
is not told the same again.
"""

from models.notices.memory import Memory, State
from models.people import ROLES

_TOLD = {State.OUT, State.SENT, State.PARTIAL}


def move_told(memory: Memory, key: str, day: str, *, to: str | None) -> None:
    """The day of a clock moves: its reminders begin again, for whoever knows it otherwise.

    Args:
        memory: In which that is written.
        key: Of the clock.
        day: It had until now (ISO).
        to: The day it has now, where a correction made that; it may be one they know. Any other
            move is told anew.
    """
    for role in ROLES:
        now_told = memory.get("told", key, role.value)
        if any(fate.state in _TOLD for fate in memory.told(key, role).values()):
            memory.put("was", key, role.value, entry={"day": day, "told": now_told})
        was = memory.get("was", key, role.value)
        back = was is not None and was["day"] == to
        memory.put("told", key, role.value, entry=was["told"] if back else None)
