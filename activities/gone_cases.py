"""Takes cases out of the lists whose run ended in Temporal without a word of the case itself.

A run that was terminated or deleted takes no turn, so nothing writes its end into the read model.
No row is deleted: the row stays as a closed case, and a case that is there after all is written
again by its next turn or by `appealclock rebuild-view`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Table, delete, select, update

from models.cases.program import Urgency, WaitingOn
from models.storage.tables import CaseRow, DeadlineRow, MilestoneRow, ReminderRow

TERMINATED = "terminated"
"""The ending of a case whose run was terminated, failed, timed out or was canceled in Temporal."""

DELETED = "deleted"
"""The ending of a case of which Temporal has no run."""

_BEFORE_ANY_TURN = -1
"""Every snapshot of the case wins over the mark."""

_NEXT_ACTION = {
    TERMINATED: "Nothing: the run was ended in Temporal",
    DELETED: "Nothing: Temporal has no such run",
}

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_PARTS: tuple[Table, ...] = (
    DeadlineRow.__table__,  # type: ignore[attr-defined]
    MilestoneRow.__table__,  # type: ignore[attr-defined]
    ReminderRow.__table__,  # type: ignore[attr-defined]
)


@dataclass(frozen=True)
class OpenRow:
    """A case that is open as far as the read model knows; the last two tell this row's state."""

    case_id: str
    opened_at: datetime
    sequence: int


def open_rows(engine: Engine) -> list[OpenRow]:
    """The cases that are open as far as the read model knows, by id."""
    columns = (_CASES.c.case_id, _CASES.c.opened_at, _CASES.c.sequence)
    statement = select(*columns).where(_CASES.c.ending.is_(None)).order_by(_CASES.c.case_id)
    with engine.connect() as connection:
        return [OpenRow(*row) for row in connection.execute(statement)]


def mark_ended(engine: Engine, row: OpenRow, ending: str) -> bool:
    """Have a case count as closed in every list; whether its row was still as it was read.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
        row: As `open_rows` gave it. A case that has taken a turn since is left alone.
        ending: `TERMINATED` or `DELETED`.
    """
    with engine.begin() as connection:
        marked = connection.execute(
            update(_CASES)
            .where(
                _CASES.c.case_id == row.case_id,
                _CASES.c.opened_at == row.opened_at,
                _CASES.c.sequence == row.sequence,
                _CASES.c.ending.is_(None),
            )
            .values(
                ending=ending,
                # Nobody knows better when it ended, and retention counts from there.
                taken_at=datetime.now(UTC),
                urgency=Urgency.CLOSED.value,
                waiting_on=WaitingOn.NOBODY.value,
                next_deadline=None,
                sequence=_BEFORE_ANY_TURN,
                next_action=_NEXT_ACTION[ending],
            )
            .returning(_CASES.c.case_id)
        ).one_or_none()
        if marked is None:
            return False
        for table in _PARTS:
            connection.execute(delete(table).where(table.c.case_id == row.case_id))
    return True
