"""Messages that are on their way: what each is about, until its outcome comes back.

An entry of the memory, `out ORDER`, holds what `settle` needs to know when it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.notices.memory import Memory, instant, known_roles
from models.people import Role

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
    """The most urgent first; empty for the closing notice."""

    roles: tuple[Role, ...]
    calendar: tuple[str, ...] = ()
    """Keys of the clocks whose files it brings."""

    cancelled: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    """Keys of the clocks that it takes out of calendars, and whose."""

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
                key: [role.value for role in roles] for key, roles in self.cancelled.items()
            }
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
                key: known_roles(names) for key, names in entry.get("cancelled", {}).items()
            },
        )


def all_out(memory: Memory) -> dict[str, Sending]:
    """The messages on their way, by their names."""
    return {name: Sending.from_json(entry) for name, entry in memory.all("out")}


def send_out(memory: Memory, order: str, sending: Sending) -> None:
    """A message goes out under a name."""
    memory.put("out", order, entry=sending.as_json())
