"""Grievances as the tests tell them, and the complaints to CMS beside them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from models.cases.children import Child
from models.cases.deadline import Purpose
from models.cases.kinds import CaseKind, child_id
from models.cases.milestone import Milestone
from models.cases.standing import Clock
from models.inputs.cms_complaint import ANSWERED
from tests.models.procedure.telling import Telling, as_typed, at

TODAY = date(2026, 11, 27)
NOW = at(TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def grievance(opened: datetime = NOW, **intake: Any) -> Telling:
    content = {"about": "service", "event_on": ago(10)} | intake
    return Telling(CaseKind.GRIEVANCE, as_typed(content), opened)


def clock_of(standing: Any, purpose: Purpose | None) -> Clock:
    """The one clock of a purpose, or of any."""
    (clock,) = (one for one in standing.clocks if purpose in {None, one.purpose})
    assert isinstance(clock, Clock)
    return clock


def complained(case: Telling, now: datetime, **facts: Any) -> str:
    """Start a complaint to CMS beside a grievance; its id."""
    told = case.tell("file_cms_complaint", now, **facts)
    wanted = told.after.wanted[-1]
    number = len(case.state.children) + 1
    child = Child(
        id=child_id(case.state.id, wanted.kind, number),
        kind=wanted.kind,
        report=wanted.report,
        place=wanted.place,
        serves=wanted.serves,
        started_at=now,
        stage="started",
        ending=None,
        ended_at=None,
        lost=False,
        milestones=(),
        evidence=(),
        heard_at=None,
    )
    case.state = replace(case.state, children=(*case.state.children, child))
    return child.id


def complaint_ends(
    case: Telling,
    id_: str,
    now: datetime,
    ending: str,
    *,
    answered_on: date | None = None,
    lost: bool = False,
) -> Any:
    """A complaint beside a grievance ends; where the grievance stands then."""
    steps = (Milestone(key=ANSWERED, title="Answered", done_on=answered_on),)
    case.state = replace(
        case.state,
        children=tuple(
            replace(one, ending=ending, ended_at=now, milestones=steps, lost=lost)
            if one.id == id_
            else one
            for one in case.state.children
        ),
    )
    return case.stands(now)
