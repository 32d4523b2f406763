"""Where every sending of a benchmark ends: one row for each, committed, with its moment.

It costs the same for all who are compared, and what is in it survives a SIGKILL of its writer.
"""

import sqlite3
import time
from collections import defaultdict
from pathlib import Path
from threading import Lock


class PostOffice:
    """A table of what was sent, in a SQLite file of its own; safe to use from many threads.

    Args:
        path: The file.
        sending: Seconds that a sending takes; the message arrives halfway through.
    """

    def __init__(self, path: Path, sending: float = 0) -> None:
        self._sending = sending
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA busy_timeout = 10000")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A power cut is no part of any benchmark; the cost of a sync is not to be measured here.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE IF NOT EXISTS sent (name TEXT, at REAL)")
        self._lock = Lock()

    def send(self, name: str) -> None:
        self._travel()
        with self._lock:
            self._connection.execute("INSERT INTO sent VALUES (?, ?)", (name, time.time()))
        self._travel()

    def count(self) -> int:
        with self._lock:
            (count,) = self._connection.execute("SELECT count(*) FROM sent").fetchone()
        return int(count)

    def sent(self) -> dict[str, list[float]]:
        """The moments at which each was sent, earliest first."""
        moments: defaultdict[str, list[float]] = defaultdict(list)
        with self._lock:
            rows = self._connection.execute("SELECT name, at FROM sent ORDER BY at").fetchall()
        for name, at in rows:
            moments[name].append(at)
        return dict(moments)

    def close(self) -> None:
        self._connection.close()

    def _travel(self) -> None:
        if self._sending:
            time.sleep(self._sending / 2)
