"""A job of cron that polls a table, a SQLite file: what is written first, and written with care.

First: each minute, send what is due, then mark the batch in one transaction. With care: every five
seconds, and each reminder marked as soon as it was sent.
"""

import sqlite3
import time
from collections.abc import Sequence

from benchmarks.rivals.rival import Planned, Rival

_DUE = "SELECT name FROM reminder WHERE sent_at IS NULL AND due <= ? ORDER BY due"
_MARK = "UPDATE reminder SET sent_at = ? WHERE name = ?"


def _open(rival: Rival) -> sqlite3.Connection:
    connection = sqlite3.connect(rival.database, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS reminder (name TEXT PRIMARY KEY, due REAL, sent_at REAL)"
    )
    return connection


def plan(rival: Rival, reminders: Sequence[Planned]) -> None:
    connection = _open(rival)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO reminder (name, due) VALUES (?, ?)",
        [(reminder.name, reminder.due.timestamp()) for reminder in reminders],
    )
    connection.execute("COMMIT")


def work(rival: Rival) -> None:
    office, connection = rival.open_post_office(), _open(rival)
    interval = 5 if rival.tuned else 60
    while True:
        time.sleep(interval - time.time() % interval)
        names = [name for (name,) in connection.execute(_DUE, (time.time(),)).fetchall()]
        if not rival.tuned:
            connection.execute("BEGIN")
        for name in names:
            office.send(name)
            connection.execute(_MARK, (time.time(), name))
        if not rival.tuned:
            connection.execute("COMMIT")
