"""A clock or matter as it was last seen: an entry of the memory (`models.notices.memory`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.log.entries import instant


@dataclass(frozen=True)
class Seen:
    """A clock or matter as it was last seen."""

    since: datetime
    """When this day of it, or the matter, was first seen (UTC)."""

    code: str = ""
    """By which people name it: given once."""

    day: str = ""
    """The day of a clock, ISO."""

    ends: str = ""
    """The instant of a clock that ends at an hour, ISO."""

    last: str = ""
    """The last day on which a filing of ours still counts, ISO."""

    override: str = ""
    """The day that was set by hand, ISO."""

    sequence: int = 0
    """Of a clock's calendar entry: rises when the day moves."""

    lapsed: int = 0
    """Acknowledgments up to the report of this number do not hold any more."""

    pieces: int = 0
    """How much evidence there was."""

    numbered: int = 0
    """How many reminders of the matter had a number when it came up again."""

    gone: bool = False
    """Whether it is not there any more."""

    back: datetime | None = None
    """When a clock was there again that had not been there any more (UTC)."""

    held: bool = False
    """Whether others than the case manager are told some minutes later: it follows from a
    correction, and another may follow."""

    over: bool = False
    """Whether a clock had run out, or was met, when it was first seen: nothing was told of it."""

    moved_by: str = ""
    """Why the day of a clock moved, where no report moved it (`CorrectedBy`)."""

    told_before: Mapping[str, str] = field(default_factory=dict)
    """Who was told another day before that move: roles, each with the day, ISO."""

    def as_json(self) -> dict[str, Any]:
        """The entry as the memory holds it."""
        entry: dict[str, Any] = {"since": self.since.isoformat()}
        values = {
            "code": self.code,
            "day": self.day,
            "ends": self.ends,
            "last": self.last,
            "override": self.override,
            "sequence": self.sequence,
            "lapsed": self.lapsed,
            "pieces": self.pieces,
            "numbered": self.numbered,
            "gone": self.gone,
            "back": self.back.isoformat() if self.back is not None else "",
            "held": self.held,
            "over": self.over,
            "moved_by": self.moved_by,
            "told_before": dict(self.told_before),
        }
        return entry | {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Seen":
        """Read an entry; what a newer build added is passed over."""
        return cls(
            since=instant(entry["since"]),
            code=str(entry.get("code", "")),
            day=str(entry.get("day", "")),
            ends=str(entry.get("ends", "")),
            last=str(entry.get("last", "")),
            override=str(entry.get("override", "")),
            sequence=int(entry.get("sequence", 0)),
            lapsed=int(entry.get("lapsed", 0)),
            pieces=int(entry.get("pieces", 0)),
            numbered=int(entry.get("numbered", 0)),
            gone=bool(entry.get("gone", False)),
            back=instant(entry["back"]) if entry.get("back") else None,
            held=bool(entry.get("held", False)),
            over=bool(entry.get("over", False)),
            moved_by=str(entry.get("moved_by", "")),
            told_before=dict(entry.get("told_before", {})),
        )
