"""A docket as Markdown, for the details panel of the Temporal UI.

The panel shows headings, lists, bold, links and tables; table cells have no padding, and images
and HTML are removed. Days left are counted as of the case's last event, and said so.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime

from temporalio import workflow

from workflows.docket import code_of, today
from workflows.face import Face, StateT

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, Purpose
    from models.docket import DOCKET_TITLES, Docket, NextAction
    from models.evidence import ELEMENT_WORDS, Agreement, Element, Evidence
    from models.local_time import day_in_words, local_day, local_time
    from models.milestone import Milestone
    from models.reckoning import Reckoning

_RECORDS_SHOWN = 12

_PLANNED = "A day planned for this case; the law sets no limit here."

_MARKUP = re.compile(r"[\\`*_\[\]()<>#|~]")
"""What Markdown might take for markup."""


def details(state: StateT, face: Face[StateT]) -> str:
    """The panel: what comes next, every open deadline, what was recorded, how to report."""
    action = face.next_action(state)
    parts = [_headline(state, face, action), _trouble(state), _report(action), _remarks(state)]
    parts += [
        _steps(state),
        *face.sections(state),
        _deadlines(state),
        _follow_ups(state),
        _evidence(state),
    ]
    parts += [_children(state), _records(state)]
    return "\n\n".join(part for part in parts if part)


def _left(deadline: Deadline, now: datetime, on: date) -> str:
    if deadline.to_the_hour:
        hours = int((deadline.expires_at - now).total_seconds() // 3600)
        return f"{hours} hours left" if hours >= 0 else "past"
    days = (deadline.due_on - on).days
    if days < 0:
        return f"{-days} days past"
    return {0: "today", 1: "1 day left"}.get(days, f"{days} days left")


def _due(deadline: Deadline) -> str:
    if deadline.to_the_hour:
        local = local_time(deadline.expires_at, deadline.reckoning.zone)
        return f"{day_in_words(local.date())}, {local:%H:%M %Z}"
    return day_in_words(deadline.due_on)


def _headline(state: StateT, face: Face[StateT], action: NextAction) -> str:
    if state.ending is not None:
        ended = day_in_words(state.ended_on) if state.ended_on else ""
        return f"# Ended: {state.ending.replace('_', ' ')}\n\n{ended}"
    now, on = workflow.now(), today(state)
    as_of = f"{day_in_words(on)}, {local_time(now, state.intake.zone):%H:%M}"
    headline, left = face.headline(state), ""
    for deadline in sorted(state.deadlines, key=lambda item: not item.purpose.ours):
        if deadline.is_open and deadline.due_on == action.by:
            verb = _verb(deadline)
            headline = f"{verb} {_due(deadline)}"
            left = f"- {_left(deadline, now, on).capitalize()} as of {as_of}\n"
            break
    about = "\n".join(f"- {plain(line)}" for line in face.about(state))
    turn = "Your turn" if action.who == "case manager" else f"Turn of: {plain(action.who)}"
    return (
        f"# {headline}\n\n"
        f"**{plain(action.what)}**\n\n"
        f"{left or f'- As of {as_of}' + chr(10)}"
        f"- {turn}\n"
        f"{about}\n"
        f"- Times in {state.intake.zone}"
    )


def _verb(deadline: Deadline) -> str:
    if not deadline.purpose.ours:
        return "Waiting until"
    return "Best done by" if deadline.purpose is Purpose.PLANNED else "File by"


def plain(text: str) -> str:
    """Text as it stands, for Markdown: the UI would make a copyright sign of 422.582(c).

    And a formula of what stands between two dollar signs, however they are escaped.
    """
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split())).replace("$", "&#36;")


def _trouble(state: Docket) -> str:
    if state.trouble is None:
        return ""
    since = local_time(state.trouble.since, state.intake.zone)
    return (
        "## Reminders are not getting through\n\n"
        f"Since {day_in_words(since.date())} {since:%H:%M}: {plain(state.trouble.note)}. "
        "Do not rely on mail for this case until this notice is gone."
    )


def _deadlines(state: Docket) -> str:
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
            *_steps_of(reckoning),
        ]
        if deadline.override:
            lines.append(
                f"- **Set by hand to {day_in_words(deadline.override.due_on)}**; the reckoning "
                f"gave {day_in_words(reckoning.due_on)}. Reason: {plain(deadline.override.reason)}"
            )
        if reckoning.safe_by and deadline.purpose.ours:
            lines.append(
                f"- Post it by {day_in_words(reckoning.safe_by)}: it counts when received."
            )
        planned = deadline.purpose is Purpose.PLANNED
        source = "" if planned else f"{reckoning.citation}. Rule {reckoning.rule}."
        lines.append(f"- {plain(source or _PLANNED)}")
        if deadline.acknowledged:
            lines.append("- Acknowledged: its reminders are silent.")
        elif deadline.rungs:
            lines.append(f"- Code to acknowledge it: {code_of(state, deadline)}")
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _steps_of(reckoning: Reckoning) -> list[str]:
    """The steps as a list; the last of an unverified limit, which says so, stands out."""
    lines = [plain(step) for step in reckoning.steps]
    if lines and not reckoning.verified:
        lines[-1] = f"**{lines[-1]}**"
    return [f"- {line}" for line in lines]


def _follow_ups(state: Docket) -> str:
    lines = [
        f"- **{plain(follow_up.title)}.** {plain(follow_up.text.replace('`', ''))}"
        for follow_up in state.follow_ups
        if follow_up.is_open
    ]
    return "\n".join(["## To look after", "", *lines]) if lines else ""


def _remarks(state: Docket) -> str:
    if not state.remarks:
        return ""
    return "\n".join(
        ["## Note", "", *(f"- {plain(remark.replace('`', ''))}" for remark in state.remarks)]
    )


def _report(action: NextAction) -> str:
    if action.update is None:
        return ""
    example = json.dumps(action.example)
    return f"## Report it\n\nSend the update **{action.update}** with\n\n`{example}`"


def steps_list(milestones: Iterable[Milestone]) -> str:
    """Milestones line by line: how each stands, and by when it should be done.

    Not as a table: its cells have no padding in the panel, so that columns run into one another.
    """
    lines = []
    for step in milestones:
        if not step.needed:
            continue
        stands = "to do"
        if step.done_on is not None:
            stands = f"done {_short(step.done_on)}"
        elif step.expected_on is not None:
            stands = f"expected {_short(step.expected_on)}"
        latest = ""
        if step.is_open and step.latest_on:
            latest = f", latest safe day **{_short(step.latest_on)}**"
        lines.append(f"- {plain(step.title)}: {stands}{latest}")
    return "\n".join(lines)


def _short(day: date) -> str:
    """A day of the months to come, as in 'Tue 8 Dec'."""
    return f"{day:%a} {day.day} {day:%b}"


def _steps(state: Docket) -> str:
    if not state.milestones:
        return ""
    return "## Steps\n\n" + steps_list(state.milestones)


def _evidence(state: Docket) -> str:
    if not state.evidence:
        return ""
    return "\n".join(["## Evidence", "", *(f"- {_piece(piece)}" for piece in state.evidence)])


_AGAINST = {
    Agreement.DISAGREES: "It disagrees with the treatment that was denied",
    Agreement.COVERED_ALTERNATIVE: "It advises a covered alternative instead",
}
"""What an opinion that does not support the treatment says."""


def _piece(piece: Evidence) -> str:
    what = f"**{piece.kind.value.replace('_', ' ').capitalize()}**"
    named = [text for text in (piece.name, piece.given_by) if text]
    words = ", ".join([what, *(plain(text) for text in named)])
    words += f", received {day_in_words(piece.received_on)}"
    if piece.location:
        words += f", kept in {plain(piece.location)}"
    if piece.agreement is not None and piece.speaks_against:
        words += f". {_AGAINST[piece.agreement]}"
    elif piece.elements or piece.missing:
        words += f". {len(piece.elements)} of {len(Element)} elements"
        missing = [ELEMENT_WORDS[element] for element in piece.missing]
        words += f"; it does not say that it {'; '.join(missing)}" if missing else ", all there"
    if piece.filed_at:
        return f"{words}. Filed with the {piece.filed_at.replace('_', ' ')}."
    if not piece.speaks_against:
        return f"{words}. Not filed."
    return (
        f"{words}. Not filed, and not sent by itself: to send it after the filing, name "
        f"{plain(piece.id)} in `submit_evidence`."
    )


def _children(state: Docket) -> str:
    lines = [
        f"- {DOCKET_TITLES[child.kind]}, started {day_in_words(child.started_on)}: "
        f"{child.ending.replace('_', ' ') if child.ending else _where(child.stage)} "
        f"(workflow {plain(child.id)})"
        for child in state.children
    ]
    return "\n".join(["## Beside it", "", *lines]) if lines else ""


def _where(stage: str) -> str:
    return stage.rpartition(".")[2].replace("_", " ")


def _records(state: Docket) -> str:
    lines = [
        f"- {day_in_words(local_day(record.at, state.intake.zone))}: {plain(record.what)}"
        for record in reversed(state.records[-_RECORDS_SHOWN:])
    ]
    earlier = len(state.records) - _RECORDS_SHOWN
    if earlier > 0:
        lines.append(f"- and {earlier} earlier, in the query `history`")
    return "\n".join(["## Recorded so far", "", *lines])
