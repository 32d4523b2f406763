"""Which families of cases are open, and which have ended; see `family_of`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Table, select
from temporalio.client import Client

from models.encryption.family_keys import family_of
from models.look_again import open_cases
from models.storage.tables import CaseRow, ClosedCaseRow

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_CLOSED: Table = ClosedCaseRow.__table__  # type: ignore[attr-defined]


async def running_families(client: Client) -> set[str]:
    """The families with a run in Temporal: those that ended but still take corrections, too.

    Raises:
        RPCError: Temporal does not list its cases.
    """
    return {family_of(one.id) async for one in client.list_workflows(open_cases())}


def open_families(engine: Engine) -> set[str]:
    """The families with an open case, as far as the read model knows."""
    statement = select(_CASES.c.case_id).where(_CASES.c.ending.is_(None))
    with engine.connect() as connection:
        return {family_of(name) for name in connection.execute(statement).scalars()}


@dataclass
class Family:
    """What the database has of one family."""

    cases: set[str]
    """Ids."""

    latest: datetime
    """When the last of them ended (UTC); of one that is open, its last snapshot."""


def known_families(engine: Engine) -> dict[str, Family]:
    """The families that the database has the views or the states of, by name."""
    families: dict[str, Family] = {}
    with engine.connect() as connection:
        for statement in (
            select(_CASES.c.case_id, _CASES.c.taken_at),
            select(_CLOSED.c.case_id, _CLOSED.c.closed_at),
        ):
            for name, at in connection.execute(statement):
                family = families.setdefault(family_of(name), Family(set(), at))
                family.cases.add(name)
                family.latest = max(family.latest, at)
    return families


def is_of(table: Table, cases: Iterable[str]) -> ColumnElement[bool]:
    """The rows of a table that belong to cases, by its column `case_id`, which leads an index."""
    return table.c.case_id.in_(sorted(cases))


def locked_rows(connection: Connection, cases: Iterable[str]) -> Sequence[RowMapping]:
    """The views of cases, which nobody writes until the transaction ends."""
    if connection.dialect.name == "sqlite":
        # The transaction holds the database from its first write on, and nothing is written yet.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    rows = select(_CASES.c.case_id, _CASES.c.ending, _CASES.c.taken_at)
    return (
        connection.execute(
            rows.where(is_of(_CASES, cases)).order_by(_CASES.c.case_id).with_for_update()
        )
        .mappings()
        .all()
    )
