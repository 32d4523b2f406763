"""A rulebook to break."""

import shutil
from pathlib import Path

import pytest

from models.rulebook.book import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rulebook's files, to break."""
    return Path(shutil.copytree(FOLDER, tmp_path / "law"))
