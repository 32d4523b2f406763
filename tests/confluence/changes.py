"""What a report might have said otherwise: another day, hour, choice or text; mostly close by."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from pydantic import BaseModel

from models.cases.case_state import CaseState
from models.cases.log.entries import CORRECT, INTAKE, TAKE_BACK, Report
from models.cases.log.versions import steps_of
from models.cases.people import ContactChanges
from models.procedure.kinds import INTAKES, PROCEDURES
from tests.models.turns.hostile import a_form

Json = dict[str, Any]

REASON = "Typed wrong"

_NEVER = frozenset({*ContactChanges.model_fields, "case_id", "report", "also", "preview"})
"""Fields that are not corrected, or are of the correction itself."""

_SHIFTS = (-1, -1, -1, 1, 1, -2, 2, -3, 5, -9, -30)
"""Days by which a day is corrected."""


def a_change(chance: Random, state: CaseState, kind: str) -> tuple[str, Json]:
    """A correction or a take-back of one of the latest reports."""
    report = chance.choice(state.log[1:][-4:])
    if kind == CORRECT and (fields := other_fields(chance, state, report)):
        return CORRECT, {"report": report.number, "content": fields, "reason": REASON}
    return TAKE_BACK, {"report": report.number, "reason": REASON}


def other_fields(chance: Random, state: CaseState, report: Report) -> Json:
    """Fields of a report with other values; none where there are none to be had."""
    model = _model(state, report.kind)
    fields: Json = {}
    if report.kind == CORRECT:
        target = state.log[steps_of(report.kind, report.content)[0]["report"] - 1]
        inner = {**target.content, **report.content["content"]}
        other = other_fields(chance, state, Report(target.number, target.kind, inner, target.at))
        return {"content": other} if other else {"reason": "Typed wrong twice"}
    said = report.content
    known = [
        name
        for name, value in said.items()
        if name in model.model_fields and _may_change(report.kind, name) and value is not None
    ]
    for name in chance.sample(known, k=min(len(known), chance.choice((1, 1, 1, 2)))):
        fields[name] = _other(chance, model, name, said[name])
    if not known or chance.random() < 0.15:
        fields |= _more(chance, model, report, said)
    return {name: value for name, value in whole(fields).items() if said.get(name) != value}


def whole(form: Json) -> Json:
    """The same without fractions of nothing: 0.0 is 0 to whoever compares, and another text."""
    return {name: int(one) if isinstance(one, float) else one for name, one in form.items()}


def _model(state: CaseState, kind: str) -> type[BaseModel]:
    return INTAKES[state.kind] if kind == INTAKE else PROCEDURES[state.kind].types[kind].model


def _may_change(kind: str, name: str) -> bool:
    return name not in _NEVER or (kind != INTAKE and name in ContactChanges.model_fields)


def _more(chance: Random, model: type[BaseModel], report: Report, said: Mapping[str, Any]) -> Json:
    """A field that was left out, or one that says nothing any more."""
    form = a_form(chance, model, report.at.date(), required=0, optional=0.5)
    new = [name for name in form if name not in said and _may_change(report.kind, name)]
    empty = [
        name
        for name in said
        if name in model.model_fields
        and not model.model_fields[name].is_required()
        and _may_change(report.kind, name)
    ]
    if new and (not empty or chance.random() < 0.7):
        name = chance.choice(new)
        return {name: form[name]}
    return {chance.choice(empty): None} if empty else {}


def _other(chance: Random, model: type[BaseModel], name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    near: Any = _near(chance, value)
    if isinstance(value, Mapping):
        near = {inner: _near(chance, one) for inner, one in value.items()}
        if near == value and "email" in value:
            near = {**value, "email": f"another.{chance.randrange(100)}@mail.example"}
    if near != value:
        return near
    form = a_form(chance, model, date(2026, 6, 1), required=0, optional=1)
    return form.get(name, value)


def _near(chance: Random, value: Any) -> Any:
    """Another day close by; anything else as it is."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return str(day + timedelta(days=chance.choice(_SHIFTS)))
