"""No log that was accepted raises or is refused under any edition of the rulebook.

What does not fit any more is set aside and shown, and the case goes on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest

from models.cases.case_state import CaseState
from models.cases.log.entries import Report
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.standing_of import standing_of
from models.rehearsal.simulation import SimulatedCase, kind_of
from models.turns.turn import take
from tests.simulation.play import play_case
from tests.simulation.seeded.editions import EDITIONS, Change, edition
from tests.stories.files import moment, names, read

SEEDS = tuple(f"edition-{number}" for number in range(8))
EVERY = 40
"""Of the stories, each so many-th."""


@cache
def _simulated() -> tuple[tuple[SimulatedCase, datetime], ...]:
    found = []
    for seed in SEEDS:
        world = play_case(seed).world
        found += [(member, world.now) for member in world.members.values()]
    return tuple(found)


@cache
def _of_stories() -> tuple[CaseState, ...]:
    """The logs of stories, as far as each is the story of one case."""
    states = []
    for name in names()[::EVERY]:
        story = read(name)
        opening = story.intake
        entry = Report(1, "intake", opening["intake"], moment(opening["at"]))
        state = CaseState(opening["id"], kind_of(opening["type"]), (entry,))
        for step in story.reports:
            if step.get("to") == state.id and "report" in step:
                try:
                    state = accept(state, step["report"], step["content"], moment(step["at"])).state
                except Refusal:
                    continue
        states.append(state)
    return tuple(states)


def _moments(log: Sequence[Report]) -> list[datetime]:
    """Some moments of a case: as it was reported to, and long after."""
    last = log[-1].at
    return [log[0].at, log[len(log) // 2].at, last, last + timedelta(days=500)]


@pytest.mark.parametrize("change", EDITIONS.values(), ids=list(EDITIONS))
def test_what_was_accepted_stands_under_any_edition(change: Change) -> None:
    states = [*(member.state for member, _ in _simulated()), *_of_stories()]
    with edition(change):
        for state in states:
            for now in _moments(state.log):
                standing = standing_of(state, now)
                assert standing.next_step is not None
                assert standing.stage
                numbers = {report.number for report in state.log} | {1}
                assert {misfit.number for misfit in standing.misfits} <= numbers


@pytest.mark.parametrize("change", EDITIONS.values(), ids=list(EDITIONS))
def test_a_turn_of_an_open_case_goes_on_under_any_edition(change: Change) -> None:
    """Each case before its last report: as a deploy finds it."""
    asks: list[dict[str, object]] = []
    for member, now in _simulated():
        log = [entry for entry in member.case["log"] if entry["kind"] not in {"close", "withdraw"}]
        asks.append(
            {
                "id": member.id,
                "kind": member.kind.value,
                "parent": member.parent,
                "case": {**member.case, "log": log},
                "candidate": None,
                "news": [],
                "now": now.isoformat(),
            }
        )
    with edition(change):
        for ask in asks:
            assert "refused" not in take(ask).answer


def test_other_editions_do_change_what_stands() -> None:
    """The control: they are not all the same edition."""
    states = [member.state for member, _ in _simulated()]
    shown = set()
    for change in EDITIONS.values():
        with edition(change):
            standings = [standing_of(state, state.log[-1].at) for state in states]
        shown.add(str([[clock.due_on for clock in one.clocks] for one in standings]))
    assert len(shown) >= len(EDITIONS) - 1
