"""Writes the read model: what a case last said of itself, for lists and searches.

The workflow is the truth and the database the view, so a snapshot replaces what stands there as a
whole, and the only thing that may not happen is that an older one replaces a newer.
"""

from typing import Any

from sqlalchemy import Engine, Table, and_, delete, insert, or_
from sqlalchemy.dialects import postgresql, sqlite

from activities.database_failures import plain_database_failures
from models.encryption.family_keys import FamilyKeys
from models.encryption.private_text import PrivateText
from models.presentation.shapes import DeadlineView, Snapshot
from models.storage.tables import CaseRow, DeadlineRow, MilestoneRow, ReminderRow

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_DEADLINES: Table = DeadlineRow.__table__  # type: ignore[attr-defined]
_MILESTONES: Table = MilestoneRow.__table__  # type: ignore[attr-defined]
_REMINDERS: Table = ReminderRow.__table__  # type: ignore[attr-defined]


class ReadModel:
    """The read model behind one engine."""

    def __init__(self, engine: Engine, keys: FamilyKeys | None = None) -> None:
        """Use what is open.

        Args:
            engine: Of `models.storage.database.open_database`, its schema up to date.
            keys: Seal the numbers to quote; without them they are written as they are.
        """
        self._engine, self._private = engine, PrivateText(keys)

    @plain_database_failures()
    def write_snapshot(self, snapshot: Snapshot) -> None:
        """Let a snapshot take the place of an older one of its case; drop it if it is older itself.

        Of a case started anew under the same id, the later opening wins over any sequence. A turn
        may be taken again, when nothing of it was recorded, or in a run that was reset: then its
        later snapshot wins.

        Raises:
            ApplicationError: of type `DatabaseFailed`: the view may be written again later.
        """
        reference = snapshot.reference
        if reference:
            # Before the transaction: it may have to make a key.
            sealed = self._private.seal(snapshot.case_id, reference)
            snapshot = snapshot.model_copy(update={"reference": sealed})
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
            connection.execute(delete(_MILESTONES).where(_MILESTONES.c.case_id == snapshot.case_id))
            steps = [
                {"case_id": snapshot.case_id, "position": position, **step.model_dump()}
                for position, step in enumerate(snapshot.milestones)
            ]
            if steps:
                connection.execute(insert(_MILESTONES), steps)
            connection.execute(delete(_REMINDERS).where(_REMINDERS.c.case_id == snapshot.case_id))
            reminders = [
                {"case_id": snapshot.case_id, "position": position, **reminder.model_dump()}
                for position, reminder in enumerate(snapshot.reminders)
            ]
            if reminders:
                connection.execute(insert(_REMINDERS), reminders)


def _replace_if_newer(dialect: str, snapshot: Snapshot) -> sqlite.Insert | postgresql.Insert:
    values = snapshot.model_dump(exclude={"deadlines", "milestones", "reminders", "cover"})
    cover = snapshot.cover
    values |= {
        "covered_until": cover.until if cover is not None else None,
        "owner": cover.owner if cover is not None else "",
        "owner_id": cover.owner_id if cover is not None else "",
        "kind": snapshot.kind.value,
        "program": snapshot.program.value if snapshot.program else "",
        "urgency": snapshot.urgency.value,
        "waiting_on": snapshot.waiting_on.value,
    }
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(_CASES)
    upsert = upsert.values(**values)
    new, old = upsert.excluded, _CASES.c
    return upsert.on_conflict_do_update(
        index_elements=[old.case_id],
        set_={name: new[name] for name in values if name != "case_id"},
        where=or_(
            new.opened_at > old.opened_at,
            and_(
                new.opened_at == old.opened_at,
                or_(new.sequence > old.sequence, new.taken_at > old.taken_at),
            ),
        ),
    )


def _deadline_row(case_id: str, position: int, view: DeadlineView) -> dict[str, Any]:
    return {"case_id": case_id, "position": position, **view.model_dump()}
