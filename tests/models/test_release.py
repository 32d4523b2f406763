"""By what a case was looked at: the edition and the build, as one word."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models import release
from models.release import Release, build_name, present
from models.rulebook import rulebook


def test_a_deployed_build_is_named_as_it_is_deployed() -> None:
    assert build_name("2026.11.1") == "2026.11.1"
    assert present("2026.11.1").mark == f"{rulebook.edition}/2026.11.1"


def test_a_build_without_a_name_is_named_by_its_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = build_name(None)
    assert known.startswith("code-")
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "words.toml").write_text("one")
    monkeypatch.setattr(release, "_ROOT", tmp_path)
    release._code.cache_clear()
    try:
        first = build_name(None)
        (folder / "words.pyc").write_text("made by Python")
        release._code.cache_clear()
        assert build_name(None) == first
        (folder / "words.toml").write_text("another")
        release._code.cache_clear()
        assert len({known, first, build_name(None)}) == 3
    finally:
        release._code.cache_clear()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_names_it_alike(seed: str) -> None:
    script = "from models.release import build_name; print(build_name(None))"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert ran.stdout.strip() == build_name(None)


def test_a_long_build_fits_where_temporal_keeps_it() -> None:
    marks = {Release("e" * 12, "b" * 254 + last).mark for last in "xy"}
    assert len(marks) == 2
    assert all(len(mark) < 100 for mark in marks)
