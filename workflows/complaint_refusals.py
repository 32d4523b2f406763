"""What a complaint to CMS cannot take down, and why: each refusal is a sentence."""

from temporalio import workflow

from workflows.recounting import latest
from workflows.refusals import not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event
    from models.cms_complaint import (
        MADE,
        Category,
        ComplaintAnswered,
        ComplaintAssigned,
        ComplaintExtended,
        ComplaintMade,
        ComplaintRecalculated,
        ComplaintStage,
        ComplaintState,
        PlanContacted,
    )
    from models.deadline import Purpose


def check_complaint_event(state: ComplaintState, event: Event) -> None:
    """Refuse what contradicts the docket."""
    match event:
        case ComplaintMade():
            if state.filed_on is not None:
                raise refuse(
                    f"The complaint was made already, on {state.filed_on}; correct a wrong day "
                    "with recalculate."
                )
        case ComplaintAssigned():
            if state.filed_on is None:
                raise refuse("CMS assigns what was made: record_filed comes first.")
            if state.stage is ComplaintStage.FURTHER_DOORS:
                raise refuse("The complaint was answered already.")
            not_before("assigned_on", event.assigned_on, state.filed_on, "the complaint")
        case ComplaintExtended():
            _check_extension(state, event)
        case PlanContacted() | ComplaintAnswered():
            if state.filed_on is None:
                raise refuse("Nobody answers what was not made: record_filed comes first.")
            not_before("on", event.on, state.filed_on, "the complaint")
        case ComplaintRecalculated():
            _check_recalculation(state, event)


def _check_extension(state: ComplaintState, event: ComplaintExtended) -> None:
    running = latest(state, Purpose.RESOLUTION)
    if running is None or state.stage is not ComplaintStage.RESOLVING:
        raise refuse("No time of the plan runs that could be extended.")
    if state.category is not Category.OTHER or not state.intake.also_grievance:
        raise refuse(
            "Only a complaint that is a grievance too, and neither urgent nor of immediate need, "
            "can be extended (42 CFR 422.125, 423.129)."
        )
    if state.extended:
        raise refuse(
            "The plan has extended its time already; the rule knows one extension. Correct its "
            "days with recalculate."
        )
    not_before("noticed_on", event.noticed_on, state.assigned_on, "the assignment")
    if event.noticed_on > running.due_on:
        raise refuse(
            f"noticed_on: {event.noticed_on} is after the plan's time ran out on "
            f"{running.due_on}; the complaint is overdue."
        )


def _check_recalculation(state: ComplaintState, event: ComplaintRecalculated) -> None:
    if not event.model_dump(exclude={"reason"}, exclude_none=True):
        raise refuse(
            "Nothing is corrected: expected at least one of filed_on, tracking_number, "
            "also_grievance, extension_days. A new day of assignment or grade goes by "
            "record_assigned."
        )
    if state.filed_on is None and event.filed_on is not None:
        raise refuse("The complaint is not made yet: record_filed comes first.")
    if event.extension_days is not None and not state.extended:
        raise refuse("No extension is recorded that could be corrected; use record_extension.")
    if event.also_grievance is False and state.extended and event.extension_days != 0:
        raise refuse("also_grievance: an extension is recorded; take it back by extension_days 0.")
    if event.filed_on is not None:
        for milestone in state.milestones:
            if milestone.key != MADE and milestone.done_on and milestone.done_on < event.filed_on:
                raise refuse(
                    f"filed_on: {event.filed_on} is after what followed it on "
                    f"{milestone.done_on}: {milestone.title.lower()}."
                )
