"""Databases with the newest schema: migrated once, then copied.

To migrate one for each test costs a quarter of what the tests of the activities cost otherwise.
"""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from models.storage.migrations import head, upgrade
from tests.databases.postgresql_server import new_database

_LOCK = 1
"""Number of the advisory lock of whoever migrates the database that the others copy."""


def migrated_sqlite(file: Path) -> str:
    """The URL of a new SQLite database with the newest schema."""
    file.write_bytes(_schema())
    return f"sqlite:///{file}"


def migrated_postgresql(server: Any) -> str:
    """The URL of a new PostgreSQL database with the newest schema."""
    schema = f"schema_{head()}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [schema])
        if found.fetchone() is None:
            made = new_database(server)
            upgrade(made)
            # Under this name it is whole: who fails before it leaves nothing that is copied.
            connection.execute(f'ALTER DATABASE "{make_url(made).database}" RENAME TO "{schema}"')
        connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return new_database(server, template=schema)


@cache
def _schema() -> bytes:
    """A SQLite database with the newest schema and nothing in it, as a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.sqlite3"
        upgrade(f"sqlite:///{file}")
        return file.read_bytes()
