"""A seeded case manager who typed something wrong: what is corrected, or taken back."""

import random
from datetime import date, timedelta
from typing import Any

from models.cases.case_state import CaseState
from models.cases.log.entries import CORRECT, INTAKE, TAKE_BACK, Nature, Report
from models.cases.log.versions import report_statuses
from models.procedure.kinds import PROCEDURES

Json = dict[str, Any]

_REASON = "Typed wrong"

_SHIFTS = (-1, -2, -3, -7, -14, 1, 2, 3)
"""Days by which a day is corrected."""

_OUTCOMES = ("unfavorable", "dismissed", "partially_favorable")

_LATELY = 6
"""Of so many reports, and the intake, one is corrected or taken back."""


def a_second_thought(chance: random.Random, state: CaseState) -> tuple[str, Json] | None:
    """A correction or a take-back of what stands; None where nothing fits just now."""
    stands = [one.report for one in report_statuses(state.log) if one.stands]
    found = [one for one in stands if _moves_the_case(state, one)]
    if not found:
        return None
    report = chance.choice([found[0], *found[-_LATELY:]])
    if report.kind != INTAKE and (report.kind == TAKE_BACK or chance.random() < 0.5):
        return TAKE_BACK, {"report": report.number, "reason": _REASON}
    fields = _otherwise(chance, report)
    if not fields:
        return None
    return CORRECT, {"report": report.number, "content": fields, "reason": _REASON}


def _moves_the_case(state: CaseState, report: Report) -> bool:
    """Whether something stands by it; who takes care of what, and who is told, is left alone."""
    if report.kind in {INTAKE, CORRECT, TAKE_BACK}:
        return True
    type_ = PROCEDURES[state.kind].types[report.kind]
    return type_.nature in {Nature.HAPPENING, Nature.FACT}


def _otherwise(chance: random.Random, report: Report) -> Json:
    """One field of a report with another day or outcome."""
    said = report.content.get("content", {}) if report.kind == CORRECT else report.content
    changed = {name: _other(chance, name, value) for name, value in said.items()}
    fields = {name: value for name, value in changed.items() if value != said[name]}
    if not fields:
        return {}
    name = chance.choice(sorted(fields))
    return (
        {"content": {**said, name: fields[name]}}
        if report.kind == CORRECT
        else {name: fields[name]}
    )


def _other(chance: random.Random, name: str, value: Any) -> Any:
    if name == "outcome":
        return chance.choice(_OUTCOMES)
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return str(day + timedelta(days=chance.choice(_SHIFTS)))
