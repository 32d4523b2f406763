"""A part of the service as a process of its own, started again whenever it ends."""

import asyncio
import contextlib
import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from deploy.embedded.child_process import die_with_parent
from tests.deploy.running_stack import ROOT, inherited
from tests.forked_program import ForkedProgram, fork_program
from tests.waiting import eventually


class Part(ABC):
    """One process, started again each time that it ends, as systemd does.

    Attributes:
        name: For figures.
        kills: How often it was killed.
        own_ends: Exit codes where it ended though nobody had killed it.
    """

    def __init__(self, name: str, directory: Path, *, pause: float) -> None:
        """Nothing runs yet.

        Args:
            name: Also of the file that holds everything it logs, over all its lives.
            directory: Where that file is.
            pause: Seconds between an end and the next start.
        """
        self.name = name
        self.log = directory / f"{name}.log"
        self.kills = 0
        self.own_ends: list[int] = []
        self._pause = pause
        self._pid: int | None = None
        self._killed = False
        self._lives: asyncio.Task[None] | None = None

    @abstractmethod
    async def live(self) -> int:
        """Start the process, tell `begun` of it, wait until it ends, and give its exit code."""

    @abstractmethod
    async def answers(self) -> bool:
        """Whether it does its work now."""

    def start(self) -> None:
        """Start it, and from now on again whenever it ends."""
        self._lives = asyncio.create_task(self._keep_up())

    async def up(self, *, within: float = 90) -> None:
        """Wait until it does its work."""
        assert self._lives is not None
        waiting = asyncio.create_task(eventually(self.answers, within=within))
        try:
            await asyncio.wait({waiting, self._lives}, return_when=asyncio.FIRST_COMPLETED)
            if self._lives.done():
                self._lives.result()
            await waiting
        finally:
            waiting.cancel()

    async def kill(self) -> None:
        """SIGKILL; it is started again by itself.

        One that has just ended by itself, because another part is down, is killed once it is back.
        """
        while self._pid is None:
            await self.up()
        self.was_killed()
        self.end(self._pid)

    async def stop(self) -> None:
        """End it for good."""
        if self._lives is not None:
            self._lives.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._lives
            self._pid = None

    def begun(self, pid: int) -> None:
        """The process that lives now."""
        self._pid, self._killed = pid, False

    def was_killed(self) -> None:
        """Its end, which comes now, is by our hand."""
        self.kills += 1
        self._killed = True

    def end(self, pid: int) -> None:
        """SIGKILL for the process and whatever belongs to it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    async def _keep_up(self) -> None:
        while True:
            try:
                code = await self.live()
            except asyncio.CancelledError:
                if self._pid is not None:
                    self.end(self._pid)
                raise
            if not self._killed:
                self.own_ends.append(code)
            self._pid = None
            await asyncio.sleep(self._pause)


class Program(Part):
    """A part that is one process, with a log of all that it writes."""

    def __init__(self, name: str, directory: Path, *, pause: float) -> None:
        super().__init__(name, directory, pause=pause)
        self._log_before = 0

    @abstractmethod
    async def begin(self) -> asyncio.subprocess.Process | ForkedProgram:
        """Start the process; what it writes is added to the log."""

    async def live(self) -> int:
        self._log_before = self.log.stat().st_size if self.log.exists() else 0
        process = await self.begin()
        self.begun(process.pid)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            self.end(process.pid)
            await process.wait()
            raise

    def said(self, words: str) -> bool:
        """Whether the process that lives now has logged some words."""
        if self._pid is None or not self.log.exists():
            return False
        with self.log.open("rb") as log:
            log.seek(self._log_before)
            return words.encode() in log.read()


class Command(Program):
    """A program that is started as a shell does."""

    def __init__(
        self, name: str, directory: Path, *command: str | Path, pause: float, **process: Any
    ) -> None:
        """Nothing runs yet.

        Args:
            name: See `Part`.
            directory: See `Part`.
            command: The program and its arguments.
            pause: See `Part`.
            process: Further arguments for the process.
        """
        super().__init__(name, directory, pause=pause)
        self._command = [str(word) for word in command]
        self._process: dict[str, Any] = {"cwd": ROOT, "env": inherited()} | process

    async def begin(self) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(),
                **self._process,
            )


class Forked(Program):
    """A program in Python that is forked from a process which has loaded it."""

    def __init__(
        self,
        name: str,
        directory: Path,
        program: Callable[[], object],
        *arguments: str,
        pause: float,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Nothing runs yet.

        Args:
            name: See `Part`.
            directory: See `Part`.
            program: See `fork_program`.
            arguments: Of the command line.
            pause: See `Part`.
            settings: Environment variables beside the inherited ones, which name no service.
        """
        super().__init__(name, directory, pause=pause)
        self._program = program
        self._arguments = arguments
        self._environment = inherited() | dict(settings or {})

    async def begin(self) -> ForkedProgram:
        return await fork_program(
            self._program, *self._arguments, environment=self._environment, log=self.log
        )
