"""Messages that are on their way: what each is about, until its outcome comes back.

An entry of the memory, `out ORDER`, holds what `settle` needs to know when it does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.log.entries import instant
from models.cases.people import Role
from models.notices.memory import Memory, known_roles
from models.notices.messages.order import CalledOff

CLOSING = "ending"
"""What the closing notice is about, in the place of a key."""


@dataclass(frozen=True)
class Told:
    """One reminder in a message."""

    key: str
    """Of the clock or matter."""

    name: str
    """Of the reminder."""

    due: datetime
    """When it was due at first (UTC)."""

    tries: int = 0
    """Rounds of sending that failed before this one."""


@dataclass(frozen=True)
class Sending:
    """One message on its way."""

    told: tuple[Told, ...]
    """The most urgent first; empty for what only takes days out of calendars."""

    roles: tuple[Role, ...]
    calendar: tuple[str, ...] = ()
    """Keys of the clocks whose files it brings."""

    cancelled: Mapping[str, Mapping[Role, int]] = field(default_factory=dict)
    """Keys of the clocks that it takes out of calendars; whose, and which time round."""

    marks: Mapping[Role, str] = field(default_factory=dict)
    """The mail addresses that it goes to, by their marks."""

    former: bool = False
    """Whether it goes to somebody who is not on the case any more."""

    def marks_cleared(self, key: str) -> set[str]:
        """The addresses whose calendars it takes a clock out of."""
        return {self.marks[role] for role in self.cancelled.get(key, ()) if role in self.marks}

    def as_json(self) -> dict[str, Any]:
        """The entry as the memory holds it."""
        entry: dict[str, Any] = {
            "told": [[one.key, one.name, one.due.isoformat(), one.tries] for one in self.told],
            "roles": [role.value for role in self.roles],
        }
        if self.calendar:
            entry["calendar"] = list(self.calendar)
        if self.cancelled:
            entry["cancelled"] = {
                key: {role.value: number for role, number in times.items()}
                for key, times in self.cancelled.items()
            }
        if self.marks:
            entry["marks"] = {role.value: mark for role, mark in self.marks.items()}
        if self.former:
            entry["former"] = True
        return entry

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Sending":
        """Read an entry."""
        return cls(
            told=tuple(
                Told(key, name, instant(due), tries) for key, name, due, tries, *_ in entry["told"]
            ),
            roles=known_roles(entry["roles"]),
            calendar=tuple(entry.get("calendar", ())),
            cancelled={
                key: {role: int(times[role]) for role in known_roles(times)}
                for key, times in entry.get("cancelled", {}).items()
            },
            marks={role: entry["marks"][role] for role in known_roles(entry.get("marks", {}))},
            former=bool(entry.get("former", False)),
        )


def all_out(memory: Memory) -> dict[str, Sending]:
    """The messages on their way, by their names."""
    out = ((name, memory.as_read("out", name, Sending.from_json)) for name, _ in memory.all("out"))
    return {name: sending for name, sending in out if sending is not None}


def taken_out(cancelled: Iterable[CalledOff]) -> dict[str, dict[Role, int]]:
    """What a message takes out of calendars, as `Sending.cancelled` has it."""
    found: dict[str, dict[Role, int]] = {}
    for one in cancelled:
        found.setdefault(one.id, {}).update(dict.fromkeys(one.roles, one.cleared))
    return found


def send_out(memory: Memory, order: str, sending: Sending) -> None:
    """A message goes out under a name."""
    memory.put("out", order, entry=sending.as_json())
