"""The table of the access log: appended to by one writer at a time, and never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, Table, insert, select, update

from models.access import BEGINNING, Access, Act, Head
from models.encryption.family_keys import family_of
from models.storage.tables import AccessHeadRow, AccessRow

_LOG: Table = AccessRow.__table__  # type: ignore[attr-defined]
_HEAD: Table = AccessHeadRow.__table__  # type: ignore[attr-defined]

_ENTRY = ("at", "who", "how", "act", "about", "detail", "mark")
_AT_A_TIME = 10_000


@dataclass(frozen=True)
class Logged:
    """One entry as it stands in the log."""

    number: int
    access: Access
    hash: str


class AccessLog:
    """The log behind one engine."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine of `models.storage.database.open_database`, its schema up to date."""
        self._engine = engine

    def append(self, *entries: Access) -> None:
        """Add entries, in this order.

        Raises:
            SQLAlchemyError: They cannot be written; none of them is.
        """
        if not entries:
            return
        with self._engine.begin() as connection:
            self._add(connection, entries)

    def append_reports(self, reports: Sequence[Access]) -> None:
        """Add those that are not in the log yet, by the update that brought each.

        Raises:
            SQLAlchemyError: They cannot be written; none of them is.
        """
        if not reports:
            return
        with self._engine.begin() as connection:
            # The head's row is held first: who else writes waits.
            self._hold(connection)
            known = set(
                connection.scalars(
                    select(_LOG.c.mark).where(
                        _LOG.c.about == reports[0].about,
                        _LOG.c.mark.in_([one.mark for one in reports]),
                    )
                )
            )
            self._add(connection, [one for one in reports if one.mark not in known])

    def head(self) -> Head:
        """The last entry; its number is 0 where there is none."""
        with self._engine.connect() as connection:
            return Head(*connection.execute(select(_HEAD.c.number, _HEAD.c.hash)).one())

    def entries(self, *, after: int = 0, about: str | None = None) -> Iterable[Logged]:
        """The entries, oldest first.

        Args:
            after: Only those with a greater number.
            about: Only those about this case, or its family as a whole; of a family, all.
        """
        while True:
            statement = select(_LOG).where(_LOG.c.number > after).order_by(_LOG.c.number)
            with self._engine.connect() as connection:
                rows = connection.execute(statement.limit(_AT_A_TIME)).all()
            for row in rows:
                if about is None or _is_about(row.about, about):
                    yield _logged(row)
            if len(rows) < _AT_A_TIME:
                return
            after = rows[-1].number

    def first_broken(self, kept: str | None = None) -> int | None:
        """The number of the first entry that is not what was written; None where all are.

        Args:
            kept: A head of the log that somebody kept: the log must have had it.
        """
        before, expected, had = BEGINNING, 1, kept is None
        for one in self.entries():
            if one.number != expected or one.access.chained(one.number, before) != one.hash:
                return expected
            before, expected = one.hash, expected + 1
            had = had or Head(one.number, one.hash).is_said_by(kept or "")
        if self.head().number >= expected:
            return expected
        return None if had else expected

    def _hold(self, connection: Connection) -> Head:
        row = connection.execute(
            update(_HEAD).values(number=_HEAD.c.number).returning(_HEAD.c.number, _HEAD.c.hash)
        ).one()
        return Head(*row)

    def _add(self, connection: Connection, entries: Sequence[Access]) -> None:
        head = self._hold(connection)
        number, before, rows = head.number, head.hash, []
        for one in entries:
            number += 1
            before = one.chained(number, before)
            values = {name: getattr(one, name) for name in _ENTRY}
            rows.append({"number": number, "hash": before, **values})
        if rows:
            connection.execute(insert(_LOG), rows)
            connection.execute(update(_HEAD).values(number=number, hash=before))


def _is_about(listed: str, case_id: str) -> bool:
    """Whether an entry is about a case: the codec server knows no more of it than its family."""
    family = family_of(case_id)
    for one in listed.split(","):
        if one in {case_id, family} or (case_id == family and family_of(one) == family):
            return True
    return False


def _logged(row: Row[tuple[object, ...]]) -> Logged:
    fields = row._mapping  # noqa: SLF001 (SQLAlchemy's public name for it)
    values = {name: fields[name] for name in _ENTRY} | {"act": Act(fields["act"])}
    return Logged(fields["number"], Access(**values), fields["hash"])
