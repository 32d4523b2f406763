"""Where a case stands, as stories write it."""

from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.standing import Clock, Standing
from models.notices.looking import look
from models.procedure.case import Case
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.words.english.tables import say, title
from tests.stories.files import Json, instant


def stand_of(state: CaseState, now: datetime) -> Json:
    """Where a case stands, as stories write it."""
    case = case_of(state, now)
    standing: Standing = play(PROCEDURES[state.kind], case)
    seen = look(case, standing, state.memory, now)
    clocks = {clock.key for clock in standing.clocks if seen.is_acknowledged(clock)}
    matters = {item.key for item in seen.items if item.kind and item.is_acknowledged(now)}
    return stand_from(state, case, standing, clocks | matters)


def stand_from(
    state: CaseState, case: Case[Any], standing: Standing, acknowledged: set[str]
) -> Json:
    """The same, of a case that was played."""
    own = {name: _word(getattr(standing, name, None)) for name in ("level", "phase", "speed")}
    own["adjudicator"] = getattr(standing, "adjudicator", None)
    step = standing.next_step
    assert step is not None
    plan = getattr(standing, "plan", None) if state.kind is CaseKind.APPEAL else None
    return {
        "kind": state.kind.value,
        "stage": standing.stage,
        **(own if state.kind is CaseKind.APPEAL else {}),
        "urgency": standing.urgency.value,
        "next_action": {
            "who": step.who,
            "what": say(step.what),
            "label": step.label,
            "by": _day(step.by),
            "update": step.update,
        },
        "deadlines": [_deadline(one, one.key in acknowledged) for one in standing.clocks],
        "matters": [
            {
                "kind": one.kind.value,
                "level": one.level,
                "title": title(one.said),
                "text": say(one.said),
                "acknowledged": one.key in acknowledged,
            }
            for one in standing.matters
        ],
        "milestones": [
            {
                "key": one.key,
                "needed": one.needed,
                "latest_on": _day(one.latest_on),
                "expected_on": _day(one.expected_on),
                "done_on": _day(one.done_on),
            }
            for one in standing.milestones
        ],
        "evidence": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "received_on": _day(one.received_on),
                "filed_at": one.filed_at,
                "filed_on": _day(one.filed_on),
                "elements": [element.value for element in one.elements],
            }
            for one in standing.evidence
        ],
        "plan": None
        if plan is None
        else {
            "goal_on": _day(plan.goal_on),
            "steps": {one.key: _day(one.latest_on) for one in plan.steps},
            "fits": getattr(standing, "plan_fits", None),
        },
        "remarks": [say(one) for one in standing.remarks],
        "children": [
            {"id": one.id, "kind": one.kind.value, "ending": one.ending} for one in case.children
        ],
        "ending": standing.ending,
        "ended_on": _day(standing.ended_on),
    }


def _deadline(clock: Clock, acknowledged: bool) -> Json:
    return {
        "level": clock.level,
        "purpose": clock.purpose.value,
        "rule": clock.reckoning.rule,
        "who": clock.who,
        "where": clock.where,
        "due_on": _day(clock.due_on),
        "expires_at": instant(clock.expires_at),
        "to_the_hour": clock.to_the_hour,
        "status": clock.status.value,
        "settled_on": _day(clock.settled_on),
        "overridden": clock.override is not None,
        "acknowledged": acknowledged,
    }


def _day(day: object) -> str | None:
    return str(day) if day is not None else None


def _word(value: Any) -> Any:
    return getattr(value, "value", value)
