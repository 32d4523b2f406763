"""Tells the operator once a channel works again whose outage they were alerted to."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from activities.delivery.channels import load_channels
from activities.delivery.outages import Outages, tell_all_clear
from deploy.in_background import in_background
from models.settings import ServiceSettings
from models.storage.database import open_database

_EVERY = 60.0
"""Seconds between two looks."""

logger = logging.getLogger("appealclock.channels")


@asynccontextmanager
async def outages_watched(settings: ServiceSettings) -> AsyncIterator[None]:
    """While the context is open: tell the operator when channels work again."""
    async with in_background(_watch(settings)):
        yield


async def _watch(settings: ServiceSettings) -> None:
    channels, engine = load_channels(settings.channels), open_database(settings.database_url)
    outages = Outages(engine)
    try:
        while True:
            try:
                for one in await asyncio.to_thread(tell_all_clear, outages, channels):
                    logger.info("messages by %s get through again", one.channel.value)
            except SQLAlchemyError as error:
                logger.warning("ended outages were not looked for: %s", type(error).__name__)
            await asyncio.sleep(_EVERY)
    finally:
        engine.dispose()
