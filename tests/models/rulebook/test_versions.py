"""Versions: a change of the law, a correction, and that what is released stays as it is.

APPEALCLOCK_RELEASE=1 adds the versions that are not yet in released.json; it never changes one.
"""

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.inputs.common_intake import FIRST_DAY
from models.rulebook import BrokenRulebookError, Row, Rulebook, rulebook
from models.rulebook.row import Limit, Version
from tests.models.rulebook.loading.broken import replace

RELEASED = Path(__file__).parent / "released.json"

CORRECTION = """
[[row.versions]]
effective_from = 2025-01-01
revision = 1
limits = [{ length = 61, unit = "calendar_days" }]
citation = "42 CFR 422.582(b)"
evidence = "1SRC"
reason = "The earlier version misread the rule."

[[row]]
id = "C.RECON.STD"
"""


def correct(folder: Path) -> Rulebook:
    replace(folder / "part_c.toml", "C.RECON.FILE", '\n[[row]]\nid = "C.RECON.STD"\n', CORRECTION)
    return Rulebook.read(folder)


def test_a_correction_applies_and_leaves_what_it_corrects_readable(folder: Path) -> None:
    row = correct(folder).row("C.RECON.FILE")
    assert [version.label for version in row.versions] == [
        "2014-01-01",
        "2025-01-01",
        "2025-01-01 revision 1",
    ]
    assert row.version_on(date(2026, 1, 1)).label == "2025-01-01 revision 1"
    assert row.version_on(date(2024, 1, 1)).label == "2014-01-01"


def test_a_reckoning_names_the_corrected_version(folder: Path) -> None:
    before = rulebook.reckon("C.RECON.FILE", date(2026, 10, 1), zone="UTC")
    after = correct(folder).reckon("C.RECON.FILE", date(2026, 10, 1), zone="UTC")
    assert (before.due_on, before.version) == (date(2026, 12, 5), "2025-01-01")
    assert (after.due_on, after.version) == (date(2026, 12, 1), "2025-01-01 revision 1")


def test_a_correction_needs_a_reason(folder: Path) -> None:
    correct(folder)
    replace(folder / "part_c.toml", "revision = 1", "reason = ", "note = ")
    with pytest.raises(BrokenRulebookError, match=r"C\.RECON\.FILE.*versions\.2\.reason"):
        Rulebook.read(folder)


def test_intakes_are_taken_from_the_day_on_which_the_rulebook_begins() -> None:
    every = [version.effective_from for row in rulebook.rows() for version in row.versions]
    assert min(every) == FIRST_DAY


def test_the_turn_of_the_year_changes_the_rule() -> None:
    last = rulebook.reckon("C.OD.STD.PA", date(2025, 12, 31), zone="America/New_York")
    first = rulebook.reckon("C.OD.STD.PA", date(2026, 1, 1), zone="America/New_York")
    assert (last.due_on, first.due_on) == (date(2026, 1, 14), date(2026, 1, 8))
    assert (last.version, first.version) == ("2014-01-01", "2026-01-01")


def test_no_released_version_was_edited() -> None:
    """A correction is a new version with a revision and a reason, not a change of an old one."""
    now = {
        f"{row.id} {version.label}": fingerprint(row, version)
        for row in rulebook.rows()
        for version in row.versions
    }
    released: dict[str, str] = json.loads(RELEASED.read_text()) if RELEASED.exists() else {}
    if os.environ.get("APPEALCLOCK_RELEASE"):
        released = now | released
        RELEASED.write_text(json.dumps(dict(sorted(released.items())), indent=0) + "\n")
    edited = [name for name, print_ in released.items() if now.get(name) != print_]
    assert not edited, "released versions were edited: add a version with a revision and a reason"
    assert set(now) == set(released), "new versions: run this test with APPEALCLOCK_RELEASE=1"


def fingerprint(row: Row, version: Version) -> str:
    """What decides a result. Marks, words and addresses may become better; an end may be set."""
    counted = version.model_dump(
        mode="json",
        include={"effective_from", "revision", "text", "roll", "statement", "presumption"},
    )
    if version.statement is not None and version.statement.when is None:
        # A field that came later says nothing where it is not given.
        del counted["statement"]["when"]
    counted["limits"] = [_limit(limit) for limit in version.limits]
    extension = version.extension
    counted["extension"] = extension and [
        extension.days,
        extension.repeatable,
        extension.unless,
    ]
    counted["row"] = [row.kind, row.ours, row.chosen_by]
    return hashlib.sha256(json.dumps(counted, sort_keys=True).encode()).hexdigest()[:16]


def _limit(limit: Limit) -> dict[str, Any]:
    counted = limit.model_dump(
        mode="json", exclude={"note", "citation", "quote", "evidence", "also", "arguable"}
    )
    if limit.arguable is not None:
        counted["arguable"] = [limit.arguable.ground, limit.arguable.days]
        # A field that came later says nothing where it is not given.
        counted["arguable"] += [limit.arguable.length] if limit.arguable.length else []
    return counted
