"""A correction leaves what the corrected report would have left; a take-back what stood before.

Cases are told at random, by the form that each shows next. Where both the correction and the
corrected telling are accepted, both stand at the same place.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.kinds import CaseKind
from models.cases.reports import Report
from models.cases.state import CaseState
from models.cases.validation import Refusal
from models.procedure.acceptance import accept
from models.procedure.standing_of import standing_of
from tests.models.procedure.telling import MANAGER, facts

Json = dict[str, Any]

OPENED = datetime(2026, 11, 2, 15, tzinfo=UTC)

INTAKES: dict[CaseKind, tuple[Json, ...]] = {
    CaseKind.APPEAL: (
        {"program": "part_c", "service": "Knee", "notice_date": "2026-10-26"},
        {"program": "original", "service": "Knee", "notice_date": "2026-10-26"},
        {
            "program": "part_d",
            "service": "Drug",
            "stage": "pending",
            "level": "redetermination",
            "filed_on": "2026-10-28",
        },
    ),
    CaseKind.GRIEVANCE: ({"program": "part_c", "about": "service", "event_on": "2026-10-20"},),
    CaseKind.CMS_COMPLAINT: ({"program": "part_c"},),
    CaseKind.RECORDS_TRANSFER: (
        {"program": "part_c", "holder": "Dr. Lee", "recipient": "specialist"},
    ),
    CaseKind.SECOND_OPINION: ({"program": "part_c"},),
}

_KNOWN: dict[str, tuple[Any, ...]] = {
    "outcome": ("favorable", "unfavorable", "partially_favorable", "dismissed"),
    "resolved": (True, False),
    "complete": (True, False),
}
"""Fields that say something else now and then, and what."""


def told(chance: Random, kind: CaseKind, steps: int) -> CaseState:
    """A case as somebody tells it who mostly does what it shows."""
    intake = {**MANAGER, **chance.choice(INTAKES[kind])}
    state = CaseState("AC-1", kind, (Report(1, "intake", intake, OPENED),))
    now = OPENED
    for _ in range(steps):
        now += timedelta(days=chance.choice((0, 1, 3, 10, 30)), minutes=1)
        step = standing_of(state, now).next_step
        if step is None or step.update is None:
            break
        state = taken(state, step.update, varied(chance, dict(step.example)), now) or state
    return state


def varied(chance: Random, content: Json) -> Json:
    """The same content, with a day or a choice that differs now and then."""
    said = dict(content)
    for name, value in content.items():
        if chance.random() < 0.5:
            said[name] = other(chance, name, value)
    return said


def other(chance: Random, name: str, value: Any) -> Any:
    if name in _KNOWN:
        return chance.choice(_KNOWN[name])
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return str(day - timedelta(days=chance.choice((1, 2, 5, 20))))


def taken(state: CaseState, update: str, content: Json, now: datetime) -> CaseState | None:
    try:
        return accept(state, update, content, now).state
    except Refusal:
        return None


def told_otherwise(state: CaseState, number: int, fields: Json) -> CaseState | None:
    """The same case if a report had said something else from the start; None if it was refused."""
    first = state.log[0]
    if number == 1:
        first = replace(first, content={**first.content, **fields})
    again: CaseState | None = replace(state, log=(first,))
    for report in state.log[1:]:
        content = dict(report.content) | (fields if report.number == number else {})
        if again is not None:
            again = taken(again, report.kind, content, report.at)
    return again


def a_change(chance: Random, state: CaseState) -> tuple[int, Json]:
    report = chance.choice(state.log)
    fields = {
        name: changed
        for name, value in report.content.items()
        if (changed := other(chance, name, value)) != value
    }
    return report.number, fields


@pytest.mark.parametrize("kind", list(CaseKind))
@given(seed=st.integers(0, 10**9))
@settings(max_examples=40)
def test_a_correction_leaves_what_the_report_would_have_left(kind: CaseKind, seed: int) -> None:
    chance = Random(seed)
    state = told(chance, kind, chance.randint(1, 6))
    number, fields = a_change(chance, state)
    now = state.log[-1].at + timedelta(hours=1)
    content = {"report": number, "content": fields, "reason": "Typed wrong"}
    corrected = taken(state, "correct", content, now) if fields else None
    otherwise = told_otherwise(state, number, fields) if fields else None
    if corrected is not None and otherwise is not None:
        assert facts(standing_of(corrected, now)) == facts(standing_of(otherwise, now))


@pytest.mark.parametrize("kind", list(CaseKind))
@given(seed=st.integers(0, 10**9))
@settings(max_examples=40)
def test_a_take_back_of_the_last_leaves_what_stood_before(kind: CaseKind, seed: int) -> None:
    chance = Random(seed)
    state = told(chance, kind, chance.randint(1, 6))
    last = state.log[-1]
    if last.number == 1:
        return
    now = last.at + timedelta(hours=1)
    content = {"report": last.number, "reason": "Another case"}
    back = accept(state, "take_back", content, now).state
    before = standing_of(replace(state, log=state.log[:-1]), now)
    assert facts(standing_of(back, now)) == facts(before)
    # And that taken back leaves what stood with it.
    content = {"report": last.number + 1, "reason": "It was this case"}
    again = accept(back, "take_back", content, now).state
    assert facts(standing_of(again, now)) == facts(standing_of(state, now))


def test_most_corrections_that_are_tried_are_accepted_both_ways() -> None:
    chance, both = Random(7), 0
    for _ in range(60):
        state = told(chance, chance.choice(list(CaseKind)), 5)
        number, fields = a_change(chance, state)
        content = {"report": number, "content": fields, "reason": "Typed wrong"}
        now = state.log[-1].at + timedelta(hours=1)
        if fields and taken(state, "correct", content, now) is not None:
            both += told_otherwise(state, number, fields) is not None
    assert both > 15
