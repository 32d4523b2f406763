"""Finds the `temporal` program that serves embedded stacks and rehearsals."""

import shutil
import sys
from pathlib import Path


def temporal_binary() -> str | None:
    """The `temporal` installed beside this Python, else the one on the PATH, else None."""
    beside = Path(sys.executable).with_name("temporal")
    return str(beside) if beside.exists() else shutil.which("temporal")
