"""Servers for the tests, all real and on loopback; each is started where a test asks for it."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from temporalio.testing import WorkflowEnvironment

from deploy.embedded.channel_file import write_channel_file
from deploy.embedded.inbox.smtp import open_inbox
from deploy.embedded.inbox.web import open_web_inbox
from models.procedure.recent_plays import forget
from models.storage.database import open_database
from tests import clock
from tests.databases.migrated import migrated_postgresql, migrated_sqlite
from tests.databases.postgresql_server import new_database, shared_postgresql
from tests.deploy.running_stack import free_ports
from tests.virtual_server import virtual_server

# A machine that is busy with something else proves nothing wrong.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# Thousands of tests are collected, and none of them is let go: until then nothing is searched for.
gc.disable()


def pytest_collection_finish() -> None:
    """What a test leaves behind is searched for among what came since, not among all tests."""
    gc.freeze()
    gc.enable()


@dataclass
class ReceivedMail:
    """The inbox of the embedded stack, with what it said."""

    directory: Path
    port: int
    web_port: int
    said: list[str]

    @property
    def files(self) -> list[Path]:
        return sorted(self.directory.glob("*.eml"))

    @property
    def messages(self) -> list[EmailMessage]:
        read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in self.files]
        return [message for message in read if isinstance(message, EmailMessage)]

    def channel_file(self, path: Path) -> Path:
        """A channel file by which all mail and SMS come here."""
        write_channel_file(path, self.port, self.web_port)
        return path


SERVERS = {"environment", "stack", "new_stack", "postgresql_server", "postgresql_url"}
"""Fixtures that are a server; a test that starts one by itself carries the mark `server`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = _longest_first(items)
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        variant = getattr(item, "callspec", None)
        if not SERVERS.isdisjoint(fixtures) or (
            variant and "postgresql" in variant.params.values()
        ):
            item.add_marker(pytest.mark.server)


def _longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """What takes longest begins first, in up to five processes: at the end all would wait for it.

    pytest-xdist's `worksteal` gives each process a slice of the list, in order. What is at the head
    of a slice is not taken by another process, so tests that share a stack or a browser find it
    there, and no second one is started.
    """

    def of(part: str) -> list[pytest.Item]:
        return [item for item in items if item.nodeid.startswith(f"tests/{part}")]

    crash = of("crash/")
    heads = [
        [*of("test_types.py"), *of("deploy/encrypted/")],
        crash[::2],
        crash[1::2],
        of("browser/"),
        of("workflows/reminders/test_credentials.py"),
    ]
    first = {item for head in heads for item in head}
    rest = [item for item in items if item not in first]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ordered: list[pytest.Item] = []
    for place in range(min(processes, len(heads))):
        head = [item for several in heads[place::processes] for item in several]
        slice_ = (len(items) - len(ordered)) // (processes - place)
        cut = max(slice_ - len(head), 0)
        ordered += [*head, *rest[:cut]]
        rest = rest[cut:]
    return [*ordered, *rest]


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    """No test hears of a case that another one played, by other rules perhaps."""
    forget()


@pytest.fixture(autouse=True)
def moment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins at its moment, see `clock`; without a server it stays that moment."""
    begins = clock.ON_A_SERVER
    if request.node.get_closest_marker("server") is None:
        staged = "open_case" in request.fixturenames
        begin = clock.on_a_stage if staged else clock.without_a_server
        begins = begin(request.node.nodeid)
        if request.node.get_closest_marker("plain_day") is not None:
            begins = clock.on_a_plain_day(begins)
        clock.move_the_machine(monkeypatch)
    with clock.beginning(begins):
        yield


@pytest.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server on which every workflow has a clock of its own; one for each process."""
    async with virtual_server() as started:
        yield started


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[ReceivedMail]:
    smtp, web = free_ports(2)
    received = ReceivedMail(tmp_path / "inbox", smtp, web, [])
    async with (
        open_inbox(received.directory, received.port, received.said.append),
        open_web_inbox(received.directory, received.web_port, received.said.append),
    ):
        yield received


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database with the newest schema."""
    return migrated_sqlite(tmp_path / "appealclock.sqlite3")


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL, one for all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    with shared_postgresql(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: Any) -> str:
    """An empty PostgreSQL database."""
    return new_database(postgresql_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once in SQLite and once in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return new_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the newest schema, once in SQLite and once in PostgreSQL."""
    if request.param == "sqlite":
        return migrated_sqlite(tmp_path / "appealclock.db")
    return migrated_postgresql(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with the newest schema, opened."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()
