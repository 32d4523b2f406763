"""Relief after a disaster or in an emergency: deadlines that fall on some days count until later.

What CMS has published is in `law/tables/relief.toml`. What a desk was told since then stands in a
file of its own, see docs/law/relief.md.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.rulebook.facts import Facts
from models.rulebook.row import Address, Evidence, ProgramId, Row, RuleId, Words
from models.rulebook.states import State

_MOST_DAYS = 366
"""No deadline is moved further."""


class Relief(BaseModel):
    """Deadlines of ours that fall on some days, in some States, and until when they count."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: RuleId
    title: Words = Field(description="What it is for, such as the name of a storm.")
    due_from: date = Field(description="The first day of those on which a deadline falls.")
    due_to: date = Field(description="The last of those days.")
    until: date | None = Field(default=None, description="Until when such a deadline counts.")
    days: Annotated[int, Field(ge=1, le=_MOST_DAYS)] | None = Field(
        default=None, description="Or by how many calendar days it is moved."
    )
    moves: Literal["last_arguable", "due"] = Field(
        default="last_arguable",
        description="Only until when a filing counts, or the day to work to as well.",
    )
    states: tuple[State, ...] | None = Field(
        default=None, min_length=1, description="Where; in every State when left out."
    )
    programs: tuple[ProgramId, ...] = Field(min_length=1)
    rules: tuple[RuleId, ...] | None = Field(
        default=None,
        min_length=1,
        description="Only these rows; every limit of ours of the programs when left out.",
    )
    citation: Words
    quote: Words | None = None
    source: Address
    read_on: date | None = None
    evidence: Evidence

    @property
    def in_words(self) -> str:
        """What it is for and where that stands, for the steps of a reckoning."""
        return f"{self.title} ({self.citation}; {self.source})"

    def applies(self, row: Row, facts: Facts) -> bool:
        """Whether it is about a limit of ours, for a case of which so much is known.

        Relief for some States asks for the State of the case: without one it does not apply.
        """
        programs = {facts.program} if facts.program is not None else set(row.programs)
        return (
            row.ours
            and (self.states is None or facts.state in self.states)
            and not programs.isdisjoint(self.programs)
            and (self.rules is None or row.id in self.rules)
        )

    def days_later(self, due: date) -> int:
        """By how many calendar days a deadline is moved; 0 where it is not: it never shortens."""
        if not self.due_from <= due <= self.due_to:
            return 0
        return self.days or max((self.until - due).days if self.until is not None else 0, 0)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.due_to < self.due_from:
            _refuse("due_to", "is before due_from")
        if (self.until is None) == (self.days is None):
            _refuse("until", "expected either until or days")
        if self.until is not None and self.until <= self.due_to:
            _refuse("until", "expected a day after due_to")
        if self.until is not None and (self.until - self.due_to).days > _MOST_DAYS:
            _refuse("until", f"expected a day in at most {_MOST_DAYS} days after due_to")
        if self.moves == "due" and "UNVERIFIED" in self.evidence:
            _refuse("moves", "expected last_arguable: what was not read moves no day to work to")
        return self


def relief_for(relief: Sequence[Relief], row: Row, facts: Facts) -> tuple[Relief, ...]:
    """The relief that applies to a limit, in the order of the files."""
    return tuple(one for one in relief if one.applies(row, facts))


def _refuse(field: str, problem: str) -> None:
    message = f"{field}: {problem}"
    raise ValueError(message)
