"""A case that was asked about lately is played on from there: the same as from the beginning."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.standing import Standing, copy_of
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case
from models.procedure.recent_plays import forget
from models.procedure.standing_of import standing_of
from tests.simulation.play import play_case
from tests.stories.files import moment, names, read
from tests.stories.playing import Stage

SEEDS = tuple(f"played-on-{number}" for number in range(6))
EVERY = 60
"""Of the stories, each so many-th."""

LATER = tuple(map(timedelta, (0, 0.01, 1, 33, 400)))
"""How long after each report it is asked where the case stands."""


def _told(name: str) -> Iterator[Stage]:
    """A story after each of its reports."""
    story = read(name)
    opening = story.intake
    stage = Stage(moment(opening["at"]))
    stage.begin(opening["type"], opening["id"], opening["intake"], None)
    yield stage
    for step in story.reports:
        stage.forward(moment(step["at"]))
        stage.rest()
        if "report" in step:
            stage.report(step["to"], step["report"], step["content"])
        elif "terminate" in step:
            stage.terminate(step["terminate"])
        yield stage


def _asked(state: CaseState) -> Iterator[tuple[CaseState, datetime]]:
    """The case after each of its reports, at that moment and later ones."""
    for number in range(1, len(state.log) + 1):
        until = replace(state, log=state.log[:number])
        for later in LATER:
            yield until, until.log[-1].at + later


def _same_as_from_the_beginning(states: list[CaseState]) -> None:
    asked = [one for state in states for one in _asked(state)]
    expected: list[Standing] = []
    for state, now in asked:
        forget()
        expected.append(standing_of(state, now))
    forget()
    for (state, now), whole in zip(asked, expected, strict=True):
        assert standing_of(state, now) == whole, (state.id, len(state.log), now)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_simulated_case_played_on_stands_as_from_the_beginning(seed: str) -> None:
    _same_as_from_the_beginning([one.state for one in play_case(seed).world.members.values()])


@pytest.mark.parametrize("name", names()[::EVERY])
def test_a_story_played_on_stands_as_from_the_beginning(name: str) -> None:
    *_, stage = _told(name)
    _same_as_from_the_beginning([member.state for member in stage.members.values()])


@pytest.mark.parametrize("name", names()[:: 4 * EVERY])
def test_turns_write_nothing_into_where_a_case_stands(name: str) -> None:
    """Turns of one moment share where the case stands."""
    for stage in _told(name):
        states = [member.state for member in stage.members.values()]
        shared = [standing_of(state, stage.now) for state in states]
        forget()
        assert shared == [standing_of(state, stage.now) for state in states]


INTAKE: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}
OPENED = moment("2026-11-09T15:00:00Z")


def _case(*reports: tuple[str, dict[str, Any], timedelta]) -> CaseState:
    log = [Report(1, "intake", INTAKE, OPENED)]
    for kind, content, later in reports:
        log.append(Report(len(log) + 1, kind, content, OPENED + later))
    return CaseState("AC-1", CaseKind.APPEAL, tuple(log))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the appeals that are played from the beginning."""
    found: list[str] = []
    opening = AppealProcedure.open

    def counted(self: AppealProcedure, case: Case[Intake]) -> AppealStanding:
        found.append(case.id)
        return opening(self, case)

    monkeypatch.setattr(AppealProcedure, "open", counted)
    return found


def test_at_a_later_moment_what_was_played_is_not_played_again(opened: list[str]) -> None:
    state = _case(("file_appeal", {"filed_on": "2026-11-10"}, timedelta(days=1)))
    for days in (1, 2, 90):
        standing_of(state, OPENED + timedelta(days=days))
    assert opened == ["AC-1"]


def test_what_stands_is_written_into_by_nobody_else() -> None:
    state = _case(("file_appeal", {"filed_on": "2026-11-10"}, timedelta(days=1)))
    first = standing_of(state, OPENED + timedelta(days=2))
    known = copy_of(first)
    for clock in first.clocks:
        clock.who = "somebody else"
    first.notes.clear()
    assert standing_of(state, OPENED + timedelta(days=2)) == known


def test_another_case_of_the_same_id_is_another_case() -> None:
    at = OPENED + timedelta(days=3)
    states = [
        _case(("file_appeal", {"filed_on": day}, timedelta(days=2)))
        for day in ("2026-11-10", "2026-11-11")
    ]
    first, second = (standing_of(state, at).clocks[-1].begins_on for state in states)
    assert (first.isoformat(), second.isoformat()) == ("2026-11-10", "2026-11-11")


def test_an_earlier_moment_is_played_from_the_beginning() -> None:
    state = _case(("file_appeal", {"filed_on": "2026-11-10"}, timedelta(days=1)))
    moments = [OPENED + timedelta(days=days) for days in (400, 2)]
    late, early = (standing_of(state, at) for at in moments)
    forget()
    assert (late, early) == tuple(standing_of(state, at) for at in moments)
