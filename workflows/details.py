"""A case as Markdown, for the details panel of the Temporal UI.

The panel shows headings, lists, bold, links and tables; table cells have no padding, and images
and HTML are removed. Days left are counted as of the case's last event, and said so.
"""

import json
from datetime import date, datetime

from temporalio import workflow

from workflows.casebook import today
from workflows.next_action import next_action

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.deadline import Deadline
    from models.local_time import day_in_words, local_day, local_time
    from models.program import PROGRAM_TITLES

_RECORDS_SHOWN = 12


def details(state: CaseState) -> str:
    """The panel: what comes next, every open deadline, what was recorded, how to report."""
    parts = [_headline(state), _trouble(state), _deadlines(state), _follow_ups(state)]
    parts += [_remarks(state), _report(state), _records(state)]
    return "\n\n".join(part for part in parts if part)


def _left(deadline: Deadline, now: datetime, on: date) -> str:
    if deadline.reckoning.to_the_hour and deadline.override is None:
        hours = int((deadline.expires_at - now).total_seconds() // 3600)
        return f"{hours} h left" if hours >= 0 else "past"
    days = (deadline.due_on - on).days
    if days < 0:
        return f"{-days} days past"
    return {0: "today", 1: "1 day left"}.get(days, f"{days} days left")


def _due(deadline: Deadline) -> str:
    if deadline.reckoning.to_the_hour and deadline.override is None:
        local = local_time(deadline.expires_at, deadline.reckoning.zone)
        return f"{day_in_words(local.date())}, {local:%H:%M %Z}"
    return day_in_words(deadline.due_on)


def _headline(state: CaseState) -> str:
    if state.ending is not None:
        ended = day_in_words(state.ended_on) if state.ended_on else ""
        return f"# Ended: {state.ending.value.replace('_', ' ')}\n\n{ended}"
    action = next_action(state)
    now, on = workflow.now(), today(state)
    headline = action.label.capitalize()
    for deadline in state.deadlines:
        if deadline.is_open and deadline.due_on == action.by:
            headline = f"{_left(deadline, now, on).capitalize()}: {_due(deadline)}"
            break
    return (
        f"# {headline}\n\n"
        f"**{action.what}**\n\n"
        f"- Turn of: {action.who}\n"
        f"- Level: {state.level_title}, {PROGRAM_TITLES[state.intake.program]}\n"
        f"- As of {day_in_words(on)}; times in {state.intake.zone}"
    )


def _trouble(state: CaseState) -> str:
    if state.trouble is None:
        return ""
    since = local_time(state.trouble.since, state.intake.zone)
    return (
        "## Reminders are not getting through\n\n"
        f"Since {day_in_words(since.date())} {since:%H:%M}: {state.trouble.note}. "
        "Do not rely on mail for this case until this notice is gone."
    )


def _deadlines(state: CaseState) -> str:
    open_deadlines = [deadline for deadline in state.deadlines if deadline.is_open]
    if not open_deadlines:
        return ""
    now, on = workflow.now(), today(state)
    sections = ["## Open deadlines"]
    for deadline in sorted(open_deadlines, key=lambda item: item.expires_at):
        reckoning = deadline.reckoning
        whose = "yours" if deadline.purpose.ours else f"of {deadline.who}"
        lines = [
            f"### {_due(deadline)} — {_left(deadline, now, on)}",
            f"**{reckoning.title}** ({whose})",
            "",
            *(f"- {step}" for step in reckoning.steps),
        ]
        if deadline.override:
            lines.append(
                f"- **Set by hand to {day_in_words(deadline.override.due_on)}**; the reckoning "
                f"gave {day_in_words(reckoning.due_on)}. Reason: {deadline.override.reason}"
            )
        if reckoning.safe_by and deadline.purpose.ours:
            lines.append(f"- In the post by {day_in_words(reckoning.safe_by)}: receipt counts.")
        mark = "" if reckoning.verified else " **Unverified: check the notice.**"
        lines.append(f"- {reckoning.citation} (rule {reckoning.rule}, {reckoning.evidence}).{mark}")
        if deadline.acknowledged:
            lines.append("- Acknowledged: its reminders are silent.")
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _follow_ups(state: CaseState) -> str:
    lines = [
        f"- **{follow_up.title}.** {follow_up.text}"
        for follow_up in state.follow_ups
        if follow_up.is_open
    ]
    return "\n".join(["## To look after", "", *lines]) if lines else ""


def _remarks(state: CaseState) -> str:
    if not state.remarks:
        return ""
    return "\n".join(["## Note", "", *(f"- {remark}" for remark in state.remarks)])


def _report(state: CaseState) -> str:
    action = next_action(state)
    if action.update is None:
        return ""
    example = json.dumps(action.example)
    return f"## Report it\n\nSend the update **{action.update}** with\n\n`{example}`"


def _records(state: CaseState) -> str:
    lines = [
        f"- {day_in_words(local_day(record.at, state.intake.zone))}: {record.what}"
        for record in reversed(state.records[-_RECORDS_SHOWN:])
    ]
    earlier = len(state.records) - _RECORDS_SHOWN
    if earlier > 0:
        lines.append(f"- and {earlier} earlier, in the query `history`")
    return "\n".join(["## Recorded so far", "", *lines])
