"""Runs commands as a shell does: in a process of their own, with only the settings given."""

import asyncio
import os
import sys

from tests.deploy.running_stack import ROOT


async def python(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run Python in the project's folder, and give its exit code and what it wrote."""
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("APPEALCLOCK_", "TEMPORAL_"))
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=others | settings,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def appealclock(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run the command, and give its exit code and what it wrote."""
    return await python("-m", "cli", *arguments, **settings)
