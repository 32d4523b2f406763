"""Starts what runs on once for each of many settings with which it cannot start."""

import asyncio
from collections.abc import Mapping, Sequence

from tests.cli.shell import appealclock_process

_PATIENCE = 60
"""Seconds after which a start that is not refused has failed the test."""


async def refused_starts(
    settings: Sequence[Mapping[str, str]], command: str = "up"
) -> list[tuple[int, str]]:
    """How a command ends with each of these settings: its exit code, and what it says."""
    return [await _start(command, one) for one in settings]


async def _start(command: str, settings: Mapping[str, str]) -> tuple[int, str]:
    async with asyncio.timeout(_PATIENCE):
        code, out, err = await appealclock_process(command, **settings)
    return code, out + err
