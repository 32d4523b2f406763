"""Where a test keeps a PostgreSQL, which runs as a user of its own if the tests are root's."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql_directory() -> Iterator[Path]:
    """A directory for its data, gone when the context ends.

    Not below pytest's own: each start of pytest shuts that to every other user again, also to the
    server of a run that has begun before.
    """
    with tempfile.TemporaryDirectory(
        prefix="appealclock-postgresql-", ignore_cleanup_errors=True
    ) as directory:
        yield Path(directory) / "data"
