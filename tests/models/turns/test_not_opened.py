"""Word that a case was not opened goes to an address that can be read, once an hour for one id."""

from typing import Any

import pytest

from models.notices.messages.order import MessageKind, ReminderOrder
from models.turns.not_opened import word_of_refusal


def ask(**changes: Any) -> dict[str, Any]:
    content = {"program": "part_x", "case_manager": {"email": "Ana@LegalAid.example", "zone": "no"}}
    now = changes.pop("now", "2027-05-18T14:20:00+00:00")
    parent = changes.pop("parent", None)
    log = [{"number": 1, "kind": "intake", "content": content | changes, "at": now}]
    case = {"log": log, "memory": {}, "children": {}, "turns": 0}
    return {"id": "GR-1", "kind": "grievance", "parent": parent, "case": case, "now": now}


def order(**changes: Any) -> ReminderOrder:
    word = word_of_refusal(ask(**changes), "program: expected another\nnotice_date: is required")
    assert word is not None
    return ReminderOrder.model_validate(word["message"])


def test_it_says_what_is_to_be_put_right() -> None:
    message = order()
    assert message.kind is MessageKind.NOT_OPENED
    assert message.action == "program: expected another\nnotice_date: is required"
    [recipient] = message.recipients
    assert recipient.person.email == "Ana@legalaid.example"


def test_it_has_one_key_an_hour() -> None:
    first = order()
    assert order(now="2027-05-18T14:59:59+00:00").edition == first.edition
    assert order(now="2027-05-18T15:00:00+00:00").edition != first.edition


@pytest.mark.parametrize(
    "manager", [None, "ana", {}, {"email": "MARKER"}, {"email": 7}, {"email": "josé@a.example"}]
)
def test_nobody_is_told_where_no_address_can_be_read(manager: Any) -> None:
    assert word_of_refusal(ask(case_manager=manager), "program: is required") is None


def test_a_case_beside_another_is_told_by_that() -> None:
    assert word_of_refusal(ask(parent="AC-1"), "program: is required") is None
