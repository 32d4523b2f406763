"""Purges what is too old: once a day by the service, and when `appealclock purge` is typed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.service import RPCError

from deploy.in_background import in_background
from deploy.retention.families import open_families, running_families
from deploy.retention.parts import ClosedCases, Inbox, Ledger, Part, UnclaimedKeys
from models.retention import Expired, kept_from
from models.settings import ServiceSettings, StackSettings
from models.storage.database import open_database
from models.storage.holds import held_families

_EVERY = 24 * 3600.0
"""Seconds between two purges."""

_AGAIN = 3600.0
"""Seconds until one that failed is tried again."""

logger = logging.getLogger("appealclock.retention")


@dataclass(frozen=True)
class Terms:
    """How many days things are kept; None: for ever."""

    closed_days: int | None = None
    ledger_days: int | None = None
    inbox_days: int | None = None
    inbox: Path | None = None
    """The folder of the inbox, where there is one."""

    @property
    def asks_for_open_cases(self) -> bool:
        """Whether what is kept depends on which cases are open."""
        return self.closed_days is not None or self.ledger_days is not None


def terms_of(settings: ServiceSettings, stack: StackSettings, inbox: Path | None) -> Terms:
    """The terms that the settings have.

    Args:
        settings: Of the service.
        stack: Of the embedded stack.
        inbox: The folder of its inbox, where there is one.
    """
    return Terms(settings.keep_closed_days, settings.keep_ledger_days, stack.keep_inbox_days, inbox)


def parts_of(engine: Engine, running: Iterable[str], terms: Terms, now: datetime) -> list[Part]:
    """What there is to purge by these terms.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
        running: The families with a run in Temporal; see `running_families`.
        terms: How long things are kept.
        now: The present, with a time zone.
    """
    held = held_families(engine)
    spared = held.union(running, open_families(engine))
    parts: list[Part] = [UnclaimedKeys(engine, now)]
    if terms.closed_days is not None:
        parts.append(ClosedCases(engine, spared, kept_from(now, terms.closed_days)))
    if terms.ledger_days is not None:
        parts.append(Ledger(engine, spared, kept_from(now, terms.ledger_days)))
    # A message does not say of which case it is, so while any case is on hold all of them stay.
    if terms.inbox_days is not None and terms.inbox is not None and not held:
        parts.append(Inbox(terms.inbox, kept_from(now, terms.inbox_days)))
    return parts


def expired(parts: Iterable[Part]) -> list[Expired]:
    """What is too old, by table."""
    return [one for part in parts for one in part.expired()]


def purge(parts: Iterable[Part]) -> list[Expired]:
    """Remove what is too old; what was removed, by table."""
    return [one for part in parts for one in part.purge()]


@asynccontextmanager
async def purged_daily(
    client: Client, settings: ServiceSettings, *, inbox: Path | None = None, every: float = _EVERY
) -> AsyncIterator[None]:
    """While the context is open: purge what is too old, now and once a day.

    Args:
        client: Of the namespace of the cases.
        settings: Of the service.
        inbox: The folder of the embedded stack's inbox, where there is one.
        every: Seconds between two purges.
    """
    terms = terms_of(settings, StackSettings(), inbox)
    async with in_background(_purge_daily(client, settings, terms, every)):
        yield


async def _purge_daily(
    client: Client, settings: ServiceSettings, terms: Terms, every: float
) -> None:
    while True:
        pause = every
        try:
            running = await running_families(client) if terms.asks_for_open_cases else set()
            removed = await asyncio.to_thread(_purge, settings.database_url, running, terms)
        except (RPCError, SQLAlchemyError, OSError) as error:
            logger.warning("what is too old was not purged: %s", type(error).__name__)
            pause = min(every, _AGAIN)
        else:
            for one in removed:
                logger.info("purged: %s of %s", one.rows, one.table)
        await asyncio.sleep(pause)


def _purge(database_url: str, running: set[str], terms: Terms) -> list[Expired]:
    # With an engine of its own: the service may stop while it is at it, and let go of others.
    engine = open_database(database_url)
    try:
        return purge(parts_of(engine, running, terms, datetime.now(UTC)))
    finally:
        engine.dispose()
