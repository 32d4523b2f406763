"""What desks ran into, at every level of every program: dismissals, remands, rolls, waivers."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.cases.deadline import Purpose
from models.cases.program import Kind, Missing, Phase, Program
from models.inputs.appeal_intake import LEVELS
from models.rulebook import Level, rulebook
from tests.models.procedure.appeal.appeals_told import appeal, ours, place
from tests.models.procedure.telling import Telling, at

NOTICE = date(2026, 3, 2)
WEEK = timedelta(days=7)


def asked_at(program: Program, level: str, **more: Any) -> tuple[Telling, date]:
    """A request that a level has, and the day on which it got it."""
    first = rulebook.level(program.value, LEVELS[program][0])
    has_end = program.starts_with_an_end
    facts: dict[str, Any] = {"amount_in_controversy": "9000.00", "level": level, **more}
    if has_end:
        facts["services_end"] = NOTICE + timedelta(days=2)
    del first
    case = appeal(at(NOTICE), program=program.value, stage="pending", filed_on=NOTICE, **facts)
    return case, NOTICE


def answered(case: Telling, day: date, outcome: str, **more: Any) -> Any:
    told = case.tell("record_decision", at(day), outcome=outcome, notice_date=day, **more)
    return told.after


def reviewed() -> Iterator[Any]:
    """Each level whose dismissal is reviewed by the level above."""
    for program in Program:
        for level in rulebook.levels(program.value):
            asks_again = level.adverse_decision == "asked_again"
            if level.reached_by != "start" and level.next is not None and not asks_again:
                yield pytest.param(program, level, id=f"{program.value}-{level.level}")


@pytest.mark.parametrize(("program", "level"), list(reviewed()))
def test_a_dismissal_that_is_set_aside_brings_the_case_back_undecided(
    program: Program, level: Level
) -> None:
    case, day = asked_at(program, level.level)
    dismissed = answered(case, day + WEEK, "dismissed")
    asked = day + 2 * WEEK
    assert dismissed.phase is Phase.FILING, "the review of a dismissal is asked for by us"
    case.tell("file_appeal", at(asked), filed_on=asked)
    vacated_on = asked + WEEK
    back = answered(case, vacated_on, "favorable")
    assert place(back) == (level.level, "deciding")
    assert (back.ending, back.partly_won, back.awaits_effectuation) == (None, False, False)
    running = [one for one in back.open_clocks if one.purpose is Purpose.DECISION]
    assert len(running) == (1 if level.decision else 0)
    assert all(one.begins_on == vacated_on for one in running)
    # It goes on from there as if it had never been dismissed.
    again = answered(case, vacated_on + WEEK, "unfavorable", level=level.level)
    assert again.level == level.next


@pytest.mark.parametrize(("program", "level"), list(reviewed()))
def test_a_remand_brings_the_case_back_undecided(program: Program, level: Level) -> None:
    assert level.next is not None
    case, day = asked_at(program, level.next)
    remanded_on = day + WEEK
    back = answered(case, remanded_on, "remanded")
    assert place(back) == (level.level, "deciding")
    assert not back.awaits_effectuation
    running = [one for one in back.open_clocks if one.purpose is Purpose.DECISION]
    assert len(running) == (1 if level.decision else 0)
    assert all(one.begins_on == remanded_on for one in running)
    won = answered(case, remanded_on + WEEK, "favorable", level=level.level)
    assert place(won) == (level.level, "effectuation")


def filed_at() -> Iterator[Any]:
    """Each level that a filing of ours reaches, from the level below."""
    for program in Program:
        levels = rulebook.levels(program.value)
        for below, level in pairwise(levels):
            if level.filing and below.adverse_decision == "filing":
                yield pytest.param(program, below, level, id=f"{program.value}-{level.level}")


@pytest.mark.parametrize(("program", "below", "level"), list(filed_at()))
def test_a_filing_counts_until_its_last_day_and_is_late_after_it(
    program: Program, below: Level, level: Level
) -> None:
    """Whatever the weekday: for each of seven notices, the day to work to and the last day."""
    for shift in range(7):
        notice = NOTICE + timedelta(days=shift)
        facts: dict[str, Any] = {"level": below.level, "amount_in_controversy": "9000.00"}
        if program.starts_with_an_end:
            facts["services_end"] = notice + timedelta(days=2)

        def opened(notice: date = notice, facts: dict[str, Any] = facts) -> Telling:
            return appeal(at(notice), program=program.value, notice_date=notice, **facts)

        clock = next(
            one for one in opened().stands(at(notice)).open_clocks if one.purpose is Purpose.FILING
        )
        if clock.to_the_hour:
            continue
        assert clock.last_arguable >= clock.due_on
        for day in {clock.due_on, clock.last_arguable}:
            told = opened().tell("file_appeal", at(day), filed_on=day).after
            assert place(told) == (level.level, "deciding"), (notice, day)
        late = opened().stands(at(clock.last_arguable + timedelta(days=1)))
        assert late.phase is Phase.GOOD_CAUSE or late.late_window, (notice, clock.last_arguable)


@pytest.mark.parametrize("program", [Program("irmaa"), Program("entitlement")])
def test_social_security_takes_the_next_workday_and_no_later_day(program: Program) -> None:
    # Received December 2, 60 days: Sunday, January 31, 2027.
    case = appeal(at(date(2026, 11, 27)), program=program.value, notice_date=date(2026, 11, 27))
    clock = ours(case.stands(at(date(2026, 11, 27))))
    assert (clock.due_on, clock.last_arguable) == (date(2027, 1, 31), date(2027, 2, 1))
    assert clock.ground is not None
    assert clock.ground.code == "roll" or clock.ground.citation


def waiting() -> Iterator[Any]:
    """Each program whose plan waits for a waiver of liability, by the kinds it knows."""
    for program in Program:
        if "waiver_of_liability" in program.terms.waits:
            for kind in program.terms.kinds:
                yield pytest.param(program, Kind(kind), id=f"{program.value}-{kind}")


@pytest.mark.parametrize(("program", "kind"), list(waiting()))
def test_the_plans_time_waits_for_a_waiver_that_comes_late(program: Program, kind: Kind) -> None:
    case = appeal(at(NOTICE), program=program.value, notice_date=NOTICE, kind=kind.value)
    filed = NOTICE + WEEK
    lacks = [Missing.WAIVER_OF_LIABILITY.value]
    told = case.tell("file_appeal", at(filed), filed_on=filed, incomplete=lacks).after
    assert [one for one in told.open_clocks if one.purpose is Purpose.DECISION] == []
    came = filed + timedelta(days=35)
    still = case.stands(at(came))
    assert still.phase is Phase.DECIDING
    complete = case.tell("complete_request", at(came), on=came, what=lacks).after
    (clock,) = [one for one in complete.open_clocks if one.purpose is Purpose.DECISION]
    assert clock.begins_on == came
    assert clock.due_on > came


@pytest.mark.parametrize("program", list(Program))
def test_a_request_that_lacks_a_form_waits_in_every_program(program: Program) -> None:
    level = next(
        one for one in rulebook.levels(program.value) if one.reached_by == "filing" and one.filing
    )
    below = LEVELS[program][LEVELS[program].index(level.level) - 1]
    facts: dict[str, Any] = {"level": below, "amount_in_controversy": "9000.00"}
    if program.starts_with_an_end:
        facts["services_end"] = NOTICE + timedelta(days=2)
    case = appeal(at(NOTICE), program=program.value, notice_date=NOTICE, **facts)
    lacks = [Missing.APPOINTMENT_OF_REPRESENTATIVE.value]
    told = case.tell("file_appeal", at(NOTICE), filed_on=NOTICE, incomplete=lacks).after
    assert [one for one in told.open_clocks if one.purpose is Purpose.DECISION] == []
    came = NOTICE + timedelta(days=20)
    complete = case.tell("complete_request", at(came), on=came).after
    assert place(complete) == (level.level, "deciding")
    running = [one for one in complete.open_clocks if one.purpose is Purpose.DECISION]
    assert all(one.begins_on == came for one in running)
