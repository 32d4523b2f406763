"""Tells a case at random, by a seed: its intake, and reports of every kind one after another."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import MadeBy, Report
from models.cases.program import Program, Speed, Stage
from models.cases.standing import Standing
from models.inputs.appeal_intake import LEVELS
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.procedure.acceptance.accept import accept
from models.procedure.acceptance.corrections import CHANGES
from models.procedure.common import CANCEL
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of, standing_of
from tests.confluence.changes import a_change, whole
from tests.models.turns.hostile import a_form
from tests.simulation.seeded.intakes import NEWER, an_intake
from tests.simulation.seeded.walker import AT_RANDOM, a_step
from tests.workflows.appeal.ladder_walks import intake_of, ways_in

Json = dict[str, Any]

NEWER_SEEDS = "data-"
"""How the seeds of the newer programs begin, as those of the simulation."""

_OPENED = datetime(2026, 1, 5, 15, tzinfo=UTC)

_PAUSES = (0, 0, 1, 1, 2, 3, 5, 8, 14, 30, 70)
"""Days between reports."""

_FAVORED, _TRIES = 0.5, 6
"""How often the favored kind of report is told first, and how many are tried."""

_BEFORE: dict[str, tuple[str, Json]] = {
    "record_effectuation": ("record_decision", {"outcome": "favorable"}),
    "conclude": ("record_report", {"agreement": "agrees", "elements": []}),
    "record_addendum": ("record_report", {"agreement": "agrees", "elements": []}),
    "record_report": ("record_visit", {}),
    "record_visit": ("choose_specialist", {"in_network": True}),
    "complete_request": ("file_appeal", {"incomplete": ["waiver_of_liability"]}),
    "stop_sms": ("update_contacts", {"backup": {"phone": "+12025550143"}}),
}
"""Of what is seldom to be told: the kind of report that it comes after, and what that says."""

_SELDOM = (
    *("stop_sms", "conclude", "record_effectuation", "record_extension", "request_expedited"),
    *("record_confirmed", "record_addendum", "record_refusal", "record_receipt"),
    *("complete_request", "record_death", "record_contact", "request_reopening"),
)
"""What is favored more often, as it seldom fits."""

_PENDING = frozenset({"record_extension", "request_expedited", "record_effectuation"})
"""What is told of an appeal that a plan has to decide."""

_ENDS, _LONG_ENOUGH = frozenset({"close", CANCEL}), 5

KINDS = (
    *((CaseKind.APPEAL,) * 5 + (CaseKind.SECOND_OPINION,) * 3),
    *(CaseKind.GRIEVANCE, CaseKind.CMS_COMPLAINT, CaseKind.RECORDS_TRANSFER),
)


@dataclass
class Told:
    """A case, and how it came to be."""

    states: list[CaseState]
    """After the intake and after each report, with the moment of that in its log."""

    standings: list[Standing] = field(default_factory=list)
    """Where it stood after each."""

    favored: str = ""
    """The kind of report that is told more than others."""

    @property
    def state(self) -> CaseState:
        return self.states[-1]

    @property
    def later(self) -> datetime:
        """An hour after the last report."""
        return self.state.log[-1].at + timedelta(hours=1)


def a_case(chance: Random, steps: int = 10, *, newer: bool = False) -> Told:
    """A case as somebody tells it who mostly does what it shows; one kind of report is favored."""
    kind = CaseKind.APPEAL if newer else chance.choice(KINDS)
    names = sorted(told_of(kind))
    favored = chance.choice([*names, *[name for name in names if name in _SELDOM] * 4])
    now = _OPENED + timedelta(minutes=chance.randrange(700 * 24 * 60))
    told = Told([opened(chance, kind, now, favored, newer=newer)], favored=favored)
    told.standings.append(standing_of(told.state, now))
    for _ in range(steps + 8):
        if len(told.states) > steps or told.standings[-1].ending is not None:
            break
        now += timedelta(days=chance.choice(_PAUSES), minutes=chance.randint(1, 300))
        taken = None
        if chance.random() < _FAVORED:
            taken = _reported_anyhow(chance, told, now)
        if taken is None:
            taken = told_again(told.state, [a_report(chance, told, now)])
        if taken is not None:
            told.states.append(taken)
            told.standings.append(standing_of(taken, now))
    return told


def told_of(kind: CaseKind) -> list[str]:
    """The kinds of report that are told of a kind of case."""
    types = PROCEDURES[kind].types
    return [name for name, one in types.items() if one.made_by is not MadeBy.PARENT]


def _reported_anyhow(chance: Random, told: Told, now: datetime) -> CaseState | None:
    """The case with a report of the favored kind, where one of a few is taken."""
    name = told.favored
    if name in _ENDS and len(told.state.log) < _LONG_ENOUGH:
        return None
    said: Json = {}
    while True:
        for _ in range(_TRIES):
            report = _of_kind(chance, told, name, now)
            report = replace(report, content={**report.content, **said})
            taken = told_again(told.state, [report])
            if taken is not None:
                return taken
        if name not in _BEFORE:
            return None
        name, said = _BEFORE[name]


def opened(
    chance: Random, kind: CaseKind, now: datetime, favored: str = "", *, newer: bool = False
) -> CaseState:
    """A case with its intake alone, which would have been taken; `newer`: of a newer program."""
    while True:
        today = local_day(now, "America/New_York")
        intake = an_intake(chance, kind, today)[1]
        if kind is CaseKind.APPEAL:
            ways = _pending() if favored in _PENDING else _ways(newer=newer)
            for name in ("notice_date", "filed_on", "filed_at", "services_end", "services_end_at"):
                intake.pop(name, None)
            intake |= intake_of(chance.choice(ways), chance, today)
        state = CaseState("AC-1", kind, (Report(1, "intake", intake, now),))
        case = case_of(state, now)
        if not case.unread and not play(PROCEDURES[kind], case).misfits:
            return state


def reported(state: CaseState, name: str, content: Json, now: datetime) -> CaseState | None:
    """The case with a report; None where that was refused."""
    try:
        return accept(state, name, content, now).state
    except Refusal:
        return None


def cancelled(state: CaseState, now: datetime) -> CaseState:
    """The case as Temporal was asked to end it."""
    return state.with_report(Report(state.next_number, CANCEL, {}, now))


def told_again(state: CaseState, reports: list[Report]) -> CaseState | None:
    """The case with these reports, each made at its moment; None where one was refused."""
    for one in reports:
        if one.kind == CANCEL:
            state = cancelled(state, one.at)
            continue
        told = reported(state, one.kind, dict(one.content), one.at)
        if told is None:
            return None
        state = told
    return state


def a_report(chance: Random, told: Told, now: datetime) -> Report:
    """What is reported next."""
    state, kind = told.state, told.state.kind
    die = chance.random()
    if die < 0.1 and len(state.log) > 1:
        return _of_kind(chance, told, chance.choice(sorted(CHANGES)), now)
    if die < 0.16:
        return _of_kind(chance, told, chance.choice(sorted(told_of(kind))), now)
    today = local_day(now, "America/New_York")
    standing = told.standings[-1]
    name, content = a_step(chance, kind, standing, today, may_end=chance.random() < 0.5)
    if name not in told_of(kind):
        # Another case would tell that.
        name, content = "add_note", {"text": "Nothing new"}
    return Report(state.next_number, name, content, now)


def _of_kind(chance: Random, told: Told, name: str, now: datetime) -> Report:
    """A report of a kind: as the case shows it, as it mostly is, or filled in at random."""
    state, step = told.state, told.standings[-1].next_step
    kind, today = state.kind, local_day(now, "America/New_York")
    content: Json
    if name in CHANGES and len(state.log) > 1:
        name, content = a_change(chance, state, name)
    elif name == CANCEL:
        content = {}
    elif step is not None and step.update == name and chance.random() < 0.6:
        content = dict(step.example)
    elif name in AT_RANDOM[kind] and chance.random() < 0.4:
        content = AT_RANDOM[kind][name](chance, today)
    else:
        model = PROCEDURES[kind].types[name].model
        content = whole(a_form(chance, model, today, required=0, optional=0.2))
    return Report(state.next_number, name, content, now)


_BY_A_PLAN = {
    (program, Stage.PENDING, Speed.STANDARD) for program in (Program.PART_C, Program.PART_D)
}


@cache
def _ways(*, newer: bool = False) -> tuple[Json, ...]:
    return tuple(way for way in ways_in() if (way["program"].value in NEWER) is newer)


@cache
def _pending() -> tuple[Json, ...]:
    """Where a plan has to decide, by the standard clock."""
    return tuple(
        way
        for way in _ways()
        if (way["program"], way["stage"], way["speed"]) in _BY_A_PLAN
        and way["level"] in LEVELS[way["program"]][:2]
        and way["kind"] != "payment"
    )
