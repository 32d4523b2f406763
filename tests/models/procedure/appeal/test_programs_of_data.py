"""Programs that are rows, levels and words: the start form of each, walked to its end."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from models.cases.program import Ending
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, days, ours, place
from tests.models.procedure.telling import Telling, at

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"


def opened(example: str, **more: Any) -> Telling:
    """A case as its start form opens it, on the day of its notice."""
    form = json.loads((EXAMPLES / f"{example}.json").read_text(encoding="utf-8")) | more
    return appeal(at(date.fromisoformat(form["notice_date"])), **form)


def test_the_late_enrollment_penalty_has_one_level_and_an_end() -> None:
    case = opened("appeal-late-enrollment-penalty")  # The letter is of 2026-11-02.
    first = case.stands(at(date(2026, 11, 2)))
    assert place(first) == ("penalty_reconsideration", "filing")
    assert (ours(first).reckoning.rule, ours(first).due_on) == ("LEP.FILE", date(2027, 1, 1))
    filed = case.tell("file_appeal", at(date(2026, 12, 1)), filed_on=date(2026, 12, 1)).after
    assert place(filed) == ("penalty_reconsideration", "deciding")
    assert filed.open_clocks == []  # No rule sets the reviewer a time.
    day = date(2027, 3, 1)
    over = case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day).after
    assert (over.ending, over.ended_on) == (Ending.EXHAUSTED.value, day)
    assert any("cannot be appealed" in say(remark) for remark in over.remarks)
    assert days(over) == [("LEP.FILE", date(2027, 1, 1), "met")]


def test_the_penalty_may_be_asked_about_until_its_last_day() -> None:
    for day, phase in ((date(2026, 12, 31), "deciding"), (date(2027, 1, 1), "deciding")):
        told = opened("appeal-late-enrollment-penalty").tell("file_appeal", at(day), filed_on=day)
        assert place(told.after) == ("penalty_reconsideration", phase)
    late = opened("appeal-late-enrollment-penalty").stands(at(date(2027, 1, 2)))
    assert place(late) == ("penalty_reconsideration", "good_cause")


def test_irmaa_goes_from_social_security_to_the_court() -> None:
    case = opened("appeal-irmaa")  # The notice is of Friday, 2026-11-27.
    first = case.stands(at(date(2026, 11, 27)))
    assert place(first) == ("ssa_reconsideration", "filing")
    file = ours(first)
    # Received December 2, 60 days: Sunday, January 31; Social Security takes Monday.
    assert (file.due_on, file.last_arguable) == (date(2027, 1, 31), date(2027, 2, 1))
    assert any("it is no appeal" in say(remark) for remark in first.remarks)
    filed = date(2027, 2, 1)
    waits = case.tell("file_appeal", at(filed), filed_on=filed).after
    assert place(waits) == ("ssa_reconsideration", "deciding")
    assert waits.open_clocks == []  # No time for Social Security was seen.
    climbs = [
        ("ssa_reconsideration", date(2027, 3, 1), "SSA.IRMAA.ALJ", date(2027, 5, 5)),
        ("alj_hearing", date(2027, 8, 2), "SSA.COUNCIL.FILE", date(2027, 10, 6)),
        ("council", date(2027, 11, 4), "SSA.COURT.FILE", date(2028, 1, 8)),
    ]
    for level, decided, rule, due in climbs:
        assert place(case.stands(at(decided))) == (level, "deciding")
        told = case.tell(
            "record_decision", at(decided), outcome="unfavorable", notice_date=decided
        ).after
        assert (ours(told).reckoning.rule, ours(told).due_on) == (rule, due)
        case.tell("file_appeal", at(due), filed_on=due)
    end = date(2028, 9, 1)
    over = case.tell("record_decision", at(end), outcome="unfavorable", notice_date=end).after
    assert (over.ending, over.ended_on) == (Ending.EXHAUSTED.value, end)


def test_the_day_after_the_workday_that_social_security_takes_is_late() -> None:
    late = opened("appeal-irmaa").stands(at(date(2027, 2, 2)))
    assert place(late) == ("ssa_reconsideration", "good_cause")


def test_entitlement_is_won_at_the_hearing() -> None:
    case = opened("appeal-entitlement")  # The notice is of Friday, 2026-11-27.
    file = ours(case.stands(at(date(2026, 11, 27))))
    assert (file.reckoning.rule, file.due_on) == ("SSA.ENTITLE.FILE", date(2027, 1, 31))
    assert file.last_arguable == date(2027, 2, 1)
    case.tell("file_appeal", at(date(2027, 1, 29)), filed_on=date(2027, 1, 29))
    day = date(2027, 3, 1)
    hearing = case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day).after
    assert (ours(hearing).reckoning.rule, ours(hearing).due_on) == (
        "SSA.ENTITLE.ALJ",
        date(2027, 5, 5),
    )
    case.tell("file_appeal", at(date(2027, 5, 5)), filed_on=date(2027, 5, 5))
    won = date(2027, 9, 1)
    told = case.tell("record_decision", at(won), outcome="favorable", notice_date=won).after
    assert place(told) == ("alj_hearing", "effectuation")
    done = date(2027, 10, 1)
    over = case.tell("record_effectuation", at(done), on=done).after
    assert (over.ending, over.ended_on) == (Ending.WON.value, done)
