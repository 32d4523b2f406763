"""A case as others see it: the read model's snapshot, the overview, and the story it ends as."""

from temporalio import workflow

from workflows.next_action import next_action, urgency

with workflow.unsafe.imports_passed_through():
    from models.case import CaseOverview, CaseSnapshot, CaseState, CaseStory, DeadlineView
    from models.deadline import Deadline, DeadlineStatus
    from models.program import Ending


def stage(state: CaseState) -> str:
    """The case's place as the CaseStage search attribute has it, such as council.filing."""
    if state.ending is not None:
        return f"closed.{state.ending.value}"
    return f"{state.level}.{state.phase.value}"


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


def snapshot(state: CaseState) -> CaseSnapshot:
    """The case for the read model, as of now."""
    open_deadlines = [deadline for deadline in state.deadlines if deadline.is_open]
    return CaseSnapshot(
        case_id=state.case_id,
        sequence=state.sequence,
        taken_at=workflow.now(),
        opened_at=state.opened_at,
        program=state.intake.program,
        case_manager=state.intake.case_manager.searchable,
        level=state.level,
        phase=state.phase,
        stage=stage(state),
        next_action=next_action(state).label,
        urgency=urgency(state),
        next_deadline=min((deadline.expires_at for deadline in open_deadlines), default=None),
        ending=state.ending,
        deadlines=tuple(deadline_view(deadline) for deadline in state.deadlines),
    )


def overview(state: CaseState) -> CaseOverview:
    """Where the case stands, for a person or a program that asks."""
    return CaseOverview(
        case_id=state.case_id,
        program=state.intake.program,
        level=state.level,
        level_title=state.level_title,
        phase=state.phase,
        adjudicator=state.adjudicator,
        urgency=urgency(state),
        next_action=next_action(state),
        open_deadlines=tuple(
            deadline_view(deadline) for deadline in state.deadlines if deadline.is_open
        ),
        remarks=tuple(state.remarks),
        trouble=state.trouble,
        ending=state.ending,
        reminders_sent=state.reminders_sent,
    )


def story(state: CaseState) -> CaseStory:
    """How the case went, level by level: the workflow's result."""
    statuses = [deadline.status for deadline in state.deadlines if deadline.purpose.ours]
    return CaseStory(
        case_id=state.case_id,
        program=state.intake.program,
        ending=state.ending or Ending.CLOSED_OTHERWISE,
        opened_on=state.opened_at.date(),
        ended_on=state.ended_on or workflow.now().date(),
        levels=tuple(state.levels),
        deadlines_met=statuses.count(DeadlineStatus.MET),
        deadlines_missed=statuses.count(DeadlineStatus.MISSED),
        reminders_sent=state.reminders_sent,
        records=tuple(state.records),
    )
