"""By when a plan must call, and resolve a complaint to CMS: dates were counted by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.program import Urgency
from models.cases.standing import Schedule
from models.inputs.cms_complaint import Category
from models.rulebook import rulebook
from tests.models.procedure.cms_complaint.complaints_told import (
    NOW,
    TODAY,
    assigned,
    clocks,
    complaint,
    resolution,
)
from tests.models.procedure.telling import GUAM, HONOLULU, NEW_YORK, ZONES, at, remarks

DAYS_TO_RESOLVE = {Category.IMMEDIATE_NEED: 2, Category.URGENT: 7, Category.OTHER: 30}


@pytest.mark.parametrize(
    ("category", "day", "due"),
    [
        (Category.IMMEDIATE_NEED, date(2026, 11, 23), date(2026, 11, 25)),
        (Category.IMMEDIATE_NEED, date(2028, 2, 28), date(2028, 3, 1)),
        (Category.IMMEDIATE_NEED, date(2026, 12, 31), date(2027, 1, 2)),
        (Category.IMMEDIATE_NEED, date(2027, 3, 13), date(2027, 3, 15)),
        (Category.URGENT, date(2026, 11, 23), date(2026, 11, 30)),
        (Category.URGENT, date(2028, 2, 25), date(2028, 3, 3)),
        (Category.URGENT, date(2026, 12, 28), date(2027, 1, 4)),
        (Category.URGENT, date(2027, 11, 1), date(2027, 11, 8)),
        (Category.OTHER, date(2026, 11, 23), date(2026, 12, 23)),
        (Category.OTHER, date(2028, 1, 30), date(2028, 2, 29)),
        (Category.OTHER, date(2026, 12, 15), date(2027, 1, 14)),
        (Category.OTHER, date(2027, 2, 13), date(2027, 3, 15)),
    ],
)
@pytest.mark.parametrize("program", ["part_c", "part_d"])
def test_days_to_resolve_from_the_day_of_assignment(
    program: str, category: Category, day: date, due: date
) -> None:
    case = assigned(day, category=category.value, program=program)
    clock = resolution(case.stands(case.state.opened_at))
    assert (clock.reckoning.rule, clock.due_on, clock.who) == ("CTM.RESOLVE", due, "the plan")
    assert clock.reckoning.verified
    assert "422.125" in clock.reckoning.citation
    last = at(due, time(23, 59, 59))
    assert resolution(case.stands(last)).is_open
    over = case.stands(last + timedelta(seconds=1))
    assert (resolution(over).status, resolution(over).settled_on) == (DeadlineStatus.MISSED, due)
    assert any("Ombudsman" in one and "unverified" in one for one in remarks(over))
    assert over.urgency is Urgency.OVERDUE


@pytest.mark.parametrize(("days", "due"), [(None, date(2027, 1, 6)), (3, date(2026, 12, 26))])
def test_fourteen_days_more_where_it_is_neither_urgent_nor_immediate(
    days: int | None, due: date
) -> None:
    case = assigned(date(2026, 11, 23), also_grievance=True)
    more = {"days": days} if days else {}
    told = case.tell("record_extension", NOW, noticed_on=TODAY, **more).after
    assert resolution(told).due_on == due
    # The plan's call is not extended with it.
    assert clocks(told)[Purpose.CONTACT].due_on == date(2026, 11, 30)
    assert clocks(told)[Purpose.CONTACT].schedule is Schedule.NONE


@pytest.mark.parametrize("category", ["immediate_need", "urgent"])
def test_what_is_urgent_is_never_extended(category: str) -> None:
    case = complaint(filed_on=TODAY, assigned_on=TODAY, also_grievance=True, category=category)
    assert "neither urgent nor" in case.refusal("record_extension", NOW, noticed_on=TODAY)


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("contacted", [False, True])
def test_seven_days_to_call_unless_it_must_be_resolved_before_that(
    category: Category, contacted: bool
) -> None:
    day = date(2026, 12, 28)
    case = complaint(at(day), filed_on=day, category=category.value)
    if contacted:
        case.tell("record_contact", at(day), on=day)
    standing = case.tell("record_assigned", at(day), assigned_on=day).after
    awaited = category is Category.OTHER and not contacted
    assert set(clocks(standing)) == {Purpose.RESOLUTION} | ({Purpose.CONTACT} if awaited else set())
    if awaited:
        contact = clocks(standing)[Purpose.CONTACT]
        assert (contact.reckoning.rule, contact.due_on) == ("CTM.CONTACT", date(2027, 1, 4))


@pytest.mark.parametrize("zone", ZONES)
def test_days_end_at_midnight_in_the_zone(zone: str) -> None:
    # New York's clocks go back on 7 November 2027, within the seven days.
    case = assigned(date(2027, 11, 1), zone=zone, category="urgent")
    hours = {NEW_YORK: 5, HONOLULU: 10, GUAM: -10}[zone]
    ends = datetime(2027, 11, 9, tzinfo=UTC) + timedelta(hours=hours)
    assert resolution(case.stands(case.state.opened_at)).expires_at == ends


def test_no_clock_before_the_rule() -> None:
    (version,) = rulebook.row("CTM.RESOLVE").current
    case = complaint(filed_on=date(2024, 12, 1))
    before = version.effective_from - timedelta(days=1)
    refused = case.refusal("record_assigned", NOW, assigned_on=before)
    assert refused.startswith("assigned_on: is before Wed, Jan 1, 2025")
    case.tell("record_assigned", NOW, assigned_on=version.effective_from)


@given(
    st.dates(date(2025, 1, 1), date(2040, 12, 31)),
    st.sampled_from([*ZONES, "America/Denver"]),
    st.none() | st.integers(1, 14),
)
def test_a_more_urgent_grade_is_never_due_later_and_more_time_never_earlier(
    day: date, zone: str, days: int | None
) -> None:
    due = []
    for grade in Category:
        case = assigned(day, zone=zone, category=grade.value, also_grievance=True)
        clock = resolution(case.stands(case.state.opened_at))
        assert (clock.due_on - day).days == DAYS_TO_RESOLVE[grade]
        assert clock.expires_at == at(clock.due_on + timedelta(days=1), time(0), zone)
        due.append(clock.due_on)
    assert due == sorted(due)
    more = {"days": days} if days else {}
    moved = case.tell("record_extension", case.state.opened_at, noticed_on=day, **more).after
    assert (resolution(moved).due_on - due[-1]).days == (days or 14)
