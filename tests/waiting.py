"""Waits for what must become true, however long a slow machine takes, within a bound."""

import asyncio
from collections.abc import Callable


async def eventually(holds: Callable[[], bool], *, within: float = 90) -> None:
    """Return as soon as a condition holds.

    Raises:
        TimeoutError: It did not, within so many seconds.
    """
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  (other processes make it true)
            await asyncio.sleep(0.05)
