"""docs/mistakes.md: every example is taken, by a case in which the slip was made."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.models.corrections.desk import Desk

PAGE = Path(__file__).parents[3] / "docs" / "mistakes.md"
_EXAMPLE = re.compile(r"^```\n(\w+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def _examples() -> dict[str, tuple[str, dict[str, Any]]]:
    """The update of each section that shows one, with what it says."""
    found = {}
    for section in PAGE.read_text().split("\n## ")[1:]:
        shown = _EXAMPLE.findall(section)
        if shown:
            ((update, content),) = shown
            found[section.partition("\n")[0]] = update, json.loads(content)
    return found


def _denied(**more: Any) -> Desk:
    return Desk.open(notice_date="2026-11-02", **more)


def _filed(day: str = "2026-11-16", notice: str = "2026-11-02") -> Desk:
    desk = Desk.open(notice_date=notice)
    desk.report("file_appeal", filed_on=day)
    return desk


def _decided(outcome: str = "unfavorable") -> Desk:
    desk = _filed()
    desk.report("record_decision", outcome=outcome, notice_date="2026-11-25")
    return desk


def _set_by_hand() -> Desk:
    desk = _denied()
    override = {"due_on": "2027-01-08", "reason": "Printed"}
    desk.report("recalculate", override=override, reason="Printed")
    return desk


def _closed() -> Desk:
    desk = _denied()
    desk.report("close", ending="withdrawn", reason="Other treatment")
    assert desk.overview["ending"]
    return desk


def _put_into_effect() -> Desk:
    desk = Desk.open(level="plan_reconsideration", stage="pending", filed_on="2026-11-10")
    desk.report("record_decision", outcome="favorable", notice_date="2026-11-20")
    desk.report("record_effectuation", on="2026-11-27")
    assert desk.overview["ending"] == "won"
    return desk


def _corrected() -> Desk:
    desk = _filed()
    desk.report("correct", report=2, content={"filed_on": "2026-11-17"}, reason="Wrongly")
    return desk


def _with_a_transfer() -> Desk:
    desk = _denied()
    desk.report("request_records", holder="Dr. Lee", recipient="specialist")
    return desk


def _acknowledged() -> Desk:
    desk = _denied()
    desk.report("acknowledge")
    return desk


SLIPS: dict[str, Callable[[], Desk]] = {
    "A day in the wrong month": lambda: _filed("2026-10-16", "2026-10-05"),
    "A filing reported to the wrong case": _filed,
    "The wrong date of the denial": _denied,
    "A decision recorded wrongly": _decided,
    "A decision that was never made": _decided,
    "Something rests on the report": _decided,
    "A deadline set by hand that was wrong": _set_by_hand,
    "The case was closed by mistake": _closed,
    "Put into effect too early": _put_into_effect,
    "A correction that was wrong itself": _corrected,
    "Something was started beside the case by mistake": _with_a_transfer,
    "A reminder silenced by mistake": _acknowledged,
}

OPEN: dict[str, dict[str, str]] = {
    "A day in the wrong month": {"plan_reconsideration.decision.2": "2026-12-16"},
    "A filing reported to the wrong case": {"plan_reconsideration.filing.1": "2027-01-06"},
    "The wrong date of the denial": {"plan_reconsideration.filing.1": "2027-01-08"},
    "A decision that was never made": {"plan_reconsideration.decision.2": "2026-12-16"},
    "Something rests on the report": {"plan_reconsideration.filing.1": "2027-01-06"},
    "A deadline set by hand that was wrong": {"plan_reconsideration.filing.1": "2027-01-06"},
    "The case was closed by mistake": {"plan_reconsideration.filing.1": "2027-01-06"},
    "A correction that was wrong itself": {"plan_reconsideration.decision.2": "2026-12-16"},
}
"""The days that run after it, where the page says which."""


def test_each_slip_of_the_page_is_played() -> None:
    assert set(_examples()) == set(SLIPS)


@pytest.mark.parametrize("title", SLIPS)
def test_an_example_of_the_page(title: str) -> None:
    desk, (update, content) = SLIPS[title](), _examples()[title]
    before = repr(desk.member.case["log"])
    preview = desk.report(update, **content, preview=True)
    assert repr(desk.member.case["log"]) == before
    answer = desk.report(update, **content)
    assert answer["changes"] == preview["changes"]
    assert preview["recorded"].startswith("Nothing is recorded; this is what would be: ")
    assert preview["recorded"].endswith(answer["recorded"])
    if title in OPEN:
        assert desk.open_days == OPEN[title]
    assert desk.overview["ending"] is None


def test_what_rests_on_a_report_is_named() -> None:
    desk = _decided()
    assert "Report 3 rests on it" in desk.refusal("take_back", report=2, reason="Another case")


def test_reminders_go_on_after_an_acknowledgment_was_taken_back() -> None:
    desk, told = _acknowledged(), []
    desk.report("take_back", report=2, reason="The wrong code")
    desk.pass_days(39)
    told = [name for name, about in desk.told("case_manager") if about.endswith("filing.1")]
    assert "1d" in told
