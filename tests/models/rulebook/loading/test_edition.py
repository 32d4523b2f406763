"""The edition of the rulebook: the same for the same law, another for any other."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.rulebook import Rulebook, rulebook
from models.rulebook.counting.working_days import federal_holidays
from models.rulebook.loading import edition
from models.rulebook.loading.files import Contents
from tests.models.rulebook.loading.broken import replace as write_over

Change = Callable[[Contents], Contents]


def _row(contents: Contents, name: str = "C.RECON.FILE") -> Contents:
    row = contents.rows[name]
    version = row.versions[-1]
    longer = tuple(one.model_copy(update={"length": one.length + 1}) for one in version.limits)
    versions = (*row.versions[:-1], version.model_copy(update={"limits": longer}))
    changed = row.model_copy(update={"versions": versions})
    return replace(contents, rows={**contents.rows, name: changed})


def _without_a_row(contents: Contents) -> Contents:
    return replace(contents, rows=dict(list(contents.rows.items())[1:]))


def _amount(contents: Contents) -> Contents:
    year = contents.amounts[-1]
    changed = year.model_copy(update={"alj": year.alj + 10})
    return replace(contents, amounts=(*contents.amounts[:-1], changed))


def _cost(contents: Contents) -> Contents:
    return replace(contents, costs=contents.costs[:-1])


def _ladder(contents: Contents) -> Contents:
    ladder = contents.levels["part_c"]
    return replace(contents, levels={**contents.levels, "part_c": ladder[:-1]})


@pytest.mark.parametrize("change", [_row, _without_a_row, _amount, _cost, _ladder])
def test_other_law_is_another_edition(change: Change) -> None:
    assert change(rulebook._contents).edition != rulebook.edition


def test_another_holiday_is_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is kept once it is asked for, and must not be by what this test puts in place.
    edition_now = rulebook.edition
    more = date(2031, 3, 3)

    def holidays(year: int) -> frozenset[date]:
        return federal_holidays(year) | ({more} if year == more.year else set())

    monkeypatch.setattr(edition, "federal_holidays", holidays)
    assert replace(rulebook._contents).edition != edition_now


def test_order_and_files_do_not_count() -> None:
    contents = rulebook._contents
    turned = replace(
        contents,
        rows=dict(reversed(list(contents.rows.items()))),
        levels=dict(reversed(list(contents.levels.items()))),
        files=dict.fromkeys(contents.files, "elsewhere.toml"),
    )
    assert turned.edition == rulebook.edition


def test_comments_and_the_order_of_tables_do_not_count(folder: Path) -> None:
    (folder / "part_c.toml").rename(folder / "aa.toml")
    with (folder / "aa.toml").open("a") as file:
        file.write("\n# A remark.\n")
    assert Rulebook.read(folder).edition == rulebook.edition


def test_a_row_changed_in_its_file_is_another_edition(folder: Path) -> None:
    write_over(folder / "part_c.toml", "C.RECON.FILE", "length = 65", "length = 64")
    assert Rulebook.read(folder).edition != rulebook.edition


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_names_it_alike(seed: str) -> None:
    script = "from models.rulebook import rulebook; print(rulebook.edition)"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert ran.stdout.strip() == rulebook.edition
