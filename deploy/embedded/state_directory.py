"""The one directory in which the embedded stack keeps everything, and who may use it."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import StackError


@dataclass(frozen=True)
class Home:
    """Where each thing is kept below one directory."""

    path: Path

    @property
    def temporal_database(self) -> Path:
        """What the Temporal server knows: every case and its history."""
        return self.path / "temporal.sqlite3"

    @property
    def inbox(self) -> Path:
        """Where mail lands, one file per message."""
        return self.path / "inbox"

    @property
    def logs(self) -> Path:
        """The logs of the server and the worker."""
        return self.path / "logs"

    @property
    def server_pid(self) -> Path:
        """The process id of the Temporal server while it runs."""
        return self.path / "temporal.pid"

    def create(self) -> None:
        """Make the directories, for their owner alone; close what was open to others.

        A backup that was copied back, or a file that was put there, may be open to all.

        Raises:
            StackError: They cannot be made, or not be closed.
        """
        try:
            for directory in (self.path, self.inbox, self.logs):
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            for found in (self.path, *self.path.rglob("*")):
                _close_to_others(found)
        except OSError as error:
            message = f"APPEALCLOCK_HOME: {self.path} cannot be made: {error.strerror}"
            raise StackError(message) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the directory, so that no second stack runs on it. Let go even by SIGKILL.

        Raises:
            StackError: Another stack holds it, or nothing can be written there.
        """
        try:
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            message = f"APPEALCLOCK_HOME: {self.path} cannot be written to: {error.strerror}"
            raise StackError(message) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            message = (
                f"AppealClock already runs on {self.path}; stop it first, or set APPEALCLOCK_HOME "
                "and other ports to run a second one beside it"
            )
            raise StackError(message) from None
        try:
            yield
        finally:
            os.close(descriptor)


def _close_to_others(found: Path) -> None:
    """Leave a directory or a file to its owner alone; a link and what it leads to stay."""
    mode = found.lstat().st_mode
    if (stat.S_ISDIR(mode) or stat.S_ISREG(mode)) and mode & 0o077:
        found.chmod(stat.S_IMODE(mode) & 0o700)
