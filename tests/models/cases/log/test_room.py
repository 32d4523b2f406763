"""A case has room for hundreds of reports and a megabyte; then it says so."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_core import to_json

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.log.room import (
    MOST_BYTES,
    MOST_BYTES_OF_A_WORD,
    MOST_BYTES_OF_NEWS,
    MOST_BYTES_WITH_WORDS,
    MOST_REPORTS,
    check_room,
    is_word,
    news_to_hand_on,
)
from models.inputs.validation import Refusal
from models.presentation.account.result import story
from models.presentation.shown import shown
from models.turns.carried import applied
from models.turns.turn import check, take

ENTRY: dict[str, Any] = {"number": 1, "kind": "x", "content": {}, "at": "2027-05-18T14:00:00Z"}
INTAKE = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}


def test_there_is_room_for_the_last() -> None:
    check_room([ENTRY] * (MOST_REPORTS - 1), {})
    check_room([ENTRY], {"text": "x" * (MOST_BYTES - 1000)})


def test_one_more_is_refused() -> None:
    with pytest.raises(Refusal, match="400 reports"):
        check_room([ENTRY] * MOST_REPORTS, {})
    with pytest.raises(Refusal, match="shorten this report"):
        check_room([ENTRY], {"text": "x" * MOST_BYTES})


def test_a_full_case_can_be_closed() -> None:
    at = "2027-05-18T14:00:00+00:00"
    log = [{"number": 1, "kind": "intake", "content": INTAKE, "at": at}]
    manager = {"case_manager": {"email": "next@legalaid.example"}}
    log += [
        {"number": number, "kind": "assign", "content": manager, "at": at}
        for number in range(2, MOST_REPORTS + 1)
    ]
    case = {"log": log, "memory": {}, "children": {}, "turns": 7}
    ask = {"id": "CC-1", "kind": "cms_complaint", "parent": None, "case": case, "now": at}
    one_more = ask | {"candidate": {"kind": "assign", "content": manager, "update": "a"}}
    refusal = check(one_more)
    assert refusal is not None
    assert "close it" in refusal.message
    assert take(one_more).answer["refused"]["message"] == refusal.message
    close = ask | {"candidate": {"kind": "close", "content": {"reason": "Full"}, "update": "b"}}
    assert check(close) is None


def test_what_is_carried_beside_the_log_counts() -> None:
    content = {"text": "x" * (MOST_BYTES // 2)}
    check_room([ENTRY], content)
    with pytest.raises(Refusal, match="shorten this report"):
        check_room([ENTRY], content, beside=[{"AC-1.records.1": "x" * (MOST_BYTES // 2)}])


@pytest.mark.parametrize("text", ["\ud800", "x" * MOST_BYTES + "\ud800"])
def test_half_a_character_is_refused_in_words(text: str) -> None:
    at = "2027-05-18T14:00:00+00:00"
    log = [{"number": 1, "kind": "intake", "content": INTAKE, "at": at}]
    case = {"log": log, "memory": {}, "children": {}, "turns": 7}
    ask = {"id": "CC-1", "kind": "cms_complaint", "parent": None, "case": case, "now": at}
    note = {"kind": "add_note", "content": {"text": text}, "update": "a"}
    refusal = check(ask | {"candidate": note})
    assert refusal is not None
    assert "valid string" in refusal.message or "shorten this report" in refusal.message


def full_case(beside: str) -> dict[str, Any]:
    at = "2027-05-18T14:00:00+00:00"
    log = [{"number": 1, "kind": "intake", "content": INTAKE, "at": at}]
    full = {"unknown entry": "x" * MOST_BYTES}
    case = {"log": log, "memory": {}, "children": {}, "turns": 7, beside: full}
    return {"id": "CC-1", "kind": "cms_complaint", "parent": None, "case": case, "now": at}


def test_a_report_is_refused_by_a_case_whose_memory_is_full() -> None:
    note = {"kind": "add_note", "content": {"text": "One more"}, "update": "a"}
    refusal = check(full_case("memory") | {"candidate": note})
    assert refusal is not None
    assert "as much as one can" in refusal.message
    close = {"kind": "close", "content": {"reason": "Full"}, "update": "b"}
    assert check(full_case("memory") | {"candidate": close}) is None


def test_a_word_that_a_case_cannot_carry_is_passed_over() -> None:
    at = "2027-05-18T14:00:00+00:00"
    intake = {**INTAKE, "notice_date": "2027-05-10", "service": "MRI"}
    log = [{"number": 1, "kind": "intake", "content": intake, "at": at}]
    case = {"log": log, "memory": {}, "children": {}, "turns": 7}
    ask: dict[str, Any] = {"id": "AC-1", "kind": "appeal", "parent": None, "case": case, "now": at}
    for number in range(1, 8):
        word = {
            "child": f"AC-1.records.{number}",
            "kind": "records_transfer",
            "sequence": 1,
            "stage": "records_transfer.waiting",
            "what": "x" * 1000,
            "padding": "x" * (MOST_BYTES_OF_A_WORD - 2000),
        }
        answer = take(ask | {"news": [{"heard": word}]}).answer
        ask["case"] = applied(ask["case"], answer)
    assert len(json.dumps(ask["case"])) <= MOST_BYTES_WITH_WORDS + 10_000
    assert 0 < len(ask["case"]["children"]) < 7


@pytest.mark.parametrize("said", [{"x": "y" * MOST_BYTES_OF_A_WORD}, {1, 2}, float("nan")])
def test_what_no_case_can_carry_is_no_word(said: object) -> None:
    assert not is_word(said)
    assert is_word({"child": "AC-1.records.1"})


def test_news_that_is_handed_on_fits_and_keeps_its_order() -> None:
    words = [{"heard": {"sequence": number, "x": "y" * 100_000}} for number in range(9)]
    own = [{"sent": str(number), "outcome": None} for number in range(9)]
    news = [one for pair in zip(words, own, strict=True) for one in pair]
    kept = news_to_hand_on(news)
    assert [one for one in kept if "sent" in one] == own
    assert [one["heard"]["sequence"] for one in kept if "heard" in one] == [6, 7, 8]
    assert len(json.dumps(kept)) <= MOST_BYTES_OF_NEWS + 10_000
    assert news_to_hand_on(own) == own


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
def test_the_result_of_the_largest_case_fits_in_one_payload(letter: str) -> None:
    """Two megabytes are Temporal's limit: the story, and beside it all that the case carried."""
    at, later = datetime(2026, 11, 8, 15, tzinfo=UTC), datetime(2026, 11, 9, 15, tzinfo=UTC)
    text = {"text": letter * 2000}
    log = [
        Report(1, "intake", {**INTAKE, "notice_date": "2026-11-02", "service": "MRI"}, at),
        *(Report(number, "add_note", text, at) for number in range(2, MOST_REPORTS)),
        Report(MOST_REPORTS, "close", {"ending": "withdrawn", "reason": "Full"}, later),
    ]
    state = CaseState("AC-1", CaseKind.APPEAL, tuple(log))
    told = story(shown(state, later))
    assert len(to_json(told)) + MOST_BYTES_WITH_WORDS < 1_800_000
    assert told["records"][-1]["report"] == MOST_REPORTS
