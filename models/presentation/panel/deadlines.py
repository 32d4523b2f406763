"""The open deadlines in the details panel: how long is left, how the day came about, and its law.

What is left is counted as of the moment at which somebody looks, in days of the case's zone.
"""

from datetime import date

from models.cases.deadline import Deadline, Purpose
from models.local_time import short_day, short_moment
from models.presentation.panel.markdown import plain
from models.presentation.panel.words import panel_say
from models.presentation.shown import Shown
from models.procedure.clocks import due_said, ground_said, last_said
from models.rulebook.reckoning import Reckoning

_IN_HOURS = 72
"""Less than so many hours are told in hours, also of a limit to the hour; more in days."""


def deadline_headline(shown: Shown, by: date | None) -> tuple[str, str] | None:
    """The headline of a case that waits for the end of a deadline, and how long is left.

    Args:
        shown: The case.
        by: The day by which the next step is to be done.

    Returns:
        None where no open deadline ends on that day.
    """
    for deadline in sorted(shown.open_deadlines, key=lambda one: not one.purpose.ours):
        if _still_counts(shown, deadline) and deadline.last_arguable == by:
            until = panel_say("counts_until", day=last_said(deadline))
            return until, _left(shown, deadline)
        if deadline.due_on == by:
            return f"{_verb(deadline)} {_due(deadline)}", _left(shown, deadline)
    return None


def open_deadlines(shown: Shown) -> str:
    """Every open deadline, the earliest first."""
    found = sorted(shown.open_deadlines, key=lambda one: one.expires_at)
    if not found:
        return ""
    return "\n\n".join([f"## {panel_say('deadlines')}", *(_section(shown, one) for one in found)])


def _section(shown: Shown, deadline: Deadline) -> str:
    reckoning = deadline.reckoning
    ours = deadline.purpose.ours
    whose = panel_say("yours") if ours else panel_say("of", who=deadline.who)
    lines = _steps_of(reckoning)
    if deadline.override is not None:
        by_hand = panel_say("set_by_hand", day=due_said(deadline))
        was = {"day": reckoning.due_on, "reason": deadline.override.reason}
        lines.append(f"**{by_hand}**; {plain(panel_say('reckoned', **was))}")
    ground = ground_said(deadline)
    if ground is not None:
        facts = {"day": last_said(deadline), "ground": ground}
        lines.append(plain(panel_say("counts_because", **facts)))
    if reckoning.safe_by and ours:
        lines.append(panel_say("post_by", day=reckoning.safe_by))
    lines.append(plain(_source(deadline)))
    if deadline.acknowledged:
        lines.append(panel_say("acknowledged"))
    elif deadline.reminders:
        lines.append(panel_say("code", code=shown.codes.get(deadline.id, "")))
    return "\n".join(
        [
            f"### {_due(deadline)} — {_left(shown, deadline)}",
            f"**{reckoning.title}** ({whose})",
            "",
            *(f"- {line}" for line in lines),
        ]
    )


def _source(deadline: Deadline) -> str:
    if deadline.purpose is Purpose.PLANNED:
        return panel_say("planned")
    if deadline.purpose is Purpose.HEARING:
        return panel_say("hearing")
    reckoning = deadline.reckoning
    return panel_say("source", citation=reckoning.citation, rule=reckoning.rule)


def _steps_of(reckoning: Reckoning) -> list[str]:
    """The steps of the count; the first of an unverified limit, which says so, stands out."""
    lines = [plain(step) for step in reckoning.steps]
    if lines and not reckoning.verified:
        lines[0] = f"**{lines[0]}**"
    return lines


def _verb(deadline: Deadline) -> str:
    if not deadline.purpose.ours:
        return panel_say("waiting_until")
    if deadline.purpose is Purpose.HEARING:
        return panel_say("hearing_at")
    return panel_say("best_done_by" if deadline.purpose is Purpose.PLANNED else "file_by")


def _still_counts(shown: Shown, deadline: Deadline) -> bool:
    """Whether the day to work to has passed, while a filing still counts."""
    return deadline.expires_at <= shown.now < deadline.last_arguable_at


def _left(shown: Shown, deadline: Deadline) -> str:
    counts = _still_counts(shown, deadline)
    ends = deadline.last_arguable_at if counts else deadline.expires_at
    hours = int((ends - shown.now).total_seconds() // 3600)
    if deadline.to_the_hour and abs(hours) < _IN_HOURS:
        return panel_say("hours_left", hours=hours) if hours >= 0 else panel_say("past")
    days = ((deadline.last_arguable if counts else deadline.due_on) - shown.case.today).days
    if days < 0:
        return panel_say("days_past", days=-days)
    return panel_say({0: "today", 1: "day_left"}.get(days, "days_left"), days=days)


def _due(deadline: Deadline) -> str:
    if not deadline.to_the_hour:
        return short_day(deadline.due_on)
    return short_moment(deadline.expires_at, deadline.reckoning.zone)
