"""Says when the disk of the embedded stack is full, and when there is room again."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from deploy.in_background import in_background

LEAST_FREE = 50_000_000
"""Bytes below which the disk counts as full: the databases and a day's mail still fit by then."""

_EVERY = 5.0
"""Seconds between two looks."""


def free_bytes(path: Path) -> int:
    """Bytes that may still be written below a directory."""
    return shutil.disk_usage(path).free


@asynccontextmanager
async def disk_watched(
    path: Path,
    say: Callable[[str], None],
    *,
    free: Callable[[Path], int] = free_bytes,
    every: float = _EVERY,
) -> AsyncIterator[None]:
    """While the context is open: say once that the disk is full, and once that it no longer is.

    Args:
        path: A directory on the disk.
        say: Is told, in one line each time.
        free: How many bytes are free there.
        every: Seconds between two looks.
    """
    async with in_background(_watch(path, say, free, every)):
        yield


async def _watch(
    path: Path, say: Callable[[str], None], free: Callable[[Path], int], every: float
) -> None:
    full = False
    while True:
        with suppress(OSError):
            left = free(path)
            if not full and left < LEAST_FREE:
                full = True
                say(
                    f"DISK FULL: {left // 1_000_000} MB left for {path}. Reports and reminders "
                    "wait. Free some space; then everything goes on by itself"
                )
            elif full and left >= LEAST_FREE:
                full = False
                say("There is room on the disk again; everything goes on")
        await asyncio.sleep(every)
