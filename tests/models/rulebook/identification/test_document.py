"""docs/notices.md is what the tables say."""

from pathlib import Path

import pytest

from models.rulebook.identification import document as module
from models.rulebook.identification.document import document, main
from models.rulebook.identification.reading import notices


def test_the_page_is_current() -> None:
    assert main(["--check"]) == 0, "run python -m models.rulebook.identification.document"


def test_every_notice_stands_in_it_and_every_doubt_is_marked() -> None:
    lines = document(notices()).splitlines()
    for notice in notices():
        (line,) = [one for one in lines if one.startswith(f"| **{notice.title}**")]
        assert ("⚠" in line) == (not notice.verified)
        assert (
            line.count("|")
            == len(["", " Notice ", " Why ", " Case ", " Next ", " Evidence ", ""]) - 1
        )


def test_writing_and_checking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TARGET", tmp_path / "notices.md")
    assert main(["--check"]) == 1
    assert "is not current" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
