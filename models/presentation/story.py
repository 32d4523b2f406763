"""The result of a run: how a case went, in one object."""

from typing import Any

from models.deadline import DeadlineStatus
from models.local_time import local_day
from models.presentation.account import account
from models.presentation.shapes import AccountLine, AppealStory, LevelReached, Story
from models.presentation.shown import Shown
from models.procedure.appeal.standing import AppealStanding


def story(shown: Shown) -> dict[str, Any]:
    """The result of a case that has ended, as JSON; days in the zone of the case."""
    standing, zone = shown.standing, shown.case.zone
    statuses = [one.status for one in shown.deadlines if one.purpose.ours]
    common: dict[str, Any] = {
        "case_id": shown.case.id,
        "kind": shown.state.kind,
        "program": shown.case.intake.program,
        "ending": standing.ending,
        "opened_on": local_day(shown.case.opened_at, zone),
        "ended_on": standing.ended_on or shown.case.today,
        "deadlines_met": statuses.count(DeadlineStatus.MET),
        "deadlines_missed": statuses.count(DeadlineStatus.MISSED),
        "reminders_sent": shown.reminders_sent,
        "evidence": tuple(standing.evidence),
        "children": shown.children,
        "records": tuple(
            AccountLine(at=line.at, what=line.what, report=line.report) for line in account(shown)
        ),
    }
    if not isinstance(standing, AppealStanding):
        return Story(**common).model_dump(mode="json")
    levels = (LevelReached.model_validate(one, from_attributes=True) for one in standing.levels)
    return AppealStory(**common, levels=tuple(levels)).model_dump(mode="json")
