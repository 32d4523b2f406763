"""docs/rulebook.md is what the data says."""

from pathlib import Path

import pytest

from models.rulebook import Facts, rulebook
from models.rulebook import document as module
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


def line_of(rule: str, version: str) -> str:
    """The line of a version of a row."""
    lines = document(rulebook).splitlines()
    return next(line for line in lines if f"| **{rule}**" in line and f"from {version}" in line)


def test_conditions_read_as_sentences() -> None:
    """No name of a field, and what holds where no condition does."""
    line = line_of("C.OD.EXP.DENY", "2026-01-01")
    assert "| Part B drug: **72 hours**<br>prior authorization: **7 calendar days**" in line
    assert "<br>otherwise: **14 calendar days**" in line
    assert "escalated: **180 calendar days**" in line_of("AB.ALJ.DECIDE", "2014-01-01")
    assert " true: " not in document(rulebook)


def test_what_a_reader_checks_a_row_by() -> None:
    line = line_of("D.REDET.FILE", "2025-01-01")
    assert "Version by the date of the notice" in line
    assert '(42 CFR 423.584(b)) "within 60 calendar days after receipt of' in line
    assert "Mail it 5 federal working days before" in line
    assert "<https://law.lawstack.com/cfr/42/423.582/><br><https://hhs.gov/" in line
    assert "Version by the day of the event" in line_of("C.IRE.WHO", "2026-05-01")


def test_the_facts_that_a_question_may_hold() -> None:
    text = document(rulebook)
    for name in Facts.model_fields:
        assert f"\n| `{name}` | " in text
    assert "`immediate_need` or `urgent` or `other`" in text


def test_the_ladders_name_dismissals_and_effect() -> None:
    lines = document(rulebook).splitlines()
    level = next(line for line in lines if line.startswith("| Plan reconsideration<br>"))
    assert "| C.RECON.DISMISS |" in level
    assert "expedited: C.EFF.EXP.PLAN" in level


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
