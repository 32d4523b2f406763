"""Writes the read model: what a case last said of itself, for lists and searches.

The workflow is the truth and the database the view, so a snapshot replaces what stands there as a
whole, and the only thing that may not happen is that an older one replaces a newer.
"""

from typing import Any

from sqlalchemy import Engine, Table, and_, delete, insert, or_
from sqlalchemy.dialects import postgresql, sqlite
from temporalio import activity

from models.case import CaseSnapshot, DeadlineView
from models.tables import CaseRow, DeadlineRow

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_DEADLINES: Table = DeadlineRow.__table__  # type: ignore[attr-defined]


class Ledger:
    """The read model behind one engine."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine of `models.database.open_database`, its schema up to date."""
        self._engine = engine

    @activity.defn(name="write_snapshot")
    def write_snapshot(self, snapshot: CaseSnapshot) -> None:
        """Let a snapshot take the place of an older one of its case; drop it if it is older itself.

        Of a case started anew under the same id, the later opening wins over any sequence.
        """
        with self._engine.begin() as connection:
            # A write comes first, so that the transaction holds the case's row (SQLite: the
            # database) before anything is decided, and writers of one case take turns.
            written = connection.execute(
                _replace_if_newer(connection.dialect.name, snapshot).returning(_CASES.c.case_id)
            )
            if written.one_or_none() is None:
                return
            connection.execute(delete(_DEADLINES).where(_DEADLINES.c.case_id == snapshot.case_id))
            rows = [
                _deadline_row(snapshot.case_id, position, view)
                for position, view in enumerate(snapshot.deadlines)
            ]
            if rows:
                connection.execute(insert(_DEADLINES), rows)


def _replace_if_newer(dialect: str, snapshot: CaseSnapshot) -> sqlite.Insert | postgresql.Insert:
    values = snapshot.model_dump(exclude={"deadlines"})
    values |= {
        name: value.value if value is not None else None
        for name, value in (
            ("program", snapshot.program),
            ("phase", snapshot.phase),
            ("urgency", snapshot.urgency),
            ("ending", snapshot.ending),
        )
    }
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(_CASES)
    upsert = upsert.values(**values)
    new, old = upsert.excluded, _CASES.c
    return upsert.on_conflict_do_update(
        index_elements=[old.case_id],
        set_={name: new[name] for name in values if name != "case_id"},
        where=or_(
            new.opened_at > old.opened_at,
            and_(new.opened_at == old.opened_at, new.sequence > old.sequence),
        ),
    )


def _deadline_row(case_id: str, position: int, view: DeadlineView) -> dict[str, Any]:
    return {"case_id": case_id, "position": position, **view.model_dump()}
