"""The versions of the database, and how to reach the newest: Alembic, ready to be called.

The migrations travel inside the package, so an installed copy can bring its database up to date
without an `alembic.ini` or a checkout.

Cases stay with the build that began them, so builds of the version before still work while the
database is already at the newest. Therefore a migration only adds: what the code no longer uses is
removed a release later. Each says in `usable_from` the oldest version whose builds may use what it
leaves, and the database keeps that for builds that do not know the migration.
"""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Table, delete, insert, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models.storage.database import open_database
from models.storage.tables import SchemaCompatibilityRow

_LOCK = 0x61707063
"""Number of the PostgreSQL advisory lock that an upgrade holds."""

_TURN = threading.Lock()

_SCRIPTS = Path(__file__).parent


class NewerDatabaseError(Exception):
    """A newer build migrated the database, and this one may not use it any more."""


def upgrade(database_url: str, version: str = "head") -> None:
    """Bring a database to a version, the newest when left out; from nothing, if it is empty.

    In one transaction, and services that start at the same time take turns. A database that a newer
    build has migrated stays as it is.

    Raises:
        NewerDatabaseError: A newer build migrated it, and this one may not use it.
    """
    engine = open_database(database_url)
    try:
        # Alembic keeps the migration it is at in a global.
        with _TURN, engine.begin() as connection:
            _lock(connection)
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and not _is_known(found):
                if not _may_use(connection):
                    raise NewerDatabaseError
                return
            command.upgrade(_config(connection), version)
            _write_usable_from(connection)
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


def is_usable(database_url: str) -> bool:
    """Whether this build may use a database: it is at our version, or at a newer that allows it.

    Raises:
        NewerDatabaseError: A newer build migrated it, and this one may not use it.
    """
    engine = open_database(database_url)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if found is None or _is_known(found):
                return found == head()
            if not _may_use(connection):
                raise NewerDatabaseError
            return True
    finally:
        engine.dispose()


def head() -> str:
    """The newest version that this build knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        message = "the migrations are missing from this installation"
        raise RuntimeError(message)
    return revision


def _is_known(revision: str) -> bool:
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def _may_use(connection: Connection) -> bool:
    """Whether a database at a version that this build does not know allows its use."""
    try:
        with Session(connection) as session:
            row = session.exec(select(SchemaCompatibilityRow)).first()
    except DBAPIError:
        return False
    return row is not None and _is_known(row.usable_from)


def _write_usable_from(connection: Connection) -> None:
    """Let the database say what the migration it is at says."""
    found = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config()).get_revision(found) if found else None
    if script is not None:
        connection.execute(delete(SchemaCompatibilityRow))
        table: Table = SchemaCompatibilityRow.__table__  # type: ignore[attr-defined]
        connection.execute(insert(table).values(usable_from=script.module.usable_from))


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
    here = str(_SCRIPTS)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
