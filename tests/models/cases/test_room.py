"""A case has room for hundreds of reports and a megabyte; then it says so."""

from typing import Any

import pytest

from models.cases.room import MOST_BYTES, MOST_REPORTS, check_room
from models.cases.validation import Refusal
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
