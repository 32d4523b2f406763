"""Orders to test with: a plan reconsideration, seven days before its filing day."""

from datetime import UTC, date, datetime
from typing import Any

from models.cases.deadline import Deadline, Purpose
from models.cases.language import Language
from models.cases.people import Person, Role
from models.notices.messages.order import Matter, MessageKind, Recipient, ReminderOrder
from models.rulebook.reckoning import Reckoning

NOW = datetime(2026, 12, 30, 14, tzinfo=UTC)


def make_reckoning(**changes: Any) -> Reckoning:
    values: dict[str, Any] = {
        "rule": "C.RECON.FILE",
        "version": "2025-01-01",
        "title": "Filing of the plan reconsideration",
        "due_on": date(2027, 1, 6),
        "due_at": datetime(2027, 1, 7, 5, tzinfo=UTC),
        "to_the_hour": False,
        "last_arguable": None,
        "safe_by": date(2026, 12, 31),
        "receipt": date(2026, 11, 7),
        "zone": "America/New_York",
        "steps": (
            "The notice is dated Monday, November 2, 2026.",
            "60 days after receipt: Wednesday, January 6, 2027.",
        ),
        "citation": "42 CFR 422.582(b)",
        "evidence": "SEEN-2026",
        "verified": True,
    }
    values |= changes
    if not values["verified"]:
        doubt = "Unverified: check the notice, or ask where there is none."
        values["steps"] = (doubt, *values["steps"])
    return Reckoning(**values)


def make_deadline(**changes: Any) -> Deadline:
    values: dict[str, Any] = {
        "id": "plan_reconsideration.filing.1",
        "purpose": Purpose.FILING,
        "level": "plan_reconsideration",
        "level_title": "Plan reconsideration",
        "who": "you",
        "where": "the plan, at the address on the notice",
        "reckoning": make_reckoning(),
        "expires_at": datetime(2027, 1, 7, 5, tzinfo=UTC),
        "due_on": date(2027, 1, 6),
    }
    return Deadline(**values | changes)


def hourly_deadline(**changes: Any) -> Deadline:
    """72 hours from Saturday, October 31, 2026, 9:30 in Chicago: clocks go back in between."""
    at = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
    reckoning = make_reckoning(
        rule="C.RECON.EXP",
        to_the_hour=True,
        due_on=date(2026, 11, 3),
        due_at=at,
        safe_by=None,
        zone="America/Chicago",
    )
    return make_deadline(
        **{
            "id": "plan_reconsideration.decision.2",
            "purpose": Purpose.DECISION,
            "who": "the plan",
            "where": "",
            "reckoning": reckoning,
            "expires_at": at,
            "due_on": date(2026, 11, 3),
        }
        | changes
    )


def recipient(
    role: Role = Role.CASE_MANAGER,
    *,
    email: str | None = "manager@legalaid.example",
    phone: str | None = None,
    name: str | None = None,
    language: Language = Language.ENGLISH,
    zone: str = "America/New_York",
) -> Recipient:
    return Recipient(
        role=role,
        person=Person(name=name, email=email, phone=phone, language=language),
        zone=zone,
    )


def make_order(*recipients: Recipient, **changes: Any) -> ReminderOrder:
    deadline = changes.pop("deadline", make_deadline())
    values: dict[str, Any] = {
        "case_id": "AC-2026-0042",
        "kind": MessageKind.DEADLINE,
        "about": deadline.id if deadline else "council.follow_up.check_in.3",
        "reminder": "7d",
        "due_to_send_at": NOW,
        "now": NOW,
        "recipients": recipients or (recipient(),),
        "deadline": deadline,
        "calendar": (deadline,) if deadline else (),
        "title": "file the request for Plan reconsideration",
        "action": "File the request with the plan, and record it with the update `file_appeal`.",
        "service": "Total knee replacement",
        "program_title": "Medicare Advantage (Part C)",
        "references": {"Claim": "C-88213-07"},
    }
    return ReminderOrder(**values | changes)


def matter(about: str, **own: Any) -> Matter:
    """Another matter for an order, without a clock."""
    order = make_order(about=about, deadline=None, **own)
    return Matter(**{name: getattr(order, name) for name in Matter.model_fields})
