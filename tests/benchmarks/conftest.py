"""What the benchmarks need beside the servers of the tests."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest


@pytest.fixture
def new_postgresql_url(postgresql_server: Any) -> Callable[[], str]:
    """Makes an empty PostgreSQL database each time."""

    def new() -> str:
        name = f"bench_{uuid4().hex}"
        with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return str(postgresql_server.get_uri(name))

    return new
