"""What a case carries: its log, the words of its children, and its memory. All else follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from models.cases.children import Child, child_from_json
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report, log_from_json

MENDABLE_UNTIL = "mendable_until"
"""In the memory of a case that has ended: until when it takes second thoughts (ISO, UTC)."""


@dataclass(frozen=True)
class CaseState:
    """One case as it is carried from turn to turn."""

    id: str
    """The workflow id."""

    kind: CaseKind
    log: tuple[Report, ...]
    """Report 1 is the intake."""

    parent_id: str | None = None
    children: tuple[Child, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    """What was seen and told; see `models.notices.memory`."""

    @property
    def opened_at(self) -> datetime:
        """When it was opened (UTC)."""
        return self.log[0].at

    @property
    def opening(self) -> str:
        """Tells this opening of the case from every other under the same id.

        The same when the turn that opens it is taken again, at another moment.
        """
        return self.log[0].update or self.opened_at.isoformat()

    @property
    def next_number(self) -> int:
        """The number of the next report."""
        return self.log[-1].number + 1

    def with_report(self, report: Report) -> "CaseState":
        """The same with one more report."""
        return replace(self, log=(*self.log, report))


def state_from_json(
    id_: str, kind: CaseKind, carried: Mapping[str, Any], parent_id: str | None
) -> CaseState:
    """A case as the workflow holds it; what a newer build added is passed over."""
    log: Sequence[Mapping[str, Any]] = carried["log"]
    children: Mapping[str, Mapping[str, Any]] = carried.get("children", {})
    return CaseState(
        id=id_,
        kind=kind,
        log=log_from_json(log),
        parent_id=parent_id,
        children=tuple(
            child
            for name, entry in children.items()
            if (child := child_from_json(name, entry)) is not None
        ),
        memory=carried.get("memory", {}),
    )
