"""The families of cases that are on legal hold: nothing of them is purged or forgotten."""

from datetime import datetime

from sqlalchemy import Connection, Engine, Table, delete, insert, select
from sqlmodel import Session, col
from sqlmodel import select as sqlmodel_select

from models.storage.family_lock import lock_family
from models.storage.tables import FamilyHoldRow

_HOLDS: Table = FamilyHoldRow.__table__  # type: ignore[attr-defined]


def held_families(engine: Engine) -> set[str]:
    """The families on hold; see `models.encryption.family_keys.family_of`.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
    """
    with engine.connect() as connection:
        return set(connection.execute(select(_HOLDS.c.family)).scalars())


def is_held(connection: Connection, family: str) -> bool:
    """Whether a family is on hold, within a transaction that is about to delete of it."""
    found = connection.execute(select(_HOLDS.c.family).where(_HOLDS.c.family == family))
    return found.one_or_none() is not None


def hold(engine: Engine, family: str, now: datetime, reason_code: str | None) -> bool:
    """Put a family on hold; whether it was not on hold before.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
        family: The id of its cases up to the first dot.
        now: The present (UTC).
        reason_code: A short code of the desk's own, such as the number of a matter.
    """
    with engine.begin() as connection:
        lock_family(connection, family)
        held = connection.execute(select(_HOLDS.c.family).where(_HOLDS.c.family == family))
        if held.one_or_none() is not None:
            return False
        connection.execute(insert(_HOLDS).values(family=family, since=now, reason_code=reason_code))
    return True


def release(engine: Engine, family: str) -> bool:
    """Let a family go; whether it was on hold."""
    with engine.begin() as connection:
        done = connection.execute(delete(_HOLDS).where(_HOLDS.c.family == family))
    return done.rowcount > 0


def all_holds(engine: Engine) -> list[FamilyHoldRow]:
    """Every hold, the oldest first."""
    with Session(engine) as session:
        return list(session.exec(sqlmodel_select(FamilyHoldRow).order_by(col(FamilyHoldRow.since))))
