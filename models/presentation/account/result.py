"""The result of a run: how a case went, in one object."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from models.cases.deadline import DeadlineStatus
from models.local_time import local_day
from models.presentation.account.lines import account
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
        "records": _latest(
            [AccountLine(at=line.at, what=line.what, report=line.report) for line in account(shown)]
        ),
    }
    if not isinstance(standing, AppealStanding):
        return Story(**common).model_dump(mode="json")
    levels = (LevelReached.model_validate(one, from_attributes=True) for one in standing.levels)
    return AppealStory(**common, levels=tuple(levels)).model_dump(mode="json")


_MOST_BYTES = 300_000
"""JSON of the lines of a result, which holds all of the case beside them and must fit in one
payload. A letter may be one byte, or six."""


def _latest(lines: Sequence[AccountLine]) -> tuple[AccountLine, ...]:
    """Of very many lines the latest, in order; the reports themselves are in the state."""
    left, kept = _MOST_BYTES, list[AccountLine]()
    for line in reversed(lines):
        left -= len(to_json(line.what))
        if left < 0:
            break
        kept.append(line)
    return tuple(reversed(kept))
