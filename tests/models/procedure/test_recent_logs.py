"""What was read of a log lately is not read again, and nothing of it is taken for another log."""

from copy import deepcopy
from typing import Any

import pytest

from models.cases.log.entries import log_from_json
from models.procedure.recent_plays import read_log

LOG: list[dict[str, Any]] = [
    {"number": number, "kind": "add_note", "content": {"text": f"Note {number}"}, "at": at}
    for number, at in enumerate(("2027-05-18T14:00:00+00:00", "2027-05-19T09:30:00-04:00"), start=1)
]


def test_entries_that_are_alike_are_read_once() -> None:
    first = read_log("AC-1", LOG[:1])
    again = read_log("AC-1", deepcopy(LOG))
    assert again[0] is first[0]
    assert again == log_from_json(LOG)


@pytest.mark.parametrize("number", [0, 1])
def test_an_entry_that_is_another_is_read_as_it_is(number: int) -> None:
    read_log("AC-1", LOG)
    other = deepcopy(LOG)
    other[number]["content"]["text"] = "Another"
    assert read_log("AC-1", other) == log_from_json(other)


def test_a_shorter_log_is_read_as_it_is() -> None:
    """A turn that was lost had read a report that was never recorded."""
    read_log("AC-1", LOG)
    assert read_log("AC-1", LOG[:1]) == log_from_json(LOG[:1])


def test_another_case_has_a_log_of_its_own() -> None:
    read_log("AC-1", LOG)
    other = [{**LOG[0], "kind": "close"}]
    assert read_log("AC-2", other) == log_from_json(other)
