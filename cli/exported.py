"""Files that commands write for people: for their owner alone, as they tell of cases."""

import os
import stat
from pathlib import Path


def write_exported(file: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, also where it was there and open to others.

    Raises:
        OSError: It cannot be written.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        # A terminal or a pipe stays as it is.
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
            opened.truncate()
        opened.write(content)
