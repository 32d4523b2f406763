"""Who manages a case in the place of its case manager, and on which days.

A cover is told once, with its first and its last day. Who manages on a day is computed from all of
them, so nothing has to be reported for a case to go back. Days are those of the case's zone.

Of several covers the one that was told last counts. One that begins while somebody covers already
is a cover of that person: it ends with the cover that it stands on, and then the case is with
whoever had it before. Who is told a second time to cover a case does so on the days told last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.cases.people import CaseManager, ContactChanges
from models.rulebook.covered_days import FIRST_OF_ALL, LAST_OF_ALL

MOST_COVERS = 50
"""So many a case may be opened with, or be told of at once by the case it runs beside."""

_A_DAY = timedelta(days=1)

CoverDay = Annotated[date, Field(ge=FIRST_OF_ALL, le=LAST_OF_ALL)]
"""There is room on both sides of it to count in."""


class Cover(BaseModel):
    """Somebody manages the case in the case manager's place on some days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_manager: CaseManager = Field(description="Who manages the case on these days.")
    starts_on: CoverDay = Field(description="The first of these days.")
    until: CoverDay = Field(description="The last of these days.")

    @model_validator(mode="after")
    def _in_order(self) -> "Cover":
        if self.until < self.starts_on:
            message = "until: expected the first day or a later one"
            raise ValueError(message)
        return self


class PeopleChanged(ContactChanges):
    """What a case tells those beside it of its people: with a case manager all covers of today."""

    covers: tuple[Cover, ...] = Field(default=(), max_length=MOST_COVERS)


@dataclass(frozen=True)
class Shift:
    """A cover as it counts."""

    cover: Cover
    last_day: date
    """No later than that of the cover it stands on."""

    over: int | None = None
    """The place of that cover among all; None where it stands on none."""

    @property
    def manager(self) -> CaseManager:
        """Who manages the case on these days."""
        return self.cover.case_manager

    @property
    def starts_on(self) -> date:
        """The first of its days."""
        return self.cover.starts_on

    def holds(self, day: date) -> bool:
        """Whether a day is one of its days."""
        return self.starts_on <= day <= self.last_day


def shifts_of(covers: Sequence[Cover]) -> tuple[Shift, ...]:
    """The covers as they count, in the order in which they were told."""
    found: list[Shift] = []
    for cover in (one for one in covers if not _is_empty(one)):
        over = _place(found, cover.starts_on)
        for place in _chain(found, cover.starts_on):
            if is_same_person(found[place].manager, cover.case_manager):
                # Nobody covers for themselves: it stands on what their earlier one stood on.
                over = found[place].over
        last = cover.until if over is None else min(cover.until, found[over].last_day)
        for place, one in enumerate(found):
            if is_same_person(one.manager, cover.case_manager) and _meet(one, cover):
                found[place] = replace(one, last_day=min(one.last_day, cover.starts_on - _A_DAY))
        found.append(Shift(cover, last, over))
    return tuple(found)


def _is_empty(cover: Cover) -> bool:
    """Whether a correction has left it no day."""
    return cover.until < cover.starts_on


def _meet(shift: Shift, cover: Cover) -> bool:
    """Whether the days of one cover come right after those of another, or overlap with them."""
    return shift.starts_on <= cover.until + _A_DAY and cover.starts_on <= shift.last_day + _A_DAY


def shift_on(shifts: Sequence[Shift], day: date) -> Shift | None:
    """The cover that counts on a day; None where the case is with its own manager."""
    place = _place(shifts, day)
    return shifts[place] if place is not None else None


def standing_on(shifts: Sequence[Shift], day: date) -> Iterator[Shift]:
    """The cover that counts on a day, then the one it stands on, and so on."""
    return (shifts[place] for place in _chain(shifts, day))


def next_change(shifts: Sequence[Shift], day: date) -> date | None:
    """The first day after a day on which another cover counts, or none any more."""
    edges = {one.starts_on for one in shifts} | {one.last_day + _A_DAY for one in shifts}
    now = _place(shifts, day)
    return next((one for one in sorted(edges) if one > day and _place(shifts, one) != now), None)


def handed_on(covers: Sequence[Cover], day: date) -> tuple[Cover, ...]:
    """The covers that a case beside this one is to know; none where none counts any more.

    All of them as they were told: which of them counts on a day follows from them together.
    """
    told = [one for one in covers if not _is_empty(one)][-MOST_COVERS:]
    return tuple(told) if any(one.last_day >= day for one in shifts_of(told)) else ()


def is_same_person(one: CaseManager | None, other: CaseManager | None) -> bool:
    """Whether two case managers are one person: by their code where both have one, or address."""
    if one is None or other is None:
        return False
    if one.code is not None and one.code == other.code:
        return True
    return one.email.lower() == other.email.lower()


def _chain(shifts: Sequence[Shift], day: date) -> Iterator[int]:
    place = _place(shifts, day)
    while place is not None:
        yield place
        place = shifts[place].over


def _place(shifts: Sequence[Shift], day: date) -> int | None:
    places = range(len(shifts) - 1, -1, -1)
    return next((place for place in places if shifts[place].holds(day)), None)
