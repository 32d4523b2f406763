"""Who reported and who read: entries of the access log, each chained to the one before.

The hash of an entry is taken over its own text and the hash before it, so that no entry can be
changed, left out or put in later without every hash after it changing. Whoever kept a head of the
log, a number with its hash, can tell that nothing up to it was changed: digests carry it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

BEGINNING = "0" * 64
"""The hash before the first entry."""

_SHOWN = 16
"""Digits of a hash that people compare."""


class Act(StrEnum):
    """What somebody did."""

    REPORT = "report"
    READ = "read"
    WRITE = "write"
    """Something typed was encrypted, to be sent to a case."""

    FORGET = "forget"
    HOLD = "hold"
    RELEASE = "release"


@dataclass(frozen=True)
class Access:
    """One entry: who did what to which case. No content."""

    at: datetime
    """UTC."""

    who: str
    """As proven or asserted; empty where nothing is known."""

    how: str
    """`authenticated`, `asserted` or `unknown`, see `models.presentation.reporters.How`."""

    act: Act
    about: str
    """The id of a case or of its family; of several, ids with commas between them."""

    detail: str = ""
    """The kind of report, the query, or how many payloads."""

    mark: str = ""
    """The id of the update that brought a report: each is noted once."""

    def chained(self, number: int, before: str) -> str:
        """The hash of the entry.

        Args:
            number: Its place in the log, from 1.
            before: The hash of the entry before, `BEGINNING` for the first.
        """
        said = [
            number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.who,
            self.how,
            self.act.value,
            self.about,
            self.detail,
            self.mark,
        ]
        text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The last entry of the log, by which all before it is held."""

    number: int
    hash: str

    def __str__(self) -> str:
        """As people compare it: `128:9f86d081884c7d65`."""
        return f"{self.number}:{self.hash[:_SHOWN]}"

    def is_said_by(self, text: str) -> bool:
        """Whether a head that somebody kept is this one."""
        number, _, digits = text.strip().partition(":")
        is_number = number == str(self.number)
        return is_number and len(digits) >= _SHOWN and self.hash.startswith(digits.lower())
