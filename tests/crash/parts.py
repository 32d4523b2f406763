"""The service in its parts, each of which can be killed by itself."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

import worker
from deploy.embedded.channel_file import write_channel_file
from deploy.embedded.server import start_server
from deploy.embedded.state_directory import Home
from deploy.shutdown import leave
from models.settings import StackSettings
from models.storage import migrations
from tests.crash import mail_server
from tests.crash.mail_server import HOLDING, Moment, hang_file, strike_file
from tests.crash.part import Command, Forked, Part, Program
from tests.crash.postgresql import PostgreSQL
from tests.databases.postgresql_directory import postgresql_directory
from tests.deploy.running_stack import free_ports, inherited
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

STRIKE_PATIENCE = 5.0
"""Seconds that the mail server waits for the message in which it shall die."""


class Temporal(Part):
    """The Temporal server with its SQLite file."""

    def __init__(self, directory: Path, port: int, ui_port: int, *, pause: float) -> None:
        super().__init__("temporal", directory, pause=pause)
        self._home = Home(directory / "temporal")
        self._home.create()
        self._settings = StackSettings(home=self._home.path, temporal_port=port, ui_port=ui_port)
        self.log = self._home.logs / "temporal.log"
        self.address = f"127.0.0.1:{port}"
        self._answers = False

    async def live(self) -> int:
        server = await start_server(self._home, self._settings, data_converter)
        self.begun(server.process.pid)
        self._answers = True
        try:
            code = await server.process.wait()
        finally:
            self._answers = False
            self.end(server.process.pid)
            await server.process.wait()
            await server.output
        return code

    async def answers(self) -> bool:
        return self._answers


class MailServer(Forked):
    """An SMTP server, killed by turns in the middle of a message, after it, and at any moment."""

    def __init__(self, directory: Path, port: int, *, pause: float) -> None:
        self.inbox = directory / "inbox"
        self.inbox.mkdir()
        self._port = port
        arguments = (str(self.inbox), str(port))
        super().__init__("mail", directory, mail_server.main, *arguments, pause=pause)

    async def answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        return self._pid is not None

    async def kill(self) -> None:
        moment = (Moment.BEFORE_ANSWERING, None, Moment.BEFORE_KEEPING)[self.kills % 3]
        if moment is None:
            await super().kill()
            return
        self.was_killed()
        order = strike_file(self.inbox)
        order.with_suffix(".new").write_text(moment)
        order.with_suffix(".new").replace(order)
        with contextlib.suppress(TimeoutError):
            await eventually(lambda: not order.exists(), within=STRIKE_PATIENCE)
            return
        # No message came. Unless it came this instant, the server dies between two.
        order.unlink(missing_ok=True)
        if self._pid is not None:
            self.end(self._pid)

    def hang(self) -> None:
        """From now on, neither keep a message nor answer for it."""
        hang_file(self.inbox).touch()

    def holds(self) -> int:
        """How many messages have come while it hung."""
        return self.log.read_text().count(HOLDING)

    def go_on(self) -> None:
        """Hang no more."""
        hang_file(self.inbox).unlink()


_WORKS = "working on appeals"
"""What a worker says when it does."""


class Worker(Forked):
    """What `python worker.py` runs."""

    async def answers(self) -> bool:
        return self.said(_WORKS)


class FreshWorker(Command):
    """`python worker.py`."""

    async def answers(self) -> bool:
        return self.said(_WORKS)


def work() -> None:
    """What `python worker.py` does."""
    leave(worker.main())


@dataclass(frozen=True)
class Parts:
    """Everything that runs."""

    worker: Program
    mail: MailServer
    database: PostgreSQL
    temporal: Temporal
    client: Client

    @property
    def all(self) -> tuple[Part, ...]:
        return self.worker, self.mail, self.database, self.temporal

    async def up(self) -> None:
        """Wait until every part does its work."""
        for part in self.all:
            await part.up()


@asynccontextmanager
async def running_parts(
    directory: Path, *, pause: float = 0.5, fresh: bool = False, **settings: str
) -> AsyncIterator[Parts]:
    """Run all parts, each up, until the context ends.

    Args:
        directory: For everything they keep and log.
        pause: Seconds that each is down when it was killed.
        fresh: Whether the worker is started as a person does, not forked from a process that has
            loaded it: that costs two seconds of a processor each time.
        settings: Of the worker, by their variables.
    """
    temporal_port, ui_port, mail_port, database_port, sms_port = free_ports(5)
    mail = MailServer(directory, mail_port, pause=pause)
    places = contextlib.ExitStack()
    data = places.enter_context(postgresql_directory())
    database = await asyncio.to_thread(PostgreSQL, directory, data, database_port, pause=pause)
    temporal = Temporal(directory, temporal_port, ui_port, pause=pause)
    channels = directory / "channels.yaml"
    write_channel_file(channels, mail_port, sms_port)
    given = {
        "APPEALCLOCK_CHANNELS": str(channels),
        "APPEALCLOCK_DATABASE_URL": database.url,
        "TEMPORAL_ADDRESS": temporal.address,
        "TEMPORAL_CONFIG_FILE": str(directory / "none.toml"),
    } | settings
    works: Program
    if fresh:
        command, environment = (sys.executable, "worker.py"), inherited() | given
        works = FreshWorker("worker", directory, *command, pause=pause, env=environment)
    else:
        works = Worker("worker", directory, work, pause=pause, settings=given)
    started: list[Part] = []
    try:
        started += [mail, database, temporal]
        for part in started:
            part.start()
        await database.up()
        await asyncio.to_thread(migrations.upgrade, database.url)
        await temporal.up()
        started.append(works)
        works.start()
        client = await Client.connect(temporal.address, data_converter=data_converter)
        parts = Parts(works, mail, database, temporal, client)
        await parts.up()
        yield parts
    finally:
        for part in reversed(started):
            await part.stop()
        places.close()
