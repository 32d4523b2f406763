"""Relief of a desk in its cases: by the State of the case, also where that is known only later."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.procedure.clocks import ground_said
from models.procedure.desk_files import take_desk_relief
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, ours, place, recorded
from tests.models.procedure.telling import at

OPENED = at(date(2026, 9, 1))
FILE = """
[[relief]]
id = "DR.STORM"
title = "Example storm"
due_from = 2026-09-20
due_to = 2026-10-15
until = 2026-11-02
states = ["FL"]
programs = ["part_c"]
citation = "CMS memorandum"
source = "https://www.cms.example/storm"
evidence = "SEEN-PAGE"
"""
DUE, LAST = date(2026, 10, 4), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def storm(tmp_path: Path) -> Iterator[None]:
    """The relief of the desk, for one test."""
    file = tmp_path / "relief.toml"
    file.write_text(FILE, encoding="utf-8")
    take_desk_relief(file)
    yield
    take_desk_relief(None)


def test_a_case_in_the_state_counts_longer() -> None:
    """The day to work to stays; the reason is the storm."""
    standing = appeal(OPENED, notice_date="2026-07-31", state="FL").stands(OPENED)
    clock = ours(standing)
    assert (clock.due_on, clock.last_arguable) == (DUE, LAST)
    assert clock.ground is not None
    assert clock.ground.citation == "Example storm, CMS memorandum"


@pytest.mark.parametrize("state", [{}, {"state": "TX"}])
def test_a_case_elsewhere_does_not(state: dict[str, str]) -> None:
    """Nor one whose State nobody gave."""
    clock = ours(appeal(OPENED, notice_date="2026-07-31", **state).stands(OPENED))
    assert (clock.due_on, clock.last_arguable) == (DUE, DUE)


def test_the_state_can_be_added_later() -> None:
    """By a correction of the intake; the answer says which day moves."""
    case = appeal(OPENED, notice_date="2026-07-31")
    said = {"report": 1, "content": {"state": "fl"}, "reason": "The storm."}
    case.tell("correct", OPENED, **said)
    assert ours(case.stands(OPENED)).last_arguable == LAST


@pytest.mark.parametrize(
    ("filed", "stands"),
    [
        (LAST - timedelta(days=1), "deciding"),
        (LAST, "deciding"),
        (LAST + timedelta(days=1), "good_cause"),
    ],
)
def test_a_filing_while_it_counts_is_in_time(filed: date, stands: str) -> None:
    """The day before, the day itself, and the day after: then good cause is asked for."""
    case = appeal(OPENED, notice_date="2026-07-31", state="FL")
    case.tell("file_appeal", at(filed), filed_on=filed)
    standing = case.stands(at(filed))
    assert place(standing) == ("plan_reconsideration", stands)
    if stands == "deciding":
        assert any("relief" in one for one in recorded(standing, 2))


def test_its_reason_has_its_words() -> None:
    """As every ground has."""
    clock = ours(appeal(OPENED, notice_date="2026-07-31", state="FL").stands(OPENED))
    assert "By relief it still counts until Mon, Nov 2, 2026" in " ".join(clock.reckoning.steps)
    ground = ground_said(clock)
    assert ground is not None
    assert say(ground).startswith("relief after a disaster moves days that fall then (Example")
