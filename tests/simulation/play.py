"""Plays one simulated case, from its intake over years, by a seed."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from models.cases.kinds import CaseKind
from models.cases.log.entries import TAKE_BACK, Nature, instant
from models.local_time import local_day
from models.procedure.kinds import PROCEDURES
from models.rehearsal.simulation import SimulatedCase
from tests.simulation.checker.checker import problems
from tests.simulation.checker.evidence import Acknowledgment, Evidence
from tests.simulation.checker.order import problems_of_order
from tests.simulation.seeded.intakes import an_intake, kinds_played
from tests.simulation.seeded.second_thoughts import a_second_thought
from tests.simulation.seeded.walker import a_step
from tests.simulation.sender import REFUSED_HERE, Sender
from tests.simulation.world import World

Json = dict[str, Any]

REPORTS, HAPPENINGS = 15, 10
"""So many reports each case has at least, and so many of them happenings."""

_TRIES = 60
"""So many reports a case manager tries at most."""

_AGAIN = 8
"""So many tries at a case with enough reports."""

_RARELY, _TRIES_OF_THOUGHT = 0.85, 6
"""How often nothing is corrected though something could be, and how often it is tried."""

_OPENS = {
    "file_grievance",
    "file_cms_complaint",
    "request_records",
    "start_second_opinion",
    "answer_refusal",
}
_FAMILY = 4
"""So many cases a family has before no more are opened beside them."""

_SOON = (0.002, 0.1, 0.4, 1, 1, 3, 6)
_LATER = (0.1, 1, 3, 9, 20, 33, 75, 200)
"""Days between reports: while a case must go on, and after."""

NEWER_SEEDS = "data-"
"""How the seeds of the newer programs begin: `APPEALCLOCK_SIMULATION_SEED=data make simulate`."""

_BEGINNING = datetime(2026, 1, 5, 14, tzinfo=UTC)


@dataclass
class Played:
    """A case that was played."""

    seed: str
    world: World
    root: str
    kind: CaseKind
    chance: random.Random
    thoughts: random.Random
    """Decides what is corrected, whatever else happens."""

    accepted: Counter[str] = field(default_factory=Counter)
    happenings: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    corrected: int = 0
    taken_back: int = 0

    @property
    def is_long(self) -> bool:
        """Whether it has as many reports as a simulated case must have."""
        return sum(self.accepted.values()) >= REPORTS and self.happenings >= HAPPENINGS


def play_case(seed: str, *, faulty: float = 1.0) -> Played:
    """Play a case to its end.

    Args:
        seed: Names everything that happens.
        faulty: How often faults strike, as a share of what is usual; 0: never.
    """
    played = begun(seed, faulty=faulty)
    walk_on(played, reports=_TRIES)
    with played.world.watched():
        _end(played)
    return played


def begun(seed: str, *, faulty: float = 1.0) -> Played:
    """A case that was opened."""
    chance = random.Random(seed)
    now = _BEGINNING + timedelta(minutes=chance.randrange(700 * 24 * 60))
    world = World(
        now,
        chance=random.Random(f"{seed} world"),
        sender=Sender(random.Random(f"{seed} sender"), faulty=0.04 * faulty),
        faulty=0.01 * faulty,
    )
    newer = seed.startswith(NEWER_SEEDS)
    kind = CaseKind.APPEAL if newer else chance.choice(kinds_played())
    root = f"AC-{chance.randrange(10_000):04}"
    with world.watched():
        while root not in world.members:
            type_, intake = an_intake(chance, kind, local_day(now, "America/New_York"), newer=newer)
            world.begin(type_, root, intake, None)
    return Played(seed, world, root, kind, chance, random.Random(f"{seed} thoughts"))


def play_long(seed: str, *, faulty: float = 1.0) -> Iterator[Played]:
    """Play a case with enough reports; those that ended too soon come before it."""
    for again in range(_AGAIN):
        played = play_case(f"{seed}.{again}" if again else seed, faulty=faulty)
        yield played
        if played.is_long:
            return


def walk_on(played: Played, *, reports: int) -> None:
    """Let time pass, and report so many times at most; a case that is long enough may stop."""
    chance, world = played.chance, played.world
    with world.watched():
        for _ in range(reports):
            if not world.members[played.root].is_running:
                break
            enough = played.is_long
            days = chance.choice(_LATER if enough else _SOON)
            world.forward(world.now + timedelta(days=days))
            _lose_somebody(chance, played)
            member = _somebody(chance, played)
            if chance.random() < 0.4:
                _mend(chance, world)
            if member is not None:
                _report(chance, played, member, may_end=enough or member.id != played.root)
            _thinks_again(played, enough=enough)
            if enough and chance.random() < 0.25:
                break


def _end(played: Played) -> None:
    """Months pass; then everything that still runs is closed."""
    chance, world = played.chance, played.world
    _mend(chance, world)
    world.forward(world.now + timedelta(days=chance.choice([20, 100, 400, 700])))
    root = world.members[played.root]
    if root.is_running:
        _close(world, root)
    world.forward(world.now + timedelta(days=20))
    for member in list(world.members.values()):
        if member.is_running:
            _close(world, member)
    world.forward(world.now + timedelta(days=10))


def _mend(chance: random.Random, world: World) -> None:
    """Correct the addresses that are refused, as the case asks to."""
    for member in list(world.members.values()):
        if not member.is_running or member.parent in world.members:
            continue
        people = world.timelines[member.id].rosters[-1].people
        for role, one in people.items():
            if one.email is not None and one.email.startswith(REFUSED_HERE):
                changed = {"email": f"{role.value}.{chance.randrange(1_000_000)}@mail.example"}
                _ask(world, member, "update_contacts", {role.value: changed})


def _close(world: World, member: SimulatedCase) -> None:
    closing: Json = {"reason": "Played far enough"}
    if member.kind is CaseKind.APPEAL:
        closing["ending"] = "withdrawn"
    _ask(world, member, "close", closing)
    world.rest()


def _somebody(chance: random.Random, played: Played) -> SimulatedCase | None:
    running = [one for one in played.world.members.values() if one.is_running]
    if not running:
        return None
    root = played.world.members[played.root]
    return root if root.is_running and chance.random() < 0.8 else chance.choice(running)


def _lose_somebody(chance: random.Random, played: Played) -> None:
    children = [
        one for one in played.world.members.values() if one.is_running and one.id != played.root
    ]
    if children and chance.random() < 0.02:
        played.world.lose(chance.choice(children).id)


def _report(chance: random.Random, played: Played, member: SimulatedCase, *, may_end: bool) -> None:
    world = played.world
    standing = world.standings[member.id]
    today = local_day(world.now, world.timelines[member.id].zone)
    name, content = a_step(chance, member.kind, standing, today, may_end=may_end)
    if name not in PROCEDURES[member.kind].types:
        return
    if name in _OPENS and len(world.members) >= _FAMILY:
        return
    answer = _ask(world, member, name, content)
    if "refused" in answer:
        played.refused += 1
        if not answer["refused"]["message"].strip():
            played.problems.append(f"{member.id}: {name} was refused without a word")
        return
    if member.id == played.root:
        played.accepted[name] += 1
        nature = PROCEDURES[member.kind].types[name].nature
        played.happenings += nature is Nature.HAPPENING


def _thinks_again(played: Played, *, enough: bool) -> None:
    """Correct a report of the case, or take it back: now and then, and once at least."""
    chance, world = played.thoughts, played.world
    member, tries = world.members[played.root], _TRIES_OF_THOUGHT if enough else 1
    if played.corrected + played.taken_back and chance.random() < _RARELY:
        return
    world.forward(world.now + timedelta(minutes=chance.choice([1, 5, 30])))
    for _ in range(tries):
        if not member.is_running or world.standings[member.id].ending is not None:
            return
        change = a_second_thought(chance, member.state)
        if change is None or "refused" in _ask(world, member, *change):
            continue
        if change[0] == TAKE_BACK:
            played.taken_back += 1
        else:
            played.corrected += 1
        return


def _ask(world: World, member: SimulatedCase, name: str, content: Json) -> Json:
    """Send a report, again and again while its turn fails."""
    candidate = {"kind": name, "content": content, "update": ""}
    while "failed" in (answer := world.turn(member, candidate)):
        world.forward(world.now + timedelta(seconds=30))
        if not member.is_running:
            return {"refused": {"kind": "Refused", "message": "It has ended."}}
    world.rest()
    return answer


def evidence_of(played: Played) -> Iterator[Evidence]:
    """What the checker sees of each case of the family."""
    world = played.world
    for id_, member in world.members.items():
        yield Evidence(
            timeline=world.timelines[id_],
            received=[row for row in world.sender.received if row.case == id_],
            attempts=[one for one in world.sender.attempts if one.case == id_],
            gaps=[gap for gap in world.gaps if gap.case in {"", id_}],
            acknowledgments=[
                Acknowledgment(str(entry["binds"]["key"]), instant(entry["at"]))
                for entry in member.case["log"]
                if entry["kind"] == "acknowledge"
            ],
            horizon=world.now,
            by_rounds=member.kind is CaseKind.APPEAL,
        )


def judge(played: Played) -> list[str]:
    """Whatever is wrong with a case that was played, a sentence each."""
    found = list(played.problems)
    for evidence in evidence_of(played):
        found += [f"{evidence.timeline.case_id}: {one}" for one in problems(evidence)]
    for member in played.world.members.values():
        # Where cases run beside it, their words have moments of their own.
        if not member.state.children:
            here = problems_of_order(member.state, played.world.now)
            found += [f"{member.id}: {one}" for one in here]
    return found


def levels_of(played: Played) -> set[str]:
    """The levels and steps at which clocks of the family stood."""
    return {
        span.key.rpartition(".")[0]
        for timeline in played.world.timelines.values()
        for span in timeline.spans
    }
