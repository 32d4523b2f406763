"""A request is withdrawn or incomplete, the person dies, a decision is reopened or vacated."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.cases.deadline import Purpose
from models.cases.people import Role
from models.procedure.standing_of import case_of
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import (
    appeal,
    clock,
    ours,
    panel_of,
    place,
    recorded,
    theirs,
)
from tests.models.procedure.telling import Telling, at, every_word, matters, remarks

NOTICE, FILED = date(2026, 11, 2), date(2026, 11, 20)
LAST = date(2027, 1, 6)
"""Of the first request in Part C and Part D: 60 days after receipt, which is presumed 5 days on."""


def filed(**intake: Any) -> Telling:
    case = appeal(at(NOTICE), notice_date=NOTICE, amount_in_controversy="9000.00", **intake)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    return case


# --- withdrawal


def test_a_withdrawn_request_may_be_made_again_in_time() -> None:
    case = filed()
    gone = case.tell("record_withdrawal", at(FILED), on=FILED).after
    assert place(gone) == ("plan_reconsideration", "filing")
    again = ours(gone)
    assert (again.key, again.due_on) == ("plan_reconsideration.filing.1", LAST)
    assert clock(gone, "C.RECON.STD").status.value == "superseded"
    assert recorded(gone, 3) == [
        "Plan reconsideration: the request was withdrawn Fri, Nov 20, 2026."
    ]
    day = date(2026, 12, 1)
    filed_again = case.tell("file_appeal", at(day), filed_on=day).after
    assert theirs(filed_again).key == "plan_reconsideration.decision.4"
    assert theirs(filed_again).due_on == day + timedelta(days=30)
    assert [one.past for one in filed_again.levels] == [True, False]
    assert all(every_word(gone, lambda: panel_of(case, at(FILED))))


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (LAST - timedelta(days=1), "filing"),
        (LAST, "filing"),
        (LAST + timedelta(days=1), "good_cause"),
    ],
)
def test_whether_it_may_be_made_again_is_a_question_of_the_day(day: date, phase: str) -> None:
    """The plan asked for more time, so that it has not decided by then."""
    case = appeal(at(NOTICE), notice_date=NOTICE, program="part_c")
    late = date(2026, 12, 28)
    case.tell("file_appeal", at(late), filed_on=late)
    gone = case.tell("record_withdrawal", at(day), on=day).after
    assert gone.phase.value == phase
    after = case.stands(at(day + timedelta(days=2)))
    assert after.phase.value == "good_cause"
    if phase == "good_cause":
        assert "its last day was" in remarks(gone)[0]


def test_what_was_forwarded_has_no_day_of_ours() -> None:
    case = filed()
    day = date(2026, 12, 10)
    case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day)
    case.tell("escalate", at(day), on=day)
    gone = case.tell("record_withdrawal", at(day), on=day).after
    assert place(gone) == ("ire_reconsideration", "filing")
    assert gone.running(Purpose.FILING) is None
    assert "We found no rule" in say(matters(gone)["check_in"].said)
    again = case.tell("file_appeal", at(day), filed_on=day).after
    assert place(again) == ("ire_reconsideration", "deciding")
    assert "check_in" not in matters(again)


def test_evidence_goes_with_the_next_request() -> None:
    case = filed()
    case.tell("record_evidence", at(FILED), received_on=FILED)
    case.tell("submit_evidence", at(FILED), sent_on=FILED)
    gone = case.tell("record_withdrawal", at(FILED), on=FILED).after
    assert [piece.filed_at for piece in gone.evidence] == [None]
    again = case.tell("file_appeal", at(FILED), filed_on=FILED).after
    assert [piece.filed_at for piece in again.evidence] == ["plan_reconsideration"]


def test_a_late_request_may_be_withdrawn_too() -> None:
    case = appeal(at(NOTICE), notice_date=NOTICE)
    day = LAST + timedelta(days=5)
    case.tell("request_good_cause", at(day), filed_on=day, circumstances="In hospital")
    gone = case.tell("record_withdrawal", at(day), on=day).after
    assert (gone.phase.value, gone.good_cause_filed_on) == ("good_cause", None)
    assert "good_cause" in matters(gone)


def test_nothing_is_withdrawn_where_nothing_was_filed() -> None:
    case = appeal(at(NOTICE), notice_date=NOTICE)
    assert "No request awaits" in case.refusal("record_withdrawal", at(NOTICE), on=NOTICE)


# --- a request that lacks something


def test_the_plan_waits_for_the_waiver_of_liability() -> None:
    """The waiver comes 35 days after the request: the plan's 30 days have not run out."""
    case = appeal(at(NOTICE), notice_date=NOTICE, kind="payment")
    told = case.tell("file_appeal", at(FILED), filed_on=FILED, incomplete=["waiver_of_liability"])
    assert place(told.after) == ("plan_reconsideration", "deciding")
    assert told.after.running(Purpose.DECISION) is None
    missing = matters(told.after)["incomplete"]
    assert say(missing.said).startswith("The waiver of liability is missing. The time of the plan")
    assert "noncontract" in remarks(told.after)[0]
    assert told.after.next_step.update == "complete_request"
    came = FILED + timedelta(days=35)
    waits = case.stands(at(came))
    assert place(waits) == ("plan_reconsideration", "deciding")
    complete = case.tell("complete_request", at(came), on=came, what="waiver_of_liability").after
    assert theirs(complete).due_on == came + timedelta(days=60)
    assert theirs(complete).key == "plan_reconsideration.decision.2"
    assert "incomplete" not in matters(complete)
    for days, status in ((59, "open"), (60, "open"), (61, "missed")):
        later = case.stands(at(came + timedelta(days=days)))
        assert clock(later, "C.RECON.PAY").status.value == status


def test_each_thing_that_is_missing_is_waited_for() -> None:
    case = appeal(at(NOTICE), notice_date=NOTICE)
    lacks = ["waiver_of_liability", "appointment_of_representative"]
    case.tell("file_appeal", at(FILED), filed_on=FILED, incomplete=lacks)
    part = case.tell("complete_request", at(FILED), on=FILED, what=[lacks[0]]).after
    assert part.running(Purpose.DECISION) is None
    assert say(matters(part)["incomplete"].said).startswith("The appointment of the representative")
    refused = case.refusal("complete_request", at(FILED), on=FILED, what=lacks[0])
    assert refused == "what: expected appointment_of_representative."
    assert case.tell("complete_request", at(FILED), on=FILED).after.running(Purpose.DECISION)


def test_an_incomplete_request_may_be_dismissed() -> None:
    case = appeal(at(NOTICE), notice_date=NOTICE)
    case.tell("file_appeal", at(FILED), filed_on=FILED, incomplete=["required_details"])
    day = FILED + timedelta(days=40)
    gone = case.tell("record_decision", at(day), outcome="dismissed", notice_date=day).after
    assert "incomplete" not in matters(gone)
    assert "No request is recorded" in case.refusal("complete_request", at(day), on=day)


# --- death


def test_nothing_more_goes_to_a_person_who_died() -> None:
    case = filed(program="part_d", beneficiary={"email": "patient@mail.example"})
    died = case.tell("record_death", at(FILED), on=FILED).after
    assert case_of(case.state, at(FILED)).intake.people.get(Role.BENEFICIARY) is None
    assert theirs(died).is_open
    assert "423.582(e)(4)" in say(matters(died)["death"].said)
    case.tell("update_contacts", at(FILED), beneficiary={"email": "other@mail.example"})
    assert case_of(case.state, at(FILED)).intake.people.get(Role.BENEFICIARY) is None
    assert "recorded already" in case.refusal("record_death", at(FILED), on=FILED)
    assert all(every_word(died, lambda: panel_of(case, at(FILED))))


def test_who_goes_on_follows_the_level() -> None:
    case = filed(program="part_d")
    case.tell("record_death", at(FILED), on=FILED)
    case.tell("record_decision", at(FILED), outcome="unfavorable", notice_date=FILED)
    standing = case.tell("file_appeal", at(FILED), filed_on=FILED).after
    assert "423.600(g)(4)" in say(matters(standing)["death"].said)
    assert matters(standing)["death"].key == "coverage_determination.death.3"


def test_where_no_text_was_seen_it_is_asked_about() -> None:
    case = filed(program="part_c")
    died = case.tell("record_death", at(FILED), on=FILED).after
    assert "We found no rule" in say(matters(died)["death"].said)


@pytest.mark.parametrize("died_on", [date(2000, 1, 1), date(2013, 12, 31)])
@pytest.mark.parametrize("program", ["part_c", "part_d", "original"])
def test_a_death_before_any_text_that_was_seen_is_recorded(program: str, died_on: date) -> None:
    case = filed(program=program)
    died = case.tell("record_death", at(FILED), on=died_on).after
    assert died.misfits == []
    assert say(matters(died)["death"].said)
    decided = case.tell("record_decision", at(FILED), outcome="unfavorable", notice_date=FILED)
    assert say(matters(decided.after)["death"].said)


def test_the_contractor_allows_fourteen_days_for_the_papers() -> None:
    case, asked = filed(program="original"), date(2026, 11, 24)
    content = {"on": FILED, "proof_requested_on": asked}
    died = case.tell("record_death", at(asked), **content).after
    assert "Tuesday, December 8, 2026" in say(matters(died)["death"].said)


# --- reopening


@pytest.mark.parametrize(
    ("program", "ground", "last"),
    [
        ("original", "any_reason", date(2027, 11, 2)),
        ("original", "good_cause", date(2030, 11, 2)),
        ("part_d", "any_reason", date(2027, 11, 2)),
        ("part_d", "good_cause", date(2030, 11, 2)),
        ("part_c", "any_reason", date(2027, 11, 2)),
    ],
)
def test_a_reopening_is_judged_by_its_day(program: str, ground: str, last: date) -> None:
    """The day before, the last day, and the day after. It stops no clock."""
    entry = {"original": "initial_determination"}.get(program)
    for days, words in ((-1, "in time"), (0, "in time"), (1, "after the last day")):
        case = filed(program=program, **({"level": entry} if entry else {}))
        day = last + timedelta(days=days)
        before = [(one.key, one.due_on, one.status) for one in case.stands(at(day)).clocks]
        level = case_of(case.state, at(day)).intake.entry_level
        content = {"filed_on": day, "ground": ground, "level": level}
        after = case.tell("request_reopening", at(day), **content).after
        assert [(one.key, one.due_on, one.status) for one in after.clocks] == before
        assert words in recorded(after, 3)[1]
        assert "reopening" in matters(after)


def test_a_clerical_error_has_no_day() -> None:
    case = filed(program="original", level="initial_determination")
    content = {"filed_on": FILED, "ground": "clerical_error", "level": "initial_determination"}
    asked = case.tell("request_reopening", at(FILED), **content).after
    assert "no time limit" in recorded(asked, 3)[1]


def decided(program: str = "part_d") -> Telling:
    case = filed(program=program)
    case.tell("record_decision", at(FILED), outcome="unfavorable", notice_date=FILED)
    return case


def test_a_revised_decision_has_its_own_appeal() -> None:
    case, day = decided(), date(2026, 12, 20)
    asked = date(2026, 12, 1)
    first = ours(case.stands(at(asked)))
    case.tell("request_reopening", at(asked), filed_on=asked, ground="any_reason")
    content = {"level": "redetermination", "outcome": "unfavorable", "notice_date": day}
    revised = case.tell("record_decision", at(day), **content).after
    own = ours(revised)
    assert own.due_on == day + timedelta(days=65)
    assert own.key != first.key
    assert "reopening" not in matters(revised)


def test_a_revised_decision_beside_a_pending_appeal_undoes_nothing() -> None:
    case, asked, day = decided(), date(2026, 12, 1), date(2026, 12, 5)
    case.tell("request_reopening", at(asked), filed_on=asked, ground="good_cause")
    case.tell("file_appeal", at(asked), filed_on=asked)
    pending = place(case.stands(at(day)))
    content = {"level": "redetermination", "outcome": "favorable", "notice_date": day}
    revised = case.tell("record_decision", at(day), **content).after
    assert place(revised) == pending == ("ire_reconsideration", "deciding")
    assert matters(revised)["effectuation"].level == "redetermination"
    assert "withdrawn with `record_withdrawal`" in say(matters(revised)["check_in"].said)
    effected = case.tell("record_effectuation", at(day), on=day).after
    assert place(effected) == ("ire_reconsideration", "deciding")


def test_what_was_not_decided_is_not_reopened() -> None:
    case = filed(program="part_d")
    content = {"filed_on": FILED, "ground": "any_reason", "level": "ire_reconsideration"}
    assert "one that has decided" in case.refusal("request_reopening", at(FILED), **content)
    early = {"filed_on": NOTICE - timedelta(days=1), "ground": "any_reason"}
    assert "before the decision" in case.refusal("request_reopening", at(FILED), **early)


# --- a dismissal that who dismissed may vacate


@pytest.mark.parametrize(
    ("program", "dismissed", "last"),
    [
        ("original", date(2026, 11, 25), date(2027, 5, 25)),
        ("original", date(2027, 8, 31), date(2028, 2, 29)),
        ("part_d", date(2026, 11, 24), date(2027, 5, 24)),
    ],
)
def test_until_its_day_the_dismissal_may_be_vacated_beside_the_review(
    program: str, dismissed: date, last: date
) -> None:
    case = filed(program=program)
    level = "redetermination"
    content = {"level": level, "outcome": "dismissed", "notice_date": dismissed}
    standing = case.tell("record_decision", at(dismissed), **content).after
    assert ours(standing).level != level
    assert matters(standing)["vacate"].said.facts["day"] == last
    case.tell("file_appeal", at(dismissed), filed_on=dismissed)
    for days, stands in ((-1, True), (0, True), (1, False)):
        later = case.stands(at(last + timedelta(days=days)))
        assert ("vacate" in {one.kind.value for one in later.matters}) is stands


def test_the_two_days_of_a_dismissal_do_not_hang_together() -> None:
    """The review is missed; the dismissal may still be vacated by who dismissed."""
    case, day = filed(program="original"), date(2026, 11, 25)
    case.tell("record_decision", at(day), outcome="dismissed", notice_date=day)
    missed = case.stands(at(day + timedelta(days=90)))
    assert missed.phase.value == "good_cause"
    assert "vacate" in {one.kind.value for one in missed.matters}
    on = day + timedelta(days=95)
    content = {"level": "redetermination", "to": "redetermination", "outcome": "remanded"}
    back = case.tell("record_decision", at(on), notice_date=on, **content).after
    assert place(back) == ("redetermination", "deciding")
    assert "vacate" not in {one.kind.value for one in back.matters}
