"""What a rule gives is kept, and nothing that anybody typed with it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.procedure.clocks import EASTERN, count
from models.procedure.recent_plays import forget
from models.rulebook import Facts, rulebook
from models.rulebook.reckoning import Reckoning

NOTICE = date(2026, 11, 2)
RULE = "AB.REDET.FILE"


def proven(evidence: str | None) -> Facts:
    return Facts(received=date(2026, 11, 20), received_evidence=evidence)


@given(
    st.none()
    | st.text(max_size=40)
    | st.sampled_from(["{", "\\1", "%s", "\N{OBJECT REPLACEMENT CHARACTER}"])
)
def test_the_steps_name_the_evidence_as_if_nothing_were_kept(evidence: str | None) -> None:
    facts = proven(evidence)
    expected = rulebook.reckon(RULE, NOTICE, zone=EASTERN, facts=facts)
    assert count(RULE, NOTICE, EASTERN, facts) == expected
    assert not evidence or any(evidence in step for step in expected.steps)


def test_what_was_typed_is_not_kept_with_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Facts] = []
    reckon = rulebook.reckon

    def reckon_and_note(*given: Any, facts: Facts, **more: Any) -> Reckoning:
        asked.append(facts)
        return reckon(*given, facts=facts, **more)

    monkeypatch.setattr(rulebook, "reckon", reckon_and_note)
    forget()
    first, second = (
        count(RULE, NOTICE, EASTERN, proven(one)) for one in ("Ana's stamp", "Luis's letter")
    )
    assert len(asked) == 1
    assert "Ana" not in repr(asked)
    assert any("Ana's stamp" in step for step in first.steps)
    assert any("Luis's letter" in step for step in second.steps)


def test_what_is_forgotten_is_counted_by_the_law_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(RULE, NOTICE, EASTERN, Facts())
    corrected = before.model_copy(update={"due_on": date(2030, 1, 1)})
    monkeypatch.setattr(rulebook, "reckon", lambda *_, **__: corrected)
    assert count(RULE, NOTICE, EASTERN, Facts()) == before
    forget()
    assert count(RULE, NOTICE, EASTERN, Facts()) == corrected
    monkeypatch.undo()
    forget()
