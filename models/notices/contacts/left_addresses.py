"""Mail addresses that somebody was just written to at and is not any more.

A turn may be lost after it sent messages: nothing of the case has changed, and it is taken again.
Where an address was replaced in between, what it was sent is ordered for the new one, and the
ledger of deliveries alone knows whose calendar shows it. So each turn asks it, for as long as a
lost one may still be sending, and records what the case did not know.

An entry of the memory, `left MARK`, has the `role` the address was written to in, the `contact`
number that its messages have in the ledger, `since` when a turn may have been lost and `until` when
the ledger is asked (UTC), and which clocks were `learned`, by their keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.cases.log.entries import instant
from models.cases.people import ROLES, Role
from models.notices.memory import Memory
from models.notices.messages.channel import Channel

LEFT = "left"

_MAY_STILL_SEND = timedelta(hours=1)
"""A turn that was lost writes to several people, one after the other."""


@dataclass(frozen=True)
class Left:
    """One of these addresses, as the ledger of deliveries knows it."""

    mark: str
    role: Role
    contact: int
    since: datetime
    """Whatever the ledger has from then on is of a turn that was lost, unless it is on its way."""

    learned: frozenset[str]
    """What the case knows by now, by the keys of the clocks."""


def note_left(
    memory: Memory, role: Role, before: Mapping[str, Any], marks: Mapping[str, str], now: datetime
) -> None:
    """Take note of the address that somebody in a role was written to at, where it is another now.

    Args:
        memory: In which that is written.
        role: Theirs.
        before: The entry of the role until now.
        marks: Of their addresses now, by channel; none where nobody is there.
        now: The moment of the look (UTC).
    """
    mark = before.get("marks", {}).get(Channel.EMAIL) if before.get("here") else None
    if mark is None or mark == marks.get(Channel.EMAIL):
        return
    entry = {
        "role": role.value,
        "contact": int(before.get("contact", 0)),
        "since": (memory.looked_until or now).isoformat(),
        "until": (now + _MAY_STILL_SEND).isoformat(),
    }
    memory.put(LEFT, mark, entry=entry)


def left_addresses(memory: Memory) -> tuple[Left, ...]:
    """Those of which the ledger of deliveries is asked what their calendars may show."""
    return tuple(
        Left(
            mark,
            Role(entry["role"]),
            int(entry["contact"]),
            instant(entry["since"]),
            frozenset(entry.get("learned", ())),
        )
        for mark, entry in memory.all(LEFT)
        if entry["role"] in ROLES
    )


def note_learned(memory: Memory, left: Left, keys: Iterable[str], now: datetime) -> None:
    """The ledger has answered of an address: it is asked again while a lost turn may write there.

    Args:
        memory: In which that is written.
        left: The address.
        keys: Of the clocks that the case did not know of.
        now: The moment of the turn (UTC).
    """
    entry = memory.get(LEFT, left.mark)
    if instant(entry["until"]) <= now:
        memory.put(LEFT, left.mark, entry=None)
    elif learned := set(keys):
        memory.put(LEFT, left.mark, entry={**entry, "learned": sorted(left.learned | learned)})
