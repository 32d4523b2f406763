"""The answer to the `overview` query: where a case stands and what comes next."""

from typing import Any

from models.presentation.next_action import next_action
from models.presentation.shapes import AppealOverview, Overview
from models.presentation.shown import Shown
from models.presentation.snapshot import deadline_view
from models.procedure.appeal.standing import AppealStanding
from models.words.english.tables import say


def overview(shown: Shown) -> Overview:
    """Where a case stands: what every kind answers, and what an appeal adds."""
    standing = shown.standing
    common: dict[str, Any] = {
        "case_id": shown.case.id,
        "kind": shown.state.kind,
        "program": shown.case.intake.program,
        "stage": standing.stage,
        "urgency": shown.urgency,
        "next_action": next_action(standing),
        "open_deadlines": tuple(
            deadline_view(shown.seen, one) for one in shown.seen.standing.open_clocks
        ),
        "milestones": tuple(standing.milestones),
        "evidence": tuple(standing.evidence),
        "children": shown.children,
        "remarks": tuple(say(remark) for remark in standing.remarks),
        "case_manager": shown.manager.searchable,
        "cover": shown.cover,
        "trouble": shown.trouble,
        "contacts_to_mend": shown.contacts_to_mend,
        "ending": standing.ending,
        "reminders_sent": shown.reminders_sent,
    }
    if not isinstance(standing, AppealStanding):
        return Overview(**common)
    return AppealOverview(
        **common,
        level=standing.level,
        level_title=standing.level_title,
        phase=standing.phase,
        adjudicator=standing.adjudicator,
        plan=standing.plan,
        plan_fits=not standing.plan_broken if standing.evidence_steps else None,
    )
