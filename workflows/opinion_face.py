"""How a second opinion is shown: its stage, its panel, and the words of its reminders."""

from temporalio import workflow

from workflows.beside import urgency
from workflows.details import plain
from workflows.docket import open_deadline, today
from workflows.face import Face
from workflows.opinion_steps import (
    RECORDS,
    RECORDS_REQUEST,
    REFERRAL,
    REFERRAL_REQUEST,
    REPORT,
    SPECIALIST,
    THIRD,
    VISIT,
)

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, Purpose
    from models.docket import NextAction
    from models.evidence import Element
    from models.local_time import day_in_words
    from models.program import PROGRAM_TITLES
    from models.second_opinion import SecondOpinionState

_UPDATES = {
    REFERRAL_REQUEST: ("request_referral", "Ask the plan for the referral, then record it."),
    REFERRAL: ("record_referral", "Wait for the referral, then record it, or a refusal."),
    SPECIALIST: ("choose_specialist", "Choose a specialist and book the visit, then record it."),
    RECORDS_REQUEST: ("request_records", "Have the records sent to the specialist."),
    RECORDS: ("record_records", "See that the specialist has the records, then record it."),
    VISIT: ("record_visit", "Wait for the visit, then record it."),
    REPORT: ("record_report", "Ask for the written report, then record what it says."),
}
"""What to do about each step, and the update that reports it."""


def _stage(state: SecondOpinionState) -> str:
    if state.ending is not None:
        return f"second_opinion.{state.ending}"
    if state.refusal is not None:
        return "second_opinion.refused"
    if state.opinions and state.lacking:
        return "second_opinion.completing"
    which = "third_opinion" if state.third else "second_opinion"
    step = state.next_step
    return f"{which}.{step.key.removeprefix(THIRD) if step else REPORT}"


def _next_action(state: SecondOpinionState) -> NextAction:
    if state.ending is not None:
        return NextAction(who="nobody", what="The second opinion has ended.", label="none: closed")
    day = str(today(state))
    if state.refusal is not None and not state.refusal.appeal_decided:
        deadline = open_deadline(state, Purpose.REFUSAL_APPEAL)
        return NextAction(
            who="case manager",
            what="The plan refused. Shall an appeal of the refusal be opened? Say yes or no.",
            label="decide on refusal",
            by=deadline.due_on if deadline else None,
            update="answer_refusal",
            example={"appeal": True},
        )
    if state.lacking:
        missing = len(state.lacking)
        return NextAction(
            who="case manager",
            what=f"The report agrees but lacks {missing} of the {len(Element)} elements: ask for "
            "an addendum, then record it.",
            label="complete the report",
            update="record_addendum",
            example={"received_on": day, "elements": [one.value for one in state.lacking]},
        )
    step = state.next_step
    if step is None:
        return NextAction(
            who="case manager",
            what="Every step is done; end it with the update close.",
            label="close",
            update="close",
            example={"reason": "Done"},
        )
    key = step.key.removeprefix(THIRD)
    update, what = _UPDATES[key]
    authorization = open_deadline(state, Purpose.AUTHORIZATION) if key == REFERRAL else None
    return NextAction(
        who="the plan" if authorization else "case manager",
        what=f"{'Third opinion: ' if state.third else ''}{what}",
        label=f"{key.replace('_', ' ')}",
        by=authorization.due_on if authorization else step.latest_on,
        update=update,
        example=_example(key, day),
    )


def _example(key: str, day: str) -> dict[str, object]:
    match key:
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


def _about(state: SecondOpinionState) -> list[str]:
    which = "Third opinion" if state.third else "Second opinion"
    lines = [f"{which}, {PROGRAM_TITLES[state.intake.program]}"]
    if state.visit_on is not None:
        lines.append(f"Visit booked for {day_in_words(state.visit_on)}")
    if state.intake.needed_by is not None:
        fits = "does not fit any more" if state.plan_broken else "fits"
        lines.append(f"Report needed by {day_in_words(state.intake.needed_by)}: the plan {fits}")
    return lines


def _sections(state: SecondOpinionState) -> list[str]:
    terms = [*state.standing, state.estimate] if state.estimate else state.standing
    parts = ["\n".join(["## Terms and cost", "", *(f"- {plain(line)}" for line in terms)])]
    if state.plan is not None:
        notes = (state.plan.goal, *state.plan.notes)
        parts.append("\n".join(["## Plan", "", *(f"- {plain(note)}" for note in notes)]))
    return parts if terms else parts[1:]


def _title(deadline: Deadline) -> str:
    match deadline.purpose:
        case Purpose.REFUSAL_APPEAL:
            return "appeal the plan's refusal"
        case Purpose.GRIEVANCE:
            return "file a grievance about the refusal"
        case Purpose.AUTHORIZATION:
            return "the plan's answer on the referral"
        case _:
            return f"{deadline.level_title[:1].lower()}{deadline.level_title[1:]}"


OPINION_FACE: Face[SecondOpinionState] = Face(
    stage=_stage,
    next_action=_next_action,
    urgency=urgency,
    headline=lambda state: "Third opinion" if state.third else "Second opinion",
    about=_about,
    sections=_sections,
    action=lambda _state, deadline: deadline.action,
    title=_title,
)
"""A second opinion, as it is shown everywhere."""
