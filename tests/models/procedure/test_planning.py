"""The plan behind a filing day: each step counted back by hand, on awkward calendars."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import Purpose
from models.cases.plan import PlanningPolicy
from models.cases.program import Program
from models.cases.standing import Clock
from models.inputs.common_intake import Override
from models.procedure.clocks import clock, count, key, set_by_hand
from models.procedure.planning import STEPS, PlanningBasis, plan_backward, plan_for_filing
from models.rulebook import Facts

NEW_YORK = "America/New_York"

POLICY = PlanningPolicy()

NOTICE = date(2026, 11, 2)


def basis(program: Program = Program.ORIGINAL, policy: PlanningPolicy = POLICY) -> PlanningBasis:
    return PlanningBasis(program, policy, NEW_YORK)


def latest(goal_on: date, on: PlanningBasis) -> dict[str, date | None]:
    return {step.key: step.latest_on for step in plan_backward(goal_on, "needed", on).steps}


def filing(rule: str = "C.RECON.FILE", override: Override | None = None, **facts: Any) -> Clock:
    reckoning = count(rule, NOTICE, NEW_YORK, Facts(**facts))
    name = key("plan_reconsideration", "filing", 1)
    running = clock(name, reckoning, Purpose.FILING, title="Reconsideration", begins_on=NOTICE)
    set_by_hand(running, override)
    return running


@pytest.mark.parametrize(
    ("goal", "visit", "records", "asked"),
    [
        # 10 days to the report, 3 before the visit, 30 by 45 CFR 164.524(b)(2).
        (date(2027, 1, 10), date(2026, 12, 31), date(2026, 12, 28), date(2026, 11, 28)),
        # Back across a leap day, and across the same days of a year without one.
        (date(2028, 3, 14), date(2028, 3, 4), date(2028, 3, 1), date(2028, 1, 31)),
        (date(2027, 3, 14), date(2027, 3, 4), date(2027, 3, 1), date(2027, 1, 30)),
        # Across both changes of the clocks: days of the calendar stay days.
        (date(2026, 11, 20), date(2026, 11, 10), date(2026, 11, 7), date(2026, 10, 8)),
        (date(2027, 4, 1), date(2027, 3, 22), date(2027, 3, 19), date(2027, 2, 17)),
    ],
)
def test_each_step_counted_back(goal: date, visit: date, records: date, asked: date) -> None:
    found = latest(goal, basis())
    assert (found["report"], found["visit"]) == (goal, visit)
    assert (found["records"], found["records_request"]) == (records, asked)
    assert found["specialist"] == visit - timedelta(days=14)
    assert "referral" not in found


@pytest.mark.parametrize(
    ("goal", "days"),
    [
        # 42 CFR 422.568(b)(1): 14 days before 2026, 7 from 2026 on.
        (date(2025, 11, 30), 14),
        (date(2026, 11, 30), 7),
    ],
)
def test_the_plans_time_for_a_referral_is_the_laws_of_its_day(goal: date, days: int) -> None:
    found = latest(goal, basis(Program.PART_C))
    assert found["referral"] == found["specialist"] == goal - timedelta(days=24)
    assert found["referral_request"] == goal - timedelta(days=24 + days)


def test_what_the_desk_assumes_is_said() -> None:
    policy = PlanningPolicy(records_days=10, referral_days=3)
    plan = plan_backward(date(2027, 1, 10), "needed", basis(Program.PART_C, policy))
    assert plan.notes[1:] == ("Records: 10 days assumed.", "Referral: 3 days assumed.")
    by_law = plan_backward(date(2027, 1, 10), "needed", basis())
    assert by_law.notes[1] == "Records: 30 days by law (45 CFR 164.524(b)(2))."


def test_behind_a_filing_day_it_counts_from_the_safe_day_to_post() -> None:
    running = filing()
    assert running.reckoning.safe_by is not None
    plan = plan_for_filing(running, basis(Program.PART_C), NOTICE)
    assert plan is not None
    assert plan.goal_on == running.reckoning.safe_by - timedelta(days=5)
    assert "the safe day to post the filing" in plan.goal


def test_behind_a_day_set_by_hand_it_counts_from_that_day() -> None:
    override = Override(due_on=date(2027, 1, 4), reason="the notice names it")
    plan = plan_for_filing(filing(override=override), basis(), NOTICE)
    assert plan is not None
    assert plan.goal_on == date(2026, 12, 30)
    assert plan.goal.endswith("5 days before the filing, due Mon, Jan 4, 2027.")


def test_a_window_of_three_weeks_is_planned_in_and_a_shorter_one_is_not() -> None:
    running = filing(override=Override(due_on=date(2027, 1, 4), reason="the notice names it"))
    assert plan_for_filing(running, basis(), date(2026, 12, 14)) is not None
    assert plan_for_filing(running, basis(), date(2026, 12, 15)) is None


def test_no_plan_where_no_doctor_is_asked_or_hours_count() -> None:
    assert plan_for_filing(filing(), basis(Program.PART_D), NOTICE) is None
    assert plan_for_filing(filing("C.OD.EXP"), basis(Program.PART_C), NOTICE) is None


@given(
    goal=st.dates(date(2024, 6, 1), date(2060, 12, 31)),
    policy=st.builds(
        PlanningPolicy,
        report_days=st.integers(0, 90),
        appointment_days=st.integers(0, 120),
        reading_days=st.integers(0, 60),
        records_days=st.none() | st.integers(0, 120),
        referral_days=st.none() | st.integers(0, 90),
    ),
    zone=st.sampled_from([NEW_YORK, "Pacific/Honolulu", "America/Los_Angeles"]),
)
def test_no_step_comes_after_the_one_that_needs_it(
    goal: date, policy: PlanningPolicy, zone: str
) -> None:
    found = latest(goal, PlanningBasis(Program.PART_C, policy, zone))
    assert list(found) == [key for key in STEPS if key in found]
    for first, then in [
        ("referral_request", "referral"),
        ("referral", "specialist"),
        ("specialist", "visit"),
        ("records_request", "records"),
        ("records", "visit"),
        ("visit", "report"),
    ]:
        assert found[first] <= found[then]  # type: ignore[operator]
    assert found["report"] == goal
