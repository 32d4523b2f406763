"""A release that no longer knows a program, a zone or a word of the memory: every turn goes on."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.presentation import queries
from models.rehearsal.simulation import SimulatedCase
from models.turns.turn import take
from tests.stories.acting import family_of
from tests.stories.playing import Stage

STORIES = (
    "won-with-a-second-opinion",
    "grievance-to-cms",
    "complaint-terminated",
    "stopped-sms-it-was-the-only-way-to-reach-them",
)

ANSWERS = (queries.overview, queries.deadlines, queries.calendar, queries.account, queries.panel)
GONE = "of_another_release"
Case = dict[str, Any]


@pytest.fixture(scope="module")
def members() -> list[tuple[Stage, SimulatedCase]]:
    stages = [family_of(name) for name in STORIES]
    return [(stage, one) for stage in stages for one in stage.members.values()]


def as_open(case: Case) -> Case:
    """The case before it ended: as a deploy finds it."""
    kept = [one for one in case["log"] if one["kind"] not in {"close", "withdraw"}]
    return {**deepcopy(case), "log": deepcopy(kept)}


def goes_on(stage: Stage, member: SimulatedCase, case: Case) -> list[dict[str, Any]]:
    """What its turns answer now and later; it is shown as well."""
    found = []
    for after in (0, 40):
        now = (stage.now + timedelta(days=after)).isoformat()
        ask = {**stage.ask(member, None), "case": case, "news": [], "now": now}
        answer = take(ask).answer
        assert "refused" not in answer
        for query in ANSWERS:
            assert GONE not in str(query(ask))
        # What was typed stands there as it was typed.
        assert queries.history(ask)
        found.append(answer)
    return found


@pytest.mark.parametrize("field", ["program", "zone"])
def test_what_an_intake_says_is_shown_where_it_is_not_known(
    members: list[tuple[Stage, SimulatedCase]], field: str
) -> None:
    for stage, member in members:
        case = as_open(member.case)
        case["log"][0]["content"][field] = GONE
        goes_on(stage, member, case)
        ask = {**stage.ask(member, None), "case": case}
        assert f"{field}: " in queries.panel(ask)


def test_a_zone_of_a_person_is_passed_over(members: list[tuple[Stage, SimulatedCase]]) -> None:
    for stage, member in members:
        case = as_open(member.case)
        case["log"][0]["content"]["case_manager"]["zone"] = GONE
        goes_on(stage, member, case)


def change_program(stage: Stage, program: str) -> None:
    case = stage.members["AC-1"].case
    intake = {**case["log"][0]["content"], "program": program}
    log = [{**case["log"][0], "content": intake}, *case["log"][1:]]
    stage.members["AC-1"].case = {**case, "log": log}


def test_the_manager_is_asked_once_and_then_after_some_days() -> None:
    stage = Stage(datetime.fromisoformat("2026-11-10T15:00:00+00:00"))
    intake = {
        "program": "part_c",
        "notice_date": "2026-11-02",
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    stage.begin("AppealCase", "AC-1", intake, None)
    count = len(stage.sent)
    change_program(stage, GONE)
    stage.now += timedelta(hours=1)
    stage.members["AC-1"].news.append({"heard": {"look_again": True}})
    stage.rest()
    asked = [(order.title, order.recipients[0].role.value) for _, _, order in stage.sent[count:]]
    assert asked == [("Look at what is set aside", "case_manager")]
    stage.members["AC-1"].news.append({"heard": {"look_again": True}})
    stage.rest()
    assert len(stage.sent) == count + 1
    stage.forward(stage.now + timedelta(days=4))
    assert len(stage.sent) == count + 2
    # What is known again is looked after no more, and the clock runs on.
    change_program(stage, "part_c")
    stage.forward(stage.now + timedelta(days=30))
    ask = stage.ask(stage.members["AC-1"], None)
    assert [one["due_on"] for one in queries.calendar(ask)] == ["2027-01-06"]


def words(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in JSON a word stands that may be one of ours."""
    if isinstance(value, str):
        if re.fullmatch(r"[a-z_]+", value):
            yield path
        return
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in inner:
            yield from words(one, (*path, name))


def with_another(value: Any, path: tuple[Any, ...]) -> Any:
    changed = deepcopy(value)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = GONE
    return changed


def sort_of(path: tuple[Any, ...]) -> tuple[str, ...]:
    first, *rest = path
    return (first.partition(" ")[0], *(one if isinstance(one, str) else "*" for one in rest))


@pytest.mark.parametrize("part", ["memory", "children"])
def test_words_that_are_not_known_hold_up_no_turn(
    members: list[tuple[Stage, SimulatedCase]], part: str
) -> None:
    tried = set()
    for stage, member in members:
        case = as_open(member.case)
        for path in words(case.get(part, {})):
            if sort_of(path) in tried:
                continue
            tried.add(sort_of(path))
            changed = {**case, part: with_another(case[part], path)}
            for answer in turns_of(stage, member, changed):
                assert "refused" not in answer
    assert len(tried) > 3


def turns_of(stage: Stage, member: SimulatedCase, case: Case) -> Iterator[dict[str, Any]]:
    for after in (0, 40):
        now = (stage.now + timedelta(days=after)).isoformat()
        ask = {**stage.ask(member, None), "case": case, "news": [], "now": now}
        for query in ANSWERS:
            query(ask)
        yield take(ask).answer
