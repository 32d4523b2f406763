"""What a file holds: the cases to open, what is not to be opened, and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MOST_CASES = 20_000
"""Cases of one file. What holds more is to be split."""


_NAMED = 3
"""So many places are named where several share an id."""


class ImportRefusedError(Exception):
    """A file that nothing can be read from as it is; says why, a line for each reason."""

    def __init__(self, reasons: Iterable[str]) -> None:
        """Say why.

        Args:
            reasons: A sentence each. No value of the file is in any.
        """
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file: `row 12`, or `transaction 0001, claim 2`."""

    number: int
    """By which places are in order."""

    name: str

    def __str__(self) -> str:
        """The place in words."""
        return self.name


def row(number: int) -> Place:
    """A row of a list, by the number that a spreadsheet shows beside it."""
    return Place(number, f"row {number}")


@dataclass(frozen=True)
class Problem:
    """Something that keeps a case from being opened."""

    place: Place
    what: str
    """What is wrong, and what is expected."""

    column: str = ""
    """The column it stands in, as it is headed; empty where it is about none."""


@dataclass(frozen=True)
class CaseFound:
    """One case as a file has it."""

    place: Place
    id: str
    content: Mapping[str, Any]
    """The intake, as it would be typed: JSON values. What cannot be read is left out."""

    given: frozenset[str]
    """The fields of the intake that the file itself says, beside the defaults."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """By the path of a field in the intake: the column that says it."""

    problems: tuple[Problem, ...] = ()
    """What keeps it from being opened, as far as the file alone shows."""


@dataclass(frozen=True)
class NotOpened:
    """What a file tells of that is no case, and why."""

    place: Place
    why: str


@dataclass(frozen=True)
class Found:
    """Everything that was read from one file."""

    cases: tuple[CaseFound, ...]
    not_opened: tuple[NotOpened, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Of parts that could not be read, and may have held cases."""


def with_doubles(cases: Sequence[CaseFound]) -> tuple[CaseFound, ...]:
    """The same, with a problem for each case whose id another one has too.

    Which of two rows with one id is meant only a person knows.
    """
    by_id: dict[str, list[CaseFound]] = {}
    for one in cases:
        if one.id:
            by_id.setdefault(one.id.casefold(), []).append(one)
    return tuple(
        replace(one, problems=(*one.problems, _double(one, same))) if len(same) > 1 else one
        for one in cases
        for same in [by_id.get(one.id.casefold(), [])]
    )


def _double(one: CaseFound, same: list[CaseFound]) -> Problem:
    others = [str(other.place) for other in same if other is not one]
    named = ", ".join(others[:_NAMED])
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    what = f"has the same id as {named}{more}; an id is for one case"
    return Problem(one.place, what, one.columns.get("id", ""))
