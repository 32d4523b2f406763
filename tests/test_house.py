"""The house stays in order: no file is too long, no folder too full; what is not yet may shrink."""

import subprocess
from collections import Counter
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]

LONGEST = 400
"""Lines of a file."""

FULLEST = 15
"""Files of a folder, about a dozen; its `__init__.py` is not counted."""

TOO_FULL = {
    # A template for each kind of message.
    "activities/messages/templates/en": 18,
    "activities/messages/templates/es": 19,
    # A sender, its ledger and each way in which a message can go wrong.
    "tests/activities/delivery": 16,
    # The service's files for containers and systemd beside its modules.
    "deploy": 18,
    # A benchmark a file.
    "benchmarks": 14,
    "tests/workflows": 19,
    "docs": 19,
}
"""Folders that hold more: no more than this."""


def files() -> list[PurePosixPath]:
    """The files of the repository, recorded data and pictures left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = (PurePosixPath(line) for line in listed.stdout.splitlines())
    return [
        file
        for file in named
        if (ROOT / file).is_file()
        and file.suffix in {".py", ".toml", ".html", ".md", ".yaml"}
        and not str(file).startswith(("tests/stories/", "docs/rulebook.md"))
    ]


def test_no_file_is_too_long() -> None:
    long = {}
    for file in files():
        if file.suffix == ".py":
            lines = len((ROOT / file).read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                long[str(file)] = lines
    assert long == {}


def test_no_folder_is_too_full() -> None:
    counted = Counter(str(file.parent) for file in files() if file.name != "__init__.py")
    full = {
        folder: number
        for folder, number in counted.items()
        if number > TOO_FULL.get(folder, FULLEST) and folder != "."
    }
    assert full == {}
