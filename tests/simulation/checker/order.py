"""Reports take effect on the days they are about: whoever types late changes nothing.

The log of a case is written anew as if each happening had been typed on its day, in the order of
the days, and must give the clocks that the case has.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from models.cases.case_state import CaseState
from models.cases.deadline import Purpose
from models.cases.kinds import CaseKind
from models.cases.log.entries import Nature, Report
from models.cases.log.versions import Version, standing_versions
from models.cases.standing import Standing
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of, standing_of

_CHANGES = {"corrects", "clears", "takes_back", "replaces", "merges", "keeps"}

Row = tuple[str, str, date, str]


def problems_of_order(state: CaseState, now: datetime) -> list[str]:
    """Where its clocks are otherwise than if everything had been typed in time."""
    standing = standing_of(state, now)
    if _ended_before_what_was_typed(state, standing, now):
        return []
    here = _clocks(standing)
    there = _clocks(standing_of(typed_in_time(state, now), now))
    if here == there:
        return []
    ours, theirs = sorted(here - there, key=str), sorted(there - here, key=str)
    return [f"order: {ours} stand, typed in time {theirs}"]


def _ended_before_what_was_typed(state: CaseState, standing: Standing, now: datetime) -> bool:
    """Whether the opinions ended it on a day before that of a report that was there already.

    That was true as well: it counts, and would not where the end had been typed first.
    """
    ended_on = standing.ended_on
    if state.kind is not CaseKind.SECOND_OPINION or ended_on is None:
        return False
    types, zone = PROCEDURES[state.kind].types, case_of(state, now).zone
    versions = standing_versions(state.log)[1:]
    days = {
        one.number: _day(one, types, zone)
        for one in versions
        if types[one.kind].nature is Nature.HAPPENING
    }
    ending = max((number for number, day in days.items() if day == ended_on), default=0)
    return any(number < ending and day > ended_on for number, day in days.items())


def typed_in_time(state: CaseState, now: datetime) -> CaseState:
    """The reports that stand, each typed on its day; what became of children is as it was heard."""
    types, zone = PROCEDURES[state.kind].types, case_of(state, now).zone
    intake, *versions = standing_versions(state.log)
    natures = {one.number: types[one.kind].nature for one in versions}
    moved = sorted(
        (one for one in versions if natures[one.number] is Nature.HAPPENING),
        key=lambda one: (_day(one, types, zone), one.number),
    )
    last = [one for one in versions if natures[one.number] in {Nature.FACT, Nature.CLOSING}]
    numbers = {one.number: place for place, one in enumerate([intake, *moved, *last], start=1)}
    log = [Report(1, intake.kind, intake.content, intake.at)]
    for one in (*moved, *last):
        at = one.at
        if natures[one.number] is Nature.HAPPENING:
            noon = datetime.combine(_day(one, types, zone), time(12), tzinfo=ZoneInfo(zone))
            at = min(max(noon.astimezone(UTC), intake.at), one.at)
        binds = {
            name: _renumbered(value, numbers)
            for name, value in one.binds.items()
            # What it changes of others stands in what they say.
            if name not in _CHANGES
        }
        log.append(Report(numbers[one.number], one.kind, one.content, at, binds=binds))
    return CaseState(state.id, state.kind, tuple(log), state.parent_id)


def _renumbered(value: object, numbers: Mapping[int, int]) -> object:
    """A key goes on naming what it named: its last part is the number of a report."""
    if isinstance(value, str) and value.rpartition(".")[2].isdigit():
        start, _, root = value.rpartition(".")
        return f"{start}.{numbers.get(int(root), int(root))}"
    return value


def _day(one: Version, types: Mapping[str, Any], zone: str) -> date:
    """The day on which it takes effect; of what answers an earlier report, that of the answer."""
    fields = ("answered_on", types[one.kind].day)
    given = next((one.content[name] for name in fields if name and one.content.get(name)), None)
    if given:
        return date.fromisoformat(str(given))
    return one.at.astimezone(ZoneInfo(zone)).date()


def _clocks(standing: Standing) -> set[Row]:
    return {
        (one.level, one.purpose.value, one.due_on, one.status.value)
        for one in standing.clocks
        # A planned day is given up on the day on which that became known.
        if one.purpose is not Purpose.PLANNED
    }
