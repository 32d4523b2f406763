"""docs/rulebook.md is what the data says."""

from pathlib import Path

import pytest

from models.rulebook import document as module
from models.rulebook import rulebook
from models.rulebook.document import document, main


def test_the_page_is_current() -> None:
    assert main(["--check"]) == 0, "run python -m models.rulebook.document"


def test_every_row_stands_in_it_and_every_doubt_is_marked() -> None:
    text = document(rulebook)
    for row in rulebook.rows():
        lines = [line for line in text.splitlines() if line.startswith(f"| **{row.id}**")]
        assert len(lines) == len(row.versions), row.id
        for line, version in zip(lines, row.versions, strict=True):
            assert ("⚠" in line) >= (not version.verified), row.id


def test_tables_are_whole() -> None:
    """Each line of a table has as many cells as its heading."""
    width = 0
    for line in document(rulebook).splitlines():
        cells = line.count("|")
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells


def test_writing_and_checking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TARGET", tmp_path / "rulebook.md")
    assert main(["--check"]) == 1
    assert "is not current" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / "rulebook.md").write_text("older")
    assert main(["--check"]) == 1
