"""The delivery ledger: a row is claimed before a message is sent, and settled after.

A claim is a lease. While it runs, no other attempt may send the same message; when it has run out
with the row still unsettled, whoever held it has died between sending and settling, and the next
claim marks the row as possibly doubled.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from activities.database_failures import once_it_answers
from activities.delivery.channels import Sent
from activities.delivery.ledger_rows import Order, edition_of, key_of, name_of, new_row
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, Recipient, ReminderOrder
from models.storage.tables import DeliveryAttemptRow, DeliveryRow

SENDING = "sending"
"""Status of a claimed row; every other status is a `DeliveryOutcome`."""

TIME_TO_SETTLE = 10.0
"""Seconds for which a sending is settled again and again while the database does not answer.

A sending that was not settled is sent a second time; a database that is started anew is back in
less. The lease runs longer.
"""

NO_WORD = "no word came back from the attempt; it may have arrived all the same"
"""Note of an attempt that died between sending and settling."""

DOUBTS_ENOUGH = 2
"""How often no clear answer comes to a message before it is left: each may have been a copy.

An attempt that died is not counted. It hardly ever got as far as sending.
"""

_ROWS: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_ATTEMPTS: Table = DeliveryAttemptRow.__table__  # type: ignore[attr-defined]

_IN_DOUBT = {SENDING, DeliveryOutcome.UNKNOWN.value}
"""What may have arrived; a row that is claimed by nobody any more, too."""

_LOST = {"outcome": DeliveryOutcome.UNKNOWN.value, "note": NO_WORD}


# Built once: SQLAlchemy would spend more on building them than the database on carrying them out.
_BEGIN_ATTEMPT = insert(_ATTEMPTS)
_INSERT = {
    dialect: insert_into(_ROWS).on_conflict_do_nothing().returning(_ROWS.c.id)
    for dialect, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_SETTLE = update(_ROWS).where(_ROWS.c.id == bindparam("row"), _ROWS.c.lease == bindparam("token"))
_SETTLE_ATTEMPT = update(_ATTEMPTS).where(
    _ATTEMPTS.c.delivery_id == bindparam("row"), _ATTEMPTS.c.number == bindparam("attempt")
)


@dataclass(frozen=True)
class Claim:
    """The right to send one message by one channel, until the lease runs out."""

    row: int
    token: str
    attempt: int
    possibly_doubled: bool
    doubts: int = 0

    def worth_another_try(self, outcome: DeliveryOutcome) -> bool:
        """Whether a sending that ended so should be tried again.

        One in doubt may have arrived: once more is worth a possible double, again and again is not.
        """
        if outcome is DeliveryOutcome.UNKNOWN:
            return self.doubts + 1 < DOUBTS_ENOUGH
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


Claimed = Claim | Settled | Busy
"""What a claim comes to."""


class DeliveryLedger:
    """The delivery ledger behind one engine. Times are the machine's, in UTC."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use an engine of `models.storage.database.open_database`, its schema up to date.

        Args:
            engine: Where the ledger is.
            lease: How long a claim holds: longer than the longest sending of one message.
            clock: The current instant; tests replace it.
        """
        self._engine = engine
        self._lease = lease
        self._clock = clock

    def claim(self, order: Order, recipient: Recipient, channel: Channel) -> Claimed:
        """Claim one message for sending; committed when this returns."""
        return self.claim_together([order], recipient, channel)[0]

    def claim_together(
        self, orders: Sequence[Order], recipient: Recipient, channel: Channel
    ) -> list[Claimed]:
        """Claim several reminders that go out as one message; committed when this returns.

        Each has its own row. What an attempt that died had in its hands is marked in all of them.
        """
        # Always in one order, so that two attempts at the same never wait for one another.
        places = sorted(range(len(orders)), key=lambda place: name_of(orders[place]))
        with self._engine.begin() as connection:
            claimed = {
                place: self._claim(connection, orders[place], recipient, channel)
                for place in places
            }
        return [claimed[place] for place in range(len(orders))]

    def _claim(
        self, connection: Connection, order: Order, recipient: Recipient, channel: Channel
    ) -> Claimed:
        key = key_of(order, recipient, channel)
        now = self._clock()
        token = uuid.uuid4().hex
        new = new_row(order, recipient, key, now) | {
            "status": SENDING,
            "attempts": 1,
            "lease": token,
            "lease_until": now + self._lease,
            "note": "",
        }
        # The write comes first: see ReadModel.write_snapshot.
        row = self._insert(connection, new)
        if row is not None:
            self._begin_attempt(connection, row, 1, now)
            return Claim(row, token, attempt=1, possibly_doubled=False)
        found = connection.execute(select(_ROWS).filter_by(**key)).mappings().one()
        if _in_flight(found, now):
            return Busy()
        doubts, moved = _doubts(connection, found["id"]), _tells_another_day(found, order)
        if not moved and _is_final(found, recipient, doubts):
            return Settled(
                DeliveryOutcome(found["status"]), found["possibly_doubled"], found["note"]
            )
        doubled = not moved and (found["possibly_doubled"] or found["status"] in _IN_DOUBT)
        claim = Claim(found["id"], token, found["attempts"] + 1, doubled, doubts)
        taken = self._take_over(connection, found, new, claim, now)
        return claim if taken else Busy()

    def settle(self, claim: Claim, sent: Sent) -> None:
        """Write how a sending ended, unless another attempt has taken the row over meanwhile.

        A database that does not answer is waited for, for `TIME_TO_SETTLE`.
        """
        self.settle_together([(claim, sent)])

    def settle_together(self, ended: Sequence[tuple[Claim, Sent]]) -> None:
        """The same of several reminders that went out as one message, all or none of them."""
        once_it_answers(lambda: self._settle(ended), patience=TIME_TO_SETTLE)

    def _settle(self, ended: Sequence[tuple[Claim, Sent]]) -> None:
        now = self._clock()
        with self._engine.begin() as connection:
            for claim, sent in sorted(ended, key=lambda one: one[0].row):
                settled: dict[str, Any] = {
                    "status": sent.outcome.value,
                    "note": sent.note,
                    "settled_at": now,
                    "lease": None,
                    "lease_until": None,
                }
                if sent.possibly_doubled:
                    settled["possibly_doubled"] = True
                connection.execute(_SETTLE, settled | {"row": claim.row, "token": claim.token})
                # An attempt that was taken for dead and was not: its own line says what it did.
                of_attempt = {"ended_at": now, "outcome": sent.outcome.value, "note": sent.note}
                connection.execute(
                    _SETTLE_ATTEMPT, of_attempt | {"row": claim.row, "attempt": claim.attempt}
                )

    def give_up(self, order: ReminderOrder) -> None:
        """Settle what an order overtakes: what never got through is not tried any more.

        What was in the hands of an attempt that died is unknown, not superseded.
        """
        if not order.overtakes:
            return
        now = self._clock()
        overtaken = and_(
            _ROWS.c.case_id == order.case_id,
            _ROWS.c.about == order.about,
            _ROWS.c.edition == edition_of(order),
            _ROWS.c.reminder.in_(order.overtakes),
        )
        lost = and_(_ROWS.c.status == SENDING, _ROWS.c.lease_until <= now)
        with self._engine.begin() as connection:
            self._lose(connection, and_(overtaken, lost), now)
            connection.execute(
                update(_ROWS)
                .where(overtaken, _ROWS.c.status == DeliveryOutcome.FAILED.value)
                .values(status=DeliveryOutcome.SUPERSEDED.value, settled_at=now)
            )

    def settle_lost(self, silent: timedelta) -> int:
        """Settle as unknown what has been in the hands of a dead attempt for long.

        Args:
            silent: How long after its lease ran out.

        Returns:
            How many messages that were.
        """
        now = self._clock()
        with self._engine.begin() as connection:
            return self._lose(
                connection,
                and_(_ROWS.c.status == SENDING, _ROWS.c.lease_until <= now - silent),
                now,
            )

    def _lose(self, connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
        lost = connection.execute(
            update(_ROWS)
            .where(which)
            .values(
                status=DeliveryOutcome.UNKNOWN.value,
                note=NO_WORD,
                settled_at=now,
                lease=None,
                lease_until=None,
            )
            .returning(_ROWS.c.id)
        ).scalars()
        ids = list(lost)
        if ids:
            connection.execute(
                update(_ATTEMPTS)
                .where(_ATTEMPTS.c.delivery_id.in_(ids), _ATTEMPTS.c.ended_at.is_(None))
                .values(**_LOST, ended_at=now)
            )
        return len(ids)

    def note_not_sent(
        self, order: Order, recipient: Recipient, channel: Channel, why: Sent
    ) -> None:
        """Write why nothing was sent to somebody by a channel."""
        key = key_of(order, recipient, channel)
        now = self._clock()
        values = new_row(order, recipient, key, now) | {
            "status": why.outcome.value,
            "settled_at": now,
            "note": why.note,
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

    def _insert(self, connection: Connection, values: dict[str, Any]) -> int | None:
        insert = _INSERT[connection.dialect.name]
        row: int | None = connection.execute(insert, values).scalar_one_or_none()
        return row

    def _begin_attempt(self, connection: Connection, row: int, number: int, now: datetime) -> None:
        begun = {"delivery_id": row, "number": number, "begun_at": now}
        connection.execute(_BEGIN_ATTEMPT, begun | {"outcome": SENDING, "note": ""})

    def _take_over(
        self,
        connection: Connection,
        found: RowMapping,
        new: Mapping[str, Any],
        claim: Claim,
        now: datetime,
    ) -> bool:
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
                attempts=claim.attempt,
                contact=new["contact"],
                due_on=new["due_on"],
                possibly_doubled=claim.possibly_doubled,
                last_attempt_at=now,
                settled_at=None,
                lease=claim.token,
                lease_until=now + self._lease,
            )
        )
        if taken.rowcount == 0:
            return False
        connection.execute(
            update(_ATTEMPTS)
            .where(_ATTEMPTS.c.delivery_id == found["id"], _ATTEMPTS.c.ended_at.is_(None))
            .values(**_LOST, ended_at=now)
        )
        self._begin_attempt(connection, found["id"], claim.attempt, now)
        return True


def _in_flight(found: RowMapping, now: datetime) -> bool:
    return bool(found["status"] == SENDING and found["lease_until"] > now)


def _doubts(connection: Connection, row: int) -> int:
    """How many attempts at a message ended without a clear answer, and had the time to say so."""
    doubts: int = connection.execute(
        select(func.count()).where(
            _ATTEMPTS.c.delivery_id == row,
            _ATTEMPTS.c.outcome == DeliveryOutcome.UNKNOWN.value,
            _ATTEMPTS.c.note != NO_WORD,
        )
    ).scalar_one()
    return doubts


def _tells_another_day(found: RowMapping, order: Order) -> bool:
    """Whether a row is of another day than an order tells: a turn that was lost had sent it."""
    return order.deadline is not None and found["due_on"] not in {None, order.deadline.due_on}


def _is_final(found: RowMapping, recipient: Recipient, doubts: int) -> bool:
    if found["status"] == DeliveryOutcome.UNKNOWN:
        return doubts >= DOUBTS_ENOUGH
    if found["status"] == DeliveryOutcome.REFUSED:
        return bool(found["contact"] >= recipient.contact)
    return bool(found["status"] == DeliveryOutcome.ACCEPTED)


def _insert_for(connection: Connection) -> Callable[[Table], sqlite.Insert | postgresql.Insert]:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
