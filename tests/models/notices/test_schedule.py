"""When reminders go out: counted by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.standing import Cadence, Readers, Schedule
from models.deadline import FollowUpKind, Purpose
from models.notices.schedule import Desk, Reached, clock_reminders, matter_reminders
from models.people import Role
from models.reminder_policy import ReminderPolicy
from models.reminder_times import SPREAD, spread
from tests.models.notices.told import NEW_YORK, OPENING, clock, matter

DAY = date(2027, 1, 4)
PATIENT, BACKUP = Role.BENEFICIARY, Role.BACKUP


def desk(*others: tuple[Role, str], policy: ReminderPolicy | None = None) -> Desk:
    people = [Reached(Role.CASE_MANAGER, NEW_YORK, OPENING)]
    people += [Reached(role, zone, OPENING) for role, zone in others]
    return Desk("AC-1", NEW_YORK, policy or ReminderPolicy(), tuple(people))


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
            ("30d", morning(2026, 12, 5)),
            ("14d", morning(2026, 12, 21)),
            ("7d", morning(2026, 12, 28)),
            ("3d", morning(2027, 1, 1)),
            ("1d", morning(2027, 1, 3)),
            ("0d", morning(2027, 1, 4)),
        ]
    }


def test_near_the_end_it_goes_further_up() -> None:
    people = desk((BACKUP, NEW_YORK), (Role.SUPERVISOR, NEW_YORK))
    reminders = by_role(clock_reminders(people, clock("a.filing.1", DAY), OPENING))
    assert [name for name, _ in reminders[BACKUP]] == ["3d", "1d", "0d"]
    assert [name for name, _ in reminders[Role.SUPERVISOR]] == ["1d", "0d"]


def test_the_policy_says_who_is_further_up_and_from_when() -> None:
    staff = (BACKUP, NEW_YORK), (Role.SUPERVISOR, NEW_YORK)
    climb = {"role": "supervisor", "days_before": 14, "share_passed": 0.5}
    policy = ReminderPolicy.model_validate({"escalation": [climb]})
    told = by_role(clock_reminders(desk(*staff, policy=policy), clock("a.filing.1", DAY), OPENING))
    assert set(told) == {Role.CASE_MANAGER, Role.SUPERVISOR}
    assert [name for name, _ in told[Role.SUPERVISOR]] == ["14d", "7d", "3d", "1d", "0d"]
    nobody = desk(*staff, policy=ReminderPolicy(escalation=()))
    assert set(by_role(clock_reminders(nobody, clock("a.filing.1", DAY), OPENING))) == {
        Role.CASE_MANAGER
    }


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        # Across a leap day, and across both changes of the clock.
        (date(2028, 3, 1), ["2028-01-31", "2028-02-16", "2028-02-23", "2028-02-27", "2028-02-29"]),
        (date(2027, 3, 15), ["2027-02-13", "2027-03-01", "2027-03-08", "2027-03-12", "2027-03-14"]),
        (date(2027, 11, 8), ["2027-10-09", "2027-10-25", "2027-11-01", "2027-11-05", "2027-11-07"]),
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
    assert reminders[PATIENT][1] == ("30d", morning(2026, 12, 5, "Pacific/Honolulu"))
    assert timedelta(0) <= spread("AC-1") < SPREAD


def test_what_lay_behind_when_it_was_first_seen_is_left_out() -> None:
    late = morning(2026, 12, 28)
    reminders = by_role(clock_reminders(desk(), clock("a.filing.1", DAY), late))
    assert [name for name, _ in reminders[Role.CASE_MANAGER]] == ["opened", "3d", "1d", "0d"]


def test_a_planned_day_reminds_the_case_manager_alone_and_opens_nothing() -> None:
    planned = clock("visit.planned.1", DAY, purpose=Purpose.PLANNED, schedule=Schedule.PLANNED)
    reminders = by_role(clock_reminders(desk((PATIENT, NEW_YORK)), planned, OPENING))
    assert set(reminders) == {Role.CASE_MANAGER}
    assert [name for name, _ in reminders[Role.CASE_MANAGER]] == ["7d", "3d", "1d", "0d"]


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
    one, policy = clock("a.filing.1", due_on), ReminderPolicy()
    since = one.expires_at - seen
    people = tuple(Reached(role, zone, since) for role, zone in zones.items())
    reminders = clock_reminders(Desk(case_id, NEW_YORK, policy, people), one, since)
    told = [(reminder.name, reminder.role) for reminder in reminders]
    assert len(told) == len(set(told))
    readers = {*policy.recipients, *(climb.role for climb in policy.escalation)}
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
    policy = ReminderPolicy(recipients=(PATIENT,), escalation=())
    reminders = clock_reminders(desk(policy=policy), clock("a.filing.1", DAY), OPENING)
    assert {one.role for one in reminders} == {Role.CASE_MANAGER}


def test_days_of_the_year_end_and_of_summer_time() -> None:
    """The night of March 14, 2027 has an hour less: nine in the morning is nine all the same."""
    day = date(2027, 3, 15)
    reminders = by_role(clock_reminders(desk(), clock("a.filing.1", day), OPENING))
    hours = [
        at.astimezone(ZoneInfo(NEW_YORK)).hour for name, at in reminders[Role.CASE_MANAGER][1:]
    ]
    assert hours == [9] * 6
    leap = by_role(clock_reminders(desk(), clock("a.filing.1", date(2028, 3, 1)), OPENING))
    assert ("1d", morning(2028, 2, 29)) in leap[Role.CASE_MANAGER]
