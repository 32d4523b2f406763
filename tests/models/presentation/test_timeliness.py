"""How limits were kept: what an auditor reads of cases that went well, late, or not at all."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.deadline import Deadline, DeadlineStatus
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.inputs.validation import Refusal
from models.presentation import queries
from models.presentation.timeliness import KeptLimit, day_of, kept_limits
from models.procedure.acceptance.accept import accept
from models.rehearsal.simulation import kind_of
from tests.models.procedure.appeal.appeals_told import appeal
from tests.models.procedure.telling import Telling, at
from tests.stories.files import moment, names, read

NOTICE = date(2026, 1, 5)
FILED = date(2026, 2, 2)


def asked(case: Telling, on: date) -> tuple[list[Deadline], list[dict[str, Any]]]:
    return answers(case.state, at(on))


def answers(state: CaseState, now: datetime) -> tuple[list[Deadline], list[dict[str, Any]]]:
    """What a case answers to the queries `deadlines` and `history`."""
    ask = {
        "id": state.id,
        "kind": state.kind.value,
        "now": now.isoformat(),
        "case": {
            "log": [one.as_json() for one in state.log],
            "memory": {},
            "children": {},
            "turns": 1,
        },
    }
    found = [Deadline.model_validate(one) for one in queries.deadlines(ask)]
    return found, queries.history(ask)


def limits(case: Telling, on: date, program: str) -> dict[str, KeptLimit]:
    deadlines, reports = asked(case, on)
    kept = kept_limits("AC-1", case.state.kind, program, deadlines, reports)
    return {one.clock: one for one in kept}


def filed(program: str, **intake: Any) -> Telling:
    case = appeal(at(NOTICE), program=program, notice_date=NOTICE, **intake)
    case.tell("file_appeal", at(FILED), filed_on=FILED)
    return case


def test_in_time_on_both_sides() -> None:
    case = filed("part_c")
    case.tell("record_decision", at(FILED), outcome="favorable", notice_date=FILED)
    found = limits(case, date(2026, 2, 3), "part_c")
    ours = found["plan_reconsideration.filing.1"]
    assert (ours.side, ours.started_by, ours.answered_on, ours.days_late) == (
        "ours",
        "intake",
        FILED,
        0,
    )
    assert ours.rule == "C.RECON.FILE"
    theirs = found["plan_reconsideration.decision.2"]
    assert (theirs.side, theirs.started_by, theirs.started_on) == ("theirs", "file_appeal", FILED)
    assert (theirs.adjudicator, theirs.answered_on, theirs.days_late) == ("the plan", FILED, 0)
    assert theirs.mark
    assert theirs.citation


def test_a_late_decision_says_how_late() -> None:
    case = filed("original")
    # Sixty days from February 2 end on April 3.
    case.tell(
        "record_decision", at(date(2026, 5, 20)), outcome="favorable", notice_date="2026-05-18"
    )
    late = limits(case, date(2026, 6, 1), "original")["redetermination.decision.2"]
    assert (late.due_on, late.answered_on, late.days_late) == (
        date(2026, 4, 3),
        date(2026, 5, 18),
        45,
    )


def test_a_decision_of_the_next_level_does_not_answer_for_this_one() -> None:
    case = filed("part_c")
    # The plan said nothing and sent the file on; the IRE decided.
    case.tell("escalate", at(date(2026, 3, 10)), on="2026-03-10")
    case.tell(
        "record_decision", at(date(2026, 4, 1)), outcome="favorable", notice_date="2026-03-30"
    )
    found = limits(case, date(2026, 4, 2), "part_c")
    plan = found["plan_reconsideration.decision.2"]
    assert (plan.answered_on, plan.days_late) == (None, None)
    (ire,) = (one for one in found.values() if one.clock.startswith("ire_reconsideration.decision"))
    assert (ire.answered_on, ire.days_late) == (date(2026, 3, 30), 0)


def test_a_late_request_says_how_late_and_one_on_the_last_day_is_not() -> None:
    case = appeal(at(NOTICE), program="part_c", notice_date=NOTICE)
    (clock,) = limits(case, date(2026, 1, 6), "part_c").values()
    assert (clock.answered_on, clock.days_late) == (None, None)
    case.tell("file_appeal", at(date(2026, 4, 1)), filed_on="2026-04-01")
    late = limits(case, date(2026, 4, 2), "part_c")[clock.clock]
    assert late.answered_on == date(2026, 4, 1)
    assert late.days_late == (date(2026, 4, 1) - clock.last_arguable_on).days
    last = appeal(at(NOTICE), program="part_c", notice_date=NOTICE)
    last.tell("file_appeal", at(clock.last_arguable_on), filed_on=clock.last_arguable_on)
    assert limits(last, date(2026, 4, 2), "part_c")[clock.clock].days_late == 0


def test_days_of_extensions_are_those_taken_or_those_of_the_rule() -> None:
    case = filed("part_c")
    decision = "plan_reconsideration.decision.2"
    assert limits(case, date(2026, 2, 3), "part_c")[decision].extension_days == 0
    case.tell("record_extension", at(date(2026, 2, 20)), noticed_on="2026-02-20")
    extended = limits(case, date(2026, 2, 21), "part_c")
    assert extended[decision].extension_days == 14
    assert extended["plan_reconsideration.filing.1"].extension_days == 0
    shorter = filed("part_c")
    shorter.tell("record_extension", at(date(2026, 2, 20)), noticed_on="2026-02-20", days=5)
    assert limits(shorter, date(2026, 2, 21), "part_c")[decision].extension_days == 5


def test_a_report_taken_back_counts_for_nothing() -> None:
    case = filed("part_c")
    case.tell("take_back", at(date(2026, 2, 3)), report=2, reason="Another case")
    found = limits(case, date(2026, 2, 4), "part_c")
    assert found["plan_reconsideration.filing.1"].answered_on is None


def test_a_case_without_a_ladder_names_who_must_act() -> None:
    case = Telling(CaseKind.GRIEVANCE, {"about": "other", "event_on": "2026-01-02"}, at(NOTICE))
    found = limits(case, date(2026, 1, 6), "part_c")
    assert {(one.side, one.adjudicator) for one in found.values() if one.side == "ours"} == {
        ("ours", "you")
    }


@pytest.mark.parametrize("name", names()[::12])
def test_lines_agree_with_how_each_limit_ended(name: str) -> None:
    story = read(name)
    opening = story.intake
    now = moment(opening["at"])
    intake = Report(1, "intake", opening["intake"], now)
    state = CaseState(opening["id"], kind_of(opening["type"]), (intake,))
    for step in story.reports:
        now = moment(step["at"])
        if step.get("to") == opening["id"] and "report" in step:
            with suppress(Refusal):
                state = accept(state, step["report"], step["content"], now).state
    deadlines, reports = answers(state, now)
    program = opening["intake"].get("program", "")
    kept = kept_limits(state.id, state.kind, program, deadlines, reports)
    for deadline, line in zip(deadlines, kept, strict=True):
        assert (line.clock, line.rule) == (deadline.id, deadline.reckoning.rule)
        assert line.started_by in {one["kind"] for one in reports}
        assert (line.days_late is None) == (line.answered_on is None)
        if deadline.status is DeadlineStatus.MET:
            assert line.days_late == 0
        if deadline.status in {DeadlineStatus.OPEN, DeadlineStatus.SUPERSEDED}:
            assert line.answered_on is None


def test_the_day_of_a_report_is_that_of_its_form() -> None:
    _, reports = asked(filed("part_c"), date(2026, 2, 3))
    assert [day_of(CaseKind.APPEAL, one) for one in reports] == [None, FILED]
    strange = {"kind": "file_appeal", "content": {"filed_on": "never"}}
    assert day_of(CaseKind.APPEAL, strange) is None
    assert day_of(CaseKind.APPEAL, {"kind": "of a later release", "content": {}}) is None
