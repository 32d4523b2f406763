"""The plan behind a filing day: each step counted back by hand, on awkward calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.planning import STEPS, PlanningBasis, plan_backward, plan_for_filing
from models.any_intake import Override
from models.plan import PlanningPolicy
from models.program import Program
from tests.activities.samples import hourly_deadline, make_deadline, make_reckoning

NEW_YORK = "America/New_York"


def latest(goal_on: date, basis: PlanningBasis) -> dict[str, date | None]:
    plan = plan_backward(goal_on, "needed", basis)
    return {step.key: step.latest_on for step in plan.steps}


def original(policy: PlanningPolicy = PlanningPolicy()) -> PlanningBasis:  # noqa: B008 (frozen)
    return PlanningBasis(Program.ORIGINAL, policy, NEW_YORK)


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
    found = latest(goal, original())
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
    basis = PlanningBasis(Program.PART_C, PlanningPolicy(), NEW_YORK)
    found = latest(goal, basis)
    assert found["referral"] == found["specialist"] == goal - timedelta(days=24)
    assert found["referral_request"] == goal - timedelta(days=24 + days)


def test_what_the_desk_assumes_is_said() -> None:
    policy = PlanningPolicy(records_days=10, referral_days=3)
    plan = plan_backward(
        date(2027, 1, 10), "needed", PlanningBasis(Program.PART_C, policy, NEW_YORK)
    )
    assert plan.notes[1:] == ("Records: 10 days assumed.", "Referral: 3 days assumed.")
    by_law = plan_backward(date(2027, 1, 10), "needed", original())
    assert by_law.notes[1] == "Records: 30 days by law (45 CFR 164.524(b)(2))."


def test_behind_a_filing_day_it_counts_from_the_safe_day_to_post() -> None:
    deadline = make_deadline()
    assert deadline.reckoning.safe_by is not None
    basis = PlanningBasis(Program.PART_C, PlanningPolicy(), NEW_YORK)
    plan = plan_for_filing(deadline, basis, date(2026, 11, 2))
    assert plan is not None
    assert plan.goal_on == deadline.reckoning.safe_by - timedelta(days=5)
    assert "the safe day to post the filing" in plan.goal


def test_behind_a_day_set_by_hand_it_counts_from_that_day() -> None:
    override = Override(due_on=date(2027, 1, 4), reason="the notice names it")
    deadline = make_deadline(override=override, due_on=override.due_on)
    plan = plan_for_filing(deadline, original(), date(2026, 11, 2))
    assert plan is not None
    assert plan.goal_on == date(2026, 12, 30)


def test_no_plan_where_there_is_no_time_or_no_second_opinion() -> None:
    day = date(2026, 11, 2)
    assert plan_for_filing(hourly_deadline(), original(), day) is None
    assert plan_for_filing(make_deadline(), original(), date(2026, 12, 20)) is None
    drugs = PlanningBasis(Program.PART_D, PlanningPolicy(), NEW_YORK)
    assert plan_for_filing(make_deadline(), drugs, day) is None
    safe = make_deadline(reckoning=make_reckoning(safe_by=None))
    plan = plan_for_filing(safe, original(), day)
    assert plan is not None
    assert plan.goal_on == safe.due_on - timedelta(days=5)


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
