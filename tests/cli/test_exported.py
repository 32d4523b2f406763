"""What commands write tells of cases, so its owner alone can read it."""

import os
from pathlib import Path

import pytest

from cli.exported import write_exported


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    write_exported(file, b"one")
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, b"one")


def test_a_file_that_was_open_to_others_is_closed_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(b"longer than before")
    file.chmod(0o644)
    write_exported(file, b"two")
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, b"two")


def test_a_device_stays_as_it_is() -> None:
    before = Path("/dev/null").stat().st_mode
    write_exported(Path("/dev/null"), b"three")
    assert Path("/dev/null").stat().st_mode == before


def test_what_cannot_be_written_whole_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(b"the earlier one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_exported(file, b"the new one")
    assert file.read_bytes() == b"the earlier one"
    assert list(tmp_path.iterdir()) == [file]
