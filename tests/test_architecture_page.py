"""The page for whoever changes the code: every path it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:[a-z_]+/)+[\w./]*|\w+\.py)`", PAGE)))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_it_says_where_to_make_twenty_changes() -> None:
    _, _, changes = PAGE.partition("## Where would I change")
    rows = [line for line in changes.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) >= 20
