"""Each decision that won something is put into effect by itself, and named by its level."""

from datetime import date
from typing import Any

from tests.models.procedure.appeal.appeals_told import appeal, panel_of, recorded
from tests.models.procedure.telling import Telling, at, every_word

DAY, LATER, EFFECTED = date(2026, 11, 2), date(2026, 11, 20), date(2026, 11, 21)


def won_twice() -> Telling:
    """The IRE found in part, and the hearing office for the rest."""
    case = appeal(at(DAY), notice_date=DAY, program="part_d", amount_in_controversy="9000.00")
    for outcome in ("unfavorable", "partially_favorable", "favorable"):
        case.tell("file_appeal", at(DAY), filed_on=DAY)
        more = {"remaining_amount": "5000.00"} if outcome == "partially_favorable" else {}
        day = LATER if outcome == "favorable" else DAY
        case.tell("record_decision", at(day), outcome=outcome, notice_date=day, **more)
    return case


def effected(case: Telling, **more: Any) -> Any:
    return case.tell("record_effectuation", at(EFFECTED), on=EFFECTED, **more).after


def test_two_decisions_are_two_effectuations() -> None:
    case = won_twice()
    first = effected(case, level="ire_reconsideration")
    assert (first.ending, first.phase.value) == (None, "effectuation")
    number = case.state.next_number - 1
    assert recorded(first, number) == ["IRE reconsideration: put into effect Sat, Nov 21, 2026."]
    assert "ALJ hearing" in every_word(first, lambda: panel_of(case, at(EFFECTED)))[-3]
    second = effected(case, level="alj_hearing")
    assert recorded(second, number + 1) == ["ALJ hearing: put into effect Sat, Nov 21, 2026."]
    assert (second.ending, second.ended_on) == ("won", EFFECTED)


def test_the_later_one_may_be_first() -> None:
    case = won_twice()
    first = effected(case, level="alj_hearing")
    assert first.ending is None
    # One is left: it need not be named.
    assert effected(case).ending == "won"


def test_without_a_level_both_are_named() -> None:
    case = won_twice()
    refused = case.refusal("record_effectuation", at(EFFECTED), on=EFFECTED)
    assert refused.startswith("level: expected ire_reconsideration or alj_hearing")
    example = case.stands(at(EFFECTED)).next_step.example
    assert example == {"on": "2026-11-21", "level": "ire_reconsideration"}


def test_a_level_that_won_nothing_is_refused_with_those_that_did() -> None:
    case = won_twice()
    refused = case.refusal("record_effectuation", at(EFFECTED), on=EFFECTED, level="council")
    assert refused.startswith("level: expected ire_reconsideration or alj_hearing")
    effected(case, level="alj_hearing")
    refused = case.refusal("record_effectuation", at(EFFECTED), on=EFFECTED, level="alj_hearing")
    assert refused.startswith("level: expected ire_reconsideration, whose decision")


def test_each_is_put_into_effect_after_its_own_decision() -> None:
    case = won_twice()
    refused = case.refusal("record_effectuation", at(LATER), on=DAY, level="alj_hearing")
    assert refused.startswith(
        "on: Mon, Nov 2, 2026 is before Fri, Nov 20, 2026, and does not fit there."
    )


def test_in_part_it_goes_on_waiting() -> None:
    case = won_twice()
    part = effected(case, level="alj_hearing", complete=False)
    assert recorded(part, case.state.next_number - 1) == [
        "ALJ hearing: put into effect in part Sat, Nov 21, 2026."
    ]
    assert effected(case, level="alj_hearing").ending is None
