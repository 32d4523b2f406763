"""The versions of the database, and how to reach the newest: Alembic, ready to be called.

The migrations travel inside the package, so an installed copy can bring its database up to date
without an `alembic.ini` or a checkout.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from models.database import open_database

_LOCK = 0x61707063
"""Number of the PostgreSQL advisory lock: two services that start at once upgrade in turn."""


def upgrade(database_url: str) -> None:
    """Bring a database to the newest version; from nothing, if it is empty."""
    engine = open_database(database_url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
                connection.commit()
            try:
                command.upgrade(_config(connection), "head")
            finally:
                if connection.dialect.name == "postgresql":
                    connection.rollback()
                    connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                    connection.commit()
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


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # Alembic reads % as the start of a substitution, and a path may hold one.
    here = str(Path(__file__).parent)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
