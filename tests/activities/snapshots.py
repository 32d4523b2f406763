"""What the read model is given of one case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.presentation.shapes import DeadlineView, Snapshot

OPENED = datetime(2026, 11, 2, 9, tzinfo=UTC)


def view(number: int) -> DeadlineView:
    return DeadlineView.model_validate(
        {
            "id": f"plan_reconsideration.filing.{number}",
            "purpose": "filing",
            "title": "Plan reconsideration",
            "level": "plan_reconsideration",
            "who": "you",
            "ours": True,
            "due_on": date(2027, 1, 6) + timedelta(days=number),
            "expires_at": datetime(2027, 1, 7, 5, tzinfo=UTC),
            "zone": "America/New_York",
            "last_arguable": None,
            "safe_by": date(2026, 12, 29),
            "rule": "C.RECON.FILE",
            "citation": "42 CFR 422.582(b)",
            "evidence": "SEEN-2026",
            "verified": True,
            "status": "open",
            "acknowledged": False,
            "overridden": False,
        }
    )


def snapshot(sequence: int, *deadlines: int, **changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "case_id": "AC-1",
        "sequence": sequence,
        "taken_at": OPENED + timedelta(minutes=sequence),
        "opened_at": OPENED,
        "program": "part_c",
        "case_manager": "cm-1",
        "manager_id": "cm-0123456789",
        "kind": "appeal",
        "parent_id": None,
        "stage": "plan_reconsideration/filing",
        "next_action": f"action {sequence}",
        "urgency": "on_track",
        "waiting_on": "us",
        "next_deadline": datetime(2027, 1, 6, 17, tzinfo=UTC),
        "ending": None,
        "deadlines": tuple(view(number) for number in deadlines),
    }
    return Snapshot.model_validate(values | changes)
