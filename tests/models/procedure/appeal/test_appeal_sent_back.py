"""A case goes down: a dismissal is vacated or stands, or a level remands."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.deadline import Purpose
from tests.models.procedure.appeal.appeals_told import (
    appeal,
    clock,
    panel_of,
    place,
    recorded,
    theirs,
)
from tests.models.procedure.telling import Telling, at, every_word, remarks

NOTICE, FILED = date(2026, 1, 5), date(2026, 1, 20)
DISMISSED, ASKED, ANSWERED = date(2026, 1, 26), date(2026, 2, 20), date(2026, 3, 6)


def dismissed(**intake: Any) -> Telling:
    """A request was filed, dismissed, and the dismissal is under review."""
    case = appeal(at(NOTICE), notice_date=NOTICE, amount_in_controversy="9000.00", **intake)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    case.tell("record_decision", at(DISMISSED), outcome="dismissed", notice_date=DISMISSED)
    case.tell("file_appeal", at(ASKED), filed_on=ASKED)
    return case


def answered(case: Telling, outcome: str, day: date = ANSWERED, **more: Any) -> Any:
    """The level that reviews has answered."""
    return case.tell("record_decision", at(day), outcome=outcome, notice_date=day, **more).after


LEVELS = [
    ("original", "redetermination", "reconsideration", "AB.REDET.DECIDE", 60),
    ("part_c", "plan_reconsideration", "ire_reconsideration", "C.RECON.STD", 30),
    ("part_d", "redetermination", "ire_reconsideration", "D.REDET.STD", 7),
]


@pytest.mark.parametrize(("program", "below", "above", "rule", "days"), LEVELS)
def test_a_vacated_dismissal_is_no_win(
    program: str, below: str, above: str, rule: str, days: int
) -> None:
    case = dismissed(program=program)
    assert place(case.stands(at(ASKED))) == (above, "deciding")
    vacated = answered(case, "favorable")
    assert place(vacated) == (below, "deciding")
    assert (vacated.ending, vacated.partly_won) == (None, False)
    assert vacated.running(Purpose.EFFECTUATION) is None
    assert not vacated.awaits_effectuation
    anew = theirs(vacated)
    assert (anew.reckoning.rule, anew.level) == (rule, below)
    assert anew.due_on == ANSWERED + timedelta(days=days)
    assert anew.key == f"{below}.decision.5"
    assert "again. Nothing was decided on the merits." in recorded(vacated, 5)[0]
    assert "counted anew from the day" in remarks(vacated)[0]
    assert [(one.level, one.past) for one in vacated.levels] == [
        (below, True),
        (above, True),
        (below, False),
    ]
    assert all(every_word(vacated, lambda: panel_of(case, at(ANSWERED))))


@pytest.mark.parametrize(("program", "below", "above", "rule", "days"), LEVELS)
def test_its_time_ends_as_it_would_have(
    program: str, below: str, above: str, rule: str, days: int
) -> None:
    """The day before, the last day, and the day after."""
    case = dismissed(program=program)
    answered(case, "favorable")
    last = ANSWERED + timedelta(days=days)
    for day, status in ((-1, "open"), (0, "open"), (1, "missed")):
        standing = case.stands(at(last + timedelta(days=day)))
        assert clock(standing, rule).status.value == status
    assert above
    assert below


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2028, 1, 31), date(2028, 3, 1)),
        (date(2027, 12, 15), date(2028, 1, 14)),
        (date(2026, 3, 6), date(2026, 4, 5)),
        (date(2026, 10, 10), date(2026, 11, 9)),
    ],
    ids=["leap day", "year end", "clocks go forward", "clocks go back"],
)
def test_the_plan_has_thirty_days_again(day: date, due: date) -> None:
    case = dismissed(program="part_c")
    assert theirs(answered(case, "favorable", day)).due_on == due


@settings(max_examples=30, deadline=None)
@given(days=st.integers(0, 900))
def test_whenever_it_is_vacated_it_is_counted_from_that_day(days: int) -> None:
    case, day = dismissed(program="original"), ASKED + timedelta(days=days)
    assert theirs(answered(case, "favorable", day)).due_on == day + timedelta(days=60)


def test_the_day_it_was_received_back_moves_the_clock() -> None:
    case = dismissed(program="original")
    answered(case, "favorable")
    back = ANSWERED + timedelta(days=4)
    moved = case.tell("recalculate", at(back), reason="Letter", records_on=back).after
    assert theirs(moved).due_on == back + timedelta(days=60)
    assert theirs(moved).key == "redetermination.decision.5"
    assert remarks(moved) == []
    refused = case.refusal("recalculate", at(back), reason="Letter", filed_on=back)
    assert "sent back here" in refused


def test_it_climbs_again_and_is_won_on_the_merits() -> None:
    case = dismissed(program="part_c")
    answered(case, "favorable")
    day = date(2026, 3, 16)
    affirmed = answered(case, "unfavorable", day)
    assert place(affirmed) == ("ire_reconsideration", "forwarding")
    arrived = case.tell("escalate", at(day), on=day).after
    assert arrived.levels[-1].reviews == ""
    keys = [one.key for one in arrived.clocks]
    assert len(keys) == len(set(keys))
    won = answered(case, "favorable", day)
    assert place(won) == ("ire_reconsideration", "effectuation")
    case.tell("record_effectuation", at(day), on=day)
    assert case.stands(at(day)).ending == "won"


def test_a_decision_of_the_second_visit_without_its_arrival_leaves_the_first_alone() -> None:
    case = dismissed(program="part_c")
    answered(case, "favorable")
    day = date(2026, 3, 16)
    answered(case, "unfavorable", day)
    won = answered(case, "favorable", day, level="ire_reconsideration")
    visits = [one for one in won.levels if one.level == "ire_reconsideration"]
    assert [(one.reviews, one.past) for one in visits] == [
        ("plan_reconsideration", True),
        ("", False),
    ]
    assert won.awaits_effectuation


def test_a_review_of_a_dismissal_is_never_won_in_part() -> None:
    case = dismissed(program="original")
    content = {"outcome": "partially_favorable", "notice_date": ANSWERED}
    assert "unfavorable where it stands" in case.refusal("record_decision", at(ANSWERED), **content)


def test_a_part_that_was_won_before_stays_won() -> None:
    """The IRE finds in part; the judge sends the rest back to it."""
    case = appeal(at(NOTICE), notice_date=NOTICE, program="part_d", amount_in_controversy="9000.00")
    case.tell("file_appeal", at(NOTICE), filed_on=NOTICE)
    answered(case, "unfavorable", NOTICE)
    case.tell("file_appeal", at(NOTICE), filed_on=NOTICE)
    answered(case, "partially_favorable", NOTICE, remaining_amount="5000.00")
    case.tell("file_appeal", at(NOTICE), filed_on=NOTICE)
    back = answered(case, "remanded", NOTICE)
    assert place(back) == ("ire_reconsideration", "deciding")
    assert back.partly_won
    assert back.running(Purpose.EFFECTUATION) is not None
    assert back.reached("ire_reconsideration").outcome is None


@pytest.mark.parametrize(
    ("program", "above"),
    [("part_d", "ire_reconsideration"), ("original", "reconsideration")],
)
@pytest.mark.parametrize("outcome", ["unfavorable", "dismissed"])
def test_a_dismissal_that_stands_is_the_end_where_a_text_says_so(
    program: str, above: str, outcome: str
) -> None:
    case = dismissed(program=program)
    ended = answered(case, outcome)
    assert (ended.ending, ended.ended_on) == ("exhausted", ANSWERED)
    assert ended.levels[-1].level == above
    assert "binding" in remarks(ended)[0]


def test_a_dismissal_that_stands_leaves_the_next_level_open_where_no_text_was_seen() -> None:
    case = dismissed(program="part_c")
    stands = answered(case, "unfavorable")
    assert place(stands) == ("alj_hearing", "filing")
    assert "unverified" in remarks(stands)[0]
    assert recorded(stands, 5)[0].endswith("the dismissal of Plan reconsideration stands.")
    day = date(2026, 3, 20)
    case.tell("file_appeal", at(day), filed_on=day)
    vacated = answered(case, "favorable", day)
    assert place(vacated) == ("plan_reconsideration", "deciding")


def at_the_hearing_office(**intake: Any) -> Telling:
    """The IRE dismissed, and the hearing office reviews that."""
    case = appeal(
        at(NOTICE), program="part_d", notice_date=NOTICE, amount_in_controversy="9000.00", **intake
    )
    case.tell("file_appeal", at(NOTICE), filed_on=NOTICE)
    answered(case, "unfavorable", NOTICE)
    case.tell("file_appeal", at(NOTICE), filed_on=NOTICE)
    answered(case, "dismissed", NOTICE)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    return case


@pytest.mark.parametrize("outcome", ["unfavorable", "dismissed"])
def test_no_council_hears_of_an_ire_dismissal(outcome: str) -> None:
    """42 CFR 423.2048(b), 423.2054(b), 423.2102(c)."""
    ended = answered(at_the_hearing_office(), outcome)
    assert (ended.level, ended.ending) == ("alj_hearing", "exhausted")


def test_a_remand_to_the_hearing_office_begins_its_ninety_days_again() -> None:
    """42 CFR 423.2016(a)(3)."""
    case = at_the_hearing_office()
    vacated = answered(case, "favorable")
    assert place(vacated) == ("ire_reconsideration", "deciding")
    day = date(2026, 3, 10)
    answered(case, "unfavorable", day)
    case.tell("file_appeal", at(day), filed_on=day)
    answered(case, "unfavorable", day)
    case.tell("file_appeal", at(day), filed_on=day)
    remanded = answered(case, "remanded", day)
    assert place(remanded) == ("alj_hearing", "deciding")
    assert theirs(remanded).due_on == day + timedelta(days=90)
    assert "423.2016" in remarks(remanded)[0]
    assert recorded(remanded, case.state.next_number - 1)[0].startswith(
        "Council review sent the case back to ALJ hearing Tue, Mar 10, 2026."
    )


def test_a_remand_goes_where_it_says() -> None:
    case = at_the_hearing_office()
    refused = case.refusal(
        "record_decision", at(FILED), outcome="remanded", notice_date=FILED, to="council"
    )
    assert refused.startswith("to: expected one of coverage_determination, redetermination")
    back = answered(case, "remanded", FILED, to="redetermination")
    assert place(back) == ("redetermination", "deciding")
    assert theirs(back).due_on == FILED + timedelta(days=7)


def test_only_a_remand_goes_anywhere() -> None:
    case = dismissed(program="original")
    content = {"outcome": "favorable", "notice_date": ANSWERED, "to": "redetermination"}
    assert case.refusal("record_decision", at(ANSWERED), **content).startswith("to: belongs")


def test_the_same_answer_twice_is_no_decision_of_the_level_below() -> None:
    case = dismissed(program="original")
    answered(case, "favorable")
    content = {"outcome": "favorable", "notice_date": ANSWERED}
    refused = case.refusal("record_decision", at(ANSWERED), **content)
    assert refused.startswith("The decision of Reconsideration is recorded so already.")
    won = answered(case, "favorable", level="redetermination")
    assert won.phase.value == "effectuation"


def test_the_office_that_dismissed_may_vacate_its_own_dismissal() -> None:
    case = dismissed(program="original")
    vacated = answered(case, "remanded", level="redetermination", to="redetermination")
    assert place(vacated) == ("redetermination", "deciding")
    assert clock(vacated, "AB.RECON.DECIDE").status.value == "superseded"
    assert [one.outcome for one in vacated.levels] == ["dismissed", None, None]
    assert recorded(vacated, 5)[0].startswith("Redetermination: its own dismissal was vacated")


def test_nothing_of_its_own_is_vacated_where_nothing_was_dismissed() -> None:
    case = appeal(at(NOTICE), notice_date=NOTICE, program="original")
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    content = {"outcome": "remanded", "notice_date": FILED}
    refused = case.refusal(
        "record_decision", at(FILED), level="redetermination", to="redetermination", **content
    )
    assert "did not dismiss a request" in refused


def test_what_was_vacated_is_told_again_the_same_however_late_it_is_reported() -> None:
    """The review was answered on its day, whenever that is heard of."""
    case, late = dismissed(program="original"), ANSWERED + timedelta(days=100)
    content = {"outcome": "favorable", "notice_date": ANSWERED}
    told = case.tell("record_decision", at(late), **content).after
    ran_out = clock(told, "AB.REDET.DECIDE")
    assert (ran_out.due_on, ran_out.status.value) == (ANSWERED + timedelta(days=60), "missed")
    assert place(told) == ("redetermination", "deciding")
