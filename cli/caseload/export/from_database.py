"""The tables that the database holds: cases, their clocks, and who was told what."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from cli.case.ledger import Line, lines_of
from cli.caseload.export.table import Table

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.storage.tables import CaseRow

_CASES = (
    "case_id",
    "kind",
    "parent_id",
    "program",
    "stage",
    "urgency",
    "waiting_on",
    "next_action",
    "next_deadline",
    "case_manager",
    "owner",
    "covered_until",
    "opened_at",
    "ending",
    "reference",
)
_CLOCKS = (
    "case_id",
    "id",
    "level",
    "purpose",
    "title",
    "who",
    "side",
    "status",
    "due_on",
    "last_arguable",
    "safe_by",
    "expires_at",
    "zone",
    "rule",
    "citation",
    "evidence",
    "verified",
    "acknowledged",
    "overridden",
)


def all_cases(session: "Session") -> "Sequence[CaseRow]":
    """Every case, open or closed, by id."""
    from sqlmodel import col, select  # noqa: PLC0415  (keeps other commands quick)

    from models.storage.tables import CaseRow  # noqa: PLC0415

    return session.exec(select(CaseRow).order_by(col(CaseRow.case_id))).all()


def cases_table(cases: "Sequence[CaseRow]", references: Mapping[str, str]) -> Table:
    """A row for each case: as lists show it, without what it is about.

    Args:
        cases: As the database has them.
        references: The numbers to quote in letters, by the id of the case.
    """
    rows = []
    for case in cases:
        row = {name: getattr(case, name) for name in _CASES}
        row |= {"owner": case.owner or case.case_manager, "reference": references[case.case_id]}
        rows.append(row)
    return Table("cases", _CASES, rows)


def clocks_table(session: "Session") -> Table:
    """A row for each time limit, open and settled, oldest first in each case."""
    from sqlmodel import col, select  # noqa: PLC0415

    from models.storage.tables import DeadlineRow  # noqa: PLC0415

    order = (col(DeadlineRow.case_id), col(DeadlineRow.position))
    found = session.exec(select(DeadlineRow).order_by(*order)).all()
    rows = [
        {
            **{name: getattr(one, name) for name in _CLOCKS if name != "side"},
            "side": "ours" if one.ours else "theirs",
        }
        for one in found
    ]
    return Table("clocks", _CLOCKS, rows)


def ledger_table(session: "Session", cases: "Sequence[CaseRow]") -> Table:
    """A row for each message to one role by one channel, times in UTC; see `appealclock ledger`."""
    rows = [line for case in cases for line in lines_of(session, case.case_id, UTC)]
    return Table("ledger", tuple(Line.__annotations__), rows)
