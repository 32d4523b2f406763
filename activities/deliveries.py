"""The delivery ledger: a row is claimed before a message is sent, and settled after.

A claim is a lease. While it runs, no other attempt may send the same message; when it has run out
with the row still unsettled, whoever held it has died between sending and settling, and the next
claim marks the row as possibly doubled.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, RowMapping, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.channels import Sent
from models.deadline import Deadline
from models.people import Role
from models.reminder import Channel, DeliveryOutcome
from models.tables import DeliveryRow

SENDING = "sending"
"""Status of a claimed row; every other status is a `DeliveryOutcome`."""

TRIES_WHEN_UNKNOWN = 2
"""A time-out may have delivered: once more is worth a possible double, again and again is not."""

_ROWS: Table = DeliveryRow.__table__  # type: ignore[attr-defined]


class Order(Protocol):
    """What the ledger must know of a message: a `ReminderOrder`, or a `DigestOrder`."""

    @property
    def case_id(self) -> str:
        """What it is filed under."""
        ...

    @property
    def about(self) -> str:
        """What within that it is about."""
        ...

    @property
    def rung(self) -> str:
        """Which of the messages about it."""
        ...

    @property
    def edition(self) -> str:
        """Which time round."""
        ...

    @property
    def kind(self) -> StrEnum:
        """Which kind of message."""
        ...

    @property
    def due_to_send_at(self) -> datetime:
        """When it was due."""
        ...

    @property
    def deadline(self) -> Deadline | None:
        """The one deadline it is about, where there is one."""
        ...


@dataclass(frozen=True)
class Claim:
    """The right to send one message by one channel, until the lease runs out."""

    row: int
    token: str
    attempt: int
    possibly_doubled: bool

    def worth_another_try(self, outcome: DeliveryOutcome) -> bool:
        """Whether a sending that ended so should be tried again."""
        if outcome is DeliveryOutcome.UNKNOWN:
            return self.attempt < TRIES_WHEN_UNKNOWN
        return outcome is DeliveryOutcome.FAILED


@dataclass(frozen=True)
class Settled:
    """Nothing to send: the row already says how it ended."""

    outcome: DeliveryOutcome
    possibly_doubled: bool
    note: str


@dataclass(frozen=True)
class Busy:
    """Another attempt is sending this very message now."""


class Deliveries:
    """The delivery ledger behind one engine. Times are the machine's, in UTC."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use an engine of `models.database.open_database`, its schema up to date.

        Args:
            engine: Where the ledger is.
            lease: How long a claim holds: longer than the longest sending of one message.
            clock: The current instant; tests replace it.
        """
        self._engine = engine
        self._lease = lease
        self._clock = clock

    def claim(self, order: Order, role: Role, channel: Channel) -> Claim | Settled | Busy:
        """Claim one message for sending; committed when this returns."""
        key = _key(order, role, channel)
        now = self._clock()
        token = uuid.uuid4().hex
        with self._engine.begin() as connection:
            # The write comes first: see Ledger.write_snapshot.
            row = self._insert(connection, order, key, token, now)
            if row is not None:
                return Claim(row, token, attempt=1, possibly_doubled=False)
            found = connection.execute(select(_ROWS).filter_by(**key)).mappings().one()
            if _in_flight(found, now):
                return Busy()
            if _is_final(found):
                return Settled(
                    DeliveryOutcome(found["status"]), found["possibly_doubled"], found["note"]
                )
            return self._take_over(connection, found, token, now)

    def settle(self, claim: Claim, sent: Sent) -> None:
        """Write how a sending ended, unless another attempt has taken the row over meanwhile."""
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(
                update(_ROWS)
                .where(_ROWS.c.id == claim.row, _ROWS.c.lease == claim.token)
                .values(
                    status=sent.outcome.value,
                    note=sent.note,
                    settled_at=now,
                    lease=None,
                    lease_until=None,
                )
            )

    def note_unreachable(self, order: Order, role: Role, channel: Channel, missing: Sent) -> None:
        """Write that somebody cannot be reached by a channel at all; nothing was sent."""
        key = _key(order, role, channel)
        now = self._clock()
        values = _new_row(order, key, now) | {
            "status": missing.outcome.value,
            "settled_at": now,
            "note": missing.note,
        }
        with self._engine.begin() as connection:
            insert = _insert_for(connection)(_ROWS).values(**values, attempts=0)
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=list(key),
                    set_={
                        name: insert.excluded[name]
                        for name in ("status", "settled_at", "last_attempt_at", "note")
                    },
                    where=_ROWS.c.status.not_in([SENDING, DeliveryOutcome.ACCEPTED.value]),
                )
            )

    def _insert(
        self,
        connection: Connection,
        order: Order,
        key: dict[str, str],
        token: str,
        now: datetime,
    ) -> int | None:
        values = _new_row(order, key, now) | {
            "status": SENDING,
            "attempts": 1,
            "lease": token,
            "lease_until": now + self._lease,
            "note": "",
        }
        row: int | None = connection.execute(
            _insert_for(connection)(_ROWS)
            .values(**values)
            .on_conflict_do_nothing()
            .returning(_ROWS.c.id)
        ).scalar_one_or_none()
        return row

    def _take_over(
        self, connection: Connection, found: RowMapping, token: str, now: datetime
    ) -> Claim | Busy:
        doubled = found["possibly_doubled"] or found["status"] in {
            SENDING,
            DeliveryOutcome.UNKNOWN.value,
        }
        taken = connection.execute(
            update(_ROWS)
            # Only from the state that was read: of two attempts, one gets the row.
            .where(
                _ROWS.c.id == found["id"],
                _ROWS.c.status == found["status"],
                _ROWS.c.attempts == found["attempts"],
                _ROWS.c.lease.is_not_distinct_from(found["lease"]),
            )
            .values(
                status=SENDING,
                attempts=found["attempts"] + 1,
                possibly_doubled=doubled,
                last_attempt_at=now,
                settled_at=None,
                lease=token,
                lease_until=now + self._lease,
            )
        )
        if taken.rowcount == 0:
            return Busy()
        return Claim(found["id"], token, found["attempts"] + 1, possibly_doubled=doubled)


def _key(order: Order, role: Role, channel: Channel) -> dict[str, str]:
    # A deadline keeps its id when its day moves, and its ladder is climbed again.
    sequence = f"{order.deadline.sequence}" if order.deadline else ""
    return {
        "case_id": order.case_id,
        "about": order.about,
        "rung": order.rung,
        "edition": "/".join(part for part in (order.edition, sequence) if part),
        "role": role.value,
        "channel": channel.value,
    }


def _new_row(order: Order, key: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        **key,
        "kind": order.kind.value,
        "possibly_doubled": False,
        "due_to_send_at": order.due_to_send_at,
        "first_written_at": now,
        "last_attempt_at": now,
    }


def _in_flight(found: RowMapping, now: datetime) -> bool:
    return bool(found["status"] == SENDING and found["lease_until"] > now)


def _is_final(found: RowMapping) -> bool:
    if found["status"] == DeliveryOutcome.UNKNOWN:
        return bool(found["attempts"] >= TRIES_WHEN_UNKNOWN)
    return bool(found["status"] == DeliveryOutcome.ACCEPTED)


def _insert_for(connection: Connection) -> Callable[[Table], sqlite.Insert | postgresql.Insert]:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
