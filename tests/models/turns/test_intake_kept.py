"""The intake stays what it was meant to say when the case was opened, whatever is read today."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from models.procedure.acceptance import as_typed
from tests.models.corrections.desk import Desk, Json

TYPED: Json = {
    "program": "Medicare Advantage",
    "notice_date": "Nov 2, 2026",
    "received": {"on": "11/20/2026", "evidence": "stamp"},
}
MEANT: Json = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "received": {"on": "2026-11-20", "evidence": "stamp"},
}


def nothing_is_taken(_: type[BaseModel], content: Mapping[str, Any]) -> Json:
    """As a build reads that takes no other spelling."""
    return dict(content)


def other_things_are_taken(_: type[BaseModel], content: Mapping[str, Any]) -> Json:
    """As a build reads to which the same words mean something else."""
    return {**content, "program": "original", "notice_date": "2026-01-02", "service": "Hip"}


OTHERS = pytest.mark.parametrize("spelling", [nothing_is_taken, other_things_are_taken])


@OTHERS
def test_a_build_of_another_spelling_reads_the_same_intake(
    spelling: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.open(**TYPED)
    days, said = desk.open_days, desk.history(1)["content"]
    assert MEANT.items() <= said.items()
    monkeypatch.setattr(as_typed, "as_meant", spelling)
    assert desk.open_days == days
    assert desk.history(1)["content"] == said
    desk.report("add_note", text="Read by another build")
    desk.pass_days(1)
    assert desk.open_days == days
    assert desk.history(1)["content"] == said


@OTHERS
def test_what_was_typed_as_the_form_has_it_stays_too(
    spelling: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.open(**MEANT)
    days = desk.open_days
    monkeypatch.setattr(as_typed, "as_meant", spelling)
    assert desk.open_days == days


def test_the_case_of_an_older_build_is_read_as_before_and_kept_from_its_next_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk.open(**TYPED)
    days = desk.open_days
    del desk.member.case["memory"][as_typed.MEANT]
    assert desk.open_days == days
    desk.report("add_note", text="A turn")
    monkeypatch.setattr(as_typed, "as_meant", nothing_is_taken)
    assert desk.open_days == days


def test_the_log_holds_what_was_typed() -> None:
    desk = Desk.open(**TYPED)
    assert TYPED.items() <= desk.member.case["log"][0]["content"].items()
    assert desk.member.case["memory"][as_typed.MEANT] == MEANT


def test_a_correction_takes_the_place_of_what_was_meant() -> None:
    desk = Desk.open(**TYPED)
    desk.report("correct", report=1, content={"notice_date": "2026-11-04"}, reason="Typed wrong")
    assert desk.history(1)["content"]["notice_date"] == "2026-11-04"


def test_the_history_shows_the_intake_as_it_was_typed() -> None:
    desk = Desk.open(**TYPED)
    first = desk.history(1)
    assert MEANT.items() <= first["content"].items()
    assert first["as_reported"] == desk.member.case["log"][0]["content"]
    desk.report("correct", report=1, content={"notice_date": "2026-11-04"}, reason="Typed wrong")
    assert TYPED.items() <= desk.history(1)["as_reported"].items()
    plain = Desk.open(**MEANT)
    assert "as_reported" not in plain.history(1)


def test_the_history_shows_a_report_as_it_was_taken_down() -> None:
    desk = Desk.open(**MEANT)
    desk.report("file_appeal", filed_on="Nov 20, 2026")
    desk.report("correct", report=2, content={"filed_on": "2026-11-16"}, reason="Typed wrong")
    assert desk.history(2)["as_reported"] == {"filed_on": "2026-11-20"}
