"""A filing day that was missed: the late request, its answer, and what is in time after all."""

from datetime import date, timedelta

from models.cases.deadline import DeadlineStatus
from models.cases.program import Phase, Urgency
from models.local_time import short_day
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import (
    appeal,
    clock,
    days,
    ours,
    place,
    recorded,
    theirs,
)
from tests.models.procedure.telling import Telling, at, matters

NOTICE = date(2026, 10, 1)
LAST = date(2026, 12, 5)
LATE = date(2026, 12, 10)


def missed() -> Telling:
    return appeal(at(NOTICE), program="part_c", notice_date=NOTICE)


def requested() -> Telling:
    case = missed()
    case.tell("request_good_cause", at(LATE), filed_on=LATE, circumstances="In hospital")
    return case


def test_a_missed_day_asks_everyone_for_the_reasons() -> None:
    standing = missed().stands(at(LATE))
    matter = matters(standing)["good_cause"]
    assert (matter.readers.value, standing.urgency) == ("everyone", Urgency.OVERDUE)
    assert "File it now with the plan, at the address for appeals in the notice" in say(matter.said)
    assert standing.next_step.update == "request_good_cause"


def test_a_late_request_waits_and_is_granted() -> None:
    case = requested()
    waits = case.stands(at(LATE))
    assert (waits.phase, waits.good_cause_filed_on) == (Phase.GOOD_CAUSE, LATE)
    assert set(matters(waits)) == {"check_in"}
    assert recorded(waits, 2) == [
        "Late request with its reasons filed Thu, Dec 10, 2026.",
        "Why it is late: In hospital",
    ]
    twice = case.refusal("request_good_cause", at(LATE), filed_on=LATE, circumstances="Again")
    assert twice == "A late request is recorded already; record its answer."
    early = case.refusal(
        "request_good_cause", at(LATE), answer="granted", answered_on=LATE - timedelta(days=1)
    )
    assert early == (
        f"answered_on: {short_day(LATE - timedelta(days=1))} is before the request, "
        f"{short_day(LATE)}."
    )
    granted_on = LATE + timedelta(days=6)
    granted = case.tell(
        "request_good_cause", at(granted_on), answer="granted", answered_on=granted_on
    ).after
    assert place(granted) == ("plan_reconsideration", "deciding")
    # 405.970(b)(1): the clock starts when it is granted.
    assert theirs(granted).due_on == granted_on + timedelta(days=30)
    assert theirs(granted).key == "plan_reconsideration.decision.3"
    level = granted.levels[-1]
    assert (level.filed_on, level.clock_on, level.late_filing) == (LATE, granted_on, True)


def test_a_late_request_that_is_refused_is_dismissed_with_a_review() -> None:
    case = requested()
    denied_on = LATE + timedelta(days=6)
    denied = case.tell(
        "request_good_cause", at(denied_on), answer="denied", answered_on=denied_on
    ).after
    assert place(denied) == ("ire_reconsideration", "filing")
    assert ours(denied).reckoning.rule == "C.RECON.DISMISS"
    assert denied.notice_date == denied_on
    # Its day was typed wrong: what counts from it counts anew.
    better = denied_on - timedelta(days=2)
    moved = case.tell(
        "recalculate", at(denied_on), reason="The letter says so", notice_date=better
    ).after
    assert ours(moved).due_on == ours(denied).due_on - timedelta(days=2)
    assert ours(moved).key == ours(denied).key


def test_refused_at_the_last_level_the_case_has_lapsed() -> None:
    case = appeal(at(NOTICE), program="part_c", level="council", notice_date=NOTICE)
    case.tell("request_good_cause", at(LATE), filed_on=LATE, circumstances="In hospital")
    ended = case.tell("request_good_cause", at(LATE), answer="denied", answered_on=LATE).after
    assert ended.ending == "lapsed"


def test_proof_of_receipt_opens_the_day_again() -> None:
    case = missed()
    proof = {"on": "2026-10-15", "evidence": "portal log"}
    told = case.tell("record_receipt", at(LATE), received=proof)
    assert place(told.before)[1] == "good_cause"
    assert days(told.after) == [("C.RECON.FILE", date(2026, 12, 14), "open")]
    assert told.after.matters == []
    assert recorded(told.after, 2) == ["Receipt of the notice proven: Thu, Oct 15, 2026."]


def test_proof_of_receipt_overtakes_a_late_request() -> None:
    case = requested()
    proof = {"on": "2026-10-15", "evidence": "portal log"}
    told = case.tell("record_receipt", at(LATE), received=proof).after
    assert place(told) == ("plan_reconsideration", "filing")
    assert (
        recorded(told, 2)[0] == "The request filed Thu, Dec 10, 2026 is in time by the new count."
    )
    filed = case.tell("file_appeal", at(LATE), filed_on=LATE).after
    assert clock(filed, "C.RECON.FILE").status is DeadlineStatus.MET


def test_a_filing_in_time_overtakes_a_late_request() -> None:
    case = requested()
    filed = case.tell("file_appeal", at(LATE), filed_on=LAST).after
    assert place(filed) == ("plan_reconsideration", "deciding")
    assert clock(filed, "C.RECON.FILE").settled_on == LAST
    assert recorded(filed, 2)[0].startswith(
        "The late request filed Thu, Dec 10, 2026 was not needed"
    )
    late = case.refusal("request_good_cause", at(LATE), answer="granted", answered_on=LATE)
    assert late == "answer: no late request is waiting for one."


def test_a_late_request_that_is_in_time_is_refused() -> None:
    refused = missed().refusal(
        "request_good_cause", at(LATE), filed_on=LAST, circumstances="In hospital"
    )
    assert (
        refused
        == f"filed_on: {short_day(LAST)} is in time (last day {short_day(LAST)}); use file_appeal."
    )


def expedited_hearing() -> Telling:
    return appeal(
        at(date(2026, 6, 1)),
        program="part_d",
        level="ire_reconsideration",
        speed="expedited",
        notice_date=date(2026, 6, 1),
        amount_in_controversy="9000.00",
    )


def test_each_speed_has_its_last_day() -> None:
    """423.2002: an expedited hearing within 60 days of the notice, another of its receipt."""
    late = date(2026, 8, 3)
    case = expedited_hearing()
    standing = case.stands(at(late))
    # 423.2014(d)(1) counts an expedited request from receipt too.
    assert place(standing) == ("alj_hearing", "filing")
    assert (standing.filing_clock.due_on, standing.filing_clock.last_arguable) == (
        date(2026, 7, 31),
        date(2026, 8, 5),
    )
    filed = case.tell("file_appeal", at(late), filed_on=late, speed="standard").after
    assert days(filed)[0] == ("D.ALJ.FILE", date(2026, 8, 5), "met")
    assert (filed.speed.value, theirs(filed).reckoning.rule) == ("standard", "D.ALJ.DECIDE")


def test_a_faster_request_may_come_too_late_for_its_speed() -> None:
    case = appeal(
        at(date(2026, 6, 1)),
        program="part_d",
        level="ire_reconsideration",
        notice_date=date(2026, 6, 1),
    )
    day = date(2026, 8, 3)
    told = case.tell("file_appeal", at(day), filed_on=day, speed="expedited").after
    assert days(told)[0] == ("D.ALJ.FILE", date(2026, 7, 31), "met")
    assert recorded(told, 2)[0].startswith(
        "ALJ hearing filed Mon, Aug 3, 2026. In time: the day to work to was Friday, "
        "July 31, 2026; "
        "it counted until Wednesday, August 5, 2026, because "
        "the time can be counted from receipt of the notice on Saturday, June 6, 2026"
    )
