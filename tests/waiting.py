"""Waits for what must become true, however long a slow machine takes, within a bound."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable


async def eventually(
    holds: Callable[[], bool] | Callable[[], Awaitable[bool]], *, within: float = 90
) -> None:
    """Return as soon as a condition holds.

    Raises:
        TimeoutError: It did not, within so many seconds.
    """
    async with asyncio.timeout(within):
        while True:
            answer = holds()
            if await answer if inspect.isawaitable(answer) else answer:
                return
            await asyncio.sleep(0.05)
