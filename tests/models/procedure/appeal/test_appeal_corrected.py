"""What was typed wrong of an appeal, or never was: the case is played from the beginning again."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.cases.deadline import DeadlineStatus, Purpose
from models.local_time import end_of_day, short_day
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

NOTICE, FILED, DECIDED = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 20)
TODAY = date(2026, 3, 25)
NOW = at(TODAY)


def decided(outcome: str = "unfavorable", program: str = "part_d", **facts: Any) -> Telling:
    """Filed on March 10, decided on March 20, all told in time."""
    case = appeal(at(NOTICE), program=program, notice_date=NOTICE, **facts)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    case.tell(
        "record_decision",
        at(DECIDED),
        outcome=outcome,
        notice_date=DECIDED,
        level="redetermination",
    )
    return case


@pytest.fixture
def original() -> Telling:
    case = appeal(
        at(NOTICE),
        program="original",
        level="redetermination",
        notice_date=NOTICE,
        amount_in_controversy="9000.00",
    )
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    case.tell("record_decision", at(DECIDED), outcome="unfavorable", notice_date=DECIDED)
    return case


# --- a decision that is said again ------------------------------------------------------------


def test_a_decision_said_again_takes_the_place_of_the_first(original: Telling) -> None:
    told = original.tell("record_decision", NOW, outcome="favorable", notice_date=DECIDED)
    assert place(told.before) == ("alj_hearing", "filing")
    assert place(told.after) == ("reconsideration", "effectuation")
    assert [one.purpose for one in told.after.clocks] == [Purpose.FILING, Purpose.DECISION]
    assert original.state.log[-1].binds["replaces"] == 3
    # Its key stays that of the report that first told of it.
    again = original.tell("record_decision", NOW, outcome="unfavorable", notice_date=TODAY).after
    assert ours(again).key == ours(told.before).key == "alj_hearing.filing.3"
    assert ours(again).due_on == ours(told.before).due_on + timedelta(days=5)


def test_said_as_it_was_recorded_it_is_refused(original: Telling) -> None:
    refused = original.refusal("record_decision", NOW, outcome="unfavorable", notice_date=DECIDED)
    assert refused == "The decision of Reconsideration is recorded so already."
    more = original.tell(
        "record_decision",
        NOW,
        outcome="unfavorable",
        notice_date=DECIDED,
        override={"due_on": "2026-05-01", "reason": "Printed"},
    ).after
    assert ours(more).due_on == date(2026, 5, 1)
    assert ours(more).expires_at == end_of_day(date(2026, 5, 1), "America/New_York")


def test_a_decision_is_not_before_the_request() -> None:
    case = appeal(at(NOTICE), program="part_c", notice_date=NOTICE)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    early = FILED - timedelta(days=1)
    refused = case.refusal("record_decision", NOW, outcome="favorable", notice_date=early)
    assert refused == (
        f"notice_date: {short_day(early)} is before the day the request was filed, "
        f"{short_day(FILED)}."
    )


def test_a_decision_that_was_filed_upon_stays(original: Telling) -> None:
    original.tell("file_appeal", NOW, filed_on=TODAY)
    refused = original.refusal(
        "record_decision",
        NOW,
        outcome="favorable",
        notice_date=DECIDED,
        level="reconsideration",
    )
    assert refused == (
        "level: Reconsideration is decided, and a later filing rests on that: its decision cannot "
        "be corrected any more."
    )


def test_a_decision_that_was_put_into_effect_stays() -> None:
    case = decided("partially_favorable")
    case.tell("record_effectuation", NOW, on=TODAY)
    refused = case.refusal("record_decision", NOW, outcome="unfavorable", notice_date=DECIDED)
    assert "was put into effect" in refused


def test_proof_of_receipt_stays_with_a_corrected_date(original: Telling) -> None:
    proof = {"on": "2026-03-23", "evidence": "postmark"}
    proven = original.tell("record_receipt", NOW, received=proof).after
    assert ours(proven).due_on == date(2026, 5, 22)
    earlier = DECIDED - timedelta(days=2)
    corrected = original.tell(
        "record_decision", NOW, outcome="unfavorable", notice_date=earlier
    ).after
    assert ours(corrected).due_on == date(2026, 5, 22)
    # A notice of after that receipt is another one: its receipt is presumed.
    later = original.tell("record_decision", NOW, outcome="unfavorable", notice_date=TODAY).after
    assert ours(later).due_on == TODAY + timedelta(days=65)


def test_proof_within_a_decision_stays_too(original: Telling) -> None:
    proof = {"on": "2026-03-23", "evidence": "postmark"}
    original.tell(
        "record_decision", NOW, outcome="unfavorable", notice_date=DECIDED, received=proof
    )
    dismissed = original.tell("record_decision", NOW, outcome="dismissed", notice_date=DECIDED)
    assert dismissed.after.notice.received.on == date(2026, 3, 23)


def test_a_last_day_is_not_set_where_nothing_is_to_be_filed(original: Telling) -> None:
    override = {"due_on": "2026-05-01", "reason": "Printed"}
    refused = original.refusal(
        "record_decision", NOW, outcome="favorable", notice_date=DECIDED, override=override
    )
    assert refused.startswith("override: after this decision no request of ours has a last day.")


def test_a_last_day_of_a_level_that_the_program_does_not_have(original: Telling) -> None:
    override = {"due_on": "2026-05-01", "reason": "Printed"}
    said = {"outcome": "unfavorable", "notice_date": DECIDED, "level": "supreme_court"}
    refused = original.refusal("record_decision", NOW, **said, override=override)
    assert refused == original.refusal("record_decision", NOW, **said)
    assert refused.startswith("level: expected ")
    assert "supreme" not in refused


# --- recalculate ------------------------------------------------------------------------------


def test_the_date_of_the_notice_is_corrected_where_it_was_told() -> None:
    case = appeal(at(NOTICE), program="part_d", notice_date=NOTICE)
    before = ours(case.stands(NOW)).due_on
    moved = case.tell(
        "recalculate", NOW, reason="Misread", notice_date=NOTICE + timedelta(days=3)
    ).after
    assert case.state.log[-1].binds["corrects"] == {"1": {"notice_date": "notice_date"}}
    assert ours(moved).due_on == before + timedelta(days=3)
    assert ours(moved).key == "redetermination.filing.1"
    assert recorded(moved, 2) == []


def test_the_day_of_a_filing_is_corrected_with_its_hour() -> None:
    case = appeal(at(NOTICE), program="part_d", notice_date=NOTICE, speed="expedited")
    case.tell("file_appeal", at(FILED), filed_on=FILED, filed_at="09:00")
    moved = case.tell(
        "recalculate", at(FILED), reason="The log says so", filed_on=FILED - timedelta(days=1)
    ).after
    # Of another day the hour is not known: counted from its end.
    assert theirs(moved).expires_at == end_of_day(FILED + timedelta(days=2), "America/New_York")
    again = case.tell(
        "recalculate",
        at(FILED),
        reason="With its hour",
        filed_on=FILED - timedelta(days=1),
        filed_at="09:00",
    ).after
    assert theirs(again).expires_at == at(FILED + timedelta(days=2)) - timedelta(hours=3)
    assert clock(again, "D.REDET.FILE").settled_on == FILED - timedelta(days=1)
    refused = case.refusal("recalculate", at(FILED), reason="Hour alone", filed_at="08:00")
    assert refused == "filed_at: expected together with filed_on."


def test_a_corrected_filing_that_was_late_is_a_late_request() -> None:
    notice = date(2025, 12, 1)
    case = appeal(at(NOTICE), program="part_d", notice_date=notice)
    now, late = at(date(2026, 2, 6)), date(2026, 2, 5)
    case.tell("file_appeal", now, filed_on=date(2026, 2, 3))
    told = case.tell("recalculate", now, reason="Misread", filed_on=late).after
    assert (told.phase.value, told.good_cause_filed_on) == ("good_cause", late)
    assert told.reasons_awaited
    content = {"filed_on": "2026-02-04"}
    back = case.tell("correct", now, report=2, content=content, reason="Read well").after
    assert (back.phase.value, back.good_cause_filed_on) == ("deciding", None)


def test_an_override_of_theirs_goes_with_what_moves_the_clock() -> None:
    case = appeal(
        at(FILED), program="part_c", level="plan_reconsideration", stage="pending", filed_on=FILED
    )
    set_to = date(2026, 4, 30)
    override = {"due_on": str(set_to), "reason": "The plan's letter"}
    told = case.tell("recalculate", at(FILED), reason="The letter", override=override).after
    assert (theirs(told).due_on, theirs(told).to_the_hour) == (set_to, False)
    extended = case.tell("record_extension", at(FILED), noticed_on=FILED).after
    assert theirs(extended).due_on == set_to
    unknown = case.refusal(
        "recalculate", at(FILED), reason="Other", override=override, deadline="council.decision.9"
    )
    assert unknown == "deadline: expected one of plan_reconsideration.decision.1."


def test_an_override_of_a_missed_day_gives_it_back() -> None:
    case = appeal(at(NOTICE), program="part_d", notice_date=date(2025, 12, 1))
    assert place(case.stands(NOW))[1] == "good_cause"
    override = {"due_on": "2026-04-10", "reason": "The notice prints it"}
    given = case.tell("recalculate", NOW, reason="Read again", override=override).after
    assert place(given) == ("redetermination", "filing")
    assert (ours(given).due_on, given.matters) == (date(2026, 4, 10), [])
    assert place(case.stands(at(date(2026, 4, 11))))[1] == "good_cause"


def test_where_several_of_theirs_run_an_override_names_one() -> None:
    case = appeal(
        at(FILED), program="part_c", level="plan_reconsideration", stage="pending", filed_on=FILED
    )
    case.tell("record_decision", at(DECIDED), outcome="partially_favorable", notice_date=DECIDED)
    standing = case.tell("escalate", at(DECIDED), on=DECIDED).after
    keys = sorted(one.key for one in standing.open_clocks)
    assert keys == ["ire_reconsideration.decision.3", "plan_reconsideration.effectuation.2"]
    override = {"due_on": "2026-06-01", "reason": "A letter"}
    refused = case.refusal("recalculate", NOW, reason="A letter", override=override)
    assert refused == f"deadline: expected, as several are open: one of {', '.join(keys)}."
    told = case.tell(
        "recalculate", NOW, reason="A letter", override=override, deadline=keys[1]
    ).after
    assert theirs(told, Purpose.EFFECTUATION).due_on == date(2026, 6, 1)
    assert theirs(told).override is None


def test_a_recalculation_of_nothing_changes_nothing(original: Telling) -> None:
    told = original.tell("recalculate", NOW, reason="Once more")
    assert days(told.after) == days(told.before)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"statement_on": "2026-03-20"}, "statement_on: belongs to kind exception of part_d."),
        ({"services_end": "2026-03-20"}, "services_end: belongs to the fast-track programs."),
        ({"records_on": "2026-03-20"}, "records_on: no filed request awaits a decision"),
        ({"filed_on": "2026-03-20"}, "filed_on: no filed request awaits a decision"),
        ({"deadline": "x"}, "deadline: belongs to an override."),
    ],
)
def test_facts_that_belong_elsewhere_are_refused(
    original: Telling, facts: dict[str, Any], words: str
) -> None:
    assert original.refusal("recalculate", NOW, reason="Other", **facts).startswith(words)


# --- taken back -------------------------------------------------------------------------------


def test_a_filing_that_never_was() -> None:
    case = appeal(at(NOTICE), program="part_d", notice_date=NOTICE)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    case.write("take_back", NOW, report=2, reason="Another case")
    standing = case.stands(NOW)
    assert place(standing) == ("redetermination", "filing")
    assert days(standing) == [("D.REDET.FILE", date(2026, 5, 6), "open")]
    case.write("take_back", NOW, report=3, reason="It was")
    assert place(case.stands(NOW))[1] != "filing"


def test_what_rests_on_a_report_that_is_taken_back_is_set_aside() -> None:
    case = decided()
    case.write("take_back", NOW, report=2, reason="Another case")
    standing = case.stands(NOW)
    assert [one.number for one in standing.misfits] == [3]
    assert standing.misfits[0].reason.startswith("No late decision") or (
        "before a filing" in standing.misfits[0].reason
    )
    assert place(standing) == ("redetermination", "filing")


def test_a_decision_is_bound_to_the_level_it_was_recorded_of() -> None:
    """Without the filing it would else be taken for a late decision of the level before."""
    case = appeal(
        at(date(2026, 2, 14)), program="part_c", stage="pending", filed_on=date(2026, 2, 14)
    )
    filed = date(2026, 3, 5)
    case.tell("file_appeal", at(filed), filed_on=filed)
    case.tell("record_decision", at(DECIDED), outcome="favorable", notice_date=DECIDED)
    assert case.state.log[-1].binds["level"] == "plan_reconsideration"
    case.write("take_back", NOW, report=2, reason="Another case")
    standing = case.stands(NOW)
    assert [one.number for one in standing.misfits] == [3]
    assert place(standing) == ("plan_reconsideration", "filing")


# --- told late, of a day before ---------------------------------------------------------------


def test_an_extension_that_was_noticed_in_time_and_told_late() -> None:
    case = appeal(
        at(FILED), program="part_c", level="plan_reconsideration", stage="pending", filed_on=FILED
    )
    over = at(date(2026, 4, 12))
    assert place(case.stands(over)) == ("ire_reconsideration", "forwarding")
    told = case.tell("record_extension", over, noticed_on=date(2026, 4, 1)).after
    assert place(told) == ("plan_reconsideration", "deciding")
    assert (theirs(told).due_on, theirs(told).status) == (
        date(2026, 4, 23),
        DeadlineStatus.OPEN,
    )
    assert told.matters == []


def test_put_into_effect_before_the_time_for_it_ran_out() -> None:
    case = appeal(
        at(FILED), program="part_d", level="redetermination", stage="pending", filed_on=FILED
    )
    won, paid, late = date(2026, 3, 12), date(2026, 3, 16), at(date(2026, 6, 1))
    case.tell("record_decision", at(won), outcome="favorable", notice_date=won)
    assert set(matters(case.stands(late))) == {"effectuation"}
    ended = case.tell("record_effectuation", late, on=paid).after
    assert (ended.ending, ended.ended_on, ended.matters) == ("won", paid, [])
    assert clock(ended, "D.EFF.PLAN").status is DeadlineStatus.MET
