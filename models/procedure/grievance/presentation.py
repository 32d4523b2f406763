"""How a grievance is shown: its stage, its urgency, and what comes next."""

from models.cases.deadline import Purpose
from models.cases.program import PROGRAM_TITLES, WaitingOn
from models.cases.standing import NextStep, Panel, Said
from models.inputs.grievance import GrievanceIntake, GrievanceStage
from models.local_time import local_time
from models.procedure.case import Case
from models.procedure.common import due_on, nothing_next, urgency_beside
from models.procedure.grievance.standing import GrievanceStanding


def show(case: Case[GrievanceIntake], standing: GrievanceStanding) -> None:
    """Fill in what lists, panel and answers show."""
    standing.stage = f"grievance.{standing.ending or standing.waits_for.value}"
    standing.urgency = urgency_beside(standing, case.now)
    standing.next_step = _next_step(case, standing)


def panel(case: Case[GrievanceIntake], standing: GrievanceStanding) -> Panel:
    """What the details panel says of a grievance."""
    facts = {
        "about": case.intake.about.value.replace("_", " "),
        "program": PROGRAM_TITLES[case.intake.program],
    }
    headline = Said(f"grievance.headline_{standing.waits_for.value}")
    return Panel(headline, (Said("grievance.about", facts),))


def _next_step(case: Case[GrievanceIntake], standing: GrievanceStanding) -> NextStep:
    if standing.ending is not None:
        return nothing_next(Said("grievance.next_ended"))
    day = str(case.today)
    match standing.waits_for:
        case GrievanceStage.FILING:
            hour = f"{local_time(case.now, case.zone):%H:%M}"
            return NextStep(
                "case manager",
                Said("grievance.next_file"),
                "file grievance",
                by=due_on(standing.running(Purpose.GRIEVANCE)),
                update="record_filed",
                example={"filed_on": day, "filed_at": hour, "form": standing.form.value},
            )
        case GrievanceStage.ANSWERING:
            clock = standing.running(Purpose.ANSWER)
            late = "" if clock else "_late"
            beside = "_beside_a_complaint" if late and standing.complaint_runs else ""
            return NextStep(
                "the plan",
                Said(f"grievance.next_await{late}{beside}"),
                "await grievance answer",
                by=due_on(clock),
                update="record_answer",
                example={"on": day, "resolved": False},
                waiting_on=WaitingOn.PLAN,
            )
        case GrievanceStage.UNRESOLVED if standing.complaint_runs:
            return NextStep(
                "the plan",
                Said("grievance.next_await_complaint"),
                "await cms complaint",
                waiting_on=WaitingOn.PLAN,
            )
        case GrievanceStage.UNRESOLVED:
            return NextStep(
                "case manager",
                Said("grievance.next_complain"),
                "unresolved grievance",
                update="file_cms_complaint",
                example={"category": "other", "also_grievance": True},
            )
