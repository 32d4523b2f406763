"""Opens the database of the read model and the delivery ledger: SQLite or PostgreSQL."""

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_TIMEOUT = 10_000
"""Milliseconds that a SQLite connection waits for another writer before it gives up."""


def open_database(url: str) -> Engine:
    """An engine for a database URL.

    SQLite runs in WAL mode, so that readers and the one writer do not block each other, waits for
    its turn to write, and checks foreign keys. PostgreSQL is spoken to with Psycopg 3, and its
    connections are tested before use, so that a restart of the server is not noticed. Errors do not
    quote the values of a statement.

    Args:
        url: `sqlite:///path`, or `postgresql://user:password@host/name`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    # First of all: switching to WAL itself may have to wait for another process.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
