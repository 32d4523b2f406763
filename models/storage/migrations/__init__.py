"""The versions of the database, and how to reach the newest: Alembic, ready to be called.

The migrations travel inside the package, so an installed copy can bring its database up to date
without an `alembic.ini` or a checkout.
"""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from models.storage.database import open_database

_LOCK = 0x61707063
"""Number of the PostgreSQL advisory lock that an upgrade holds."""

_TURN = threading.Lock()


def upgrade(database_url: str, version: str = "head") -> None:
    """Bring a database to a version, the newest when left out; from nothing, if it is empty.

    In one transaction, and services that start at the same time take turns.
    """
    engine = open_database(database_url)
    try:
        # Alembic keeps the migration it is at in a global.
        with _TURN, engine.begin() as connection:
            _lock(connection)
            command.upgrade(_config(connection), version)
    finally:
        engine.dispose()


def current(database_url: str) -> str | None:
    """The version a database is at, or None if it has none yet."""
    engine = open_database(database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str:
    """The newest version."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        message = "the migrations are missing from this installation"
        raise RuntimeError(message)
    return revision


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        return
    # SQLite alters a table by copying and dropping it; with foreign keys checked, the drop would
    # delete the rows that refer to it. They can only be switched off before the transaction.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # Alembic reads % as the start of a substitution, and a path may hold one.
    here = str(Path(__file__).parent)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
