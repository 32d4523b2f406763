"""How a grievance is shown: its stage, its panel, and the words of its reminders."""

from temporalio import workflow

from workflows.beside import urgency
from workflows.docket import open_deadline, today
from workflows.face import Face

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, Purpose
    from models.docket import NextAction
    from models.grievance import GrievanceStage, GrievanceState
    from models.local_time import local_time
    from models.program import PROGRAM_TITLES

_HEADLINES = {
    GrievanceStage.FILING: "File the grievance",
    GrievanceStage.ANSWERING: "Waiting for the plan's answer",
    GrievanceStage.UNRESOLVED: "Unresolved: take it further",
}


def _stage(state: GrievanceState) -> str:
    return f"grievance.{state.ending or state.stage.value}"


def _next_action(state: GrievanceState) -> NextAction:
    if state.ending is not None:
        return NextAction(who="nobody", what="The grievance has ended.", label="none: closed")
    day, hour = str(today(state)), f"{local_time(workflow.now(), state.intake.zone):%H:%M}"
    match state.stage:
        case GrievanceStage.FILING:
            deadline = open_deadline(state, Purpose.GRIEVANCE)
            return NextAction(
                who="case manager",
                what="File the grievance with the plan, by telephone or in writing, then record "
                "the day the plan received it.",
                label="file grievance",
                by=deadline.due_on if deadline else None,
                update="record_filed",
                example={"filed_on": day, "filed_at": hour, "form": state.form.value},
            )
        case GrievanceStage.ANSWERING:
            deadline = open_deadline(state, Purpose.ANSWER)
            late = "" if deadline else f" Its time has run out: {_further(state)}."
            return NextAction(
                who="the plan",
                what=f"Wait for the plan's answer, then record it.{late}",
                label="await grievance answer",
                by=deadline.due_on if deadline else None,
                update="record_answer",
                example={"on": day, "resolved": False},
            )
        case GrievanceStage.UNRESOLVED:
            if any(child.is_open for child in state.children):
                return NextAction(
                    who="the plan",
                    what="The complaint to CMS runs in a workflow of its own; see below.",
                    label="await cms complaint",
                )
            return NextAction(
                who="case manager",
                what="The answer cannot be appealed. Complain to 1-800-MEDICARE, or end the "
                "grievance with the update close.",
                label="unresolved grievance",
                update="file_cms_complaint",
                example={"category": "other", "also_grievance": True},
            )


def _further(state: GrievanceState) -> str:
    if any(child.is_open for child in state.children):
        return "the complaint to CMS runs in a workflow of its own, see below"
    return "to complain to CMS, send file_cms_complaint"


def _about(state: GrievanceState) -> list[str]:
    about = state.intake.about.value.replace("_", " ")
    return [f"Grievance about: {about}, {PROGRAM_TITLES[state.intake.program]}"]


def _title(deadline: Deadline) -> str:
    if deadline.purpose is Purpose.GRIEVANCE:
        return "file the grievance with the plan"
    return "the plan's answer to the grievance"


GRIEVANCE_FACE: Face[GrievanceState] = Face(
    stage=_stage,
    next_action=_next_action,
    urgency=urgency,
    headline=lambda state: _HEADLINES[state.stage],
    about=_about,
    sections=lambda _state: [],
    action=lambda _state, deadline: deadline.action,
    title=_title,
)
"""A grievance, as it is shown everywhere."""
