"""What a rehearsal shows: everything that happens, in order and in words, under its level."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.cases.deadline import Deadline
from models.cases.kinds import KINDS, CaseKind
from models.cases.standing import Said
from models.local_time import local_day, short_day
from models.notices.messages.ordering import ToldLine, read_line
from models.notices.reminders.clock_reminders import OPENED, PASSED, SAFE
from models.presentation.by_when import by_when
from models.presentation.shapes import AccountLine
from models.words.english.tables import say

_NAMED = {OPENED, SAFE, PASSED, "assigned", "closed"}
"""Reminders and notices that have sentences of their own, without their numbers."""

_SHARE = re.compile(r"0?\.\d+")


class Sort(StrEnum):
    """What sort of thing happens."""

    REPORT = "report"
    """Somebody reports it."""

    CALENDAR = "calendar"
    """Time brings it, or the case does it by itself."""

    MESSAGE = "message"
    """It would be mailed."""


class Happening(BaseModel):
    """One line of what a rehearsal shows."""

    model_config = ConfigDict(frozen=True)

    at: datetime = Field(description="UTC.")
    day: date = Field(description="The day in the zone of the case.")
    sort: Sort
    case: str = Field(default="", description="The case beside it; empty for the case itself.")
    level: str = Field(default="", description="The level of an appeal; else the kind of case.")
    what: str


@dataclass(frozen=True)
class PlayedCase:
    """One case as a rehearsal leaves it: what it answers to queries, and what it has sent."""

    id: str
    kind: CaseKind
    overview: Mapping[str, Any]
    deadlines: tuple[Deadline, ...]
    lines: tuple[AccountLine, ...]
    told: tuple[tuple[datetime, str], ...]
    """Each reminder: when it was sent (UTC), and a line of `lines_of`."""

    story: Mapping[str, Any] | None = None
    """Its result, where it has ended."""


@dataclass(frozen=True)
class Account:
    """What a rehearsal shows: everything in order, every deadline, and how it ended."""

    begins_at: datetime
    """UTC."""

    reported_at: tuple[datetime, ...]
    """When each entry of the script was reported (UTC)."""

    ends_at: datetime
    """Until when time went by (UTC)."""

    zone: str
    """In which its days are told."""

    cases: tuple[PlayedCase, ...]
    """The case, then those beside it."""

    events: int | None = None
    """Events of its last run, where it was played on a server."""

    @property
    def case(self) -> PlayedCase:
        """The case that was rehearsed."""
        return self.cases[0]

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """Everything that happens, in order; of one moment what is reported before what is sent."""
        root, *beside = self.cases
        found = list(_happenings(root, self.zone))
        said = {one.what for one in found}
        for case in beside:
            title = KINDS[case.kind].title
            for one in _happenings(case, self.zone):
                what = f"{title}: {one.what}"
                # What a case beside it says of itself, it may have told the case.
                if what not in said:
                    found.append(
                        one.model_copy(update={"case": case.id, "level": "", "what": what})
                    )
        ordered = sorted(found, key=lambda one: (one.at, one.sort is Sort.MESSAGE))
        if root.kind is CaseKind.APPEAL:
            return tuple(_at_levels(ordered))
        # Only appeals go from level to level: the others have steps, which begin side by side.
        title = KINDS[root.kind].title
        return tuple(one.model_copy(update={"level": title}) for one in ordered)

    @property
    def last_step_on(self) -> date:
        """The day of the last that happens beside reminders, in the zone of the case."""
        steps = [one.day for one in self.happenings if one.sort is not Sort.MESSAGE]
        return steps[-1] if steps else local_day(self.begins_at, self.zone)

    @cached_property
    def happenings_once(self) -> tuple[Happening, ...]:
        """The same, each reminder only once after the last step: silence brings them for years."""
        found = self.happenings
        steps = [place for place, one in enumerate(found) if one.sort is not Sort.MESSAGE]
        tail = steps[-1] + 1 if steps else 0
        once: dict[str, Happening] = {}
        for one in found[tail:]:
            once.setdefault(one.what, one)
        return (*found[:tail], *once.values())


def _at_levels(happenings: Iterable[Happening]) -> Iterator[Happening]:
    """The same, each that names no level under that of the one before it."""
    level = ""
    for one in happenings:
        level = one.level or level
        yield one.model_copy(update={"level": level})


def _happenings(case: PlayedCase, zone: str) -> Iterator[Happening]:
    levels = tuple(dict.fromkeys(one.level_title for one in case.deadlines))
    for number, line in enumerate(case.lines):
        level = _first_named(levels, line.what)
        if not level and not number:
            level = levels[0] if levels else ""
        yield Happening(
            at=line.at,
            day=local_day(line.at, zone),
            sort=Sort.CALENDAR if line.report is None else Sort.REPORT,
            level=level,
            what=line.what,
        )
    for at, text in case.told:
        told = read_line(text)
        about = _deadline(case.deadlines, told)
        yield Happening(
            at=at,
            day=local_day(at, zone),
            sort=Sort.MESSAGE,
            level=about.level_title if about else _first_named(levels, told.about),
            what=_in_words(told, about, local_day(at, zone)),
        )


def _first_named(levels: Sequence[str], text: str) -> str:
    """The level that a text names first."""
    named = [(text.find(level), -len(level), level) for level in levels if level in text]
    return min(named)[2] if named else ""


def _deadline(deadlines: Sequence[Deadline], told: ToldLine) -> Deadline | None:
    """The time limit that a reminder was about."""
    found = [one for one in deadlines if one.reckoning.rule == told.about and told.due]
    return next((one for one in found if one.due_on == told.due), found[-1] if found else None)


def _in_words(told: ToldLine, about: Deadline | None, on: date) -> str:
    code, facts = _code_of(told, on)
    what: object = told.about
    if told.due is not None:
        title = about.reckoning.title if about else told.about
        by = by_when(about) if about and about.due_on == told.due else short_day(told.due)
        what = Said("rehearsal.limit", {"title": title, "day": by})
    one = len(told.roles) == 1
    verbs = {"is": "is" if one else "are", "get": "gets" if one else "get"}
    whom = _and([f"the {role.value.replace('_', ' ')}" for role in told.roles])
    return say(Said(f"rehearsal.{code}", {**facts, **verbs, "whom": whom, "what": what}))


def _code_of(told: ToldLine, on: date) -> tuple[str, dict[str, object]]:
    """Which sentence tells of a reminder sent on a day, and what it takes."""
    name = told.reminder
    # Some are numbered: passed-2.
    sort = name.partition("-")[0]
    if sort in _NAMED:
        return f"told_{sort}", {}
    if told.due is None:
        return "told_matter", {}
    if _SHARE.fullmatch(name) is not None:
        return "told_share", {"percent": round(float(name) * 100)}
    # One that falls on a weekend goes out before: by the day it is sent on, not by its name.
    days = (told.due - on).days
    if days < 0:
        return "told_reminder", {}
    return {0: "told_last_day", 1: "told_day"}.get(days, "told_days"), {"days": days}


def _and(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
