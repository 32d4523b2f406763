"""The embedded stack as a person runs it: `appealclock up` in a process of its own."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import cli
from deploy.embedded.child_process import die_with_parent
from tests.forked_program import ForkedProgram, fork_program

ROOT = Path(__file__).parents[2]
READY = 5
"""The lines that the stack says when it is ready."""


_PORTS = range(10_000, 30_000)
"""Below those that systems give to whoever asks for any, as every connection does."""

_BLOCK = 2_500


@cache
def _own_ports() -> Iterator[int]:
    """The ports of this process of tests, again and again: no other process of the run has them."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _PORTS.start + worker * _BLOCK % len(_PORTS)
    # Another run of the tests may be under way: it begins elsewhere.
    begin = secrets.randbelow(_BLOCK)
    return cycle(first + (begin + place) % _BLOCK for place in range(_BLOCK))


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on, all different; nobody else takes them before they are used."""
    ports: list[int] = []
    for port in islice(_own_ports(), _BLOCK):
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            ports.append(port)
        if len(ports) == count:
            return ports
    message = "no port is free"
    raise OSError(message)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


class RunningStack:
    """Starts, kills and stops the stack of one home, on the same ports each time."""

    def __init__(self, home: Path, **settings: str | int | Path) -> None:
        self.home = home
        self.temporal_port, self.ui_port, self.smtp_port, self.inbox_port, self.codec_port = (
            free_ports(5)
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        self.settings = {
            "APPEALCLOCK_HOME": str(home),
            "APPEALCLOCK_TEMPORAL_PORT": str(self.temporal_port),
            "APPEALCLOCK_UI_PORT": str(self.ui_port),
            "APPEALCLOCK_SMTP_PORT": str(self.smtp_port),
            "APPEALCLOCK_INBOX_PORT": str(self.inbox_port),
            "APPEALCLOCK_CODEC_PORT": str(self.codec_port),
        } | {name: str(value) for name, value in settings.items()}
        self._process: asyncio.subprocess.Process | ForkedProgram | None = None
        self._readers: list[asyncio.Task[None]] = []

    def has_mail(self, words: str) -> bool:
        """Whether a mail has come whose headers hold these words."""
        mails = [file.read_text() for file in (self.home / "inbox").glob("*.eml")]
        return any(words in mail.partition("\n\n")[0] for mail in mails)

    @property
    def temporal_address(self) -> str:
        return f"127.0.0.1:{self.temporal_port}"

    @property
    def server_pid(self) -> int:
        return int((self.home / "temporal.pid").read_text())

    @property
    def process(self) -> asyncio.subprocess.Process | ForkedProgram:
        assert self._process is not None
        return self._process

    async def spawn(self, *, fresh: bool = False) -> None:
        """Start the process, and do not wait for anything.

        Args:
            fresh: As a person does it; by default the process is forked from one that has loaded
                the program, which costs two seconds of a processor less.
        """
        if self._process is not None:
            await self._process.wait()
        self.lines.clear()
        self.errors.clear()
        start = _start_as_people_do if fresh else _fork
        started = await start(inherited() | self.settings)
        assert started.stdout is not None
        assert started.stderr is not None
        self._process = started
        self._readers = [
            asyncio.create_task(_read(started.stdout, self.lines)),
            asyncio.create_task(_read(started.stderr, self.errors)),
        ]

    async def start(self, *, within: float = 90, fresh: bool = False) -> None:
        """Start the stack and wait until it says that it is ready."""
        await self.spawn(fresh=fresh)
        async with asyncio.timeout(within):
            while len(self.lines) < READY:
                assert self.process.returncode is None, self.errors
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL, as a power button would; `start` waits until it is gone."""
        self.process.kill()

    def ask_to_stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    async def ended(self, *, within: float = 90) -> int:
        """Wait until the process has ended, and give its exit code."""
        async with asyncio.timeout(within):
            code = await self.process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def stop(self, *, within: float = 90) -> int:
        """Stop the stack in good order, and give its exit code."""
        self.ask_to_stop()
        return await self.ended(within=within)


def inherited() -> dict[str, str]:
    """The environment, without the variables that name a service or are settings of ours."""
    return {
        variable: value
        for variable, value in os.environ.items()
        if not variable.startswith(("APPEALCLOCK_", "TEMPORAL_"))
    }


async def _read(stream: asyncio.StreamReader, lines: list[str]) -> None:
    async for line in stream:
        lines.append(line.decode().rstrip("\n"))  # noqa: PERF401  (each is wanted as it comes)


async def _fork(environment: dict[str, str]) -> ForkedProgram:
    return await fork_program(cli.main, "up", environment=environment)


async def _start_as_people_do(environment: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "cli", "up"),
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # A test that fails may leave it running, but not beyond the tests.
        preexec_fn=die_with_parent(),
    )
