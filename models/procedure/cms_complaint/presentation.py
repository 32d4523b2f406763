"""How a complaint to CMS is shown: its stage, its urgency, and what comes next."""

from models.cases.deadline import Purpose
from models.cases.program import PROGRAM_TITLES, Urgency, WaitingOn
from models.cases.standing import NextStep, Panel, Said
from models.inputs.cms_complaint import ComplaintIntake, ComplaintStage
from models.procedure.case import Case
from models.procedure.cms_complaint.standing import ComplaintStanding
from models.procedure.common import due_on, nothing_next, urgency_beside


def show(case: Case[ComplaintIntake], standing: ComplaintStanding) -> None:
    """Fill in what lists, panel and answers show."""
    standing.stage = f"cms_complaint.{standing.ending or standing.waits_for.value}"
    standing.urgency = urgency_beside(standing, case.now)
    if standing.ending is None and standing.waits_for is ComplaintStage.CALLING:
        # It is for us to make: nobody is late with it.
        standing.urgency = Urgency.URGENT
    standing.next_step = _next_step(standing, str(case.today))


def panel(case: Case[ComplaintIntake], standing: ComplaintStanding) -> Panel:
    """What the details panel says of a complaint."""
    facts = {
        "category": standing.category.value.replace("_", " "),
        "program": PROGRAM_TITLES[case.intake.program],
    }
    about = [Said("cms_complaint.about", facts)]
    if standing.tracking_number:
        about.append(Said("cms_complaint.tracking", {"number": standing.tracking_number}))
    headline = Said(f"cms_complaint.headline_{standing.waits_for.value}")
    return Panel(headline, tuple(about))


def _next_step(standing: ComplaintStanding, day: str) -> NextStep:
    if standing.ending is not None:
        return nothing_next(Said("cms_complaint.next_ended"))
    match standing.waits_for:
        case ComplaintStage.CALLING:
            return NextStep(
                "case manager",
                Said("cms_complaint.next_call"),
                "complain to cms",
                update="record_filed",
                example={"filed_on": day, "tracking_number": "as given"},
            )
        case ComplaintStage.ASSIGNING:
            return NextStep(
                "CMS",
                Said("cms_complaint.next_ask_for_assignment"),
                "ask for assignment day",
                update="record_assigned",
                example={"assigned_on": day, "category": "urgent"},
                waiting_on=WaitingOn.CMS,
            )
        case ComplaintStage.RESOLVING:
            clock = standing.running(Purpose.RESOLUTION)
            late = "" if clock else "_late"
            return NextStep(
                "the plan",
                Said(f"cms_complaint.next_await{late}"),
                "await complaint answer",
                by=due_on(clock),
                update="record_answer",
                example={"on": day, "resolved": True},
                waiting_on=WaitingOn.PLAN,
            )
        case ComplaintStage.FURTHER_DOORS:
            return NextStep(
                "case manager",
                Said("cms_complaint.next_doors"),
                "try further doors",
                update="record_answer",
                example={"on": day, "resolved": True},
            )
