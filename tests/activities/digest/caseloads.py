"""Rows of the read model and the ledger to make digests from: what is not said is unremarkable."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from activities.digest.caseload import Concern, Unconfirmed, Unreached
from models.cases.kinds import CaseKind
from models.digest import DigestIntake, DigestOrder
from models.local_time import end_of_day
from models.storage.tables import CaseRow, DeadlineRow, DeliveryRow, MilestoneRow

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
"""Monday, 8:00 in New York; the Thursday of the week is a federal holiday."""

MONDAY = date(2026, 11, 23)
_OPENED = datetime(2026, 9, 1, 15, tzinfo=UTC)
_NUMBERS = count(1)


def case(case_id: str = "AC-1", **changes: Any) -> CaseRow:
    values: dict[str, Any] = {
        "case_id": case_id,
        "kind": "appeal",
        "sequence": 1,
        "taken_at": _OPENED,
        "opened_at": _OPENED,
        "program": "part_c",
        "case_manager": "cm-7",
        "stage": "plan_reconsideration.filing",
        "next_action": "file plan_reconsideration",
        "urgency": "on_track",
    }
    return CaseRow(**values | changes)


def limit(due_on: date, case_id: str = "AC-1", **changes: Any) -> DeadlineRow:
    zone = changes.get("zone", "America/New_York")
    ours = changes.get("purpose", "filing") == "filing"
    number = next(_NUMBERS)
    values: dict[str, Any] = {
        "case_id": case_id,
        "id": f"plan_reconsideration.{number}",
        "position": number,
        "purpose": "filing",
        "title": "Ask the plan for a reconsideration",
        "level": "plan_reconsideration",
        "who": "you" if ours else "the plan",
        "ours": ours,
        "due_on": due_on,
        "expires_at": end_of_day(due_on, zone),
        "zone": zone,
        "rule": "C.RECON.FILE",
        "citation": "42 CFR 422.582(b)",
        "evidence": "SEEN-2026",
        "verified": True,
        "status": "open",
        "acknowledged": False,
        "overridden": False,
    }
    return DeadlineRow(**values | changes)


def step(key: str, case_id: str = "AC-1", **changes: Any) -> MilestoneRow:
    values: dict[str, Any] = {
        "case_id": case_id,
        "key": key,
        "position": next(_NUMBERS),
        "title": "Visit",
        "needed": True,
    }
    return MilestoneRow(**values | changes)


def delivery(status: str, case_id: str = "AC-1", **changes: Any) -> DeliveryRow:
    """A delivery of an hour ago; each is of another message unless the reminder says otherwise."""
    at = changes.pop("at", NOW - timedelta(hours=1))
    values: dict[str, Any] = {
        "case_id": case_id,
        "about": "plan_reconsideration.filing.1",
        "reminder": f"reminder {next(_NUMBERS)}",
        "edition": "",
        "role": "beneficiary",
        "channel": "email",
        "kind": "deadline",
        "status": status,
        "attempts": 1,
        "possibly_doubled": False,
        "due_to_send_at": at,
        "first_written_at": at,
        "last_attempt_at": at,
        "settled_at": at,
    }
    return DeliveryRow(**values | changes)


def store(engine: Engine, *rows: CaseRow | DeadlineRow | MilestoneRow | DeliveryRow) -> None:
    """Keep the rows, the cases first, as the others refer to them."""
    with Session(engine) as session:
        session.add_all([row for row in rows if isinstance(row, CaseRow)])
        session.flush()
        session.add_all([row for row in rows if not isinstance(row, CaseRow)])
        session.commit()


def order(now: datetime = NOW, *, by_calendar: bool = True, **changes: Any) -> DigestOrder:
    """What the workflow asks for, of the manager of all these cases."""
    person: dict[str, Any] = {"email": "manager@legalaid.example", "code": "cm-7"}
    return DigestOrder(
        intake=DigestIntake(**person | changes), now=now, only_on_working_days=by_calendar
    )


def concern(days: int, case_id: str = "AC-1", **changes: Any) -> Concern:
    due_on = MONDAY + timedelta(days=days)
    values: dict[str, Any] = {
        "case_id": case_id,
        "kind": CaseKind.APPEAL,
        "purpose": "filing",
        "level": "plan_reconsideration",
        "title": "Ask the plan for a reconsideration",
        "zone": "America/New_York",
        "due_on": due_on,
        "expires_at": end_of_day(due_on, "America/New_York"),
    }
    return Concern(**values | changes)


def unreached(case_id: str = "AC-4", **changes: Any) -> Unreached:
    values: dict[str, Any] = {
        "case_id": case_id,
        "kind": CaseKind.APPEAL,
        "role": "beneficiary",
        "channel": "sms",
        "status": "failed",
        "since": NOW,
    }
    return Unreached(**values | changes)


def unconfirmed(case_id: str = "AC-8") -> Unconfirmed:
    return Unconfirmed(case_id, CaseKind.APPEAL, NOW - timedelta(days=3))
