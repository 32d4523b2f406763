"""Each clock of a complaint to CMS against the rulebook's words, its dates counted by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from activities.complaint_clocks import consult_on_complaint
from models.cms_complaint import Category, ComplaintAssigned, ComplaintOccasion
from models.deadline import Deadline, FollowUpKind, Purpose
from models.program import Program
from models.rulebook import rulebook
from tests.activities.questions import GUAM, HONOLULU, NEW_YORK, complaint, midnight_after

DAYS_TO_RESOLVE = {Category.IMMEDIATE_NEED: 2, Category.URGENT: 7, Category.OTHER: 30}


def clocks(on: date, **changes: Any) -> dict[Purpose, Deadline]:
    answer = consult_on_complaint(complaint(ComplaintOccasion.ASSIGNED, on, **changes))
    return {deadline.purpose: deadline for deadline in answer.deadlines}


@pytest.mark.parametrize(
    ("category", "assigned", "due"),
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
@pytest.mark.parametrize("program", [Program.PART_C, Program.PART_D])
def test_days_to_resolve_from_the_day_of_assignment(
    program: Program, category: Category, assigned: date, due: date
) -> None:
    resolve = clocks(assigned, category=category, program=program)[Purpose.RESOLUTION]
    assert (resolve.reckoning.rule, resolve.due_on) == ("CTM.RESOLVE", due)
    assert resolve.expires_at == midnight_after(due, NEW_YORK)
    assert not resolve.reckoning.verified
    assert "422.125" in resolve.reckoning.citation
    assert resolve.who == "the plan"


@pytest.mark.parametrize(("days", "due"), [(None, date(2027, 1, 6)), (3, date(2026, 12, 26))])
def test_fourteen_days_more_where_it_is_neither_urgent_nor_immediate(
    days: int | None, due: date
) -> None:
    running = clocks(date(2026, 11, 23), extended=True, extension_days=days)
    assert running[Purpose.RESOLUTION].due_on == due
    # The plan's call is not extended with it.
    assert running[Purpose.CONTACT].due_on == date(2026, 11, 30)


@pytest.mark.parametrize("category", [Category.IMMEDIATE_NEED, Category.URGENT])
def test_what_is_urgent_is_never_extended(category: Category) -> None:
    with pytest.raises(ApplicationError, match="cannot be extended") as caught:
        clocks(date(2026, 11, 23), category=category, extended=True)
    assert caught.value.non_retryable


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("contacted", [False, True])
def test_seven_days_to_call_unless_it_must_be_resolved_before_that(
    category: Category, contacted: bool
) -> None:
    running = clocks(date(2026, 12, 28), category=category, contacted=contacted)
    awaited = category is Category.OTHER and not contacted
    assert set(running) == {Purpose.RESOLUTION} | ({Purpose.CONTACT} if awaited else set())
    if awaited:
        contact = running[Purpose.CONTACT]
        assert (contact.reckoning.rule, contact.due_on) == ("CTM.CONTACT", date(2027, 1, 4))
        assert not contact.reckoning.verified


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, GUAM])
def test_days_end_at_midnight_in_the_zone(zone: str) -> None:
    # New York's clocks go back on 7 November 2027, within the seven days.
    hours = {NEW_YORK: 5, HONOLULU: 10, GUAM: -10}[zone]
    resolve = clocks(date(2027, 11, 1), category=Category.URGENT, zone=zone)[Purpose.RESOLUTION]
    assert resolve.expires_at == datetime(2027, 11, 9, tzinfo=UTC) + timedelta(hours=hours)


def test_no_clock_before_the_rule_and_a_day_before_it_is_refused_in_words() -> None:
    (version,) = rulebook.row("CTM.RESOLVE").current
    day_before = version.effective_from - timedelta(days=1)
    with pytest.raises(ApplicationError):
        clocks(day_before)
    ComplaintAssigned(assigned_on=version.effective_from)
    with pytest.raises(ValueError, match="is before 2025-01-01"):
        ComplaintAssigned(assigned_on=day_before)


@pytest.mark.parametrize(
    ("occasion", "kind", "words"),
    [
        (ComplaintOccasion.OPENED, FollowUpKind.UNRESOLVED, "1-800-633-4227"),
        (ComplaintOccasion.MADE, FollowUpKind.TRACKING, "`record_assigned`"),
        (ComplaintOccasion.LATE, FollowUpKind.OVERDUE, "the regional office of CMS"),
        (ComplaintOccasion.UNRESOLVED, FollowUpKind.UNRESOLVED, "Ombudsman"),
    ],
)
def test_what_has_no_clock_is_followed_up(
    occasion: ComplaintOccasion, kind: FollowUpKind, words: str
) -> None:
    answer = consult_on_complaint(complaint(occasion, date(2026, 12, 1)))
    assert answer.deadlines == ()
    (follow_up,) = answer.follow_ups
    assert follow_up.kind is kind
    assert words in follow_up.text
    assert follow_up.rungs


def test_what_to_have_ready_is_said_before_the_call() -> None:
    (ready,) = consult_on_complaint(complaint(ComplaintOccasion.OPENED, date(2026, 12, 1))).remarks
    for item in ("Medicare number", "member number", "permission", "tracking number", "graded"):
        assert item in ready


@pytest.mark.parametrize("occasion", [ComplaintOccasion.LATE, ComplaintOccasion.UNRESOLVED])
def test_the_further_doors_say_how_sure_they_are(occasion: ComplaintOccasion) -> None:
    remarks = consult_on_complaint(complaint(occasion, date(2026, 12, 1))).remarks
    assert any("Ombudsman" in remark and "unverified" in remark for remark in remarks)
    assert any("SHIP" in remark for remark in remarks)


DAYS = st.dates(date(2025, 1, 1), date(2040, 12, 31))
ZONES = st.sampled_from([NEW_YORK, "America/Denver", HONOLULU, GUAM])


@given(DAYS, ZONES, st.sampled_from(Category), st.booleans())
def test_the_plan_has_its_days_and_no_more(
    day: date, zone: str, category: Category, contacted: bool
) -> None:
    running = clocks(day, zone=zone, category=category, contacted=contacted)
    resolve = running[Purpose.RESOLUTION]
    assert (resolve.due_on - day).days == DAYS_TO_RESOLVE[category]
    for deadline in running.values():
        assert day < deadline.due_on <= resolve.due_on
        assert deadline.expires_at == midnight_after(deadline.due_on, zone)


@given(DAYS, ZONES, st.none() | st.integers(1, 14))
def test_an_extension_never_makes_the_day_earlier(day: date, zone: str, days: int | None) -> None:
    before = clocks(day, zone=zone)[Purpose.RESOLUTION]
    after = clocks(day, zone=zone, extended=True, extension_days=days)[Purpose.RESOLUTION]
    assert (after.due_on - before.due_on).days == (days or 14)


@given(DAYS, ZONES)
def test_a_more_urgent_grade_is_never_due_later(day: date, zone: str) -> None:
    due = [clocks(day, zone=zone, category=grade)[Purpose.RESOLUTION].due_on for grade in Category]
    assert due == sorted(due)
