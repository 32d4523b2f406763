"""Until when to file a grievance, and when the plan must answer: dates were counted by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.standing import Schedule
from models.inputs.grievance import Ground
from tests.models.procedure.grievance.grievances_told import clock_of, grievance
from tests.models.procedure.telling import GUAM, HONOLULU, NEW_YORK, ZONES, Telling, at, remarks

FAST = {
    "part_c": {Ground.REFUSED_TO_EXPEDITE, Ground.EXTENSION},
    "part_d": {Ground.REFUSED_TO_EXPEDITE},
}
"""The grounds of 42 CFR 422.564(f) and 423.564(f)."""

LATE_EVENING = time(23, 59)


def filed(day: date, hour: time | None = None, **intake: Any) -> Telling:
    """A grievance that the plan has had since a day, opened as that day ends."""
    zone = intake.get("zone", NEW_YORK)
    given_hour = {"filed_at": hour} if hour is not None else {}
    content = {"event_on": day, "filed_on": day, **given_hour, **intake}
    return grievance(at(day, LATE_EVENING, zone), **content)


def opened_at(case: Telling) -> datetime:
    return case.state.opened_at


@pytest.mark.parametrize(("program", "rule"), [("part_c", "G.C.FILE"), ("part_d", "G.D.FILE")])
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
def test_sixty_days_to_file_from_the_event(program: str, rule: str, event: date, due: date) -> None:
    case = grievance(at(event), program=program, event_on=event)
    clock = clock_of(case.stands(at(event)), Purpose.GRIEVANCE)
    assert (clock.reckoning.rule, clock.due_on) == (rule, due)
    assert (clock.who, clock.where, clock.schedule) == ("you", "the plan", Schedule.OURS)
    assert clock.key == "grievance.grievance.1"
    assert clock_of(case.stands(at(due, LATE_EVENING)), Purpose.GRIEVANCE).is_open
    over = clock_of(case.stands(at(due + timedelta(days=1), time(0))), Purpose.GRIEVANCE)
    assert (over.status, over.settled_on) == (DeadlineStatus.MISSED, due)


@pytest.mark.parametrize("program", ["part_c", "part_d"])
@pytest.mark.parametrize(
    ("day", "extended", "days", "due"),
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
    program: str, day: date, extended: bool, days: int | None, due: date
) -> None:
    case = filed(day, program=program)
    if extended:
        more = {"days": days} if days else {}
        case.tell("record_extension", opened_at(case), noticed_on=day, **more)
    clock = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    assert (clock.reckoning.rule, clock.due_on, clock.who) == ("G.DECIDE", due, "the plan")
    assert not clock.to_the_hour
    assert clock.schedule is Schedule.THEIRS


@pytest.mark.parametrize("zone", ZONES)
def test_days_end_at_midnight_where_the_case_is(zone: str) -> None:
    case = filed(date(2027, 2, 13), zone=zone)
    answer = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    # New York's clocks go forward on 14 March 2027, within the thirty days.
    hours = {NEW_YORK: 4, HONOLULU: 10, GUAM: -10}[zone]
    assert answer.expires_at == datetime(2027, 3, 16, tzinfo=UTC) + timedelta(hours=hours)
    event = date(2026, 11, 2)
    ours = clock_of(grievance(at(event), zone=zone, event_on=event).stands(at(event)), None)
    hours = {NEW_YORK: 5, HONOLULU: 10, GUAM: -10}[zone]
    assert ours.expires_at == datetime(2027, 1, 2, tzinfo=UTC) + timedelta(hours=hours)


@pytest.mark.parametrize("hour", [None, time(0), time(10), LATE_EVENING])
def test_the_hour_of_filing_moves_no_limit_in_days(hour: time | None) -> None:
    case = filed(date(2026, 11, 23), hour)
    clock = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    assert clock.expires_at == datetime(2026, 12, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize("program", ["part_c", "part_d"])
@pytest.mark.parametrize("drug_obtained", [False, True])
@pytest.mark.parametrize("about", Ground)
def test_twenty_four_hours_on_exactly_the_grounds_that_allow_them(
    program: str, drug_obtained: bool, about: Ground
) -> None:
    has_drug = drug_obtained and program == "part_d"
    fast = about in FAST[program] and not has_drug
    facts = {"program": program, "about": about.value, "drug_obtained": has_drug}
    case = filed(date(2026, 12, 1), time(10), **facts)
    standing = case.stands(opened_at(case))
    clock = clock_of(standing, Purpose.ANSWER)
    assert clock.to_the_hour is fast
    if not fast:
        assert (clock.reckoning.rule, clock.due_on) == ("G.DECIDE", date(2026, 12, 31))
        return
    assert clock.reckoning.rule == ("G.EXP.C" if program == "part_c" else "G.EXP.D")
    assert clock.expires_at == datetime(2026, 12, 2, 15, tzinfo=UTC)
    assert any("within 24 hours" in remark for remark in remarks(standing))
    before = grievance(at(date(2026, 12, 1)), event_on=date(2026, 12, 1), **facts)
    told = remarks(before.stands(opened_at(before)))
    assert any("within 24 hours" in remark for remark in told)


@pytest.mark.parametrize(
    ("day", "hour", "expires", "local"),
    [
        # Forward on 14 March 2027: a day of 23 hours.
        (date(2027, 3, 13), time(10), datetime(2027, 3, 14, 15, tzinfo=UTC), "11:00 a.m."),
        # Back on 7 November 2027: a day of 25 hours.
        (date(2027, 11, 6), time(10), datetime(2027, 11, 7, 14, tzinfo=UTC), "9:00 a.m."),
        (date(2028, 2, 28), time(23, 30), datetime(2028, 3, 1, 4, 30, tzinfo=UTC), "11:30 p.m."),
        (date(2026, 12, 31), time(8, 15), datetime(2027, 1, 1, 13, 15, tzinfo=UTC), "8:15 a.m."),
    ],
)
def test_twenty_four_hours_are_elapsed_hours(
    day: date, hour: time, expires: datetime, local: str
) -> None:
    case = filed(day, hour, about="extension")
    clock = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    assert clock.expires_at == expires
    assert clock.due_on == day + timedelta(days=1)
    assert any(local in step for step in clock.reckoning.steps)
    assert clock_of(case.stands(expires - timedelta(seconds=1)), Purpose.ANSWER).is_open
    assert not clock_of(case.stands(expires), Purpose.ANSWER).is_open


@pytest.mark.parametrize("zone", ZONES)
def test_without_an_hour_the_plan_has_until_the_end_of_the_next_day(zone: str) -> None:
    day = date(2026, 12, 1)
    case = filed(day, zone=zone, about="extension")
    clock = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    assert clock.expires_at == at(date(2026, 12, 3), time(0), zone)


@pytest.mark.parametrize(
    "facts", [{"about": "extension"}, {"about": "refused_to_expedite", "program": "part_d"}]
)
def test_the_24_hours_are_never_extended(facts: dict[str, Any]) -> None:
    case = filed(date(2026, 12, 1), **facts)
    refused = case.refusal("record_extension", opened_at(case), noticed_on=date(2026, 12, 1))
    assert "24-hour clock cannot be extended" in refused


def test_an_hour_that_never_came_is_refused() -> None:
    now = at(date(2027, 3, 15))
    case = grievance(now, about="extension", event_on=date(2027, 3, 1))
    refused = case.refusal("record_filed", now, filed_on=date(2027, 3, 14), filed_at=time(2, 30))
    assert "2:30 a.m. never came on Sun, Mar 14, 2027" in refused
    unread = grievance(
        now,
        about="extension",
        event_on=date(2027, 3, 1),
        filed_on=date(2027, 3, 14),
        filed_at=time(2, 30),
    ).stands(now)
    assert [misfit.number for misfit in unread.misfits] == [1]
    assert "2:30 a.m. never came" in unread.misfits[0].reason


@pytest.mark.parametrize("program", ["part_c", "part_d"])
def test_quality_of_care_has_a_written_answer_and_the_qio(program: str) -> None:
    event = date(2028, 2, 29)
    case = grievance(at(event), program=program, about="quality_of_care", event_on=event)
    written, qio = remarks(case.stands(at(event)))
    assert "always answered in writing" in written
    # Three years on there is no 29 February: the earlier day.
    assert "February 28, 2031" in qio
    assert "42 CFR 476.120" in qio
    assert "unverified" in qio


DAYS = st.dates(date(2025, 1, 1), date(2040, 12, 31))
HOURS = st.none() | st.builds(time, st.integers(4, 23), st.integers(0, 59))
ANY_ZONE = st.sampled_from([*ZONES, "America/Chicago"])
PROGRAMS = st.sampled_from(["part_c", "part_d"])


@given(DAYS, HOURS, ANY_ZONE, PROGRAMS, st.sampled_from(Ground))
def test_the_plans_clock_never_ends_before_it_begins(
    day: date, hour: time | None, zone: str, program: str, about: Ground
) -> None:
    case = filed(day, hour, zone=zone, program=program, about=about.value)
    clock = clock_of(case.stands(opened_at(case)), Purpose.ANSWER)
    begins = at(day, time(0), zone)
    assert clock.due_on > day
    assert clock.expires_at > begins
    assert clock.begins_on == day
    fast = about in FAST[program]
    assert clock.to_the_hour is fast
    # As long as allowed and no longer: a day without its hour counts to its end.
    assert clock.expires_at - begins <= timedelta(days=2 if fast else 31, hours=1)


@given(DAYS, ANY_ZONE, PROGRAMS, st.none() | st.integers(1, 14))
def test_an_extension_never_makes_the_day_earlier(
    day: date, zone: str, program: str, days: int | None
) -> None:
    case = filed(day, zone=zone, program=program)
    more = {"days": days} if days else {}
    told = case.tell("record_extension", opened_at(case), noticed_on=day, **more)
    before, after = (clock_of(one, Purpose.ANSWER) for one in (told.before, told.after))
    assert (after.due_on - before.due_on).days == (days or 14)
    assert after.key == before.key
