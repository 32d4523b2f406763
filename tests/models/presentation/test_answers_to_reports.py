"""What answers a report: the sentence recorded, the clocks that moved and why, what comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus
from models.cases.standing import Clock
from models.presentation.acknowledgment import acknowledgment_again, changes_of
from models.presentation.shown import Shown
from tests.models.presentation.complaints import Complaint, assigned, at, opened

_ASSIGNED = "Assigned to the plan Fri, Nov 6, 2026: urgent."


def clocks_of(complaint: Complaint, moment: datetime) -> list[Clock]:
    seen: Shown = complaint.seen(moment)
    return seen.standing.clocks


def test_a_clock_that_opened_had_no_day_before() -> None:
    answer = assigned().answers[-1]
    assert answer == {
        "recorded": _ASSIGNED,
        "changes": [
            {
                "deadline": "cms_complaint.resolution.3",
                "title": "The plan resolves a complaint made to CMS",
                "before": None,
                "after": "2026-11-13",
                "why": _ASSIGNED,
            }
        ],
        "next_action": "Wait for the plan to resolve the complaint, then record it.",
        "remarks": [],
    }


def test_advice_of_the_moment_comes_with_the_answer() -> None:
    answer = assigned().report("record_answer", at(9), on="2026-11-09", resolved=False)
    assert len(answer["remarks"]) == 2
    assert answer["remarks"][0].startswith("The Medicare Beneficiary Ombudsman helps")


def test_a_report_that_is_said_again_is_answered_as_the_first_was() -> None:
    answer = assigned().report("record_assigned", at(10), assigned_on="2026-11-09")
    assert answer["recorded"] == "Assigned to the plan Mon, Nov 9, 2026: urgent."
    [change] = answer["changes"]
    assert (change["before"], change["after"]) == ("2026-11-13", "2026-11-16")
    assert change["why"] == answer["recorded"]


def test_a_clock_that_is_met_says_so() -> None:
    answer = assigned().report("record_answer", at(9), on="2026-11-09", resolved=True)
    [change] = answer["changes"]
    assert (change["before"], change["after"]) == ("2026-11-13", None)
    assert change["why"] == "met: Answered Mon, Nov 9, 2026: resolved."


def test_a_correction_of_facts_is_answered_by_that() -> None:
    answer = assigned().report("recalculate", at(9), filed_on="2026-11-04", reason="Typed wrong")
    assert answer["recorded"] == "Recalculated with the facts as corrected."
    assert answer["changes"] == []


def test_people_are_answered_without_a_step_of_the_case() -> None:
    complaint = opened()
    manager = {"email": "other@legalaid.example"}
    answer = complaint.report("assign", at(7), case_manager=manager)
    assert answer["recorded"] == "Assigned to another case manager."
    answer = complaint.report("update_contacts", at(8), physician={"email": "dr@x.example"})
    assert answer["recorded"] == "Contacts updated: physician."
    assert answer["next_action"].startswith("Complain to 1-800-MEDICARE")


def test_a_report_that_is_sent_again_has_the_answer_it_had() -> None:
    complaint = assigned()
    complaint.report("record_assigned", at(10), assigned_on="2026-11-09")
    complaint.report("record_answer", at(12), on="2026-11-12", resolved=True)
    seen = complaint.seen(at(25))
    again = [acknowledgment_again(seen, report=report) for report in complaint.state.log[1:]]
    assert again == complaint.answers


def test_a_clock_that_falls_away_is_listed_with_the_day_it_had() -> None:
    before = clocks_of(assigned(), at(7))
    [change] = changes_of(before, [], "Report 3 taken back.")
    assert (change.before, change.after) == (date(2026, 11, 13), None)
    assert change.why == "fell away: Report 3 taken back."


def test_an_hour_that_moves_within_its_day_is_said_in_words() -> None:
    [before] = clocks_of(assigned(), at(7))
    noon = datetime(2026, 11, 13, 17, tzinfo=UTC)
    hours = before.reckoning.model_copy(update={"to_the_hour": True, "due_at": noon})
    after = replace(before, reckoning=hours, expires_at=noon)
    [change] = changes_of([before], [after], "Set.")
    assert change.before == change.after == date(2026, 11, 13)
    assert change.why == "now at noon Eastern Time, not at the end of the day: Set."


def test_a_later_day_on_which_a_filing_counts_is_said_with_the_day_before() -> None:
    [before] = clocks_of(assigned(), at(7))
    later = {
        "last_arguable": before.due_on + timedelta(days=3),
        "last_arguable_at": before.expires_at + timedelta(days=3),
    }
    after = replace(before, reckoning=before.reckoning.model_copy(update=later))
    [change] = changes_of([before], [after], "Set.")
    assert change.before == change.after == date(2026, 11, 13)
    assert change.why == (
        "a filing counts until Monday, November 16, 2026, not Friday, November 13, 2026: Set."
    )


@pytest.mark.parametrize("status", [DeadlineStatus.MET, DeadlineStatus.MISSED])
def test_a_settled_clock_that_moves_is_answered_with_the_day_after(status: DeadlineStatus) -> None:
    """Of a correction of a filing that was met, people want to see what the day would have been."""
    [before] = clocks_of(assigned(), at(7))
    midnight = datetime(2026, 11, 12, 5, tzinfo=UTC)
    after = replace(before, due_on=date(2026, 11, 11), expires_at=midnight)
    after.status = status
    [change] = changes_of([before], [after], "Report 2 corrected.")
    assert (change.before, change.after) == (date(2026, 11, 13), None)
    assert change.why == f"now due Wed, Nov 11, 2026, and {status}: Report 2 corrected."


def test_a_clock_that_opens_and_has_run_out_already_is_answered_with_its_day() -> None:
    [clock] = clocks_of(assigned(), at(7))
    clock.status = DeadlineStatus.MISSED
    [change] = changes_of([], [clock], "Filed.")
    assert (change.before, change.after) == (None, None)
    assert change.why == "due Fri, Nov 13, 2026, and missed: Filed."


_NEWS = {DeadlineStatus.OPEN, DeadlineStatus.MISSED}
"""How a clock stands that opens and is listed; nobody ever waited for the others."""

_STATUSES = st.sampled_from(DeadlineStatus)
_DAYS = st.dates(date(2026, 11, 7), date(2027, 3, 1))


@st.composite
def some_clocks(draw: st.DrawFn) -> list[Clock]:
    [one] = clocks_of(assigned(), at(7))
    keys = draw(st.lists(st.integers(2, 6), unique=True))
    found = []
    for key in keys:
        day = draw(_DAYS)
        end = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
        clock = replace(one, key=f"cms_complaint.resolution.{key}", due_on=day, expires_at=end)
        clock.status = draw(_STATUSES)
        found.append(clock)
    return found


@given(some_clocks(), some_clocks())
def test_each_clock_that_differs_is_listed_once_and_no_other(
    before: list[Clock], after: list[Clock]
) -> None:
    old = {clock.key: clock for clock in before}
    new = {clock.key: clock for clock in after}
    differ = {
        key
        for key in old.keys() | new.keys()
        if (key not in old and new[key].status in _NEWS)
        or key not in new
        or (key in old and (old[key].status, old[key].due_on) != (new[key].status, new[key].due_on))
    }
    changes = changes_of(before, after, "why")
    assert len(changes) == len(differ)
    assert {change.deadline for change in changes} == differ
    for change in changes:
        known, then = old.get(change.deadline), new.get(change.deadline)
        assert change.before == (known.due_on if known else None)
        assert change.after == (then.due_on if then and then.is_open else None)
