"""A mistake in a table of notices is refused with file, notice and field."""

import shutil
from pathlib import Path

import pytest

from models.rulebook import BrokenRulebookError, rulebook
from models.rulebook.identification.reading import FOLDER, read_notices
from tests.models.rulebook.loading.broken import replace

IDN = 'id = "integrated-denial-notice"'
ABN = 'id = "abn"'
SOURCE = "source = "


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables, to break."""
    return Path(shutil.copytree(FOLDER, tmp_path / "table"))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title = ", "titel = ", "title"),
        ('"yes"', '"maybe"', "appealable"),
        ('"part_c"', '"part_e"', "program"),
        ('"part_c"', '"part_d"', "level"),
        ('"organization_determination"', '"redetermination"', "level"),
        ('"service"', '"benefit"', "kind"),
        ('kind = "service"\n', "", "kind"),
        ("fields = [", "fields = []  # [", "fields"),
        ("C.RECON.FILE", "C.FILE", "rule"),
        ("C.RECON.FILE", "AB.REDET.FILE", "program"),
        ("SEEN-PAGE", "SURE", "evidence"),
        ("read_on", "# read", "read_on"),
    ],
)
def test_a_mistake_in_one_that_opens_an_appeal(
    tables: Path, old: str, new: str, field: str
) -> None:
    replace(tables / "medicare_advantage.toml", IDN, old, new)
    with pytest.raises(BrokenRulebookError) as caught:
        read_notices(tables, rulebook)
    assert (caught.value.row, caught.value.field) == ("integrated-denial-notice", field)


@pytest.mark.parametrize(
    ("old", "new", "notice", "field"),
    [
        ('"no"', '"yes"', "abn", "program"),
        ('"no"', '"no"\nrule = "AB.REDET.FILE"', "abn", "appealable"),
        (ABN, 'id = "additional-documentation-request"', "additional-documentation-request", "id"),
        ("(identify MSN)", "(AB.REDET.FYLE)", "abn", "next"),
        ("[[notice]]", "[[notices]]", "(none)", "notices"),
    ],
)
def test_a_mistake_in_one_that_opens_none(
    tables: Path, old: str, new: str, notice: str, field: str
) -> None:
    replace(tables / "original_medicare.toml", ABN, old, new)
    with pytest.raises(BrokenRulebookError) as caught:
        read_notices(tables, rulebook)
    assert (caught.value.row, caught.value.field) == (notice, field)


def test_a_mark_needs_what_it_rests_on(tables: Path) -> None:
    path = tables / "original_medicare.toml"
    replace(path, ABN, SOURCE, "# source = ")
    replace(path, ABN, "read_on = ", "# read_on = ")
    with pytest.raises(BrokenRulebookError, match="abn, field evidence: expected UNVERIFIED"):
        read_notices(tables, rulebook)
