"""The log of a case: what people and other cases reported, each with its number.

A log is append-only JSON. A correction is a report of its own that changes what an earlier one
says; see `models.cases.log.versions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

INTAKE = "intake"
"""The kind of report 1: what the case was opened with."""

SAID_BY = "said_by"
"""The field of an entry that names who sent it, where a token proved that."""

SAID_WITH = "said_with"
"""The field of an entry that names what was made for it alone when a token proved who sent it."""

CORRECT, TAKE_BACK = "correct", "take_back"
"""The two kinds that change what other reports say."""


class Nature(StrEnum):
    """How a report takes effect.

    A happening has a day, sometimes an hour, and moves the play. A fact has no place in the order:
    it is about one clock, notice or dispute, and holds from when the play opens that. An
    administrative report acts at the moment it is made and is never played. A closing acts at the
    moment it is made, after all else.
    """

    HAPPENING = "happening"
    FACT = "fact"
    ADMINISTRATIVE = "administrative"
    CLOSING = "closing"


class Again(StrEnum):
    """What a second report of a kind does to an earlier one about the same matter."""

    ADDS = "adds"
    CORRECTS = "corrects"
    """The fields given take the place of the earlier report's."""

    REPLACES = "replaces"
    """It takes the place of the earlier report as a whole."""


class MadeBy(StrEnum):
    """Who makes reports of a kind."""

    PERSON = "person"
    PARENT = "parent"
    """The case it runs beside."""

    SERVER = "server"


@dataclass(frozen=True)
class ReportType:
    """One kind of report: its update, what it says, and how it takes effect."""

    name: str
    """Of the update, such as file_appeal."""

    model: type[BaseModel]
    nature: Nature = Nature.HAPPENING
    day: str = ""
    """The field or property with the day of effect; empty: the day on which it was made."""

    hour: str = ""
    """The field that holds its local hour, where it may have one."""

    again: Again = Again.ADDS
    is_fixed: bool = False
    """Whether it can be taken back but not corrected, as who sent it is what counts."""

    made_by: MadeBy = MadeBy.PERSON


@dataclass(frozen=True)
class Report:
    """One entry of a log, as it was accepted."""

    number: int
    """From 1, which is the intake."""

    kind: str
    content: Mapping[str, Any]
    """As meant: what was typed, each value written as its form has it."""

    at: datetime
    """When it was made (UTC)."""

    update: str = ""
    """The id of the update that brought it, of the intake the id of the run; empty where no person
    sent it."""

    said_by: str = ""
    """Who sent it, as their token proved it; empty where nothing proved it."""

    said_with: str = ""
    """What was made for this one report when their token proved it: a second one has another."""

    binds: Mapping[str, Any] = field(default_factory=dict)
    """What it left out, resolved when it was accepted, and more by kind:

    - `key`: of the clock or matter it is about;
    - `corrects`: target number to fields, each from a named field of this report;
    - `clears`: target number to fields that say nothing any more unless `corrects` fills them;
    - `takes_back`: numbers;
    - `replaces`: the number of the report it says again. It is not played itself. With `merges` the
      fields given take the place of the earlier ones, else all do, beside those in `keeps`;
    - `rebinds`: target number to its `binds`, of what a correction makes of it.
    """

    def as_json(self) -> dict[str, Any]:
        """The entry as the log holds it."""
        entry: dict[str, Any] = {
            "number": self.number,
            "kind": self.kind,
            "content": dict(self.content),
            "at": self.at.isoformat(),
        }
        if self.update:
            entry["update"] = self.update
        if self.said_by:
            entry[SAID_BY] = self.said_by
        if self.said_with:
            entry[SAID_WITH] = self.said_with
        if self.binds:
            entry["binds"] = dict(self.binds)
        return entry

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Report":
        """Read an entry; fields that a newer build added are passed over."""
        return cls(
            number=int(entry["number"]),
            kind=str(entry["kind"]),
            content=entry["content"],
            at=instant(entry["at"]),
            update=str(entry.get("update", "")),
            said_by=str(entry.get(SAID_BY, "")),
            said_with=str(entry.get(SAID_WITH, "")),
            binds=entry.get("binds", {}),
        )


# Kept: each turn reads those of the whole case again.
@lru_cache(maxsize=8192)
def instant(text: str) -> datetime:
    """An instant from its ISO form, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def log_from_json(entries: Sequence[Mapping[str, Any]]) -> tuple[Report, ...]:
    """A log as a case carries it, oldest report first."""
    return tuple(Report.from_json(entry) for entry in entries)
