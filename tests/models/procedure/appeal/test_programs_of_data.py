"""Programs that are rows, levels and words: the start form of each, walked to its end."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.kinds import CaseKind
from models.cases.program import Ending
from models.cases.standing import Clock
from models.procedure.appeal.standing import AppealStanding
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, clock, days, ours, place, theirs
from tests.models.procedure.telling import Telling, as_typed, at, matters

NOTICE = date(2026, 11, 2)
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
    case = opened("appeal-irmaa", notice_date="2026-11-27")  # The notice is of Friday, 2026-11-27.
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


def test_a_late_request_that_social_security_dismisses_is_said_to_have_no_further_review() -> None:
    case = opened("appeal-irmaa", notice_date="2026-11-27")
    filed = date(2026, 12, 7)
    case.tell("file_appeal", at(filed), filed_on=filed)
    day = date(2026, 12, 21)
    told = case.tell("record_decision", at(day), outcome="dismissed", notice_date=day).after
    assert place(told) == ("alj_hearing", "filing")
    assert any("has no further review" in say(remark) for remark in told.remarks)


def test_the_day_after_the_workday_that_social_security_takes_is_late() -> None:
    late = opened("appeal-irmaa", notice_date="2026-11-27").stands(at(date(2027, 2, 2)))
    assert place(late) == ("ssa_reconsideration", "good_cause")


def test_entitlement_is_won_at_the_hearing() -> None:
    case = opened(
        "appeal-entitlement", notice_date="2026-11-27"
    )  # The notice is of Friday, 2026-11-27.
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


def continuation(standing: AppealStanding) -> Clock:
    """The day by which a request keeps benefits going."""
    return clock(standing, "I.CONT")


def test_an_integrated_plan_goes_by_its_reconsideration_to_the_ire_and_on_as_part_c() -> None:
    case = opened("appeal-integrated")  # Sent 2026-11-20, takes effect 2026-12-04.
    first = case.stands(at(date(2026, 11, 20)))
    assert place(first) == ("integrated_reconsideration", "filing")
    assert first.filing_clock is not None
    # Received November 25, 60 days.
    assert first.filing_clock.due_on == date(2027, 1, 24)
    assert continuation(first).due_on == date(2026, 12, 4)
    filed = date(2026, 12, 4)
    told = case.tell("file_appeal", at(filed), filed_on=filed).after
    assert continuation(told).status is DeadlineStatus.MET
    assert (theirs(told).reckoning.rule, theirs(told).due_on) == ("I.RECON.STD", date(2027, 1, 3))
    day = date(2027, 1, 2)
    sent = case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day).after
    assert place(sent) == ("ire_reconsideration", "forwarding")
    ire = case.tell("escalate", at(date(2027, 1, 5)), on=date(2027, 1, 5)).after
    assert (theirs(ire).reckoning.rule, theirs(ire).due_on) == ("C.IRE.DECIDE", date(2027, 2, 4))
    day = date(2027, 2, 4)
    hearing = case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day).after
    assert (ours(hearing).reckoning.rule, ours(hearing).due_on) == (
        "C.ALJ.FILE",
        date(2027, 4, 10),
    )
    case.tell("file_appeal", at(date(2027, 4, 9)), filed_on=date(2027, 4, 9))
    day = date(2027, 8, 2)
    won = case.tell("record_decision", at(day), outcome="favorable", notice_date=day).after
    effect = theirs(won, Purpose.EFFECTUATION)
    assert (effect.reckoning.rule, effect.due_on) == ("C.EFF.ALJ", date(2027, 10, 1))
    done = date(2027, 9, 1)
    over = case.tell("record_effectuation", at(done), on=done).after
    assert (over.ending, over.ended_on) == (Ending.WON.value, done)


def test_an_integrated_plans_own_reversal_has_the_time_of_its_medicaid_twin_marked_so() -> None:
    case = opened("appeal-integrated")
    filed = date(2026, 12, 4)
    case.tell("file_appeal", at(filed), filed_on=filed)
    day = date(2026, 12, 21)
    won = case.tell("record_decision", at(day), outcome="favorable", notice_date=day).after
    effect = theirs(won, Purpose.EFFECTUATION)
    # At the end of the third day, as no hour is known.
    assert (effect.reckoning.rule, effect.due_on) == ("I.EFF", date(2026, 12, 25))
    assert not effect.reckoning.verified


def test_a_payment_of_an_integrated_plan_is_asked_about_without_a_day() -> None:
    case = opened("appeal-integrated", services_end=None, kind="payment")
    filed = date(2026, 12, 4)
    case.tell("file_appeal", at(filed), filed_on=filed)
    day = date(2026, 12, 21)
    won = case.tell("record_decision", at(day), outcome="favorable", notice_date=day).after
    assert place(won) == ("integrated_reconsideration", "effectuation")
    assert won.open_clocks == []


def test_a_missed_day_for_benefits_to_go_on_loses_no_appeal() -> None:
    case = opened("appeal-integrated")
    on_the_day = case.stands(at(date(2026, 12, 4)))
    assert continuation(on_the_day).status is DeadlineStatus.OPEN
    after = case.stands(at(date(2026, 12, 5)))
    assert continuation(after).status is DeadlineStatus.MISSED
    assert place(after) == ("integrated_reconsideration", "filing")
    assert ours(after).reckoning.rule == "I.RECON.FILE"
    told = case.tell("file_appeal", at(date(2026, 12, 5)), filed_on=date(2026, 12, 5)).after
    assert continuation(told).status is DeadlineStatus.MISSED
    assert place(told) == ("integrated_reconsideration", "deciding")


def test_a_denial_that_ends_nothing_has_one_day() -> None:
    standing = opened("appeal-integrated", services_end=None).stands(at(date(2026, 11, 20)))
    assert ours(standing).reckoning.rule == "I.RECON.FILE"


def test_part_b_drugs_keep_the_clocks_of_part_c() -> None:
    filed = {"level": "integrated_reconsideration", "stage": "pending", "kind": "part_b_drug"}
    case = appeal(at(NOTICE), program="integrated", filed_on=NOTICE, **filed)
    assert theirs(case.stands(at(NOTICE))).reckoning.rule == "C.RECON.PARTB"


def test_a_grievance_to_an_integrated_plan_has_no_last_day() -> None:
    event = date(2025, 1, 2)
    intake = {"program": "integrated", "about": "service", "event_on": event}
    case = Telling(CaseKind.GRIEVANCE, as_typed(intake), at(date(2026, 11, 2)))
    waits = case.stands(at(date(2026, 11, 2)))
    assert waits.clocks == []
    assert set(matters(waits)) == {"check_in"}
    day = date(2026, 12, 1)
    told = case.tell("record_filed", at(day), filed_on=day).after
    (answer,) = told.open_clocks
    assert (answer.reckoning.rule, answer.due_on) == ("I.G.DECIDE", date(2026, 12, 31))
    assert matters(told) == {}
