"""Runs commands with only the settings given: here, or as a shell does, in a process of their own.

A process of its own costs more, so most tests run commands here.
"""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import cli
from tests.cli.documented import check
from tests.deploy.running_stack import ROOT, inherited
from tests.forked_program import fork_program

ISO_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
"""A day as programs write it: no text or table for people has one."""


@contextmanager
def _set(settings: dict[str, str]) -> Iterator[None]:
    kept, given = dict(os.environ), inherited() | settings
    os.environ.clear()
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


async def python(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run Python in the project's folder, and give its exit code and what it wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=inherited() | settings,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def appealclock_process(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run the command in a process of its own, and give its exit code and what it wrote."""
    process = await fork_program(cli.main, *arguments, environment=inherited() | settings)
    assert process.stdout is not None
    assert process.stderr is not None
    out, err, code = await asyncio.gather(
        process.stdout.read(), process.stderr.read(), process.wait()
    )
    return code, out.decode(), err.decode()


async def appealclock(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run the command in a thread of this process, and give its exit code and what it wrote.

    What it writes with `--json` is held to docs/json.md.
    """
    found = await asyncio.to_thread(run_here, *arguments, **settings)
    return found.exit_code, found.stdout, found.stderr


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str


def run_here(*arguments: str, **settings: str) -> Result:
    """Run a command that waits for nothing: as `appealclock`, and not in a thread."""
    out, err = StringIO(), StringIO()
    with _set(settings), redirect_stdout(out), redirect_stderr(err):
        code = cli.run(arguments)
    if "--json" in arguments and out.getvalue():
        check(arguments, out.getvalue())
    return Result(code, out.getvalue(), err.getvalue())
