"""When reminders go out: counted by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.people import Role
from models.cases.standing import Cadence, Readers, Schedule
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.reminders.clock_reminders import Desk, Reached, clock_reminders
from models.notices.reminders.matter_reminders import matter_reminders
from models.notices.reminders.same_day import not_twice_a_day
from models.notices.reminders.times import SPREAD, spread
from models.rulebook.counting.working_days import add_working_days, is_working_day, last_working_day
from tests.models.notices.told import NEW_YORK, OPENING, clock, matter

DAY = date(2027, 1, 4)
PATIENT, BACKUP = Role.BENEFICIARY, Role.BACKUP


def desk(*others: tuple[Role, str], policy: ReminderSchedule | None = None) -> Desk:
    people = [Reached(Role.CASE_MANAGER, NEW_YORK, OPENING)]
    people += [Reached(role, zone, OPENING) for role, zone in others]
    return Desk("AC-1", NEW_YORK, policy or ReminderSchedule(), tuple(people))


def by_role(reminders: object) -> dict[Role, list[tuple[str, datetime]]]:
    found: dict[Role, list[tuple[str, datetime]]] = {}
    for one in reminders:  # type: ignore[attr-defined]
        found.setdefault(one.role, []).append((one.name, one.at))
    return found


def morning(year: int, month: int, day: int, zone: str = NEW_YORK) -> datetime:
    local = datetime(year, month, day, 9, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC) + spread("AC-1")


def test_our_own_clock_is_told_at_once_and_before_its_end() -> None:
    reminders = by_role(clock_reminders(desk(), clock("a.filing.1", DAY), OPENING))
    assert reminders == {
        Role.CASE_MANAGER: [
            ("opened", OPENING),
            # A Saturday; and three days before is New Year's Day, one day before a Sunday.
            ("30d", morning(2026, 12, 4)),
            ("14d", morning(2026, 12, 21)),
            ("7d", morning(2026, 12, 28)),
            ("1d", morning(2026, 12, 31)),
            ("0d", morning(2027, 1, 4)),
        ]
    }


def test_near_the_end_it_goes_further_up() -> None:
    people = desk((BACKUP, NEW_YORK), (Role.SUPERVISOR, NEW_YORK))
    reminders = by_role(clock_reminders(people, clock("a.filing.1", DAY), OPENING))
    assert [name for name, _ in reminders[BACKUP]] == ["1d", "0d"]
    assert [name for name, _ in reminders[Role.SUPERVISOR]] == ["1d", "0d"]


def test_the_policy_says_who_is_further_up_and_from_when() -> None:
    staff = (BACKUP, NEW_YORK), (Role.SUPERVISOR, NEW_YORK)
    supervisor = {"role": "supervisor", "days_before": 14, "share_passed": 0.5}
    policy = ReminderSchedule.model_validate({"escalation": [supervisor]})
    told = by_role(clock_reminders(desk(*staff, policy=policy), clock("a.filing.1", DAY), OPENING))
    assert set(told) == {Role.CASE_MANAGER, Role.SUPERVISOR}
    assert [name for name, _ in told[Role.SUPERVISOR]] == ["14d", "7d", "1d", "0d"]
    nobody = desk(*staff, policy=ReminderSchedule(escalation=()))
    assert set(by_role(clock_reminders(nobody, clock("a.filing.1", DAY), OPENING))) == {
        Role.CASE_MANAGER
    }


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        # Across a leap day, and across both changes of the clock.
        (date(2028, 3, 1), ["2028-01-31", "2028-02-16", "2028-02-23", "2028-02-25", "2028-02-29"]),
        (date(2027, 3, 15), ["2027-02-12", "2027-03-01", "2027-03-08", "2027-03-12"]),
        (date(2027, 11, 8), ["2027-10-08", "2027-10-25", "2027-11-01", "2027-11-05"]),
    ],
)
def test_each_goes_out_at_nine_on_the_wall(due_on: date, days: list[str]) -> None:
    (told,) = by_role(clock_reminders(desk(), clock("a.filing.1", due_on), OPENING)).values()
    locally = [at.astimezone(ZoneInfo(NEW_YORK)) for name, at in told if name != "opened"]
    assert [str(moment.date()) for moment in locally] == [*days, str(due_on)]
    assert {moment.hour for moment in locally} == {9}


def test_each_is_written_to_in_their_own_morning() -> None:
    people = desk((PATIENT, "Pacific/Honolulu"))
    reminders = by_role(clock_reminders(people, clock("a.filing.1", DAY), OPENING))
    # Ten in the morning in New York is five in Honolulu: that is eight there, and a little more.
    there = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Pacific/Honolulu")).astimezone(UTC)
    assert reminders[PATIENT][0] == ("opened", there + spread("AC-1"))
    assert reminders[PATIENT][1] == ("30d", morning(2026, 12, 4, "Pacific/Honolulu"))
    assert timedelta(0) <= spread("AC-1") < SPREAD


def test_what_lay_behind_when_it_was_first_seen_is_left_out() -> None:
    late = morning(2026, 12, 28)
    reminders = by_role(clock_reminders(desk(), clock("a.filing.1", DAY), late))
    assert [name for name, _ in reminders[Role.CASE_MANAGER]] == ["opened", "1d", "0d"]


@pytest.mark.parametrize("zone", [NEW_YORK, "America/Los_Angeles", "Pacific/Honolulu"])
@pytest.mark.parametrize("hours", range(0, 24, 2))
def test_nobody_else_is_reminded_on_the_day_on_which_they_first_hear(zone: str, hours: int) -> None:
    """Opened in the night before a reminder: they were told at eight, and again after nine."""
    seen = datetime(2026, 12, 27, 23, tzinfo=ZoneInfo(NEW_YORK)) + timedelta(hours=hours)
    people = desk((PATIENT, zone))
    reminders = clock_reminders(people, clock("a.filing.1", DAY), seen.astimezone(UTC))
    told = by_role(not_twice_a_day(people, reminders, {}))
    days = [at.astimezone(ZoneInfo(zone)).date() for _, at in told[PATIENT]]
    assert len(days) == len(set(days))
    assert told[PATIENT][0][0] == "opened"
    assert [name for name, _ in told[PATIENT][-2:]] == ["1d", "0d"]


def test_a_planned_day_reminds_the_case_manager_alone_and_opens_nothing() -> None:
    planned = clock("visit.planned.1", DAY, purpose=Purpose.PLANNED, schedule=Schedule.PLANNED)
    reminders = by_role(clock_reminders(desk((PATIENT, NEW_YORK)), planned, OPENING))
    assert set(reminders) == {Role.CASE_MANAGER}
    assert [name for name, _ in reminders[Role.CASE_MANAGER]] == ["7d", "1d", "0d"]


@pytest.mark.parametrize(
    ("due_on", "safe_by", "names"),
    [
        # A Sunday: the Friday before is Christmas, and Thursday the last day of work.
        (date(2026, 12, 27), date(2026, 12, 18),
         {"14d": "2026-12-11", "safe": "2026-12-18", "0d": "2026-12-24"}),
        # A Wednesday whose safe day is that of a reminder too.
        (date(2027, 1, 13), date(2027, 1, 6),
         {"14d": "2026-12-30", "safe": "2027-01-06", "3d": "2027-01-08", "1d": "2027-01-12",
          "0d": "2027-01-13"}),
        # Thanksgiving is moved past as a weekend is.
        (date(2026, 11, 27), None,
         {"14d": "2026-11-13", "7d": "2026-11-20", "3d": "2026-11-24", "1d": "2026-11-25",
          "0d": "2026-11-27"}),
        # A Saturday: one day before and the last day of work are the same.
        (date(2026, 12, 5), None,
         {"14d": "2026-11-20", "7d": "2026-11-27", "3d": "2026-12-02", "0d": "2026-12-04"}),
    ],
)  # fmt: skip
def test_limits_of_weeks_are_reminded_of_on_days_of_work(
    due_on: date, safe_by: date | None, names: dict[str, str]
) -> None:
    one = clock("a.filing.1", due_on)
    one.reckoning = one.reckoning.model_copy(update={"safe_by": safe_by})
    for zone in (NEW_YORK, "America/Los_Angeles"):
        told = by_role(clock_reminders(desk((PATIENT, zone)), one, OPENING))[PATIENT]
        days = {
            name: str(at.astimezone(ZoneInfo(zone)).date())
            for name, at in told
            if name not in {"opened", "30d"}
        }
        assert days == names


@pytest.mark.parametrize(
    ("begins_on", "seen", "days"),
    [
        # Two weeks long: Saturday and Sunday are told of on the Friday.
        (date(2026, 11, 22), OPENING, ["2026-12-04"]),
        # A day shorter: each day is told on itself.
        (date(2026, 11, 23), OPENING, ["2026-12-05", "2026-12-06"]),
        # Of weeks, but first seen on the Friday: the days before the end are all that is left.
        (date(2026, 11, 2), datetime(2026, 12, 4, 15, tzinfo=UTC), ["2026-12-05", "2026-12-06"]),
    ],
)
def test_a_weekend_is_a_day_like_any_other_near_an_end(
    begins_on: date, seen: datetime, days: list[str]
) -> None:
    one = clock("a.filing.1", date(2026, 12, 6))
    one.begins_on = begins_on
    policy = ReminderSchedule(days_before=(1, 0))
    manager = Reached(Role.CASE_MANAGER, NEW_YORK, seen)
    people = Desk("AC-1", NEW_YORK, policy, (manager,))
    told = [each for each in clock_reminders(people, one, seen) if each.name != "opened"]
    assert [str(each.at.astimezone(ZoneInfo(NEW_YORK)).date()) for each in told] == days


@given(
    due_on=st.dates(date(2026, 11, 10), date(2032, 12, 31)),
    safe_days=st.none() | st.integers(1, 20),
    days_before=st.sets(st.integers(0, 60), min_size=1, max_size=8),
)
def test_of_days_of_work_the_last_is_told_and_none_twice(
    due_on: date, safe_days: int | None, days_before: set[int]
) -> None:
    one = clock("a.filing.1", due_on)
    one.begins_on = due_on - timedelta(days=120)
    safe_by = add_working_days(due_on, -safe_days) if safe_days else None
    one.reckoning = one.reckoning.model_copy(update={"safe_by": safe_by})
    policy = ReminderSchedule(days_before=tuple(days_before))
    since = one.expires_at - timedelta(days=120)
    people = Desk("AC-1", NEW_YORK, policy, (Reached(Role.CASE_MANAGER, NEW_YORK, since),))
    told = [each for each in clock_reminders(people, one, since) if each.name != "opened"]
    days = [each.at.astimezone(ZoneInfo(NEW_YORK)).date() for each in told]
    assert all(is_working_day(day) for day in days)
    assert len(days) == len(set(days))
    asked = {last_working_day(due_on - timedelta(days=number)) for number in days_before}
    assert set(days) == asked | ({safe_by} if safe_by else set())


@pytest.mark.parametrize("zone", ["America/Chicago", "America/Denver", "America/Los_Angeles"])
def test_what_comes_up_at_midnight_in_the_east_is_told_once_next_morning(zone: str) -> None:
    midnight = datetime(2026, 12, 3, 5, tzinfo=UTC)
    late = matter("a.good_cause.1", FollowUpKind.GOOD_CAUSE, readers=Readers.EVERYONE)
    people = replace(desk((PATIENT, zone)), zone=NEW_YORK)
    until = midnight + timedelta(days=8)
    told = by_role(matter_reminders(people, late, midnight, numbered=0, until=until))
    days = [at.astimezone(ZoneInfo(zone)).date() for _, at in told[PATIENT][:4]]
    assert [str(day) for day in days] == ["2026-12-03", "2026-12-04", "2026-12-06", "2026-12-10"]


@pytest.mark.parametrize(
    ("schedule", "names"), [(Schedule.THEIRS, ["opened"]), (Schedule.NONE, [])]
)
def test_a_clock_of_others_is_one_notice_or_none(schedule: Schedule, names: list[str]) -> None:
    theirs = clock("a.decision.1", DAY, purpose=Purpose.DECISION, schedule=schedule)
    reminders = clock_reminders(desk((PATIENT, NEW_YORK)), theirs, OPENING)
    assert [one.name for one in reminders] == names


def test_a_clock_of_hours_reminds_by_shares_of_it() -> None:
    ends = OPENING + timedelta(hours=20)
    hourly = clock("qio.filing.1", ends.date(), at=ends, begins_on=date(2026, 11, 2))
    reminders = by_role(clock_reminders(desk((PATIENT, NEW_YORK)), hourly, OPENING))
    assert reminders[Role.CASE_MANAGER] == [
        ("opened", OPENING),
        ("0.5", OPENING + timedelta(hours=10)),
        ("0.75", OPENING + timedelta(hours=15)),
        ("0.9", OPENING + timedelta(hours=18)),
    ]
    # Eight in the evening is night for a patient, and so is all that follows.
    evening = datetime(2026, 11, 3, 0, 45, tzinfo=UTC)
    assert [at for _, at in reminders[PATIENT]] == [OPENING, evening, evening, evening]


def test_a_clock_of_hours_goes_further_up_by_shares_of_it() -> None:
    ends = OPENING + timedelta(hours=72)
    hourly = clock("qio.filing.1", ends.date(), at=ends, begins_on=date(2026, 11, 2))
    people = desk((BACKUP, NEW_YORK), (Role.SUPERVISOR, NEW_YORK))
    reminders = by_role(clock_reminders(people, hourly, OPENING))
    assert [name for name, _ in reminders[BACKUP]] == ["0.75", "0.9"]
    assert [name for name, _ in reminders[Role.SUPERVISOR]] == ["0.9"]


ZONES = (NEW_YORK, "America/Chicago", "Pacific/Honolulu", "America/Phoenix", "Asia/Manila")


@given(
    due_on=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    zones=st.dictionaries(st.sampled_from(sorted(Role)), st.sampled_from(ZONES), min_size=1),
    seen=st.timedeltas(timedelta(0), timedelta(days=200)),
    case_id=st.text(min_size=1, max_size=20),
)
def test_none_is_past_late_at_night_or_there_twice(
    due_on: date, zones: dict[Role, str], seen: timedelta, case_id: str
) -> None:
    one, policy = clock("a.filing.1", due_on), ReminderSchedule()
    since = one.expires_at - seen
    people = tuple(Reached(role, zone, since) for role, zone in zones.items())
    reminders = clock_reminders(Desk(case_id, NEW_YORK, policy, people), one, since)
    told = [(reminder.name, reminder.role) for reminder in reminders]
    assert len(told) == len(set(told))
    readers = {*policy.recipients, *(one.role for one in policy.escalation)}
    for reminder in reminders:
        assert reminder.role in readers
        if reminder.name == "opened":
            assert reminder.at >= since
        else:
            assert since < reminder.at < one.expires_at
        if (reminder.name, reminder.role) != ("opened", Role.CASE_MANAGER):
            assert 8 <= reminder.at.astimezone(ZoneInfo(zones[reminder.role])).hour < 20


def test_a_matter_is_brought_up_by_its_kind_and_then_once_per_interval() -> None:
    late = matter("a.overdue.1", FollowUpKind.OVERDUE)
    until = OPENING + timedelta(days=70)
    reminders = matter_reminders(desk(), late, OPENING, numbered=0, until=until)
    days = [(one.at - OPENING).days for one in reminders]
    assert days[:9] == [0, 2, 6, 13, 20, 27, 57, 87, 117]
    assert [one.name for one in reminders[:7]] == [f"follow-up-{n}" for n in range(1, 8)]
    assert [one.round for one in reminders[:7]] == [0, 0, 0, 0, 0, 0, 1]
    # The first at once, by day; the others in the morning.
    assert reminders[0].at == OPENING
    assert reminders[1].at == morning(2026, 11, 5)


@pytest.mark.parametrize(
    ("cadence", "first"), [(Cadence.CHECK_IN, 30), (Cadence.CHECK_IN_AT_ONCE, 0)]
)
def test_check_ins_follow_the_policy(cadence: Cadence, first: int) -> None:
    one = matter("a.check_in.1", FollowUpKind.CHECK_IN, cadence=cadence)
    reminders = matter_reminders(desk(), one, OPENING, numbered=0, until=OPENING)
    expected = [first + 30 * number for number in range(12)]
    assert [(at.date() - OPENING.date()).days for at in (one.at for one in reminders)] == expected


def test_a_matter_goes_to_its_readers_and_later_to_the_case_manager() -> None:
    writer = matter("a.missing_elements.1", FollowUpKind.MISSING_ELEMENTS, readers=Readers.WRITER)
    people = desk((Role.PHYSICIAN, NEW_YORK))
    until = OPENING + timedelta(days=60)
    roles = by_role(matter_reminders(people, writer, OPENING, numbered=0, until=until))
    assert len(roles[Role.PHYSICIAN]) == 5
    assert len(roles[Role.CASE_MANAGER]) == 17


def test_nobody_else_can_be_written_to_so_the_case_manager_is() -> None:
    policy = ReminderSchedule(recipients=(PATIENT,), escalation=())
    reminders = clock_reminders(desk(policy=policy), clock("a.filing.1", DAY), OPENING)
    assert {one.role for one in reminders} == {Role.CASE_MANAGER}


def test_days_of_the_year_end_and_of_summer_time() -> None:
    """The night of March 14, 2027 has an hour less: nine in the morning is nine all the same."""
    day = date(2027, 3, 15)
    reminders = by_role(clock_reminders(desk(), clock("a.filing.1", day), OPENING))
    hours = [
        at.astimezone(ZoneInfo(NEW_YORK)).hour for name, at in reminders[Role.CASE_MANAGER][1:]
    ]
    assert hours == [9] * 5
    leap = by_role(clock_reminders(desk(), clock("a.filing.1", date(2028, 3, 1)), OPENING))
    assert ("1d", morning(2028, 2, 29)) in leap[Role.CASE_MANAGER]
