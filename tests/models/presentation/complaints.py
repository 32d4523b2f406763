"""A complaint to CMS with its reports, at fixed instants, for the tests of how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.deadline import Deadline
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.presentation.acknowledgment import acknowledgment
from models.presentation.panel.page import panel
from models.presentation.shown import Shown, shown
from models.procedure.acceptance.accept import accept

OPENED = datetime(2026, 11, 6, 15, tzinfo=UTC)
"""Friday, ten in the morning in New York."""

INTAKE: dict[str, Any] = {
    "program": "part_c",
    "service": "Chemotherapy for Jane Roe",
    "case_manager": {"email": "manager@legalaid.example", "phone": "+12025550123"},
    "category": "urgent",
}


def at(day: int, hour: int = 15, month: int = 11) -> datetime:
    """An instant of 2026 (UTC)."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


@dataclass
class Complaint:
    """A complaint that takes reports."""

    state: CaseState
    answers: list[dict[str, Any]] = field(default_factory=list)

    def report(self, kind: str, moment: datetime, /, **content: Any) -> dict[str, Any]:
        """Record a report, and give back what answers it."""
        accepted = accept(self.state, kind, content, moment, update=f"u{len(self.answers)}")
        self.state = accepted.state
        self.answers.append(acknowledgment(self.seen(moment), accepted=accepted))
        return self.answers[-1]

    def seen(self, moment: datetime) -> Shown:
        return shown(self.state, moment)

    def panel(self, moment: datetime) -> str:
        return panel(self.seen(moment))

    def ask(self, moment: datetime, *, turn_failed: datetime | None = None) -> dict[str, Any]:
        """What a query of it is asked."""
        return {
            "id": self.state.id,
            "kind": self.state.kind.value,
            "parent": self.state.parent_id,
            "case": {
                "log": [report.as_json() for report in self.state.log],
                "memory": dict(self.state.memory),
                "children": {},
                "turns": len(self.state.log),
            },
            "now": moment.isoformat(),
            "turn_failed": turn_failed.isoformat() if turn_failed else None,
        }


def opened(**intake: Any) -> Complaint:
    """A complaint that was opened on Friday, November 6, 2026."""
    content: Mapping[str, Any] = {**INTAKE, **intake}
    report = Report(1, "intake", content, OPENED)
    return Complaint(CaseState("AC-1", CaseKind.CMS_COMPLAINT, (report,)))


def assigned(**intake: Any) -> Complaint:
    """The same, made and assigned to the plan that day: an urgent one, which has its clock."""
    complaint = opened(**intake)
    complaint.report("record_filed", at(6, 16), filed_on="2026-11-05", tracking_number="T-1")
    complaint.report("record_assigned", at(6, 17), assigned_on="2026-11-06")
    return complaint


def part(text: str, heading: str) -> list[str]:
    """The lines of the panel under a heading, up to the next of its rank."""
    _, found, rest = text.partition(f"## {heading}\n")
    assert found, f"no {heading}: {text}"
    return [line for line in rest.split("\n## ")[0].splitlines() if line]


def with_deadlines(seen: Shown, *deadlines: Deadline) -> Shown:
    """The same case with other deadlines to show."""
    changed = replace(seen)
    vars(changed)["deadlines"] = deadlines
    return changed
