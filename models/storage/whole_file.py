"""Writes a file whole or not at all: whoever reads it never finds a part."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put a file in the place of an earlier one, in one step and on the disk.

    Args:
        file: Where it goes; its directory is there.
        content: All of it.
        mode: Who may read it; its owner alone by default.

    Raises:
        OSError: It cannot be written; what was there before stays.
    """
    # Begins with a dot: what serves or lists the directory passes over it.
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            os.fchmod(descriptor, mode)
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
