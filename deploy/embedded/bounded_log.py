"""A log file that another process writes through us, and that cannot fill the disk."""

from pathlib import Path


class BoundedLog:
    """Keeps the newest output: when the file is full it becomes `*.1`, over the one before."""

    def __init__(self, path: Path, *, limit: int = 5_000_000) -> None:
        """Append to a file.

        Args:
            path: The file.
            limit: Bytes after which a new file is begun; twice as much is kept at most.
        """
        self._path = path
        self._limit = limit
        self._file = path.open("ab", buffering=0)

    def write(self, output: bytes) -> None:
        """Append some output."""
        if self._file.tell() + len(output) > self._limit:
            self._file.close()
            self._path.replace(self._path.with_name(self._path.name + ".1"))
            self._file = self._path.open("ab", buffering=0)
        self._file.write(output)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
