"""A docket as others see it: the read model's snapshot, the overview, and the story it ends as."""

from collections.abc import Iterator
from typing import Any

from temporalio import workflow

from workflows.face import Face, StateT
from workflows.undelivered import urgency_shown

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, DeadlineStatus, FollowUp, RungOutcome
    from models.docket import Docket
    from models.docket_view import DeadlineView, DocketSnapshot, RungView

_UNSENT = {RungOutcome.SKIPPED, RungOutcome.SUPERSEDED, RungOutcome.FAILED}


def deadline_view(deadline: Deadline) -> DeadlineView:
    """A deadline without anything private."""
    reckoning = deadline.reckoning
    return DeadlineView(
        id=deadline.id,
        purpose=deadline.purpose.value,
        title=reckoning.title,
        level=deadline.level,
        who=deadline.who,
        ours=deadline.purpose.ours,
        due_on=deadline.due_on,
        expires_at=deadline.expires_at,
        zone=reckoning.zone,
        last_arguable=reckoning.last_arguable,
        safe_by=reckoning.safe_by,
        rule=reckoning.rule,
        citation=reckoning.citation,
        evidence=reckoning.evidence,
        verified=reckoning.verified,
        status=deadline.status.value,
        acknowledged=deadline.acknowledged,
        overridden=deadline.override is not None,
    )


def snapshot(state: StateT, face: Face[StateT]) -> DocketSnapshot:
    """The docket for the read model, as of now."""
    open_deadlines = [deadline for deadline in state.deadlines if deadline.is_open]
    return DocketSnapshot(
        case_id=state.case_id,
        kind=state.kind,
        parent_id=state.parent_id,
        sequence=state.sequence,
        taken_at=workflow.now(),
        opened_at=state.opened_at,
        program=state.intake.program,
        case_manager=state.intake.case_manager.searchable,
        stage=face.stage(state),
        next_action=face.next_action(state).label,
        urgency=urgency_shown(state, face),
        next_deadline=min((deadline.expires_at for deadline in open_deadlines), default=None),
        ending=state.ending,
        deadlines=tuple(deadline_view(deadline) for deadline in state.deadlines),
        milestones=tuple(step.model_copy() for step in state.milestones),
        rungs=tuple(_unsent(state)),
    )


def _unsent(state: Docket) -> Iterator[RungView]:
    """The reminders that went to nobody."""
    items: list[Deadline | FollowUp] = [*state.deadlines, *state.follow_ups]
    for item in items:
        for rung in item.rungs:
            if rung.outcome in _UNSENT:
                deadline = item if isinstance(item, Deadline) else None
                kind = item.purpose if isinstance(item, Deadline) else item.kind
                yield RungView(
                    about=item.id,
                    kind=kind.value,
                    key=rung.key,
                    due_at=rung.due,
                    due_on=deadline.due_on if deadline else None,
                    roles=",".join(role.value for role in rung.recipients),
                    outcome=rung.outcome.value,
                    note=rung.note,
                )


def overview_of(state: StateT, face: Face[StateT]) -> dict[str, Any]:
    """What every overview says, by the fields of `DocketOverview`."""
    return {
        "case_id": state.case_id,
        "kind": state.kind,
        "program": state.intake.program,
        "stage": face.stage(state),
        "urgency": urgency_shown(state, face),
        "next_action": face.next_action(state),
        "open_deadlines": tuple(
            deadline_view(deadline) for deadline in state.deadlines if deadline.is_open
        ),
        "milestones": tuple(state.milestones),
        "evidence": tuple(state.evidence),
        "children": tuple(state.children),
        "remarks": tuple(state.remarks),
        "trouble": state.trouble,
        "contacts_to_mend": tuple(state.refusals),
        "ending": state.ending,
        "reminders_sent": state.reminders_sent,
    }


def story_of(state: Docket) -> dict[str, Any]:
    """What every story tells, by the fields of `DocketStory`."""
    statuses = [deadline.status for deadline in state.deadlines if deadline.purpose.ours]
    return {
        "case_id": state.case_id,
        "kind": state.kind,
        "program": state.intake.program,
        "ending": state.ending,
        "opened_on": state.opened_at.date(),
        "ended_on": state.ended_on or workflow.now().date(),
        "deadlines_met": statuses.count(DeadlineStatus.MET),
        "deadlines_missed": statuses.count(DeadlineStatus.MISSED),
        "reminders_sent": state.reminders_sent,
        "evidence": tuple(state.evidence),
        "children": tuple(state.children),
        "records": tuple(state.records),
    }
