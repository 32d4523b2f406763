"""The laws that corrections keep, each tried on a case that was told at random.

- A correction leaves what the corrected report would have left from the start.
- A take-back of the last report leaves what stood before it; that taken back, what stood with it.
- A take-back of any report leaves what stands where it was never made.
- Whoever types a happening late changes nothing, where no other happened on its day.

What a later report leaves out was resolved as it was made, and stays. Where it would be resolved
otherwise, a law says nothing; that is counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from models.cases.case_state import CaseState
from models.cases.deadline import FollowUpKind, Purpose
from models.cases.log.entries import CORRECT, INTAKE, TAKE_BACK, MadeBy, Nature, Report
from models.cases.log.versions import report_statuses, standing_versions, steps_of
from models.cases.standing import Standing
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.acceptance.corrections import CHANGES
from models.procedure.common import CANCEL
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of, standing_of
from tests.confluence.changes import REASON, other_fields
from tests.confluence.telling import NEWER_SEEDS, Told, a_case, reported, told_again
from tests.confluence.values import OF_THE_MOMENT, by_name, differences, value_of

Json = dict[str, Any]


@dataclass
class Tally:
    """What was tried, by law, outcome and kind of report."""

    cases: int = 0
    reports: int = 0
    held: dict[str, Counter[str]] = field(default_factory=dict)
    """By law: of which kinds of report it was found to hold."""

    tried: Counter[str] = field(default_factory=Counter)
    """By law: how often it was tried."""

    otherwise: Counter[str] = field(default_factory=Counter)
    """By law: how often a later report would have been resolved otherwise."""

    levels: Counter[str] = field(default_factory=Counter)
    """Programs with the levels, or steps, at which cases stood."""

    def holds(self, law: str, kind: str) -> None:
        self.held.setdefault(law, Counter())[kind] += 1

    def share(self, law: str) -> float:
        """How many of the tries were accepted both ways."""
        both = sum(self.held.get(law, Counter()).values()) + self.otherwise[law]
        return both / self.tried[law] if self.tried[law] else 0.0


_TRIES = 3
"""So many corrections of each report of the favored kind."""

CORRECTED, LAST, ANY, LATE = "corrected", "last taken back", "any taken back", "typed late"


def try_case(seed: str, tally: Tally) -> Iterator[str]:
    """Tell a case and try each law on it; whatever breaks one, a sentence each."""
    chance = Random(seed)
    told = a_case(chance, newer=seed.startswith(NEWER_SEEDS))
    _count(told, tally)
    yield from _corrections(chance, told, tally)
    yield from _last_taken_back(told, tally)
    yield from _any_taken_back(chance, told, tally)
    yield from _typed_late(chance, told, tally)


def _count(told: Told, tally: Tally) -> None:
    tally.cases += 1
    tally.reports += len(told.state.log)
    program = told.state.log[0].content["program"]
    place = {getattr(one, "level", "") or told.state.kind.value for one in told.standings}
    tally.levels.update(f"{program} {one}" for one in place)


# --- corrections --------------------------------------------------------------------------------


def _corrections(chance: Random, told: Told, tally: Tally) -> Iterator[str]:
    """One report of each kind is corrected."""
    for report in _one_of_each(chance, told):
        if _is_changed(told.state, report.number):
            continue
        for _ in range(_TRIES if report.kind == told.favored else 1):
            fields = other_fields(chance, told.state, report)
            if fields:
                yield from _correction(told, report, fields, tally)


def _correction(told: Told, report: Report, fields: Json, tally: Tally) -> Iterator[str]:
    tally.tried[CORRECTED] += 1
    content = {"report": report.number, "content": fields, "reason": REASON}
    corrected = reported(told.state, CORRECT, content, told.later)
    if corrected is None:
        return
    otherwise = _told_otherwise(told, report.number, fields)
    if otherwise is None:
        return
    kind = _kind(told.state, report)
    what = f"{report.kind} {report.number} corrected to {fields}"
    here, there = _by_number(corrected), _by_number(otherwise)
    if _says_again(corrected, report.number) != _says_again(otherwise, report.number):
        # Whether it says an earlier one again was decided as it was made.
        tally.otherwise[CORRECTED] += 1
    elif _says_again(corrected, report.number) and _resolved(here) != _resolved(there):
        # So was what it keeps of that one.
        tally.otherwise[CORRECTED] += 1
    elif (own := here.get(report.number)) != (other := there.get(report.number)):
        yield f"{what}: resolved as {own}, from the start as {other}"
    elif _resolved(here) != _resolved(there):
        tally.otherwise[CORRECTED] += 1
    else:
        tally.holds(CORRECTED, kind)
        yield from _same(what, corrected, otherwise, told)


def _told_otherwise(told: Told, number: int, fields: Json) -> CaseState | None:
    """The same case if a report had said something else from the start; None if refused."""
    log = told.state.log
    changed = _with(log[number - 1], fields)
    if number == 1:
        first = replace(told.states[0], log=(changed,))
        case = case_of(first, changed.at)
        if case.unread or standing_of(first, changed.at).misfits:
            return None
        return told_again(first, list(log[1:]))
    return told_again(told.states[number - 2], [changed, *log[number:]])


def _says_again(state: CaseState, number: int) -> object:
    return state.log[number - 1].binds.get("replaces")


def _with(report: Report, fields: Mapping[str, Any]) -> Report:
    said = {**report.content, **fields}
    return replace(
        report,
        content={name: one for name, one in said.items() if fields.get(name, name) is not None},
    )


def _one_of_each(chance: Random, told: Told) -> list[Report]:
    """One report of each kind, and all of the kind that is favored."""
    log = told.state.log
    kinds = sorted({one.kind for one in log} - {CANCEL, told.favored})
    favored = [one for one in log if one.kind == told.favored != CANCEL]
    return [*favored, *(chance.choice([one for one in log if one.kind == kind]) for kind in kinds)]


def _is_changed(state: CaseState, number: int) -> bool:
    """Whether a later report changed what it says, or took it back."""
    status = report_statuses(state.log)[number - 1]
    return not status.stands or bool(status.corrected_by)


# --- taken back ---------------------------------------------------------------------------------


def _last_taken_back(told: Told, tally: Tally) -> Iterator[str]:
    """Each report is taken back right after it was made, and that again."""
    for before, after in zip(told.states, told.states[1:], strict=False):
        last = after.log[-1]
        tally.tried[LAST] += 1
        moment = replace(told, states=[after]).later
        content = {"report": last.number, "reason": REASON}
        what = f"{last.kind} {last.number} taken back"
        try:
            back = accept(after, TAKE_BACK, content, moment).state
            content = {"report": last.number + 1, "reason": "It was this case"}
            again = accept(back, TAKE_BACK, content, moment).state
        except Refusal as refusal:
            yield f"{what}: refused, {refusal.message}"
            continue
        tally.holds(LAST, _kind(after, last))
        here = Told([back])
        yield from _same(what, back, before, here)
        yield from _same(f"{what}, and that", again, after, here)


def _any_taken_back(chance: Random, told: Told, tally: Tally) -> Iterator[str]:
    """A report is taken back on which later ones may rest."""
    found = [one for one in told.state.log[1:-1] if not _is_named(told.state, one.number)]
    if not found:
        return
    report = chance.choice(found)
    tally.tried[ANY] += 1
    content = {"report": report.number, "reason": REASON}
    back = reported(told.state, TAKE_BACK, content, told.later)
    never = _never_made(told, report.number)
    if back is None or never is None:
        return
    numbers = {n: n - 1 for n in range(report.number + 1, len(told.state.log) + 1)}
    # What is about it is about nothing where it was never made.
    numbers[report.number] = 0
    what = f"{report.kind} {report.number} taken back, with later ones"
    yield from _same_as_called(
        what, ANY, report.kind, (back, never), numbers=numbers, told=told, tally=tally
    )


def _never_made(told: Told, number: int) -> CaseState | None:
    """The case without a report; None where a later one is refused without it."""
    numbers = {n: n - 1 for n in range(number + 1, len(told.state.log) + 1)}
    later = [_called(one, numbers) for one in told.state.log[number:]]
    return told_again(told.states[number - 2], later)


def _called(report: Report, numbers: Mapping[int, int]) -> Report:
    """The same report where those it names have other numbers."""
    return replace(report, content=value_of(report.content, numbers))


def _is_named(state: CaseState, number: int) -> bool:
    """Whether a later report changes it or takes it back, or it changes others itself."""
    report = state.log[number - 1]
    if steps_of(report.kind, report.content):
        return True
    targets = [step["report"] for one in state.log for step in steps_of(one.kind, one.content)]
    return number in targets or _is_changed(state, number)


# --- typed late ---------------------------------------------------------------------------------


def _typed_late(chance: Random, told: Told, tally: Tally) -> Iterator[str]:
    """A happening is reported after all the others."""
    # What a later year asks of an amount is said as of when the decision was known.
    found = [
        one
        for one in told.state.log[1:-1]
        if one.at.year == told.later.year and _may_be_late(told.state, one)
    ]
    if not found:
        return
    report = chance.choice(found)
    tally.tried[LATE] += 1
    never = _never_made(told, report.number)
    if never is None:
        return
    late = reported(never, report.kind, dict(report.content), told.later)
    if late is None:
        return
    size = len(told.state.log)
    numbers = {n: n - 1 for n in range(report.number + 1, size + 1)} | {report.number: size}
    what = f"{report.kind} {report.number} typed late"
    yield from _same_as_called(
        what, LATE, report.kind, (told.state, late), numbers=numbers, told=told, tally=tally
    )


def _may_be_late(state: CaseState, report: Report) -> bool:
    """Whether it has a day of its own, said with it, on which nothing else happened."""
    type_ = PROCEDURES[state.kind].types.get(report.kind)
    if type_ is None or type_.nature is not Nature.HAPPENING or _is_named(state, report.number):
        return False
    if type_.made_by is not MadeBy.PERSON or not _day(state, report):
        return False
    if sum(one.kind == report.kind for one in state.log) > 1:
        # What is said again counts as it was said last.
        return False
    days = [_day(state, one) for one in state.log[1:] if one.number != report.number]
    return None not in days and _day(state, report) not in days


def _day(state: CaseState, report: Report) -> date | str | None:
    """The day it says; empty where it has none, None where that is the day it was made."""
    type_ = PROCEDURES[state.kind].types[report.kind]
    if type_.nature is not Nature.HAPPENING:
        return ""
    said = report.content.get(type_.day) if type_.day else None
    return date.fromisoformat(said) if said else None


# --- what is compared ---------------------------------------------------------------------------


def _same(what: str, one: CaseState, other: CaseState, told: Told) -> Iterator[str]:
    """Whether two cases stand alike, with the same people."""
    now = told.later
    here, there = standing_of(one, now), standing_of(other, now)
    if here != there:
        yield f"{what}: " + "; ".join(differences(by_name(here), by_name(there)))
    if case_of(one, now).intake != case_of(other, now).intake:
        yield f"{what}: the intake is another"


def _same_as_called(
    what: str,
    law: str,
    kind: str,
    states: tuple[CaseState, CaseState],
    *,
    numbers: Mapping[int, int],
    told: Told,
    tally: Tally,
) -> Iterator[str]:
    """The same where numbers and moments differ."""
    one, other = states
    if _resolved(_by_number(one), numbers) != _resolved(_by_number(other)):
        tally.otherwise[law] += 1
        return
    here, there = _values(one, told, numbers), _values(other, told, {})
    as_reported = here["evidence"], _drafted(here)
    if law == LATE and as_reported != (there["evidence"], _drafted(there)):
        # What went with a filing was known as that was first reported; and the request that a draft
        # became is one that is reported after it.
        tally.otherwise[law] += 1
        return
    tally.holds(law, f"{told.state.kind.value} {kind}")
    if here != there:
        yield f"{what}: " + "; ".join(differences(here, there))


def _values(state: CaseState, told: Told, numbers: Mapping[int, int]) -> Json:
    standing: Standing = standing_of(state, told.later)
    # What is planned is planned from the day on which it is known.
    standing.clocks = [one for one in standing.clocks if one.purpose is not Purpose.PLANNED]
    standing.drop(FollowUpKind.PLAN_BROKEN)
    values: Json = value_of(standing, numbers, OF_THE_MOMENT)
    return values


def _drafted(values: Json) -> list[Json]:
    """The drafts that are to be reviewed."""
    return [one for one in values["matters"] if one["kind"] is FollowUpKind.DRAFT]


def _by_number(state: CaseState) -> dict[int, Mapping[str, Any]]:
    """What each report that stands leaves out, as it is resolved now."""
    found = {
        one.report.number: one.report.binds for one in report_statuses(state.log) if one.stands
    }
    found |= {one.number: one.binds for one in standing_versions(state.log)}
    left_out = {one.number for one in state.log if one.kind in {INTAKE, *CHANGES}}
    return {n: binds for n, binds in found.items() if n not in left_out}


def _resolved(
    binds: Mapping[int, Mapping[str, Any]], numbers: Mapping[int, int] | None = None
) -> Json:
    """The same by the numbers that the reports are called by."""
    called = numbers or {}
    return {str(called.get(n, n)): value_of(one, called) for n, one in binds.items()}


def _kind(state: CaseState, report: Report) -> str:
    return f"{state.kind.value} {report.kind}"
