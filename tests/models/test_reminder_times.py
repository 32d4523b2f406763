"""Reminders go out in the recipient's daytime, before the end, once per rung and person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.deadline import Rung
from models.people import Role
from models.reckoning import Reckoning
from models.reminder_policy import ReminderPolicy
from models.reminder_times import (
    SPREAD,
    ReminderTimes,
    in_daytime,
    spread,
)

ZONES = (
    "America/New_York",
    "America/Chicago",
    "Pacific/Honolulu",
    "America/Phoenix",
    "Asia/Manila",
)


DAY_BEGINS, DAY_ENDS = 8, 20
"""The daytime, where a policy says nothing else."""


def reckoning(due_on: date, zone: str, *, due_at: datetime | None = None) -> Reckoning:
    end = datetime.combine(due_on + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    return Reckoning(
        rule="AB.REDET.FILE",
        version="1965-01-01",
        title="File a redetermination",
        due_on=due_on,
        due_at=due_at or end.astimezone(UTC),
        to_the_hour=due_at is not None,
        zone=zone,
        steps=(),
        citation="42 CFR 405.942",
        evidence="SEEN-2026",
        verified=True,
    )


def ladder(due_on: date, zones: dict[Role, str], now: datetime, **policy: Any) -> list[Rung]:
    counted = reckoning(due_on, "America/New_York")
    times = ReminderTimes("AC-1", now, ReminderPolicy(**policy), zones)
    return times.before(counted, due_on=due_on, expires_at=counted.due_at, started_at=now)


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (date(2027, 1, 6), ["2026-12-07", "2026-12-23", "2026-12-30", "2027-01-03", "2027-01-05"]),
        # The ladder across a leap day, and across both changes of the clock.
        (date(2028, 3, 1), ["2028-01-31", "2028-02-16", "2028-02-23", "2028-02-27", "2028-02-29"]),
        (date(2027, 3, 15), ["2027-02-13", "2027-03-01", "2027-03-08", "2027-03-12", "2027-03-14"]),
        (date(2026, 11, 2), ["2026-10-03", "2026-10-19", "2026-10-26", "2026-10-30", "2026-11-01"]),
    ],
)
def test_the_ladder_of_a_window_of_weeks(due_on: date, days: list[str]) -> None:
    zone = "America/Chicago"
    now = datetime.combine(due_on - timedelta(days=60), datetime.min.time(), UTC)
    rungs = ladder(due_on, {Role.CASE_MANAGER: zone}, now)
    locally = [rung.at.astimezone(ZoneInfo(zone)) for rung in rungs]
    assert [str(moment.date()) for moment in locally] == [*days, str(due_on)]
    assert {moment.hour for moment in locally} == {9}
    assert [rung.key for rung in rungs] == ["30d", "14d", "7d", "3d", "1d", "0d"]


STAFF_ZONES = dict.fromkeys((Role.CASE_MANAGER, Role.BACKUP, Role.SUPERVISOR), "America/New_York")


def test_the_last_rungs_climb_over_the_head_of_whoever_does_not_answer() -> None:
    rungs = ladder(date(2027, 1, 6), STAFF_ZONES, datetime(2026, 11, 23, tzinfo=UTC))
    manager, backup, supervisor = STAFF_ZONES
    assert [(rung.key, rung.recipients) for rung in rungs] == [
        ("30d", (manager,)),
        ("14d", (manager,)),
        ("7d", (manager,)),
        ("3d", (manager, backup)),
        ("1d", (manager, backup, supervisor)),
        ("0d", (manager, backup, supervisor)),
    ]


def test_the_policy_says_who_is_further_up_and_from_when() -> None:
    escalation = [{"role": "supervisor", "days_before": 14, "share_passed": 0.5}]
    now = datetime(2026, 11, 23, tzinfo=UTC)
    rungs = ladder(date(2027, 1, 6), STAFF_ZONES, now, escalation=escalation)
    told = {rung.key for rung in rungs if Role.SUPERVISOR in rung.recipients}
    assert told == {"14d", "7d", "3d", "1d", "0d"}
    assert not any(Role.BACKUP in rung.recipients for rung in rungs)
    assert ladder(date(2027, 1, 6), STAFF_ZONES, now, escalation=[])[-1].recipients == (
        Role.CASE_MANAGER,
    )


def test_hours_climb_by_shares() -> None:
    opened = datetime(2026, 11, 23, 14, tzinfo=UTC)
    end = opened + timedelta(hours=72)
    counted = reckoning(end.date(), "America/New_York", due_at=end)
    times = ReminderTimes("AC-1", opened, ReminderPolicy(), STAFF_ZONES)
    rungs = times.before(counted, due_on=end.date(), expires_at=end, started_at=opened)
    told: dict[str, set[Role]] = {}
    for rung in rungs:
        told.setdefault(rung.key, set()).update(rung.recipients)
    manager, backup, supervisor = STAFF_ZONES
    assert told == {
        "0.5": {manager},
        "0.75": {manager, backup},
        "0.9": {manager, backup, supervisor},
    }


def test_people_in_different_zones_are_each_written_to_in_their_morning() -> None:
    zones = {Role.CASE_MANAGER: "America/New_York", Role.BENEFICIARY: "Pacific/Honolulu"}
    rungs = ladder(date(2027, 1, 6), zones, datetime(2026, 11, 23, tzinfo=UTC), days_before=(7,))
    assert [(rung.key, rung.recipients) for rung in rungs] == [
        ("7d", (Role.CASE_MANAGER,)),
        ("7d", (Role.BENEFICIARY,)),
    ]
    assert rungs[1].at - rungs[0].at == timedelta(hours=5)


def test_a_window_of_hours_is_reminded_of_by_shares_of_it() -> None:
    start = datetime(2026, 11, 23, 15, tzinfo=UTC)
    end = start + timedelta(hours=72)
    counted = reckoning(date(2026, 11, 26), "America/New_York", due_at=end)
    zones = {Role.CASE_MANAGER: "America/New_York", Role.BENEFICIARY: "America/New_York"}
    times = ReminderTimes("AC-1", start, ReminderPolicy(), zones)
    rungs = times.before(counted, due_on=counted.due_on, expires_at=end, started_at=start)
    manager = [rung.at - start for rung in rungs if Role.CASE_MANAGER in rung.recipients]
    assert manager == [timedelta(hours=36), timedelta(hours=54), timedelta(hours=64.8)]
    for rung in rungs:
        if Role.BENEFICIARY in rung.recipients:
            assert DAY_BEGINS <= rung.at.astimezone(ZoneInfo("America/New_York")).hour < DAY_ENDS


@given(
    due_on=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    zones=st.dictionaries(st.sampled_from(sorted(Role)), st.sampled_from(ZONES), min_size=1),
    opened=st.timedeltas(timedelta(0), timedelta(days=200)),
    case_id=st.text(min_size=1, max_size=20),
)
def test_no_rung_is_past_late_or_at_night(
    due_on: date, zones: dict[Role, str], opened: timedelta, case_id: str
) -> None:
    counted = reckoning(due_on, "America/New_York")
    now = counted.due_at - opened
    policy = ReminderPolicy()
    times = ReminderTimes(case_id, now, policy, zones)
    rungs = times.before(counted, due_on=due_on, expires_at=counted.due_at, started_at=now)
    seen = [(rung.key, role) for rung in rungs for role in rung.recipients]
    assert len(seen) == len(set(seen))
    for rung in rungs:
        assert now < rung.at < counted.due_at
        for role in rung.recipients:
            further_up = role in {climb.role for climb in policy.escalation}
            assert role in policy.recipients or further_up
            assert DAY_BEGINS <= rung.at.astimezone(ZoneInfo(zones[role])).hour < DAY_ENDS


@given(
    moment=st.timedeltas(timedelta(0), timedelta(days=3000)).map(
        lambda span: datetime(2024, 1, 1, tzinfo=UTC) + span
    ),
    zone=st.sampled_from(ZONES),
    earlier=st.booleans(),
)
def test_daytime_is_found_on_the_side_asked_for(
    moment: datetime, zone: str, *, earlier: bool
) -> None:
    found = in_daytime(moment, zone, ReminderPolicy(), earlier=earlier)
    assert DAY_BEGINS <= found.astimezone(ZoneInfo(zone)).hour < DAY_ENDS
    assert found <= moment if earlier else found >= moment
    assert abs(found - moment) < timedelta(hours=13)


def test_many_cases_spread_over_the_window() -> None:
    spreads = [spread(f"AC-{number}") for number in range(1000)]
    assert all(timedelta(0) <= one < SPREAD for one in spreads)
    in_tenths = [int(10 * (one / SPREAD)) for one in spreads]
    assert all(in_tenths.count(tenth) > 60 for tenth in range(10))
