"""By what a case was last looked at: the edition of the rulebook, and the build of the program."""

import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.rulebook import rulebook

_ROOT = Path(__file__).resolve().parents[1]
_FOLDERS = ("activities", "models", "workflows")
_SUFFIXES = {".html", ".py", ".toml"}
_DIGITS = 12
_LONGEST = 64
_ENTRY = "release"


@dataclass(frozen=True)
class Release:
    """The law and the program that answer for a case. Each compares equal to itself alone."""

    edition: str
    """Of the rulebook; see `models.rulebook.loading.edition`."""

    build: str
    """What changes with procedure, schedules and words; see `build_name`."""

    @property
    def mark(self) -> str:
        """Both as one word, for the search attribute `LookedAtBy`. A long build is shortened."""
        build = self.build if len(self.build) <= _LONGEST else _digest(self.build.encode())
        return f"{self.edition}/{build}"


def build_name(build_id: str | None) -> str:
    """The name of the build that runs here.

    Args:
        build_id: As the worker is deployed with it (`APPEALCLOCK_BUILD_ID`); where it has none,
            the build is named by a digest of the program's own files.
    """
    return build_id or f"code-{_code()}"


def present(build: str) -> Release:
    """What runs here: today's rulebook and this build."""
    return Release(rulebook.edition, build)


def last_release(memory: Mapping[str, Any]) -> Release | None:
    """By what the last turn of a case looked, from its memory; None where it did not say."""
    entry = memory.get(_ENTRY)
    return Release(str(entry["edition"]), str(entry["build"])) if entry else None


def remember(memory: MutableMapping[str, Any], release: Release) -> None:
    """Write down in the memory of a case by what a turn looks."""
    memory[_ENTRY] = {"edition": release.edition, "build": release.build}


@cache
def _code() -> str:
    """The same wherever and however often it is read: what Python makes beside it is left out."""
    digest = hashlib.sha256()
    files = (path for folder in _FOLDERS for path in (_ROOT / folder).rglob("*"))
    for path in sorted(files):
        if path.suffix in _SUFFIXES and path.is_file():
            digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
