"""What may be purged: closed cases, the ledger of deliveries, the inbox, keys nobody claimed.

Each part lists what is too old, and removes it. What is read before is looked at again within the
transaction that deletes: a case may have been opened again meanwhile, or put on hold.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, Table, and_, delete, func, select

from deploy.retention.families import Family, is_of, known_families, locked_rows
from models.encryption.family_keys import family_of
from models.retention import Expired, Tally
from models.storage.case_keys import CaseKeys
from models.storage.holds import is_held
from models.storage.tables import (
    CaseKeyRow,
    CaseRow,
    ClosedCaseRow,
    DeadlineRow,
    DeliveryAttemptRow,
    DeliveryRow,
    MilestoneRow,
    ReminderRow,
)

UNCLAIMED = timedelta(days=7)
"""How long a key waits that was made for a start or a report which may never have been sent."""

INBOX = "inbox"
"""What the part of the inbox is called where the others have the names of tables."""

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_CLOSED: Table = ClosedCaseRow.__table__  # type: ignore[attr-defined]
_DELIVERIES: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_ATTEMPTS: Table = DeliveryAttemptRow.__table__  # type: ignore[attr-defined]
_KEYS: Table = CaseKeyRow.__table__  # type: ignore[attr-defined]
_OF_A_CASE: tuple[Table, ...] = (
    DeadlineRow.__table__,  # type: ignore[attr-defined]
    MilestoneRow.__table__,  # type: ignore[attr-defined]
    ReminderRow.__table__,  # type: ignore[attr-defined]
)
"""Deleted with their case, by the database."""

_MESSAGE = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-[0-9a-f]{8}\.(?:eml|sms)")


class Part(Protocol):
    """Something that is kept for a time."""

    def expired(self) -> list[Expired]:
        """What is too old."""
        ...

    def purge(self) -> list[Expired]:
        """Remove what is too old; what that was."""
        ...


@dataclass(frozen=True)
class ClosedCases:
    """The views and whole states of families that have ended."""

    engine: Engine
    spared: set[str]
    """Families that stay: open, or on hold."""

    before: datetime
    """Those that ended before this instant are too old."""

    def expired(self) -> list[Expired]:
        """What is too old, by the instants at which the families ended."""
        tally = Tally()
        families = self._families()
        with self.engine.connect() as connection:
            for table in (_CASES, *_OF_A_CASE, _CLOSED):
                counted = select(table.c.case_id, func.count()).group_by(table.c.case_id)
                for name, rows in connection.execute(counted):
                    if family := families.get(family_of(name)):
                        tally.add(table.name, rows, family.latest, family.latest)
        return tally.counted

    def purge(self) -> list[Expired]:
        """Remove it, a family at a time."""
        tally = Tally()
        for name, family in self._families().items():
            with self.engine.begin() as connection:
                if self._is_too_old(connection, name, family):
                    _delete_cases(connection, family, tally)
        return tally.counted

    def _families(self) -> dict[str, Family]:
        return {
            name: family
            for name, family in known_families(self.engine).items()
            if family.latest < self.before and name not in self.spared
        }

    def _is_too_old(self, connection: Connection, name: str, family: Family) -> bool:
        rows = locked_rows(connection, family.cases)
        ended = all(row["ending"] is not None and row["taken_at"] < self.before for row in rows)
        return ended and not is_held(connection, name)


def _delete_cases(connection: Connection, family: Family, tally: Tally) -> None:
    cases, at = family.cases, family.latest
    of_a_case = [
        (table, connection.execute(select(func.count()).where(is_of(table, cases))).scalar_one())
        for table in _OF_A_CASE
    ]
    views = connection.execute(delete(_CASES).where(is_of(_CASES, cases)))
    tally.add(_CASES.name, views.rowcount, at, at)
    for table, rows in of_a_case:
        tally.add(table.name, rows, at, at)
    states = connection.execute(delete(_CLOSED).where(is_of(_CLOSED, cases)))
    tally.add(_CLOSED.name, states.rowcount, at, at)


@dataclass(frozen=True)
class Ledger:
    """Deliveries of cases that are not open, and of digests, by when they were last tried."""

    engine: Engine
    spared: set[str]
    """Families that stay: on hold, or open, whose messages the ledger keeps from going twice."""

    before: datetime
    """What was last tried before this instant is too old."""

    def expired(self) -> list[Expired]:
        """What is too old."""
        tally = Tally()
        tried, old = _DELIVERIES.c.last_attempt_at, _DELIVERIES.c.last_attempt_at < self.before
        by_case = (
            select(_DELIVERIES.c.case_id, func.count(), func.min(tried), func.max(tried))
            .where(old)
            .group_by(_DELIVERIES.c.case_id)
        )
        attempts = by_case.join(_ATTEMPTS, _ATTEMPTS.c.delivery_id == _DELIVERIES.c.id)
        with self.engine.connect() as connection:
            for table, counted in ((_DELIVERIES, by_case), (_ATTEMPTS, attempts)):
                for name, rows, first, last in connection.execute(counted):
                    if family_of(name) not in self.spared:
                        tally.add(table.name, rows, first, last)
        return tally.counted

    def purge(self) -> list[Expired]:
        """Remove it, a family at a time."""
        tally, sent = Tally(), defaultdict[str, set[str]](set)
        with self.engine.connect() as connection:
            old = select(_DELIVERIES.c.case_id).where(_DELIVERIES.c.last_attempt_at < self.before)
            for case_id in connection.execute(old.distinct()).scalars():
                sent[family_of(case_id)].add(case_id)
        known = known_families(self.engine)
        for name in sorted(sent.keys() - self.spared):
            cases = known[name].cases if name in known else set[str]()
            with self.engine.begin() as connection:
                ended = all(row["ending"] is not None for row in locked_rows(connection, cases))
                if ended and not is_held(connection, name):
                    self._delete(connection, sent[name], tally)
        return tally.counted

    def _delete(self, connection: Connection, cases: set[str], tally: Tally) -> None:
        old = and_(is_of(_DELIVERIES, cases), _DELIVERIES.c.last_attempt_at < self.before)
        tried = select(_DELIVERIES.c.id).where(old)
        attempts = connection.execute(
            select(func.count()).where(_ATTEMPTS.c.delivery_id.in_(tried))
        ).scalar_one()
        gone = connection.execute(
            delete(_DELIVERIES).where(old).returning(_DELIVERIES.c.last_attempt_at)
        ).scalars()
        instants = list(gone)
        if instants:
            first, last = min(instants), max(instants)
            tally.add(_DELIVERIES.name, len(instants), first, last)
            tally.add(_ATTEMPTS.name, attempts, first, last)


@dataclass(frozen=True)
class Inbox:
    """Mail and SMS that the embedded stack's inbox keeps, by when they arrived."""

    folder: Path
    before: datetime

    def expired(self) -> list[Expired]:
        """What is too old."""
        return self._each(lambda _: None)

    def purge(self) -> list[Expired]:
        """Remove it."""
        return self._each(lambda file: file.unlink(missing_ok=True))

    def _each(self, act: Callable[[Path], None]) -> list[Expired]:
        tally = Tally()
        for file in sorted(self.folder.glob("*")):
            if named := _MESSAGE.fullmatch(file.name):
                at = datetime.strptime(named[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
                if at < self.before:
                    act(file)
                    tally.add(INBOX, 1, at, at)
        return tally.counted


@dataclass(frozen=True)
class UnclaimedKeys:
    """Data keys that were made for a start or a report, and that no case claimed."""

    engine: Engine
    now: datetime

    def expired(self) -> list[Expired]:
        """What is too old."""
        made = _KEYS.c.made_at
        unclaimed = select(func.count(), func.min(made), func.max(made)).where(
            _KEYS.c.family.is_(None), _KEYS.c.wrapped.isnot(None), made < self.now - UNCLAIMED
        )
        with self.engine.connect() as connection:
            rows, first, last = connection.execute(unclaimed).one()
        tally = Tally()
        if rows:
            tally.add(_KEYS.name, rows, first, last)
        return tally.counted

    def purge(self) -> list[Expired]:
        """Destroy them; their lines stay, without what was wrapped."""
        found = self.expired()
        CaseKeys(self.engine).destroy_unclaimed(self.now - UNCLAIMED, self.now)
        return found
