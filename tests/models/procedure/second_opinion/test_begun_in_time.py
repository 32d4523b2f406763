"""A second opinion that is begun by the day that is said fits; a day later it does not."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.plan import PlanningPolicy
from models.cases.program import Program
from models.presentation.panel.page import panel
from models.presentation.shown import shown
from models.procedure.acceptance.accept import accept
from models.procedure.appeal.standing import AppealStanding
from models.procedure.clocks import count
from models.procedure.planning import PlanningBasis, plan_backward
from models.procedure.second_opinion.standing import OpinionStanding
from models.procedure.standing_of import standing_of
from models.rulebook import Facts

EAST = "America/New_York"
INTAKE: dict[str, Any] = {
    "program": "part_c",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}

spans = st.integers(0, 40)
maybe = st.none() | spans
policies = st.builds(
    PlanningPolicy,
    review_days=spans,
    report_days=spans,
    appointment_days=spans,
    reading_days=spans,
    records_days=maybe,
    referral_days=maybe,
)
programs = st.sampled_from([Program.ORIGINAL, Program.PART_C])
referrals = st.sampled_from(
    [(Program.ORIGINAL, None), *((Program.PART_C, asked) for asked in (None, True, False))]
)
"""Original Medicare asks for no referral."""


def morning(day: date) -> datetime:
    return datetime.combine(day, time(9), ZoneInfo(EAST))


def begun(day: date, kind: CaseKind, **intake: Any) -> CaseState:
    report = Report(1, "intake", {**INTAKE, **intake}, morning(day))
    return CaseState("AC-1", kind, (report,))


@given(st.dates(date(2025, 11, 1), date(2029, 6, 1)), policies, referrals)
@settings(max_examples=60, deadline=None)
def test_begun_on_the_day_it_fits_and_a_day_later_it_does_not(
    goal: date, policy: PlanningPolicy, referral: tuple[Program, bool | None]
) -> None:
    program, asked = referral
    intake = {
        "program": program.value,
        "needed_by": str(goal),
        "planning": policy.model_dump(),
        "referral_needed": asked,
    }
    day = plan_backward(goal, "", PlanningBasis(program, policy, EAST, asked)).begin_by
    assert day is not None
    for opened_on, fits in ((day, True), (day + timedelta(days=1), False)):
        state = begun(opened_on, CaseKind.SECOND_OPINION, **intake)
        standing = standing_of(state, morning(opened_on))
        assert isinstance(standing, OpinionStanding)
        assert standing.plan_broken is not fits


@given(st.dates(date(2025, 11, 1), date(2029, 6, 1)), programs)
@settings(deadline=None)
def test_who_is_asked_on_the_latest_day_has_the_time_of_the_law(
    goal: date, program: Program
) -> None:
    """The length of a limit is that of the day on which somebody is asked, not of its end."""
    plan = plan_backward(goal, "", PlanningBasis(program, PlanningPolicy(), EAST))
    latest = {step.key: step.latest_on for step in plan.steps}
    for asked, had, rule in (
        ("records_request", "records", "R.HIPAA"),
        ("referral_request", "referral", "C.OD.STD.PA"),
    ):
        on, by = latest.get(asked), latest.get(had)
        if on is not None and by is not None:
            assert count(rule, on, EAST, Facts()).due_on <= by


def test_the_records_count_where_they_must_be_asked_for_before_the_referral() -> None:
    opened_on = date(2026, 11, 10)
    state = begun(opened_on, CaseKind.APPEAL, notice_date="2026-11-10")
    standing = standing_of(state, morning(opened_on))
    assert isinstance(standing, AppealStanding)
    assert standing.plan is not None
    steps = {step.key: step.latest_on for step in standing.plan.steps}
    assert steps["records_request"] < steps["referral_request"]  # type: ignore[operator]
    assert standing.plan.begin_by == steps["records_request"]


@pytest.mark.parametrize("late", [0, 1])
def test_the_panel_offers_it_as_long_as_it_fits(late: int) -> None:
    opened_on = date(2026, 11, 10)
    state = begun(opened_on, CaseKind.APPEAL, notice_date="2026-11-10")
    standing = standing_of(state, morning(opened_on))
    assert isinstance(standing, AppealStanding)
    assert standing.plan is not None
    assert standing.plan.begin_by is not None
    day = standing.plan.begin_by + timedelta(days=late)
    text = panel(shown(state, morning(day)))
    assert ("in time if it is begun by" in text) is not late
    started = accept(state, "start_second_opinion", {}, morning(day)).state
    after = standing_of(started, morning(day))
    assert isinstance(after, AppealStanding)
    assert after.plan_broken is bool(late)
