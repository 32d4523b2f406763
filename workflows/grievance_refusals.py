"""What a grievance cannot take down, and why: each refusal is a sentence."""

from temporalio import workflow

from workflows.recounting import latest
from workflows.refusals import check_hour, not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event
    from models.cms_complaint import ComplaintStarted
    from models.deadline import DeadlineStatus, Purpose
    from models.grievance import (
        GrievanceAnswered,
        GrievanceExtended,
        GrievanceFiled,
        GrievanceRecalculated,
        GrievanceStage,
        GrievanceState,
    )
    from models.program import Program


def check_grievance_event(state: GrievanceState, event: Event) -> None:
    """Refuse what contradicts the docket."""
    match event:
        case GrievanceFiled():
            if state.stage is not GrievanceStage.FILING:
                raise refuse(
                    f"The grievance was filed already, on {state.filed_on}; correct a wrong day "
                    "with recalculate."
                )
            not_before("filed_on", event.filed_on, state.intake.event_on, "the event")
            check_hour(state, "filed_at", event.filed_on, event.filed_at)
        case GrievanceExtended():
            _check_extension(state, event)
        case GrievanceAnswered():
            if state.stage is GrievanceStage.FILING:
                raise refuse("The plan answers only what was filed: record_filed comes first.")
            not_before("on", event.on, state.filed_on, "the filing")
        case ComplaintStarted():
            _check_complaint(state)
        case GrievanceRecalculated():
            _check_recalculation(state, event)


def _check_extension(state: GrievanceState, event: GrievanceExtended) -> None:
    running = latest(state, Purpose.ANSWER)
    if running is None or state.stage is not GrievanceStage.ANSWERING:
        raise refuse("No answer of the plan is awaited that could be extended.")
    if running.reckoning.to_the_hour:
        raise refuse("The 24-hour clock cannot be extended (42 CFR 422.564(f), 423.564(f)).")
    if state.extended:
        raise refuse(
            "The plan has extended its time already; the rule knows one extension. Correct its "
            "days with recalculate."
        )
    not_before("noticed_on", event.noticed_on, state.filed_on, "the filing")
    if event.noticed_on > running.due_on:
        raise refuse(
            f"noticed_on: {event.noticed_on} is after the plan's time ran out on "
            f"{running.due_on}; its answer is overdue."
        )


def _check_complaint(state: GrievanceState) -> None:
    if any(child.is_open for child in state.children):
        raise refuse("A complaint to CMS is running already.")
    ours = latest(state, Purpose.GRIEVANCE)
    missed = ours is not None and ours.status is DeadlineStatus.MISSED
    if state.stage is GrievanceStage.FILING and not missed:
        raise refuse(
            "The plan has not had the grievance yet: file it first, or start a CmsComplaint of "
            "its own where it cannot wait."
        )


def _check_recalculation(state: GrievanceState, event: GrievanceRecalculated) -> None:
    if not event.model_dump(exclude={"reason"}, exclude_none=True):
        raise refuse(
            "Nothing is corrected: expected at least one of event_on, about, drug_obtained, "
            "filed_on, filed_at, extension_days."
        )
    if event.drug_obtained and state.intake.program is not Program.PART_D:
        raise refuse("drug_obtained: belongs to part_d.")
    if state.filed_on is None and (event.filed_on or event.filed_at) is not None:
        raise refuse("The grievance is not filed yet: record_filed comes first.")
    if event.extension_days is not None and not state.extended:
        raise refuse("No extension is recorded that could be corrected; use record_extension.")
    filed_on = event.filed_on or state.filed_on
    if filed_on is not None:
        not_before("filed_on", filed_on, event.event_on or state.intake.event_on, "the event")
        check_hour(state, "filed_at", filed_on, event.filed_at or state.filed_at)
        if state.answered_on is not None and filed_on > state.answered_on:
            raise refuse(f"filed_on: {filed_on} is after the plan's answer, {state.answered_on}.")
