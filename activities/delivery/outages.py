"""Channels that fail for many cases at once: the operator hears of it once, and once of its end.

A case says once for each trouble of its own that nobody hears. Where its channel failed for now, as
a mail relay does that is down, every open case would say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, Table, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.delivery.channels import Channels, Outgoing
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.storage.tables import ChannelOutageRow, DeliveryAttemptRow, DeliveryRow

_OUTAGES: Table = ChannelOutageRow.__table__  # type: ignore[attr-defined]
_ATTEMPTS: Table = DeliveryAttemptRow.__table__  # type: ignore[attr-defined]
_DELIVERIES: Table = DeliveryRow.__table__  # type: ignore[attr-defined]

_CLAIM = timedelta(minutes=2)
"""How long one alert may take; after that whoever began it is gone."""

NAMES = {Channel.EMAIL: "email", Channel.SMS: "SMS", Channel.FAX: "fax"}


@dataclass(frozen=True)
class Outage:
    """A channel that failed (UTC), and for how many cases the operator was to be alerted."""

    channel: Channel
    since: datetime
    cases: int


class Outages:
    """The outages behind one engine, shared by all workers."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine of `models.storage.database.open_database`, its schema up to date."""
        self._engine = engine

    def failed(self, channels: Iterable[Channel]) -> list[Channel]:
        """Write down that channels failed for one more case; those to alert the operator to.

        Of a channel whose outage the operator knows already nothing is answered.
        """
        now, mine = datetime.now(UTC), []
        with self._engine.begin() as connection:
            is_postgresql = connection.dialect.name == "postgresql"
            for channel in sorted(set(channels)):
                insert = (postgresql.insert if is_postgresql else sqlite.insert)(_OUTAGES)
                row = {"channel": channel.value, "since": now, "last_failed_at": now, "cases": 0}
                connection.execute(insert.values(**row).on_conflict_do_nothing())
                connection.execute(
                    update(_OUTAGES)
                    .where(_OUTAGES.c.channel == channel.value)
                    .values(last_failed_at=now, cases=_OUTAGES.c.cases + 1)
                )
                claimed_at = _OUTAGES.c.claimed_at
                claimed = connection.execute(
                    update(_OUTAGES)
                    .where(
                        _OUTAGES.c.channel == channel.value,
                        _OUTAGES.c.alerted_at.is_(None),
                        or_(claimed_at.is_(None), claimed_at < now - _CLAIM),
                    )
                    .values(claimed_at=now)
                    .returning(_OUTAGES.c.channel)
                ).one_or_none()
                if claimed is not None:
                    mine.append(channel)
        return mine

    def alerted(self, channels: Iterable[Channel], *, done: bool) -> None:
        """Write down whether the operator was alerted; where not, the next case tries it."""
        changes = {"alerted_at": datetime.now(UTC)} if done else {"claimed_at": None}
        names = [channel.value for channel in channels]
        with self._engine.begin() as connection:
            connection.execute(
                update(_OUTAGES).where(_OUTAGES.c.channel.in_(names)).values(**changes)
            )

    def over(self) -> list[Outage]:
        """The outages that have ended: a message begun after the last failure was accepted.

        Each is handed out once, to whoever asks first.
        """
        statement = select(_OUTAGES).where(
            select(_ATTEMPTS.c.number)
            .join(_DELIVERIES, _DELIVERIES.c.id == _ATTEMPTS.c.delivery_id)
            .where(
                and_(
                    _DELIVERIES.c.channel == _OUTAGES.c.channel,
                    _ATTEMPTS.c.outcome == DeliveryOutcome.ACCEPTED.value,
                    _ATTEMPTS.c.begun_at > _OUTAGES.c.last_failed_at,
                )
            )
            .exists()
        )
        ended = []
        with self._engine.begin() as connection:
            for row in connection.execute(statement).all():
                gone = connection.execute(
                    delete(_OUTAGES)
                    .where(
                        _OUTAGES.c.channel == row.channel,
                        _OUTAGES.c.last_failed_at == row.last_failed_at,
                    )
                    .returning(_OUTAGES.c.channel)
                ).one_or_none()
                if gone is not None and row.alerted_at is not None:
                    ended.append(Outage(Channel(row.channel), row.since, row.cases))
        return ended


def tell_all_clear(outages: Outages, channels: Channels) -> list[Outage]:
    """Tell the operator of each outage that has ended; which those were."""
    ended = outages.over()
    for one in ended:
        name = NAMES[one.channel]
        cases = "1 case" if one.cases == 1 else f"{one.cases} cases"
        channels.alert(
            Outgoing(
                words=f"Messages by {name} get through again. They had failed since "
                f"{one.since:%Y-%m-%d %H:%M} UTC, for {cases}; what was held back is being sent.",
                subject=f"AppealClock: messages by {name} get through again",
            )
        )
    return ended
