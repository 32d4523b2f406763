"""How a complaint to CMS is shown: its stage, its panel, and the words of its reminders."""

from temporalio import workflow

from workflows.beside import urgency
from workflows.docket import open_deadline, today
from workflows.face import Face

with workflow.unsafe.imports_passed_through():
    from models.cms_complaint import ComplaintStage, ComplaintState
    from models.deadline import Deadline, Purpose
    from models.docket import NextAction
    from models.program import PROGRAM_TITLES, Urgency

_HEADLINES = {
    ComplaintStage.CALLING: "Complain to 1-800-MEDICARE",
    ComplaintStage.ASSIGNING: "Ask when CMS assigned it to the plan",
    ComplaintStage.RESOLVING: "Waiting for the plan to resolve it",
    ComplaintStage.FURTHER_DOORS: "Unresolved: try further doors",
}


def _stage(state: ComplaintState) -> str:
    return f"cms_complaint.{state.ending or state.stage.value}"


def _next_action(state: ComplaintState) -> NextAction:
    if state.ending is not None:
        return NextAction(who="nobody", what="The complaint has ended.", label="none: closed")
    day = str(today(state))
    match state.stage:
        case ComplaintStage.CALLING:
            return NextAction(
                who="case manager",
                what="Complain to 1-800-MEDICARE, or by the form on medicare.gov, then record it.",
                label="complain to cms",
                update="record_filed",
                example={"filed_on": day, "tracking_number": "as given"},
            )
        case ComplaintStage.ASSIGNING:
            return NextAction(
                who="case manager",
                what="Ask 1-800-MEDICARE for the day CMS assigned the complaint to the plan and "
                "how it is graded, then record both.",
                label="ask for assignment day",
                update="record_assigned",
                example={"assigned_on": day, "category": "urgent"},
            )
        case ComplaintStage.RESOLVING:
            deadline = open_deadline(state, Purpose.RESOLUTION)
            late = "" if deadline else " Its time has run out: call 1-800-MEDICARE again."
            return NextAction(
                who="the plan",
                what=f"Wait for the plan to resolve the complaint, then record it.{late}",
                label="await complaint answer",
                by=deadline.due_on if deadline else None,
                update="record_answer",
                example={"on": day, "resolved": True},
            )
        case ComplaintStage.FURTHER_DOORS:
            return NextAction(
                who="case manager",
                what="Go on with the Ombudsman, the SHIP or the regional office of CMS; record a "
                "resolution, or end it with the update close.",
                label="try further doors",
                update="record_answer",
                example={"on": day, "resolved": True},
            )


def _urgency(state: ComplaintState) -> Urgency:
    """A complaint that is still to be made is for us to make: nobody is late with it."""
    if state.ending is None and state.stage is ComplaintStage.CALLING:
        return Urgency.URGENT
    return urgency(state)


def _about(state: ComplaintState) -> list[str]:
    category = state.category.value.replace("_", " ")
    lines = [f"Complaint about the plan: {category}, {PROGRAM_TITLES[state.intake.program]}"]
    if state.tracking_number:
        lines.append(f"Tracking number: {state.tracking_number}")
    return lines


def _title(deadline: Deadline) -> str:
    if deadline.purpose is Purpose.CONTACT:
        return "the plan's call about the complaint"
    return "the plan's answer to the complaint"


COMPLAINT_FACE: Face[ComplaintState] = Face(
    stage=_stage,
    next_action=_next_action,
    urgency=_urgency,
    headline=lambda state: _HEADLINES[state.stage],
    about=_about,
    sections=lambda _state: [],
    action=lambda _state, deadline: deadline.action,
    title=_title,
)
"""A complaint to CMS, as it is shown everywhere."""
