"""Where a workflow of the first edition stands, as stories write it."""

from datetime import date
from typing import Any

from models.case import CaseState
from models.deadline import Deadline, FollowUp
from models.docket import Docket
from models.evidence import Evidence
from models.milestone import Milestone
from tests.stories.files import Json, instant
from tests.workflows.theatre import Player
from workflows.undelivered import urgency_shown


def stand_of(player: Player) -> Json:
    """Where a workflow stands now; asked of it as a query would be."""
    state: Any = player.state
    face = player.instance._face
    action = face.next_action(state)
    appeal = state if isinstance(state, CaseState) else None
    return {
        "kind": state.kind.value,
        "stage": face.stage(state),
        **(_place(appeal) if appeal else {}),
        "urgency": urgency_shown(state, face).value,
        "next_action": {
            "who": action.who,
            "what": action.what,
            "label": action.label,
            "by": _day(action.by),
            "update": action.update,
        },
        "deadlines": [_deadline(one) for one in state.deadlines],
        "matters": [_matter(one) for one in state.follow_ups if one.is_open],
        "milestones": [_milestone(one) for one in state.milestones],
        "evidence": [_evidence(one) for one in state.evidence],
        "plan": _plan(appeal) if appeal else None,
        "remarks": list(state.remarks),
        "children": [
            {"id": one.id, "kind": one.kind.value, "ending": _code(one.ending)}
            for one in state.children
        ],
        **_end(state),
    }


def _place(state: CaseState) -> Json:
    return {
        "level": state.level,
        "phase": state.phase.value,
        "speed": state.speed.value,
        "adjudicator": state.adjudicator,
    }


def _deadline(one: Deadline) -> Json:
    return {
        "level": one.level,
        "purpose": one.purpose.value,
        "rule": one.reckoning.rule,
        "who": one.who,
        "where": one.where,
        "due_on": _day(one.due_on),
        "expires_at": instant(one.expires_at),
        "to_the_hour": one.to_the_hour,
        "status": one.status.value,
        "settled_on": _day(one.settled_on),
        "overridden": one.override is not None,
        "acknowledged": one.acknowledged,
    }


def _matter(one: FollowUp) -> Json:
    return {
        "kind": one.kind.value,
        "level": one.level,
        "title": one.title,
        "text": one.text,
        "acknowledged": one.acknowledged,
    }


def _milestone(one: Milestone) -> Json:
    return {
        "key": one.key,
        "needed": one.needed,
        "latest_on": _day(one.latest_on),
        "expected_on": _day(one.expected_on),
        "done_on": _day(one.done_on),
    }


def _evidence(one: Evidence) -> Json:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "received_on": _day(one.received_on),
        "filed_at": one.filed_at,
        "filed_on": _day(one.filed_on),
        "elements": [element.value for element in one.elements],
    }


def _plan(state: CaseState) -> Json | None:
    """The plan and whether it fits, as the overview tells them."""
    plan = state.plan_as_reported
    if plan is None:
        return None
    return {
        "goal_on": _day(plan.goal_on),
        "steps": {step.key: _day(step.latest_on) for step in plan.steps},
        "fits": not state.plan_broken if state.evidence_steps else None,
    }


def _end(state: Docket) -> Json:
    return {"ending": _code(state.ending), "ended_on": _day(state.ended_on)}


def _day(day: date | None) -> str | None:
    return str(day) if day else None


def _code(ending: str | None) -> str | None:
    return str(ending) if ending else None
