"""How a second opinion is shown: its stage, its panel, and what comes next."""

from models.cases.deadline import Purpose
from models.cases.evidence import Element
from models.cases.program import PROGRAM_TITLES, WaitingOn
from models.cases.standing import NextStep, Panel, PanelPart, Said
from models.procedure.common import due_on, nothing_next, urgency_beside
from models.procedure.second_opinion.standing import OpinionCase, OpinionStanding
from models.procedure.second_opinion.steps import (
    RECORDS,
    RECORDS_REQUEST,
    REFERRAL,
    REFERRAL_REQUEST,
    REPORT,
    SPECIALIST,
    THIRD_STEP,
    VISIT,
)

_UPDATES = {
    REFERRAL_REQUEST: "request_referral",
    REFERRAL: "record_referral",
    SPECIALIST: "choose_specialist",
    RECORDS_REQUEST: "request_records",
    RECORDS: "record_records",
    VISIT: "record_visit",
    REPORT: "record_report",
}
"""The update that reports each step."""

_WAITING_ON = {
    REFERRAL: (WaitingOn.PLAN, "the plan"),
    RECORDS: (WaitingOn.RECORDS, "the holder of the records"),
    VISIT: (WaitingOn.PROVIDER, "the specialist"),
    REPORT: (WaitingOn.PROVIDER, "the specialist"),
}
"""Whose act each step is, and in words; the other steps are ours."""


def show(case: OpinionCase, standing: OpinionStanding) -> None:
    """Fill in what lists, panel and answers show."""
    standing.stage = _stage(standing)
    standing.urgency = urgency_beside(standing, case.now)
    standing.next_step = _next_step(standing, str(case.today))


def panel(case: OpinionCase, standing: OpinionStanding) -> Panel:
    """What the details panel says of a second opinion."""
    which = "third" if standing.third else "second"
    headline = Said(f"second_opinion.headline_{which}")
    program = PROGRAM_TITLES[case.intake.program]
    about = [Said("second_opinion.about", {"which": headline, "program": program})]
    if standing.visit_on is not None:
        about.append(Said("second_opinion.about_visit", {"day": standing.visit_on}))
    if standing.needed_by is not None:
        fits = "does_not_fit" if standing.plan_broken else "fits"
        about.append(Said(f"second_opinion.about_{fits}", {"day": standing.needed_by}))
    parts = []
    if standing.terms:
        estimate = [standing.estimate] if standing.estimate is not None else []
        lines = (*standing.terms, *estimate)
        parts.append(PanelPart(Said("second_opinion.terms_and_cost"), lines=lines))
    if standing.plan is not None:
        texts = (standing.plan.goal, *standing.plan.notes)
        lines = tuple(Said("second_opinion.plan_note", {"text": text}) for text in texts)
        parts.append(PanelPart(Said("second_opinion.plan"), lines=lines))
    return Panel(headline, tuple(about), tuple(parts))


def _stage(standing: OpinionStanding) -> str:
    if standing.ending is not None:
        return f"second_opinion.{standing.ending}"
    if standing.refusal is not None:
        return "second_opinion.refused"
    if standing.lacking:
        return "second_opinion.completing"
    step = standing.next_milestone
    return f"{standing.awaited}.{step.key.removeprefix(THIRD_STEP) if step else REPORT}"


def _next_step(standing: OpinionStanding, day: str) -> NextStep:
    if standing.ending is not None:
        return nothing_next(Said("second_opinion.next_ended"))
    if standing.refusal is not None and not standing.refusal.appeal_decided:
        return NextStep(
            "case manager",
            Said("second_opinion.next_decide"),
            "decide on refusal",
            by=due_on(standing.running(Purpose.REFUSAL_APPEAL)),
            update="answer_refusal",
            example={"appeal": True},
        )
    if standing.lacking:
        missing = {"missing": len(standing.lacking), "all": len(Element)}
        return NextStep(
            "the writer of the report",
            Said("second_opinion.next_complete", missing),
            "complete the report",
            update="record_addendum",
            example={"received_on": day, "elements": [one.value for one in standing.lacking]},
            waiting_on=WaitingOn.PROVIDER,
        )
    step = standing.next_milestone
    if step is None:
        return NextStep(
            "case manager",
            Said("second_opinion.next_close"),
            "close",
            update="close",
            example={"reason": "Done"},
        )
    place = step.key.removeprefix(THIRD_STEP)
    what = Said(f"second_opinion.next_{place}")
    if standing.third:
        what = Said("second_opinion.next_third", {"what": what})
    asked = standing.running(Purpose.AUTHORIZATION) if place == REFERRAL else None
    waiting_on, who = _WAITING_ON.get(place, (WaitingOn.US, "case manager"))
    return NextStep(
        who,
        what,
        place.replace("_", " "),
        by=asked.due_on if asked else step.latest_on,
        update=_UPDATES[place],
        example=_example(place, day),
        waiting_on=waiting_on,
    )


def _example(place: str, day: str) -> dict[str, object]:
    match place:
        case "referral_request":
            return {"requested_on": day}
        case "specialist":
            return {"on": day, "visit_on": day}
        case "records_request":
            return {"recipient": "specialist"}
        case "report":
            return {
                "received_on": day,
                "agreement": "agrees",
                "elements": [element.value for element in Element],
            }
        case _:
            return {"on": day}
