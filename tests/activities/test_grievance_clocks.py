"""Each clock of a grievance against the rulebook's words, its dates counted by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from activities.grievance_clocks import consult_on_grievance
from models.deadline import Deadline, FollowUpKind, Purpose
from models.grievance import GrievanceOccasion, Ground
from models.program import Program
from tests.activities.questions import GUAM, HONOLULU, NEW_YORK, grievance, midnight_after

C, D = Program.PART_C, Program.PART_D
FAST = {
    C: {Ground.REFUSED_TO_EXPEDITE, Ground.EXTENSION},
    D: {Ground.REFUSED_TO_EXPEDITE},
}
"""The grounds of 42 CFR 422.564(f) and 423.564(f)."""


def clock(occasion: GrievanceOccasion, on: date, **changes: Any) -> Deadline:
    (deadline,) = consult_on_grievance(grievance(occasion, on, **changes)).deadlines
    return deadline


@pytest.mark.parametrize(("program", "rule"), [(C, "G.C.FILE"), (D, "G.D.FILE")])
@pytest.mark.parametrize(
    ("event", "due"),
    [
        (date(2026, 9, 24), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2027, 1, 22)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2028, 1, 1), date(2028, 3, 1)),
        (date(2027, 1, 1), date(2027, 3, 2)),
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2027, 1, 13), date(2027, 3, 14)),
    ],
)
def test_sixty_days_to_file_from_the_event(
    program: Program, rule: str, event: date, due: date
) -> None:
    deadline = clock(GrievanceOccasion.EVENT, event, program=program)
    assert (deadline.reckoning.rule, deadline.due_on) == (rule, due)
    assert deadline.expires_at == midnight_after(due, NEW_YORK)
    assert (deadline.purpose, deadline.who) == (Purpose.GRIEVANCE, "you")
    assert deadline.purpose.ours


@pytest.mark.parametrize("program", [C, D])
@pytest.mark.parametrize(
    ("filed", "extended", "days", "due"),
    [
        (date(2026, 11, 23), False, None, date(2026, 12, 23)),
        (date(2026, 11, 23), True, None, date(2027, 1, 6)),
        (date(2026, 11, 23), True, 5, date(2026, 12, 28)),
        (date(2026, 12, 2), False, None, date(2027, 1, 1)),
        (date(2028, 1, 30), False, None, date(2028, 2, 29)),
        (date(2028, 1, 30), True, 14, date(2028, 3, 14)),
        (date(2027, 2, 1), False, None, date(2027, 3, 3)),
        (date(2027, 2, 13), False, None, date(2027, 3, 15)),
    ],
)
def test_thirty_days_to_answer_and_fourteen_more(
    program: Program, filed: date, extended: bool, days: int | None, due: date
) -> None:
    deadline = clock(
        GrievanceOccasion.FILED, filed, program=program, extended=extended, extension_days=days
    )
    assert (deadline.reckoning.rule, deadline.due_on) == ("G.DECIDE", due)
    assert not deadline.reckoning.to_the_hour
    assert not deadline.purpose.ours


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, GUAM])
def test_days_end_at_midnight_where_the_plan_is_complained_to(zone: str) -> None:
    filed = clock(GrievanceOccasion.FILED, date(2027, 2, 13), zone=zone)
    # New York's clocks go forward on 14 March 2027, within the thirty days.
    hours = {NEW_YORK: 4, HONOLULU: 10, GUAM: -10}[zone]
    assert filed.expires_at == datetime(2027, 3, 16, tzinfo=UTC) + timedelta(hours=hours)
    opened = clock(GrievanceOccasion.EVENT, date(2026, 11, 2), zone=zone)
    hours = {NEW_YORK: 5, HONOLULU: 10, GUAM: -10}[zone]
    assert opened.expires_at == datetime(2027, 1, 2, tzinfo=UTC) + timedelta(hours=hours)


@pytest.mark.parametrize("hour", [time(0), time(10), time(23, 59)])
def test_the_hour_of_filing_moves_no_limit_in_days(hour: time) -> None:
    with_hour = clock(GrievanceOccasion.FILED, date(2026, 11, 23), at=hour)
    assert with_hour.expires_at == clock(GrievanceOccasion.FILED, date(2026, 11, 23)).expires_at


@pytest.mark.parametrize("program", [C, D])
@pytest.mark.parametrize("drug_obtained", [False, True])
@pytest.mark.parametrize("about", Ground)
def test_twenty_four_hours_on_exactly_the_grounds_that_allow_them(
    program: Program, drug_obtained: bool, about: Ground
) -> None:
    fast = about in FAST[program] and not (program is D and drug_obtained)
    changes: dict[str, Any] = {"program": program, "about": about, "drug_obtained": drug_obtained}
    deadline = clock(GrievanceOccasion.FILED, date(2026, 12, 1), at=time(10), **changes)
    assert deadline.reckoning.to_the_hour is fast
    if not fast:
        assert deadline.reckoning.rule == "G.DECIDE"
        assert deadline.due_on == date(2026, 12, 31)
        return
    assert deadline.reckoning.rule == ("G.EXP.C" if program is C else "G.EXP.D")
    assert deadline.expires_at == datetime(2026, 12, 2, 15, tzinfo=UTC)
    told = consult_on_grievance(grievance(GrievanceOccasion.EVENT, date(2026, 12, 1), **changes))
    assert any("within 24 hours" in remark for remark in told.remarks)


@pytest.mark.parametrize(
    ("filed", "at", "expires", "local"),
    [
        # Forward on 14 March 2027: a day of 23 hours.
        (date(2027, 3, 13), time(10), datetime(2027, 3, 14, 15, tzinfo=UTC), "11:00"),
        # Back on 7 November 2027: a day of 25 hours.
        (date(2027, 11, 6), time(10), datetime(2027, 11, 7, 14, tzinfo=UTC), "09:00"),
        (date(2028, 2, 28), time(23, 30), datetime(2028, 3, 1, 4, 30, tzinfo=UTC), "23:30"),
        (date(2026, 12, 31), time(8, 15), datetime(2027, 1, 1, 13, 15, tzinfo=UTC), "08:15"),
    ],
)
def test_twenty_four_hours_are_elapsed_hours(
    filed: date, at: time, expires: datetime, local: str
) -> None:
    deadline = clock(GrievanceOccasion.FILED, filed, at=at, about=Ground.EXTENSION)
    assert deadline.expires_at == expires
    assert deadline.due_on == filed + timedelta(days=1)
    assert any(local in step for step in deadline.reckoning.steps)


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, GUAM])
def test_without_an_hour_the_plan_has_until_the_end_of_the_next_day(zone: str) -> None:
    day = date(2026, 12, 1)
    deadline = clock(GrievanceOccasion.FILED, day, zone=zone, about=Ground.EXTENSION)
    assert deadline.expires_at == midnight_after(day + timedelta(days=1), zone)


@pytest.mark.parametrize(
    "changes",
    [
        {"about": Ground.EXTENSION},
        {"about": Ground.REFUSED_TO_EXPEDITE, "program": D},
    ],
)
def test_the_24_hours_are_never_extended(changes: dict[str, Any]) -> None:
    question = grievance(GrievanceOccasion.FILED, date(2026, 12, 1), extended=True, **changes)
    with pytest.raises(ApplicationError, match="cannot be extended") as caught:
        consult_on_grievance(question)
    assert caught.value.non_retryable


def test_an_hour_that_never_came_is_refused() -> None:
    question = grievance(
        GrievanceOccasion.FILED, date(2027, 3, 14), at=time(2, 30), about=Ground.EXTENSION
    )
    with pytest.raises(ApplicationError, match="02:30 never came on 2027-03-14"):
        consult_on_grievance(question)


@pytest.mark.parametrize("program", [C, D])
def test_quality_of_care_has_a_written_answer_and_the_qio(program: Program) -> None:
    question = grievance(
        GrievanceOccasion.EVENT,
        date(2028, 2, 29),
        program=program,
        about=Ground.QUALITY_OF_CARE,
    )
    written, qio = consult_on_grievance(question).remarks
    assert "always answered in writing" in written
    # Three years on there is no 29 February: the earlier day.
    assert "28 Feb 2031" in qio
    assert "42 CFR 476.120" in qio
    assert "unverified" in qio


@pytest.mark.parametrize(
    ("occasion", "kind"),
    [
        (GrievanceOccasion.FILING_MISSED, FollowUpKind.OVERDUE),
        (GrievanceOccasion.ANSWER_LATE, FollowUpKind.OVERDUE),
        (GrievanceOccasion.UNRESOLVED, FollowUpKind.UNRESOLVED),
    ],
)
def test_what_goes_wrong_is_followed_up_and_sets_no_clock(
    occasion: GrievanceOccasion, kind: FollowUpKind
) -> None:
    answer = consult_on_grievance(grievance(occasion, date(2026, 12, 1)))
    assert answer.deadlines == ()
    assert [follow_up.kind for follow_up in answer.follow_ups] == [kind]
    assert "`file_cms_complaint`" in answer.follow_ups[0].text


@pytest.mark.parametrize("occasion", [GrievanceOccasion.ANSWER_LATE])
def test_while_a_complaint_runs_nobody_is_told_to_start_one(occasion: GrievanceOccasion) -> None:
    question = grievance(occasion, date(2026, 12, 1), complaint_runs=True)
    (follow_up,) = consult_on_grievance(question).follow_ups
    assert "file_cms_complaint" not in follow_up.text
    assert "tracking number" in follow_up.text


def test_no_appeal_from_the_answer() -> None:
    answer = consult_on_grievance(grievance(GrievanceOccasion.UNRESOLVED, date(2026, 12, 1)))
    assert any("cannot be appealed" in remark for remark in answer.remarks)
    assert any(remark.endswith("(unverified)") for remark in answer.remarks)


@pytest.mark.parametrize(
    ("about", "form", "answered", "said"),
    [
        (Ground.QUALITY_OF_CARE, "oral", "oral", True),
        (Ground.QUALITY_OF_CARE, "oral", "written", False),
        (Ground.SERVICE, "written", "oral", True),
        (Ground.SERVICE, "written", "written", False),
        (Ground.SERVICE, "oral", "oral", False),
    ],
)
def test_an_oral_answer_where_a_written_one_is_owed(
    about: Ground, form: str, answered: str, said: bool
) -> None:
    question = grievance(
        GrievanceOccasion.UNRESOLVED, date(2026, 12, 1), about=about, form=form, answered=answered
    )
    remarks = consult_on_grievance(question).remarks
    assert any("must be in writing" in remark for remark in remarks) is said
    assert sum("always answered in writing" in remark for remark in remarks) <= 1


DAYS = st.dates(date(2025, 1, 1), date(2040, 12, 31))
HOURS = st.none() | st.builds(time, st.integers(4, 23), st.integers(0, 59))
ZONES = st.sampled_from([NEW_YORK, "America/Chicago", HONOLULU, GUAM])
PROGRAMS = st.sampled_from([C, D])


KINDS = st.tuples(PROGRAMS, st.sampled_from(Ground), st.booleans())


@given(DAYS, HOURS, ZONES, KINDS)
def test_the_plans_clock_never_ends_before_it_begins(
    day: date, at: time | None, zone: str, kind: tuple[Program, Ground, bool]
) -> None:
    program, about, obtained = kind
    changes: dict[str, Any] = {"program": program, "about": about, "drug_obtained": obtained}
    deadline = clock(GrievanceOccasion.FILED, day, at=at, zone=zone, **changes)
    begins = midnight_after(day - timedelta(days=1), zone)
    assert deadline.due_on > day
    assert deadline.expires_at > begins
    fast = about in FAST[program] and not (program is D and obtained)
    assert deadline.reckoning.to_the_hour is fast
    # As long as allowed and no longer: a day without its hour counts to its end.
    assert deadline.expires_at - begins <= timedelta(days=2 if fast else 31, hours=1)


@given(DAYS, ZONES, PROGRAMS, st.none() | st.integers(1, 14))
def test_an_extension_never_makes_the_day_earlier(
    day: date, zone: str, program: Program, days: int | None
) -> None:
    before = clock(GrievanceOccasion.FILED, day, zone=zone, program=program)
    changes: dict[str, Any] = {"extended": True, "extension_days": days}
    after = clock(GrievanceOccasion.FILED, day, zone=zone, program=program, **changes)
    assert (after.due_on - before.due_on).days == (days or 14)
    assert after.expires_at > before.expires_at


@given(DAYS, ZONES, PROGRAMS)
def test_our_own_day_is_the_sixtieth_and_reminders_come_before_it(
    day: date, zone: str, program: Program
) -> None:
    deadline = clock(GrievanceOccasion.EVENT, day, zone=zone, program=program)
    assert (deadline.due_on - day).days == 60
    assert deadline.rungs
    assert all(rung.at < deadline.expires_at for rung in deadline.rungs)
