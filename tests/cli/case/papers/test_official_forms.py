"""`appealclock official-forms`: the list, and the check of a blank against its map."""

import json
from pathlib import Path

from tests.activities.papers.blanks import MAP, a_blank
from tests.cli.shell import appealclock


async def test_the_list_says_which_blanks_there_are(tmp_path: Path) -> None:
    a_blank(tmp_path, "CMS-20027")
    code, said, _ = await appealclock("official-forms", "list", "--forms", str(tmp_path))
    assert code == 0
    lines = {line.split()[0]: line for line in said.splitlines()}
    assert " blank " in lines["CMS-20027"]
    assert "no map" in lines["CMS-20027"]
    assert "no blank" in lines["OMHA-100"]
    assert "medicare.gov" in lines["OMHA-100"]
    code, printed, _ = await appealclock("official-forms", "list", "--json")
    assert code == 0
    assert not any(one["blank"] for one in json.loads(printed)["forms"])


async def test_a_blank_without_a_map_gets_one_to_begin_with(tmp_path: Path) -> None:
    code, said, _ = await appealclock("official-forms", "check", str(a_blank(tmp_path)))
    assert code == 0
    assert '"Beneficiary Name" = "beneficiary_name"' in said


async def test_a_map_that_fits_and_one_that_does_not(tmp_path: Path) -> None:
    blank = a_blank(tmp_path)
    blank.with_suffix(".toml").write_text(MAP)
    code, said, _ = await appealclock("official-forms", "check", str(blank))
    assert (code, "the map fits" in said, "Left blank: Signature" in said) == (0, True, True)
    other = a_blank(tmp_path, "OTHER", without="Reason")
    asked = ("official-forms", "check", str(other), "--map", str(blank.with_suffix(".toml")))
    code, said, _ = await appealclock(*asked)
    assert (code, "The map names Reason" in said) == (3, True)
    code, printed, _ = await appealclock(*asked, "--json")
    assert (code, json.loads(printed)["missing"]) == (3, ["Reason"])


async def test_what_is_no_blank_is_refused(tmp_path: Path) -> None:
    code, _, said = await appealclock("official-forms", "check", str(tmp_path / "none.pdf"))
    assert (code, "none.pdf: cannot be read" in said) == (2, True)
