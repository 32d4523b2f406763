"""The plan behind a filing day in words: for the details panel and for reminders."""

from temporalio import workflow

from workflows.details import plain, steps_list
from workflows.docket import today

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.local_time import day_in_words
    from models.program import Phase


def plan_section(state: CaseState) -> str:
    """The plan as a part of the panel, while a filing day is open."""
    plan = state.plan
    if plan is None or state.phase is not Phase.FILING:
        return ""
    first = plan.steps[0]
    if not state.evidence_steps:
        begun = first.latest_on is not None and first.latest_on >= today(state)
        if not begun or first.latest_on is None or state.evidence:
            return ""
        return (
            "## Evidence before filing\n\nA second opinion is in time if it is begun by "
            f"{day_in_words(first.latest_on)}: send the update **start_second_opinion**."
        )
    lines = [f"- {plain(note)}" for note in (plan.goal, *plan.notes)]
    fits = "The plan does not fit any more." if state.plan_broken else "The plan fits."
    return "\n".join(
        [
            "## Plan: evidence in hand before filing",
            "",
            f"**{fits}**",
            "",
            steps_list(state.evidence_steps),
            "",
            *lines,
        ]
    )


def plan_in_short(state: CaseState) -> list[str]:
    """A sentence for the reminders of the filing day: the next step and its latest safe day."""
    plan = state.plan
    if plan is None or not state.evidence_steps:
        return []
    if state.plan_broken:
        return ["The evidence will not be in hand in time: file now and supplement later."]
    for step in state.evidence_steps:
        if step.is_open and step.latest_on is not None:
            return [f"Next for the evidence: {step.title}, by {day_in_words(step.latest_on)}."]
    return ["The evidence is in hand: attach it."]
