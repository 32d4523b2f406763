"""A log file that another process writes through us, and that cannot fill the disk."""

from pathlib import Path
from typing import BinaryIO


class BoundedLog:
    """Keeps the newest output: when the file is full it becomes `*.1`, over the one before."""

    def __init__(self, path: Path, *, limit: int = 5_000_000) -> None:
        """Append to a file.

        Args:
            path: The file; made by the first output.
            limit: Bytes after which a new file is begun; twice as much is kept at most.
        """
        self._path = path
        self._limit = limit
        self._file: BinaryIO | None = None

    def write(self, output: bytes) -> bool:
        """Append some output; whether it was kept.

        On a full disk the output is dropped and nothing is raised: whoever reads another process's
        output has to go on reading, or that process stops at a full pipe.
        """
        try:
            file = self._opened()
            if file.tell() + len(output) > self._limit:
                self.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                file = self._opened()
            return file.write(output) == len(output)
        except OSError:
            return False

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("ab", buffering=0)
        return self._file
