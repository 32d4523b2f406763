"""Keeps the folder of calendars what the read model says: assignments, covers, moved days, ends.

The read model is looked at while the folder is locked, so that of two services the later always
writes what is later. Safe to run again at any time: a file that says the same is not touched.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from deploy.calendars.entries import entry, feed, uid_of
from deploy.calendars.folder import CalendarFolder, check_folder, new_secret
from deploy.calendars.open_days import OpenDay, open_days
from deploy.in_background import in_background
from models.settings import ServiceSettings
from models.storage.database import open_database

_EVERY = 60.0
"""Seconds between two looks."""

_STAMP = ".kept"
"""Of the folder: touched by each look of the service that went well."""

_STALE_AFTER = 15 * 60.0
"""Seconds after which the calendars count as left behind."""

logger = logging.getLogger("appealclock.calendars")


@dataclass(frozen=True)
class Kept:
    """The calendar of one manager as it was written."""

    feed: Path
    collection: Path
    entries: int


def keep_all(folder: CalendarFolder, engine: Engine) -> None:
    """Write the calendars of all managers; those who have no open case any more have none in it.

    Raises:
        OSError: The folder cannot be written to.
        SQLAlchemyError: The database does not answer.
        ValueError: The file of secrets cannot be read.
    """
    with folder.locked():
        days = open_days(engine)
        names = folder.names()
        names |= {one: new_secret() for one in days.keys() - names.keys()}
        folder.name(names)
        for manager, secret in names.items():
            _write(folder, manager, secret, days.get(manager, []))
        (folder.path / _STAMP).touch(mode=0o600)


def keep_one(folder: CalendarFolder, engine: Engine, manager: str, *, revoke: bool = False) -> Kept:
    """Write the calendar of one manager.

    Args:
        folder: Where.
        engine: Of `models.storage.database.open_database`, its schema up to date.
        manager: The id that stands for their address.
        revoke: Give the feed a new name, and remove the one of the old name.

    Raises:
        OSError: The folder cannot be written to.
        SQLAlchemyError: The database does not answer.
        ValueError: The file of secrets cannot be read.
    """
    with folder.locked():
        days = open_days(engine, of=manager).get(manager, [])
        names = folder.names()
        if revoke or manager not in names:
            names[manager] = new_secret()
        folder.name(names)
        _write(folder, manager, names[manager], days)
        return Kept(folder.feed(names[manager]), folder.collection(manager), len(days))


def _write(folder: CalendarFolder, manager: str, secret: str, days: list[OpenDay]) -> None:
    before, now = folder.entries(manager), datetime.now(UTC)
    entries = {_name(day): entry(day, now, before.get(_name(day))) for day in days}
    folder.write_entries(manager, entries)
    folder.write_feed(secret, feed(entries.values()))


def _name(day: OpenDay) -> str:
    return f"{uid_of(day)}.ics"


def check_calendars(settings: ServiceSettings) -> list[str]:
    """What keeps the calendars from being kept, where there are to be any."""
    if settings.calendars is None:
        return []
    return [f"APPEALCLOCK_CALENDARS: {problem}" for problem in check_folder(settings.calendars)]


def check_kept(settings: ServiceSettings) -> list[str]:
    """Whether the calendars have been left behind by the service."""
    if settings.calendars is None:
        return []
    try:
        age = time.time() - (settings.calendars / _STAMP).stat().st_mtime
    except OSError:
        return []
    if age < _STALE_AFTER:
        return []
    return [
        f"APPEALCLOCK_CALENDARS: no service has kept them for {int(age // 60)} minutes; does a "
        "worker run with this setting? Its log says what failed"
    ]


@asynccontextmanager
async def calendars_kept(
    settings: ServiceSettings, *, every: float = _EVERY
) -> AsyncIterator[None]:
    """While the context is open: keep the calendars, where the settings ask for any."""
    if settings.calendars is None:
        yield
        return
    async with in_background(_keep(settings, CalendarFolder(settings.calendars), every)):
        yield


async def _keep(settings: ServiceSettings, folder: CalendarFolder, every: float) -> None:
    failed = ""
    while True:
        try:
            await asyncio.to_thread(_look, settings.database_url, folder)
        except (OSError, ValueError, SQLAlchemyError) as error:
            # Said once: it is tried again each minute, and `appealclock doctor` looks.
            if type(error).__name__ != failed:
                failed = type(error).__name__
                logger.warning("the calendars were not written: %s", failed)
        else:
            if failed:
                failed = ""
                logger.warning("the calendars are written again")
        await asyncio.sleep(every)


def _look(database_url: str, folder: CalendarFolder) -> None:
    # With an engine of its own: the service may stop while it is at it, and let go of others.
    engine = open_database(database_url)
    try:
        keep_all(folder, engine)
    finally:
        engine.dispose()
