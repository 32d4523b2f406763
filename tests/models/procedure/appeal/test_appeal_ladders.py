"""Every ladder from its first denial to its end: level by level, by filings and by silence."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.cases.deadline import Purpose
from models.cases.program import Phase, Program
from models.inputs.appeal_intake import LEVELS
from models.local_time import short_day
from models.rulebook import rulebook
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import (
    appeal,
    days,
    ours,
    panel_of,
    place,
    recorded,
    theirs,
)
from tests.models.procedure.telling import Telling, account, at, every_word, matters, remarks

FIRST = date(2026, 3, 2)
ENDS = {
    Program.HOSPITAL_DISCHARGE_ORIGINAL,
    Program.HOSPITAL_DISCHARGE_MA,
    Program.STATUS_CHANGE,
}


def denied(program: Program, **facts: Any) -> Telling:
    end = {"services_end": FIRST + timedelta(days=2)} if program in ENDS else {}
    return appeal(at(FIRST), program=program.value, notice_date=FIRST, **end, **facts)


@pytest.mark.parametrize("program", list(Program))
def test_the_whole_ladder_is_climbed_and_lost(program: Program) -> None:
    """Each level decides a day after it was asked, against us; each next is asked the same day."""
    case = denied(program, amount_in_controversy="9000.00")
    day, seen = FIRST, []
    standing = case.stands(at(day))
    for _ in range(12):
        seen.append(place(standing))
        content: dict[str, Any]
        match standing.phase:
            case Phase.FILING if standing.unlimited:
                # Others ask for the next level.
                above = LEVELS[program][LEVELS[program].index(standing.level) + 1]
                denial = {"outcome": "unfavorable", "notice_date": day}
                kind, content = "record_decision", {"level": above, **denial}
            case Phase.FILING:
                kind, content = "file_appeal", {"filed_on": day}
            case Phase.FORWARDING:
                kind, content = "escalate", {"on": day}
            case Phase.DECIDING:
                kind, content = "record_decision", {"outcome": "unfavorable", "notice_date": day}
            case _:
                break
        standing = case.tell(kind, at(day), **content).after
        day += timedelta(days=1 if standing.phase is Phase.DECIDING else 0)
    assert standing.ending == "exhausted"
    assert standing.ended_on == day
    levels = LEVELS[program]
    assert [step.level for step in standing.levels] == list(levels[1:])
    assert all(one.status.value in {"met", "superseded"} for one in standing.clocks)
    forwarded = [level for level, phase in seen if phase == "forwarding"]
    by_the_plan = program.value in {"part_c", "integrated"}
    assert forwarded == (["ire_reconsideration"] if by_the_plan else [])
    assert standing.stage == "closed.exhausted"
    assert all(every_word(standing, lambda: panel_of(case, at(day))))


@pytest.mark.parametrize("program", list(Program))
def test_each_level_is_decided_by_whom_the_ladder_names(program: Program) -> None:
    case = denied(program, amount_in_controversy="9000.00")
    standing = case.stands(at(FIRST))
    level = rulebook.level(program.value, standing.level)
    assert standing.level_title == level.title
    assert standing.adjudicator == level.adjudicator_on(FIRST)
    where = level.files_with if standing.unlimited else ours(standing).where
    assert where == level.files_with
    assert standing.next_step is not None
    assert where in say(standing.next_step.what)


def test_won_at_once_and_put_into_effect() -> None:
    case = denied(Program.PART_D)
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    won = case.tell("record_decision", at(FIRST), outcome="favorable", notice_date=FIRST).after
    assert place(won) == ("redetermination", "effectuation")
    assert won.next_step.who == theirs(won, Purpose.EFFECTUATION).who
    part = case.tell("record_effectuation", at(FIRST), on=FIRST, complete=False).after
    assert part.ending is None
    ended = case.tell("record_effectuation", at(FIRST), on=FIRST).after
    assert (ended.ending, ended.ended_on, ended.matters) == ("won", FIRST, [])
    refused = case.refusal("file_appeal", at(FIRST), filed_on=FIRST)
    assert refused == f"The case ended on {short_day(FIRST)}; nothing more can be recorded."


def test_won_in_part_goes_up_for_the_rest_while_the_part_is_put_into_effect() -> None:
    case = denied(Program.ORIGINAL, level="redetermination", amount_in_controversy="9000.00")
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    partly = case.tell(
        "record_decision",
        at(FIRST),
        outcome="partially_favorable",
        notice_date=FIRST,
        remaining="The second week",
        remaining_amount="150.00",
    ).after
    assert place(partly) == ("alj_hearing", "filing")
    assert set(matters(partly)) == {"effectuation"}
    assert (partly.amount_short, partly.partly_won) == (True, True)
    assert recorded(partly, 3) == [
        "Reconsideration decided Mon, Mar 2, 2026: partially_favorable.",
        "Still in dispute: The second week",
    ]
    # What is left cannot go up: the clock runs out, and what was won is waited for.
    after = case.stands(at(date(2026, 5, 20)))
    assert place(after) == ("alj_hearing", "effectuation")
    ended = case.tell("record_effectuation", at(date(2026, 5, 20)), on=date(2026, 5, 19)).after
    assert (ended.ending, ended.ended_on) == ("partly_won", date(2026, 5, 19))


def test_a_part_without_its_amount_asks_for_it_until_it_is_told() -> None:
    case = denied(Program.ORIGINAL, level="redetermination")
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    partly = case.tell(
        "record_decision", at(FIRST), outcome="partially_favorable", notice_date=FIRST
    ).after
    assert remarks(partly)[-1].startswith("A part remains in dispute.")
    told = case.tell("recalculate", at(FIRST), reason="Asked", amount_in_controversy="900.00").after
    assert told.remarks == []
    assert str(told.amount) == "900.00"


def test_silence_of_a_plan_counts_as_a_denial() -> None:
    case = appeal(
        at(date(2026, 2, 14)), program="part_c", stage="pending", filed_on=date(2026, 2, 14)
    )
    last = date(2026, 2, 28)
    assert place(case.stands(at(last))) == ("organization_determination", "deciding")
    silent = case.stands(at(date(2026, 3, 1)))
    assert place(silent) == ("plan_reconsideration", "filing")
    assert ours(silent).key == "plan_reconsideration.filing.1"
    assert remarks(silent)[0].startswith("The plan did not decide in time. That counts as a denial")
    # 60 days from the day its time ran out, which nobody presumes five days to.
    assert ours(silent).due_on == last + timedelta(days=60)
    refused = case.refusal(
        "record_receipt",
        at(date(2026, 3, 2)),
        received={"on": "2026-03-01", "evidence": "postmark"},
    )
    assert refused.startswith("No notice was received")


def test_silence_of_a_plan_that_reconsiders_sends_the_file_on() -> None:
    case = denied(Program.PART_C)
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    silent = case.stands(at(FIRST + timedelta(days=32)))
    assert place(silent) == ("ire_reconsideration", "forwarding")
    assert silent.urgency.value == "overdue"
    assert [one.key for one in silent.matters] == ["ire_reconsideration.forwarding.arrival.2"]
    assert account(silent)[-1] == "Time ran out: decision of Plan reconsideration."
    came = FIRST + timedelta(days=33)
    arrived = case.tell("escalate", at(came), on=came).after
    assert place(arrived) == ("ire_reconsideration", "deciding")
    assert theirs(arrived).key == "ire_reconsideration.decision.3"
    assert arrived.levels[-1].escalated is False


def test_silence_of_a_late_reviewer_may_be_passed_over() -> None:
    case = denied(Program.ORIGINAL, level="redetermination", amount_in_controversy="9000.00")
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    due = theirs(case.stands(at(FIRST))).due_on
    refused = case.refusal("escalate", at(due), on=due)
    assert refused.startswith("Escalation opens when")
    late = due + timedelta(days=1)
    standing = case.stands(at(late))
    assert set(matters(standing)) == {"escalation"}
    assert standing.next_step.update == "escalate"
    early = case.refusal("escalate", at(late), on=due - timedelta(days=1))
    assert early == (
        f"on: {short_day(due - timedelta(days=1))} is before the last day to decide, "
        f"{short_day(due)}."
    )
    up = case.tell("escalate", at(late), on=late).after
    assert place(up) == ("alj_hearing", "deciding")
    assert up.levels[-1].escalated is True
    # Escalated, a judge has 180 days: worked by hand for another day.
    assert theirs(up).due_on == late + timedelta(days=180)


def test_the_council_that_cannot_decide_opens_the_court() -> None:
    filed = date(2026, 10, 1)
    case = appeal(at(filed), program="original", level="council", stage="pending", filed_on=filed)
    late = date(2026, 12, 31)
    opened = case.tell("escalate", at(late), on=late).after
    assert place(opened) == ("district_court", "filing")
    assert ours(opened).key == "district_court.filing.2"
    assert account(opened)[-1] == "Notice that no decision will come dated Thu, Dec 31, 2026."


def test_a_decision_after_all_ends_the_right_to_pass_over() -> None:
    case = denied(Program.ORIGINAL, level="redetermination", amount_in_controversy="9000.00")
    case.tell("file_appeal", at(FIRST), filed_on=FIRST)
    late = theirs(case.stands(at(FIRST))).due_on + timedelta(days=5)
    told = case.tell("record_decision", at(late), outcome="unfavorable", notice_date=late)
    assert set(matters(told.before)) == {"escalation"}
    assert told.after.matters == []
    assert place(told.after) == ("alj_hearing", "filing")
    assert days(told.after)[1][2] == "missed"


def test_a_late_decision_of_the_level_before_takes_the_place_of_its_silence() -> None:
    case = appeal(
        at(date(2026, 2, 14)), program="part_c", stage="pending", filed_on=date(2026, 2, 14)
    )
    late = date(2026, 3, 10)
    unnamed = case.refusal("record_decision", at(late), outcome="unfavorable", notice_date=late)
    assert "give level: organization_determination" in unnamed
    told = case.tell(
        "record_decision",
        at(late),
        outcome="unfavorable",
        notice_date=late,
        level="organization_determination",
    ).after
    assert days(told) == [
        ("C.OD.STD", date(2026, 2, 28), "missed"),
        ("C.RECON.FILE", date(2026, 4, 29), "superseded"),
        # Presumed received five days later, 60 days from then.
        ("C.RECON.FILE", date(2026, 5, 14), "open"),
    ]
    assert ours(told).key == "plan_reconsideration.filing.2"
    assert told.no_notice is False


def test_what_was_decided_before_the_time_ran_out_was_never_silence() -> None:
    """The notice is typed late: by its day there was no silence that could open anything."""
    case = appeal(
        at(date(2026, 2, 14)), program="part_c", stage="pending", filed_on=date(2026, 2, 14)
    )
    told = case.tell(
        "record_decision",
        at(date(2026, 3, 10)),
        outcome="unfavorable",
        notice_date=date(2026, 2, 20),
        level="organization_determination",
    )
    assert place(told.before) == ("plan_reconsideration", "filing")
    assert days(told.after) == [
        ("C.OD.STD", date(2026, 2, 28), "met"),
        ("C.RECON.FILE", date(2026, 4, 26), "open"),
    ]


def test_closings() -> None:
    case = denied(Program.PART_C)
    closed = case.tell(
        "close", at(FIRST), ending="withdrawn", reason="Moved away", keep_grievances=False
    ).after
    assert (closed.ending, closed.ended_on, closed.keep_grievances) == ("withdrawn", FIRST, False)
    assert closed.open_clocks == []
    assert account(closed)[-1] == "Closed: withdrawn. Moved away"
    for kind in ("withdraw", "cancel"):
        other = denied(Program.PART_C)
        other.write(kind, at(FIRST))
        ended = other.stands(at(FIRST))
        assert (ended.ending, ended.stage) == ("closed_otherwise", "closed.closed_otherwise")
