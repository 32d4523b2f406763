"""Reads the file of `--private`: what a letter needs and a case never holds."""

import json
import stat
from pathlib import Path

from cli.errors import fail
from models.inputs.validation import Refusal, read
from models.papers.private import PrivateDetails

_LARGEST = 1_000_000


def read_private(file: Path) -> PrivateDetails:
    """The private details; ends the command where they cannot be used. Values are never repeated.

    Args:
        file: A JSON object, which its owner alone may read.
    """
    try:
        mode = file.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            fail(f"{file}: others can read it; expected mode 0600: chmod 600 {file}")
        text = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    if len(text) > _LARGEST:
        fail(f"{file}: is too large; expected at most {_LARGEST:,} bytes")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        fail(f'{file}: is no JSON; expected an object such as {{"medicare_number": "..."}}')
    try:
        return read(PrivateDetails, content)
    except Refusal as refusal:
        fail(f"{file}: {refusal.message}")
