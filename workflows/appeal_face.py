"""How an appeal is shown: its stage, its panel, and the words of its reminders."""

from temporalio import workflow

from workflows.face import Face
from workflows.next_action import next_action, urgency
from workflows.plan_view import plan_in_short, plan_section

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.deadline import Deadline, Purpose
    from models.program import PROGRAM_TITLES, Phase

_HEADLINES = {
    Phase.FILING: "File the next request",
    Phase.DECIDING: "Waiting for a decision",
    Phase.FORWARDING: "Check that the case file was forwarded",
    Phase.GOOD_CAUSE: "The filing day has passed",
    Phase.EFFECTUATION: "Won: see it put into effect",
    Phase.CLOSED: "Ended",
}


def stage(state: CaseState) -> str:
    """The case's place as the CaseStage search attribute has it, such as council.filing."""
    if state.ending is not None:
        return f"closed.{state.ending.value}"
    return f"{state.level}.{state.phase.value}"


def title(deadline: Deadline) -> str:
    """What a deadline is about, for subjects and summaries."""
    if deadline.purpose.ours:
        return f"file the request for {deadline.level_title}"
    return f"{deadline.purpose.value} of {deadline.level_title}"


def action(state: CaseState, deadline: Deadline) -> str:
    """What the reader of a reminder should do."""
    if deadline.purpose.ours and state.amount_short:
        return (
            "The amount in controversy is too small for this level. Combine claims and correct "
            "the amount with the update `recalculate`, or close the case."
        )
    if deadline.purpose.ours:
        filing = (
            f"File the request for {deadline.level_title} with {deadline.where}, and record it "
            "with the update `file_appeal`."
        )
        return " ".join([filing, *plan_in_short(state)])
    who = f"{deadline.who[:1].upper()}{deadline.who[1:]}"
    match deadline.purpose:
        case Purpose.EFFECTUATION:
            rest = "put the decision into effect by then; record it with `record_effectuation`."
        case Purpose.FORWARDING:
            rest = "send the case file on by then; record its arrival with `escalate`."
        case _:
            rest = "decide by then; record the decision with the update `record_decision`."
    return f"{who} must {rest}"


def _headline(state: CaseState) -> str:
    return _HEADLINES[state.phase]


def _about(state: CaseState) -> list[str]:
    return [f"Level: {state.level_title}, {PROGRAM_TITLES[state.intake.program]}"]


def _sections(state: CaseState) -> list[str]:
    return [plan_section(state)]


APPEAL_FACE: Face[CaseState] = Face(
    stage=stage,
    next_action=next_action,
    urgency=urgency,
    headline=_headline,
    about=_about,
    sections=_sections,
    action=action,
    title=title,
)
"""An appeal, as it is shown everywhere."""
