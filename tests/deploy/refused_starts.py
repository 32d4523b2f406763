"""Starts the stack once for each of many settings with which it cannot start."""

import asyncio
from collections.abc import Mapping, Sequence

from tests.cli.shell import appealclock_process

_PATIENCE = 60
"""Seconds after which a start that is not refused has failed the test."""


async def refused_starts(settings: Sequence[Mapping[str, str]]) -> list[tuple[int, str]]:
    """How `appealclock up` ends with each of these settings: its exit code, and what it says."""
    return [await _start(one) for one in settings]


async def _start(settings: Mapping[str, str]) -> tuple[int, str]:
    async with asyncio.timeout(_PATIENCE):
        code, out, err = await appealclock_process("up", **settings)
    return code, out + err
