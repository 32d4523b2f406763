"""Keeps the whole state of each case that has ended: Temporal deletes a closed run some day.

Unlike the read model this holds what was typed, people and health details included, as the runs
themselves do: encrypted where keys are set. Without keys, guard the database as the histories of
Temporal are guarded.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.database_failures import plain_database_failures
from models.encryption.family_keys import FamilyKeys
from models.encryption.private_text import PrivateText
from models.storage.tables import ClosedCaseRow

_CLOSED: Table = ClosedCaseRow.__table__  # type: ignore[attr-defined]


class ClosedCases:
    """The states behind one engine."""

    def __init__(self, engine: Engine, keys: FamilyKeys | None = None) -> None:
        """Use what is open.

        Args:
            engine: Of `models.storage.database.open_database`, its schema up to date.
            keys: Seal the states; without them they are kept as they are.
        """
        self._engine, self._private = engine, PrivateText(keys)

    @plain_database_failures()
    def keep(self, state: Mapping[str, Any], closed_at: str) -> None:
        """Keep the state of a case in the place of an earlier one.

        Args:
            state: As `models.turns.closed.state_of` has it.
            closed_at: When its last turn was (ISO, UTC).

        Raises:
            ApplicationError: of type `DatabaseFailed`: it may be kept again later.
        """
        values = {
            "case_id": state["id"],
            "closed_at": datetime.fromisoformat(closed_at),
            "state": self._private.seal(state["id"], json.dumps(state)),
        }
        with self._engine.begin() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            upsert = insert(_CLOSED).values(**values)
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[_CLOSED.c.case_id],
                    set_={"closed_at": upsert.excluded.closed_at, "state": upsert.excluded.state},
                    where=upsert.excluded.closed_at >= _CLOSED.c.closed_at,
                )
            )

    def find(self, case_id: str) -> dict[str, Any] | None:
        """The state of a case that has ended; None where none was kept.

        Raises:
            UnreadableTextError: It is sealed, and there is no key for it.
        """
        statement = select(_CLOSED.c.state).where(_CLOSED.c.case_id == case_id)
        with self._engine.connect() as connection:
            found = connection.execute(statement).scalar_one_or_none()
        if found is None:
            return None
        state: dict[str, Any] = json.loads(self._private.read(case_id, found))
        return state
