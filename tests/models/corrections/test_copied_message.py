"""A message that somebody copied out of a history and sends again is not recorded once more."""

import pytest

from models.cases.case_state import CaseState
from models.cases.log.entries import Report
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from tests.models.presentation.complaints import at, opened

PAT = "pat@legalaid.example"


def noted(state: CaseState, day: int, with_: str, kind: str = "add_note") -> CaseState:
    content = (
        {"text": "Call her in the evening"} if kind == "add_note" else {"tracking_number": "T"}
    )
    update = f"update-{day}"
    return accept(
        state, kind, content, at(day), update=update, said_by=PAT if with_ else "", said_with=with_
    ).state


def test_it_is_refused_whatever_it_is_sent_as() -> None:
    state = noted(opened().state, 9, "key-1")
    for kind in ("add_note", "record_filed"):
        with pytest.raises(Refusal, match=r"recorded already, as report 2. If you mean it, type"):
            noted(state, 10, "key-1", kind)


def test_the_same_words_typed_again_are_recorded() -> None:
    state = noted(opened().state, 9, "key-1")
    assert noted(state, 10, "key-2").log[-1].number == 3


def test_messages_that_nothing_proves_are_recorded_each() -> None:
    state = noted(opened().state, 9, "")
    assert noted(state, 10, "").log[-1].number == 3


def test_the_log_keeps_by_what_it_is_known() -> None:
    entry = noted(opened().state, 9, "key-1").log[-1]
    assert Report.from_json(entry.as_json()) == entry
    assert entry.said_with == "key-1"
    assert "said_with" not in noted(opened().state, 9, "").log[-1].as_json()
