"""A case as Markdown, for the details panel of the Temporal UI.

The panel shows headings, lists, bold, links and tables; table cells have no padding, and images
and HTML are removed. Days left are counted as of the case's last event, and said so.
"""

import json
import re
from datetime import date, datetime

from temporalio import workflow

from workflows.casebook import today
from workflows.next_action import next_action

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.deadline import Deadline
    from models.local_time import day_in_words, local_day, local_time
    from models.program import PROGRAM_TITLES, Phase

_RECORDS_SHOWN = 12

_MARKUP = re.compile(r"[\\`*_\[\]()<>#|~]")
"""What Markdown might take for markup."""

_HEADLINES = {
    Phase.FILING: "File the next request",
    Phase.DECIDING: "Waiting for a decision",
    Phase.FORWARDING: "Check that the case file was forwarded",
    Phase.GOOD_CAUSE: "The filing day has passed",
    Phase.EFFECTUATION: "Won: see it put into effect",
    Phase.CLOSED: "Ended",
}


def details(state: CaseState) -> str:
    """The panel: what comes next, every open deadline, what was recorded, how to report."""
    parts = [_headline(state), _trouble(state), _report(state), _remarks(state)]
    parts += [_deadlines(state), _follow_ups(state), _records(state)]
    return "\n\n".join(part for part in parts if part)


def _left(deadline: Deadline, now: datetime, on: date) -> str:
    if deadline.reckoning.to_the_hour and deadline.override is None:
        hours = int((deadline.expires_at - now).total_seconds() // 3600)
        return f"{hours} hours left" if hours >= 0 else "past"
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
    as_of = f"{day_in_words(on)}, {local_time(now, state.intake.zone):%H:%M}"
    headline, left = _HEADLINES[state.phase], ""
    for deadline in state.deadlines:
        if deadline.is_open and deadline.due_on == action.by:
            verb = "File by" if deadline.purpose.ours else "Waiting until"
            headline = f"{verb} {_due(deadline)}"
            left = f"- {_left(deadline, now, on).capitalize()} as of {as_of}\n"
            break
    return (
        f"# {headline}\n\n"
        f"**{_plain(action.what)}**\n\n"
        f"{left or f'- As of {as_of}' + chr(10)}"
        f"- Turn of: {action.who}\n"
        f"- Level: {state.level_title}, {_plain(PROGRAM_TITLES[state.intake.program])}\n"
        f"- Times in {state.intake.zone}"
    )


def _plain(text: str) -> str:
    """Text as it stands, for Markdown: the UI would make a copyright sign of 422.582(c)."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _trouble(state: CaseState) -> str:
    if state.trouble is None:
        return ""
    since = local_time(state.trouble.since, state.intake.zone)
    return (
        "## Reminders are not getting through\n\n"
        f"Since {day_in_words(since.date())} {since:%H:%M}: {_plain(state.trouble.note)}. "
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
            *(f"- {_plain(step)}" for step in reckoning.steps),
        ]
        if deadline.override:
            lines.append(
                f"- **Set by hand to {day_in_words(deadline.override.due_on)}**; the reckoning "
                f"gave {day_in_words(reckoning.due_on)}. Reason: {_plain(deadline.override.reason)}"
            )
        if reckoning.safe_by and deadline.purpose.ours:
            lines.append(
                f"- Post it by {day_in_words(reckoning.safe_by)}: it counts when received."
            )
        mark = "" if reckoning.verified else " **Unverified: check the notice.**"
        source = f"{reckoning.citation} (rule {reckoning.rule}, {reckoning.evidence})."
        lines.append(f"- {_plain(source)}{mark}")
        if deadline.acknowledged:
            lines.append("- Acknowledged: its reminders are silent.")
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _follow_ups(state: CaseState) -> str:
    lines = [
        f"- **{_plain(follow_up.title)}.** {_plain(follow_up.text.replace('`', ''))}"
        for follow_up in state.follow_ups
        if follow_up.is_open
    ]
    return "\n".join(["## To look after", "", *lines]) if lines else ""


def _remarks(state: CaseState) -> str:
    if not state.remarks:
        return ""
    return "\n".join(
        ["## Note", "", *(f"- {_plain(remark.replace('`', ''))}" for remark in state.remarks)]
    )


def _report(state: CaseState) -> str:
    action = next_action(state)
    if action.update is None:
        return ""
    example = json.dumps(action.example)
    return f"## Report it\n\nSend the update **{action.update}** with\n\n`{example}`"


def _records(state: CaseState) -> str:
    lines = [
        f"- {day_in_words(local_day(record.at, state.intake.zone))}: {_plain(record.what)}"
        for record in reversed(state.records[-_RECORDS_SHOWN:])
    ]
    earlier = len(state.records) - _RECORDS_SHOWN
    if earlier > 0:
        lines.append(f"- and {earlier} earlier, in the query `history`")
    return "\n".join(["## Recorded so far", "", *lines])
