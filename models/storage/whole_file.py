"""Writes a file whole or not at all: whoever reads it never finds a part."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_UNFINISHED = ".writing-"
"""Begins with a dot: what serves or lists the directory passes over it."""


def replace_file(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put a file in the place of an earlier one, in one step and on the disk.

    Args:
        file: Where it goes; its directory is there.
        content: All of it.
        mode: Who may read it; its owner alone by default.

    Raises:
        OSError: It cannot be written; what was there before stays.
    """
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=_UNFINISHED)
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


def remove_unfinished(folder: Path) -> None:
    """Remove what writers left behind that were killed; only where nobody else writes meanwhile."""
    for file in folder.glob(f"{_UNFINISHED}*"):
        file.unlink(missing_ok=True)
