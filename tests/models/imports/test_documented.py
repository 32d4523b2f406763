"""The example of docs/imports.md, and what the page says of columns."""

import re
from datetime import UTC, datetime
from pathlib import Path

from models.imports.headers import HEADERS
from models.imports.opening import Opening, opening_of
from tests.models.imports.lists import read

PAGE = (Path(__file__).parents[3] / "docs" / "imports.md").read_text(encoding="utf-8")


def test_the_first_example_opens_its_cases() -> None:
    found = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    now = datetime(2026, 11, 28, 17, tzinfo=UTC)
    openings = [opening_of(one, now) for one in read(found[1]).cases]
    rules = [one.clocks[0].rule for one in openings if isinstance(one, Opening)]
    assert rules == ["C.RECON.FILE", "AB.REDET.FILE", "D.REDET.FILE"]


def test_the_names_of_columns_on_the_page_are_known() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|`]+) \| [^|]+ \|$", PAGE, re.MULTILINE)
    names = [name for row in rows for name in re.split(r", | and ", row.strip())]
    known = [name for name in names if HEADERS.find(name) is not None]
    assert len(known) > 30
    assert set(names) - set(known) <= {"Some of the names", "---"}
