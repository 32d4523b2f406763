"""The embedded Temporal server, and the workers that are compared on it, one at a time."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from temporalio.client import Client

from benchmarks.measured.post_office import PostOffice
from benchmarks.measured.processes import running
from deploy.embedded.server import TemporalServer, start_server
from deploy.embedded.state_directory import Home
from models.encryption.key_ring import new_ring
from models.encryption.opening import open_family_keys
from models.encryption.ring_file import write_new_ring
from models.settings import ServiceSettings, StackSettings
from models.storage import migrations
from tests.deploy.running_stack import free_ports
from workflows.runtime.payloads import converter_with, data_converter

STARTS_AT_A_TIME = 20

ItemT = TypeVar("ItemT")


class TemporalStack:
    """One server with a database file, as `make run` starts it."""

    def __init__(self, server: TemporalServer, home: Path, address: str, ring: Path | None) -> None:
        self.server = server
        self.client: Client = server.client
        self.floor_client = Client(**server.client.config() | {"data_converter": data_converter})
        self._home, self._address, self._ring = home, address, ring

    @property
    def server_pid(self) -> int:
        return self.server.process.pid

    @property
    def database_url(self) -> str:
        return _database_url(self._home)

    @contextmanager
    def appealclock(
        self, sending: float = 0
    ) -> Iterator[tuple[subprocess.Popen[bytes], PostOffice]]:
        """The service's worker, and what it sends."""
        migrations.upgrade(self.database_url)
        post_office = self._home / "appealclock-sent.sqlite3"
        module = "benchmarks.measured.appealclock_worker"
        arguments = (self._address, self.database_url, post_office, str(sending), self._ring or "")
        with running(module, *arguments) as process:
            yield process, PostOffice(post_office)

    @contextmanager
    def floor(self) -> Iterator[tuple[subprocess.Popen[bytes], PostOffice]]:
        """A bare worker, and what it sends."""
        post_office = self._home / "floor-sent.sqlite3"
        with running("benchmarks.measured.floor_worker", self._address, post_office) as process:
            yield process, PostOffice(post_office)


@asynccontextmanager
async def temporal_stack(
    directory: Path, *, encrypted: bool = False
) -> AsyncIterator[TemporalStack]:
    """A server of its own.

    Args:
        directory: Where it keeps its files.
        encrypted: Whether its client and the service's worker have keys.
    """
    home = Home(directory / "home")
    home.create()
    port, ui_port = free_ports(2)
    settings = StackSettings(home=home.path, temporal_port=port, ui_port=ui_port)
    ring = home.path / "keys.json" if encrypted else None
    if ring is not None:
        migrations.upgrade(_database_url(home.path))
        write_new_ring(ring, new_ring(datetime.now(UTC).date()))
    service = ServiceSettings(database_url=_database_url(home.path), keys=ring)
    server = await start_server(home, settings, converter_with(open_family_keys(service)))
    try:
        yield TemporalStack(server, home.path, f"127.0.0.1:{port}", ring)
    finally:
        await server.stop()


def _database_url(home: Path) -> str:
    return f"sqlite:///{home / 'appealclock.sqlite3'}"


async def start_all(
    items: Sequence[ItemT], start: Callable[[ItemT], Coroutine[Any, Any, object]]
) -> None:
    """Start something for each item, some at a time."""
    waiting = iter(items)

    async def take_turns() -> None:
        for item in waiting:
            await start(item)

    await asyncio.gather(*(take_turns() for _ in range(STARTS_AT_A_TIME)))
