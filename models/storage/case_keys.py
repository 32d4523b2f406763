"""The table of data keys: which family of cases each belongs to, and what wraps it.

A destroyed key leaves its line without what was wrapped: its family is known to be forgotten.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Table, func, insert, or_, select, update

from models.storage.family_lock import lock_family
from models.storage.holds import is_held
from models.storage.tables import CaseKeyRow

_KEYS: Table = CaseKeyRow.__table__  # type: ignore[attr-defined]

_AT_A_TIME = 500
"""Keys asked for in one statement."""


@dataclass(frozen=True)
class StoredKey:
    """One line of the table."""

    id: str
    family: str | None
    wrapped: str | None
    """None where the key is destroyed."""


class CaseKeys:
    """The table behind one engine."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine of `models.storage.database.open_database`, its schema up to date."""
        self._engine = engine

    def add(self, key: StoredKey, now: datetime) -> None:
        """Add a new key; without a family it belongs to whoever claims it."""
        with self._engine.begin() as connection:
            connection.execute(
                insert(_KEYS).values(
                    id=key.id,
                    family=key.family,
                    wrapped=key.wrapped,
                    made_at=now,
                    claimed_at=now if key.family is not None else None,
                )
            )

    def find(self, key_id: str) -> StoredKey | None:
        """One key."""
        statement = select(_KEYS.c.id, _KEYS.c.family, _KEYS.c.wrapped).where(_KEYS.c.id == key_id)
        with self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else StoredKey(*row)

    def has_any(self) -> bool:
        """Whether there is a key that is not destroyed and belongs to a family."""
        found = select(_KEYS.c.id).where(_KEYS.c.family.isnot(None), _KEYS.c.wrapped.isnot(None))
        with self._engine.connect() as connection:
            return connection.execute(found.limit(1)).first() is not None

    def find_all(self, key_ids: Sequence[str]) -> list[StoredKey]:
        """Those of some keys that there are."""
        found: list[StoredKey] = []
        columns = (_KEYS.c.id, _KEYS.c.family, _KEYS.c.wrapped)
        with self._engine.connect() as connection:
            for start in range(0, len(key_ids), _AT_A_TIME):
                some = key_ids[start : start + _AT_A_TIME]
                rows = connection.execute(select(*columns).where(_KEYS.c.id.in_(some)))
                found += [StoredKey(*row) for row in rows]
        return found

    def find_with_family(self, key_id: str, family: str) -> list[StoredKey]:
        """One key, and all keys of a family, in one statement."""
        statement = select(_KEYS.c.id, _KEYS.c.family, _KEYS.c.wrapped).where(
            or_(_KEYS.c.id == key_id, _KEYS.c.family == family)
        )
        with self._engine.connect() as connection:
            return [StoredKey(*row) for row in connection.execute(statement)]

    def of_family(self, family: str) -> list[StoredKey]:
        """The keys of a family, the oldest first."""
        statement = (
            select(_KEYS.c.id, _KEYS.c.family, _KEYS.c.wrapped)
            .where(_KEYS.c.family == family)
            .order_by(_KEYS.c.made_at, _KEYS.c.id)
        )
        with self._engine.connect() as connection:
            return [StoredKey(*row) for row in connection.execute(statement)]

    def claim(self, key_id: str, family: str, now: datetime) -> str | None:
        """Let a family have a key that is nobody's yet; whose it is afterwards.

        A family that was forgotten gets none.
        """
        with self._engine.begin() as connection:
            lock_family(connection, family)
            if _forgotten_at(connection, family) is None:
                connection.execute(
                    update(_KEYS)
                    .where(
                        _KEYS.c.id == key_id, _KEYS.c.family.is_(None), _KEYS.c.wrapped.isnot(None)
                    )
                    .values(family=family, claimed_at=now)
                )
            owner: str | None = connection.execute(
                select(_KEYS.c.family).where(_KEYS.c.id == key_id)
            ).scalar_one_or_none()
        return owner

    def destroy_family(self, family: str, now: datetime) -> int | None:
        """Destroy the keys of a family; how many there were. None where it is on legal hold."""
        with self._engine.begin() as connection:
            lock_family(connection, family)
            if is_held(connection, family):
                return None
            done = connection.execute(
                update(_KEYS)
                .where(_KEYS.c.family == family, _KEYS.c.wrapped.isnot(None))
                .values(wrapped=None, destroyed_at=now)
            )
        return done.rowcount

    def destroy_unclaimed(self, before: datetime, now: datetime) -> int:
        """Destroy the keys that were made before an instant and are still nobody's; how many."""
        with self._engine.begin() as connection:
            done = connection.execute(
                update(_KEYS)
                .where(
                    _KEYS.c.family.is_(None), _KEYS.c.made_at < before, _KEYS.c.wrapped.isnot(None)
                )
                .values(wrapped=None, destroyed_at=now)
            )
        return done.rowcount

    def forgotten_at(self, family: str) -> datetime | None:
        """When the keys of a family were destroyed; None where they were not."""
        with self._engine.connect() as connection:
            return _forgotten_at(connection, family)

    def wrapped_by(self) -> Counter[str]:
        """How many data keys each key of the ring wraps."""
        counted: Counter[str] = Counter()
        for key in self._all():
            counted[(key.wrapped or "").partition(".")[0]] += 1
        return counted

    def rewrap(self, key: StoredKey, wrapped: str) -> None:
        """Replace what wraps a key, unless it was destroyed meanwhile."""
        with self._engine.begin() as connection:
            connection.execute(
                update(_KEYS)
                .where(_KEYS.c.id == key.id, _KEYS.c.wrapped == key.wrapped)
                .values(wrapped=wrapped)
            )

    def not_wrapped_by(self, ring_id: str) -> list[StoredKey]:
        """The keys that another key of the ring wraps."""
        return [one for one in self._all() if not (one.wrapped or "").startswith(f"{ring_id}.")]

    def _all(self) -> Iterator[StoredKey]:
        statement = select(_KEYS.c.id, _KEYS.c.family, _KEYS.c.wrapped).where(
            _KEYS.c.wrapped.isnot(None)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement).all()
        return (StoredKey(*row) for row in rows)


def _forgotten_at(connection: Connection, family: str) -> datetime | None:
    statement = select(func.max(_KEYS.c.destroyed_at)).where(_KEYS.c.family == family)
    found: datetime | None = connection.execute(statement).scalar_one_or_none()
    return found
