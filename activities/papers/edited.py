"""Keeps what a person changed in a folder of ours: it is moved aside, never written over."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

FOLDER = "edited"
"""Where they are kept, beside what is written anew."""

DIGESTS = ".written.json"
"""The digests of what was written into a folder, by the names of its files: the last two of each,
as a writing that is interrupted leaves some files of the time before."""


_KNOWN = TypeAdapter(dict[str, list[str]])


def move_edited_aside(folder: Path, contents: Mapping[str, bytes], mode: int) -> list[Path]:
    """Move each file aside that is there and is neither what we wrote nor what we are to write.

    Args:
        folder: Of one letter.
        contents: What is to be written, by the names of its files.
        mode: Of the folder that they are moved to.

    Returns:
        Where they are now.

    Raises:
        OSError: One cannot be read or moved.
    """
    written, kept = _digests(folder), []
    for name, content in contents.items():
        file = folder / name
        if not file.exists():
            continue
        digest = _digest(file.read_bytes())
        if digest in {*written.get(name, ()), _digest(content)}:
            continue
        (folder / FOLDER).mkdir(mode=mode, exist_ok=True)
        aside = _free(folder / FOLDER / file.name)
        file.rename(aside)
        kept.append(aside)
    return kept


def digests_with(folder: Path, contents: Mapping[str, bytes]) -> bytes:
    """What `DIGESTS` is to hold before these files are written."""
    written = _digests(folder)
    for name, content in contents.items():
        written[name] = [*written.get(name, ()), _digest(content)][-2:]
    return json.dumps(written, indent=2).encode()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _digests(folder: Path) -> dict[str, list[str]]:
    """Those that are known; none of a file that cannot be read as what it is."""
    try:
        return _KNOWN.validate_json((folder / DIGESTS).read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}


def _free(file: Path) -> Path:
    """The name, with a number where it is taken."""
    number, free = 2, file
    while free.exists():
        free, number = file.with_stem(f"{file.stem}-{number}"), number + 1
    return free
