"""The folder of calendars, as calendar programs and a CalDAV server read it.

    feeds/feed-<32 hex>.ics              the feed of one manager, under a secret name
    collection-root/<manager>/deadlines/
        <32 hex>.ics                     each entry by itself, as Radicale keeps them
        .Radicale.props                  what makes it a calendar
    .feeds.json                          which feed is whose
    .Radicale.lock                       held by whoever writes

`<manager>` is the id that stands for an address and does not show it. Whoever writes holds the lock
that Radicale holds while it reads, so that two services and a server do not meet.
"""

import fcntl
import json
import os
import secrets
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from models.storage.whole_file import remove_unfinished, replace_file

COLLECTION = "deadlines"
"""The name of each manager's calendar on a CalDAV server."""

_PROPERTIES = {
    "tag": "VCALENDAR",
    "D:displayname": "AppealClock deadlines",
    "C:supported-calendar-component-set": "VEVENT",
}
_LOCK, _NAMES, _PROPS = ".Radicale.lock", ".feeds.json", ".Radicale.props"
_PATIENCE = 10.0
"""Seconds to wait for whoever holds the lock."""

_PAUSE = 0.05


class CalendarFolder:
    """One folder of calendars. Every method but `locked` is for whoever holds the lock.

    Directories and files are for their owner alone; where the folder itself is open to its group,
    so is what is in it, for a server that runs as another user.
    """

    def __init__(self, path: Path) -> None:
        """Use a folder; it is made when it is first locked."""
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for oneself, making it where it is not there. Let go even by SIGKILL.

        Raises:
            OSError: It cannot be made or written to, or somebody holds it for ten seconds.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_uid == os.geteuid():
                os.fchmod(descriptor, self._file_mode | (self._group & 0o020))
            _wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)

    def names(self) -> dict[str, str]:
        """The secret of each manager's feed, by the manager.

        Raises:
            ValueError: The file was changed by hand and cannot be read.
        """
        try:
            found: dict[str, str] = json.loads((self.path / _NAMES).read_bytes())
        except FileNotFoundError:
            return {}
        return found

    def name(self, names: Mapping[str, str]) -> None:
        """Keep the secrets, and remove every feed of another name."""
        content = json.dumps(dict(sorted(names.items())), indent=2).encode()
        # For its owner alone, whoever may read the feeds.
        self._replace(self.path / _NAMES, content, mode=0o600)
        feeds, kept = self._folder("feeds"), {self.feed(secret) for secret in names.values()}
        for file in feeds.glob("feed-*.ics"):
            if file not in kept:
                file.unlink(missing_ok=True)
        for folder in (self.path, feeds):
            remove_unfinished(folder)

    def feed(self, secret: str) -> Path:
        """Where the feed of a secret is."""
        return self.path / "feeds" / f"feed-{secret}.ics"

    def collection(self, manager: str) -> Path:
        """Where the entries of a manager are."""
        return self.path / "collection-root" / manager / COLLECTION

    def entries(self, manager: str) -> dict[str, bytes]:
        """The files of a manager's entries as they are, by their names."""
        return {one.name: one.read_bytes() for one in self.collection(manager).glob("[!.]*")}

    def write_entries(self, manager: str, entries: Mapping[str, bytes]) -> None:
        """Have a manager's calendar hold these entries and no others."""
        before = self.entries(manager)
        folder = self._folder("collection-root", manager, COLLECTION)
        self._replace(folder / _PROPS, json.dumps(_PROPERTIES).encode())
        for name, content in entries.items():
            self._replace(folder / name, content)
        for name in before.keys() - entries.keys():
            (folder / name).unlink(missing_ok=True)
        remove_unfinished(folder)

    def write_feed(self, secret: str, content: bytes) -> None:
        """Write the feed of a secret."""
        self._folder("feeds")
        self._replace(self.feed(secret), content)

    def _folder(self, *names: str) -> Path:
        """A directory in the folder, open to those to whom the folder is."""
        folder = self.path
        for name in names:
            folder /= name
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
                folder.chmod(0o700 | self._group)
        return folder

    def _replace(self, file: Path, content: bytes, *, mode: int | None = None) -> None:
        """Write a file where it says something else."""
        if not file.is_file() or file.read_bytes() != content:
            replace_file(file, content, mode=self._file_mode if mode is None else mode)

    @property
    def _group(self) -> int:
        """What the group of the folder may do with it."""
        return stat.S_IMODE(self.path.stat().st_mode) & 0o2070

    @property
    def _file_mode(self) -> int:
        return 0o600 | (self._group & 0o040)


def new_secret() -> str:
    """A name that nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def check_folder(path: Path) -> list[str]:
    """What keeps calendars from being written there; nothing is made or changed."""
    if not path.exists():
        parent = next(one for one in path.parents if one.exists())
        writable = parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)
        return [] if writable else [f"{path} cannot be made: {parent} cannot be written to"]
    if not path.is_dir():
        return [f"{path} is no directory"]
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return [f"{path} cannot be written to"]
    if stat.S_IMODE(path.stat().st_mode) & 0o007:
        return [f"{path} is open to everybody on this machine; run `chmod o-rwx` on it"]
    return []


def _wait_for(descriptor: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                message = "the folder of calendars is held by another process"
                raise TimeoutError(message) from None
            time.sleep(_PAUSE)
        else:
            return
