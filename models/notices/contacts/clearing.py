"""How far a message to somebody is who is not on a case: it is tried for a day, then left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models.notices.memory import moment

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)

_PATIENCE = timedelta(days=1)
"""A mail server that is down for longer keeps no case open that is over."""


@dataclass(frozen=True)
class Clearing:
    """How far it is."""

    until: datetime | None
    """Until when it is tried (UTC); None: from now on, for as long as it takes."""

    times: int = 1
    """Which time round: a part of the ledger's key."""

    at: datetime | None = None
    """When it is tried again (UTC)."""

    tries: int = 0
    """Rounds of sending that failed so far."""

    done: bool = False

    said: str = ""
    """What it says beside taking days out of calendars, in a code with its days."""

    @classmethod
    def of(cls, entry: Mapping[str, Any] | None, now: datetime) -> "Clearing":
        """Read an entry; where there is none, or none of this time round, it begins now (UTC)."""
        clearing = cls.from_json(entry) if entry is not None else cls(None)
        return clearing if clearing.until else replace(clearing, until=now + _PATIENCE)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Clearing":
        """Read an entry."""
        return cls(
            until=moment(entry.get("until")),
            times=int(entry.get("times", 1)),
            at=moment(entry.get("at")),
            tries=int(entry.get("tries", 0)),
            done=bool(entry.get("done", False)),
            said=str(entry.get("said", "")),
        )

    def as_json(self) -> dict[str, Any]:
        """The entry as the memory holds it."""
        values = {
            "until": self.until.isoformat() if self.until else None,
            "times": self.times if self.times > 1 else None,
            "at": self.at.isoformat() if self.at else None,
            "tries": self.tries,
            "done": self.done,
            "said": self.said,
        }
        return {name: value for name, value in values.items() if value}

    def is_due(self, now: datetime) -> bool:
        """Whether it may be sent now (UTC)."""
        return not self.done and (self.at is None or self.at <= now)

    def settled(self, now: datetime, *, failed: bool) -> "Clearing":
        """After it was sent, or failed for now."""
        pause = min(_FIRST_PAUSE * 2 ** min(self.tries, 10), _LONGEST_PAUSE)
        if not failed or (self.until is not None and now + pause > self.until):
            return replace(self, done=True)
        return replace(self, at=now + pause, tries=self.tries + 1)

    def again(self) -> "Clearing":
        """The same for the next time round."""
        return Clearing(None, times=self.times + 1)
