"""The folder of a letter: its files, for their owner alone, whole."""

import csv
import io
import json
from pathlib import Path

import pytest

from activities.papers.folder import write_letter
from tests.models.papers.letters import ANA, knee, letter_of


def test_all_of_a_letter_is_there_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    files = write_letter(folder, letter_of(knee(beneficiary={**ANA, "language": "es"}))).files
    names = [file.name for file in files]
    assert names == [
        "letter.docx", "letter.pdf", "letter-es.pdf", "checklist.json", "sources.json",
        "exhibits.csv",
    ]  # fmt: skip
    assert {file.parent for file in files} == {folder / "AC-1"}
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in (folder / "AC-1").iterdir()) == sorted(
        [*names, "forms", ".written.json"]
    )


def test_the_checklist_has_each_element_with_what_follows(tmp_path: Path) -> None:
    write_letter(tmp_path, letter_of(knee()))
    found = json.loads((tmp_path / "AC-1" / "checklist.json").read_text())
    assert (found["case"], found["final"], found["reviewed_by"]) == ("AC-1", False, None)
    states = {one["element"]: one["state"] for one in found["elements"]}
    assert states["part_c_reconsideration.member_number"] == "there"
    assert states["part_c_reconsideration.dates_of_service"] == "not needed"
    assert all(one["citation"] and one["evidence"] for one in found["elements"])
    assert ["Dr. No" in one["what"] for one in found["left_out"]] == [True]


def test_sources_say_what_each_sentence_rests_on(tmp_path: Path) -> None:
    write_letter(tmp_path, letter_of(knee()))
    found = json.loads((tmp_path / "AC-1" / "sources.json").read_text())["sentences"]
    reason = next(one for one in found if "not medically necessary.”" in one["text"])
    assert reason["rests_on"] == [{"template": "argument.reason"}, {"report": "1"}]
    assert all(one["rests_on"] for one in found)
    law = next(one for one in found if "42 CFR 422.101" in one["text"])
    assert {one.get("row") for one in law["rests_on"]} >= {"C.COVER.BASIC"}


def test_exhibits_are_listed_and_no_name_is_a_formula(tmp_path: Path) -> None:
    state = knee()
    write_letter(tmp_path, letter_of(state))
    text = (tmp_path / "AC-1" / "exhibits.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_a_reviewed_letter_is_final_and_says_who_reviewed_it(tmp_path: Path) -> None:
    write_letter(tmp_path, letter_of(knee()), reviewed_by="Kim Lopez")
    found = json.loads((tmp_path / "AC-1" / "checklist.json").read_text())
    assert (found["final"], found["reviewed_by"]) == (True, "Kim Lopez")


def test_a_letter_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    write_letter(tmp_path, letter_of(knee()))
    before = (tmp_path / "AC-1" / "letter.pdf").read_bytes()
    write_letter(tmp_path, letter_of(knee(plan="Silver Plan")))
    assert (tmp_path / "AC-1" / "letter.pdf").read_bytes() != before
    assert not list((tmp_path / "AC-1").glob(".writing-*"))


def test_what_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "AC-1").write_text("in the way")
    with pytest.raises(OSError) as caught:  # noqa: PT011 (which one depends on the system)
        write_letter(tmp_path, letter_of(knee()))
    assert str(caught.value.filename).endswith("AC-1")


def test_what_a_person_changed_is_moved_aside_and_never_written_over(tmp_path: Path) -> None:
    own = tmp_path / "AC-1"
    assert write_letter(tmp_path, letter_of(knee())).kept == []
    assert write_letter(tmp_path, letter_of(knee(plan="Silver Plan"))).kept == []
    for number, name in ((1, "letter.docx"), (2, "letter-2.docx")):
        (own / "letter.docx").write_bytes(f"edited {number}".encode())
        kept = write_letter(tmp_path, letter_of(knee(plan=f"Plan {number}"))).kept
        assert kept == [own / "edited" / name]
        assert kept[0].read_bytes() == f"edited {number}".encode()
    assert (own / "edited").stat().st_mode & 0o777 == 0o700
    assert (own / "letter.docx").read_bytes().startswith(b"PK")


def test_what_is_not_known_to_be_ours_counts_as_changed(tmp_path: Path) -> None:
    own = tmp_path / "AC-1"
    own.mkdir()
    (own / "letter.docx").write_bytes(b"of somebody")
    (own / ".written.json").write_text("[broken")
    assert write_letter(tmp_path, letter_of(knee())).kept == [own / "edited" / "letter.docx"]


def test_an_interrupted_letter_is_written_again_without_copies(tmp_path: Path) -> None:
    """Some of its files are of the time before."""
    write_letter(tmp_path, letter_of(knee()))
    before = tmp_path / "AC-1" / "letter.docx"
    content = before.read_bytes()
    write_letter(tmp_path, letter_of(knee(plan="Silver Plan")))
    before.write_bytes(content)
    assert write_letter(tmp_path, letter_of(knee(plan="Gold Plan"))).kept == []
