"""A case as Markdown, for the details panel of the Temporal UI, right at each look.

Here is what every kind of case shows. What one kind adds, such as the amount in controversy of an
appeal, is `panel` in the `presentation.py` of its folder in `models/procedure/`.
"""

import json
from datetime import datetime, timedelta
from itertools import groupby

from models.cases.case_state import MENDABLE_UNTIL
from models.cases.kinds import KINDS
from models.cases.log.entries import instant
from models.cases.program import Outcome
from models.cases.standing import Panel, PanelPart, Said
from models.local_time import local_day, short_day, short_moment, time_in_words, zone_in_words
from models.presentation.account.lines import Line, account
from models.presentation.next_action import next_action
from models.presentation.panel.deadlines import deadline_headline, open_deadlines
from models.presentation.panel.evidence import evidence
from models.presentation.panel.markdown import plain, section, steps_list, unquoted, with_names
from models.presentation.panel.words import panel_say
from models.presentation.shapes import ChildView
from models.presentation.shown import Shown
from models.procedure.kinds import PROCEDURES
from models.release import last_release
from models.rulebook import rulebook
from models.words.english.tables import say

_SHOWN = 12
"""So many reports and steps of the account; the rest is in the query `account`."""


def panel(shown: Shown) -> str:
    """The panel: what comes next, every open deadline, what was recorded, how to report."""
    own = Panel(Said("panel.unsound"))
    if shown.case.is_sound:
        own = PROCEDURES[shown.state.kind].panel(shown.case, shown.standing)
    parts = [
        _headline(shown, own),
        _cover(shown),
        _failed_turn(shown),
        _other_edition(shown),
        _trouble(shown),
        _set_aside(shown),
        _report(shown),
        section(panel_say("notes"), (unquoted(say(one)) for one in shown.standing.remarks)),
        _steps(shown),
        *(_part(part) for part in own.parts),
        open_deadlines(shown),
        _matters(shown),
        _evidence(shown),
        section(panel_say("beside"), (_child(one) for one in shown.children)),
        _account(shown),
    ]
    return "\n\n".join(part for part in parts if part)


def unopened(turn_failed: datetime | None) -> str:
    """The panel of a case whose intake was not taken in yet, or was rejected.

    Args:
        turn_failed: Since when it could not be opened (UTC), where it was tried.
    """
    text = f"# {panel_say('unopened')}"
    if turn_failed is None:
        return text
    since = short_moment(turn_failed, "UTC")
    return f"{text}\n\n{panel_say('turn_failed_text', since=since)}"


def _headline(shown: Shown, own: Panel) -> str:
    standing, zone = shown.standing, shown.case.zone
    if standing.ending is not None:
        ended = short_day(standing.ended_on) if standing.ended_on else ""
        title = panel_say("ended", ending=standing.ending.replace("_", " "))
        return "\n\n".join(one for one in (f"# {title}", ended, _second_thoughts(shown)) if one)
    action = next_action(standing)
    hour = time_in_words(shown.now, zone)
    moment = {"day": shown.case.today, "hour": hour}
    headline, left = deadline_headline(shown, action.by) or (say(own.headline), "")
    first = panel_say("left_as_of", left=left, **moment) if left else panel_say("as_of", **moment)
    ours = action.who == "case manager"
    turn = panel_say("your_turn") if ours else panel_say("turn_of", who=plain(action.who))
    lines = [
        first,
        turn,
        *(plain(say(line)) for line in own.about),
        panel_say("zone", zone=zone_in_words(zone)),
    ]
    items = "\n".join(f"- {line}" for line in lines)
    return f"# {headline}\n\n**{plain(action.what)}**\n\n{items}"


def _cover(shown: Shown) -> str:
    """Who covers the case today, and who will on days to come."""
    lines = []
    if shown.covers_of_today:
        now, *before = shown.covers_of_today
        owner = before[0].manager if before else shown.case.intake.case_manager
        people = {"by": now.manager.email, "owner": owner.email}
        days = {"until": now.last_day, "back": now.last_day + timedelta(days=1)}
        lines.append(panel_say("covered", **people, **days))
    for one in shown.covers_to_come:
        days = {"day": one.starts_on, "until": one.last_day}
        lines.append(panel_say("covered_later", by=one.manager.email, **days))
    return "\n\n".join(plain(line) for line in lines)


def _second_thoughts(shown: Shown) -> str:
    """Until when what ended the case can be taken back."""
    until = shown.state.memory.get(MENDABLE_UNTIL)
    if until is None or instant(until) <= shown.now:
        return ""
    return panel_say("mendable", until=_moment(shown, instant(until)))


def _failed_turn(shown: Shown) -> str:
    """What is shown may be late: nothing is said of the case until a turn succeeds."""
    if shown.turn_failed is None:
        return ""
    text = panel_say("turn_failed_text", since=_moment(shown, shown.turn_failed))
    return f"## {panel_say('turn_failed')}\n\n{plain(text)}"


def _other_edition(shown: Shown) -> str:
    """What is shown is counted anew at each look; people heard what the last turn counted."""
    told = last_release(shown.state.memory)
    if told is None or told.edition == rulebook.edition or shown.standing.ending is not None:
        return ""
    return plain(panel_say("other_edition", told=told.edition, now=rulebook.edition))


def _trouble(shown: Shown) -> str:
    trouble = shown.trouble
    if trouble is None:
        return ""
    text = panel_say("trouble_text", since=_moment(shown, trouble.since), note=trouble.note)
    return f"## {panel_say('trouble')}\n\n{plain(text)}"


def _set_aside(shown: Shown) -> str:
    """The reports that do not fit where their day puts them, and why."""
    kinds = {report.number: report.kind for report in shown.state.log}
    lines = []
    for misfit in shown.standing.misfits:
        what = panel_say("set_aside_intake")
        if misfit.number != 1:
            kind = kinds.get(misfit.number)
            facts = {"number": misfit.number, "kind": kind}
            what = panel_say("set_aside_report", **facts) if kind else panel_say("set_aside_child")
        lines.append(f"**{plain(what)}:** {unquoted(misfit.reason)}")
    found = section(panel_say("set_aside"), lines)
    return f"{found}\n\n{panel_say('set_aside_text')}" if found else ""


def _report(shown: Shown) -> str:
    action = next_action(shown.standing)
    if action.update is None:
        return ""
    send = panel_say("report_send", update=f"**{action.update}**")
    # Over lines: the UI's editor loses the first click into a field that shares its line.
    example = json.dumps(action.example, indent=2)
    text = f"## {panel_say('report')}\n\n{send}\n\n```json\n{example}\n```"
    if "outcome" in action.example:
        choices = ", ".join(f"**{plain(one)}**" for one in Outcome)
        text += f"\n\n{panel_say('outcomes', choices=choices)}"
    return text


def _steps(shown: Shown) -> str:
    if not shown.standing.milestones:
        return ""
    return f"## {panel_say('steps')}\n\n{steps_list(shown.standing.milestones)}"


def _part(part: PanelPart) -> str:
    """A part that one kind of case has of its own."""
    blocks = [f"## {plain(say(part.title))}"]
    if part.lead is not None:
        blocks.append(f"**{unquoted(say(part.lead))}**")
    if part.steps:
        blocks.append(steps_list(part.steps))
    if part.lines:
        blocks.append("\n".join(f"- {with_names(say(line))}" for line in part.lines))
    return "\n\n".join(blocks)


def _matters(shown: Shown) -> str:
    return section(
        panel_say("matters"),
        (
            f"**{plain(panel_say('matter', title=one.title))}** {unquoted(one.text)}"
            for one in shown.open_follow_ups
        ),
    )


def _evidence(shown: Shown) -> str:
    program = shown.case.intake.program
    levels = {}
    if shown.standing.evidence and shown.case.is_sound:
        levels = {one.level: one.title for one in rulebook.levels(program)}
    lines = (evidence(one, levels) for one in shown.standing.evidence)
    return section(panel_say("evidence"), lines)


def _child(child: ChildView) -> str:
    stage = child.ending or child.stage.rpartition(".")[2]
    return plain(
        panel_say(
            "child",
            title=KINDS[child.kind].title,
            day=child.started_on,
            stage=stage.replace("_", " "),
        )
    ) + (f" ({panel_say('workflow')} {plain(child.id)})")


def _account(shown: Shown) -> str:
    # The newest first; what one report says stays together, with the number that undoes it.
    told = [list(group) for _, group in groupby(account(shown), key=_of_report)]
    lines = [plain(_recorded(shown, group)) for group in reversed(told[-_SHOWN:])]
    earlier = len(told) - _SHOWN
    if earlier > 0:
        lines.append(panel_say("earlier", count=earlier, query="`account`"))
    found = section(panel_say("account"), lines)
    undo = panel_say("undo", **{name: f"**{name}**" for name in ("correct", "take_back")})
    return f"{found}\n\n{undo}" if found and shown.standing.ending is None else found


def _recorded(shown: Shown, lines: list[Line]) -> str:
    """What one report brought, or the calendar did."""
    first = lines[0]
    day = local_day(first.at, shown.case.zone)
    what = " ".join(line.what for line in lines)
    if first.report is None:
        return panel_say("recorded", day=day, what=what)
    return panel_say("recorded_by", day=day, number=first.report, what=what)


def _of_report(line: Line) -> object:
    """What the lines of one report have alike, and no other line has."""
    return line.report if line.report is not None else id(line)


def _moment(shown: Shown, moment: datetime) -> str:
    return short_moment(moment, shown.case.zone)
