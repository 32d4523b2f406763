"""What lists show of a case: the day of its next deadline, and whose act it waits for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import Purpose
from models.cases.kinds import CaseKind
from models.cases.program import WaitingOn
from models.inputs.common_intake import Override
from models.local_time import end_of_day, local_day
from models.presentation.attributes import attributes
from models.presentation.overview import overview
from models.presentation.shown import shown
from models.presentation.snapshot import snapshot
from models.procedure.clocks import clock as clock_of
from models.procedure.clocks import set_by_hand
from models.rulebook.reckoning import Reckoning
from tests.models.presentation.complaints import OPENED, at
from tests.models.presentation.test_each_kind_shown import after, opened

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Puerto_Rico",
    "Pacific/Honolulu",
)


def reckoning(due_on: date, zone: str, ends: datetime | None = None) -> Reckoning:
    return Reckoning(
        rule="C.RECON.FILE",
        version="2025-01-01",
        title="Request for reconsideration",
        due_on=due_on,
        due_at=ends or end_of_day(due_on, zone),
        to_the_hour=ends is not None,
        zone=zone,
        steps=(),
        citation="42 CFR 422.582(b)",
        evidence="SEEN-2026",
        verified=True,
    )


days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
zones = st.sampled_from(ZONES)


@given(days, zones, zones)
def test_a_limit_in_days_is_listed_on_its_last_day_wherever_one_looks(
    due_on: date, zone: str, looked_from: str
) -> None:
    found = clock_of("k.1", reckoning(due_on, zone), Purpose.FILING, title="t", begins_on=due_on)
    listed_at = found.listed_at(found.expires_at - timedelta(days=9))
    assert local_day(listed_at, zone) == due_on
    assert local_day(listed_at, looked_from) == due_on
    assert local_day(listed_at, "UTC") == due_on
    assert listed_at < found.expires_at


@given(days, st.times(), zones)
def test_a_limit_in_hours_is_listed_at_its_instant(day: date, hour: time, zone: str) -> None:
    ends = datetime.combine(day, hour.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
    clock = clock_of("k.1", reckoning(day, zone, ends), Purpose.DECISION, title="t", begins_on=day)
    assert clock.listed_at(ends - timedelta(days=9)) == ends


def test_the_first_deadline_to_end_is_listed() -> None:
    seen = shown(opened(CaseKind.APPEAL), OPENED)
    [clock] = seen.standing.open_clocks
    assert str(seen.next_deadline) == f"{clock.due_on} 17:00:00+00:00"
    assert attributes(seen)["NextDeadline"] == f"{clock.due_on}T17:00:00+00:00"
    assert snapshot(seen, sequence=1).next_deadline == seen.next_deadline


@given(days, zones)
def test_a_day_set_by_hand_is_listed_on_that_day(day: date, zone: str) -> None:
    ends = datetime(2026, 11, 9, 17, tzinfo=UTC)
    reckoned = reckoning(date(2026, 11, 9), zone, ends)
    clock = clock_of("k.1", reckoned, Purpose.FILING, title="t", begins_on=day)
    set_by_hand(clock, Override(due_on=day, reason="As the notice prints"))
    assert local_day(clock.listed_at(clock.expires_at - timedelta(days=9)), zone) == day


Steps = list[tuple[str, dict[str, Any]]]

FILED = ("file_appeal", {"filed_on": "2026-11-10"})
DENIED = ("record_decision", {"notice_date": "2026-11-11", "outcome": "unfavorable"})
WON = ("record_decision", {"notice_date": "2026-11-11", "outcome": "favorable"})
ORIGINAL = {"program": "original", "notice_date": "2026-11-02"}
OPINION = {"referral_needed": False}
CHOSEN = ("choose_specialist", {"on": "2026-11-09", "visit_on": "2026-12-01"})

WAITS: dict[str, tuple[CaseKind, dict[str, Any], Steps, WaitingOn]] = {
    "to file": (CaseKind.APPEAL, {}, [], WaitingOn.US),
    "filed with the plan": (CaseKind.APPEAL, {}, [FILED], WaitingOn.PLAN),
    "the plan sends the file on": (CaseKind.APPEAL, {}, [FILED, DENIED], WaitingOn.PLAN),
    "at the IRE": (
        CaseKind.APPEAL,
        {},
        [FILED, DENIED, ("escalate", {"on": "2026-11-12"})],
        WaitingOn.REVIEWER,
    ),
    "won": (CaseKind.APPEAL, {}, [FILED, WON], WaitingOn.PLAN),
    "in effect": (
        CaseKind.APPEAL,
        {},
        [FILED, WON, ("record_effectuation", {"on": "2026-11-12"})],
        WaitingOn.NOBODY,
    ),
    "at the MAC": (CaseKind.APPEAL, ORIGINAL, [FILED], WaitingOn.REVIEWER),
    "the plan answers a grievance": (
        CaseKind.GRIEVANCE,
        {},
        [("record_filed", {"filed_on": "2026-11-06", "filed_at": "09:30"})],
        WaitingOn.PLAN,
    ),
    "a grievance to file": (CaseKind.GRIEVANCE, {}, [], WaitingOn.US),
    "a complaint to make": (CaseKind.CMS_COMPLAINT, {"filed_on": None}, [], WaitingOn.US),
    "a complaint to be assigned": (CaseKind.CMS_COMPLAINT, {}, [], WaitingOn.CMS),
    "a complaint the plan has": (
        CaseKind.CMS_COMPLAINT,
        {},
        [("record_assigned", {"assigned_on": "2026-11-06", "category": "urgent"})],
        WaitingOn.PLAN,
    ),
    "records to ask for": (CaseKind.RECORDS_TRANSFER, {"sent_on": None}, [], WaitingOn.US),
    "records asked for": (
        CaseKind.RECORDS_TRANSFER,
        {},
        [("record_received", {"received_on": "2026-11-06"})],
        WaitingOn.RECORDS,
    ),
    "a referral to ask for": (CaseKind.SECOND_OPINION, {}, [], WaitingOn.US),
    "a referral asked for": (
        CaseKind.SECOND_OPINION,
        {},
        [
            ("request_referral", {"requested_on": "2026-11-09"}),
            ("record_records", {"on": "2026-11-10"}),
        ],
        WaitingOn.PLAN,
    ),
    "a specialist to choose": (CaseKind.SECOND_OPINION, OPINION, [], WaitingOn.US),
    "a visit": (
        CaseKind.SECOND_OPINION,
        OPINION,
        [CHOSEN, ("record_records", {"on": "2026-11-10"})],
        WaitingOn.PROVIDER,
    ),
    "a report": (
        CaseKind.SECOND_OPINION,
        OPINION,
        [CHOSEN, ("record_visit", {"on": "2026-11-10"})],
        WaitingOn.PROVIDER,
    ),
    "closed": (CaseKind.GRIEVANCE, {}, [("close", {"reason": "Done"})], WaitingOn.NOBODY),
}


@pytest.mark.parametrize("name", WAITS)
def test_whose_act_a_case_waits_for(name: str) -> None:
    kind, intake, reports, expected = WAITS[name]
    state = opened(kind, **intake)
    for number, (report, content) in enumerate(reports):
        state = after(state, report, at(12) + timedelta(minutes=number), **content)
    seen = shown(state, at(13))
    assert attributes(seen)["WaitingOn"] == expected
    assert snapshot(seen, sequence=1).waiting_on is expected
    action = overview(seen).next_action
    assert action.waiting_on is expected
    # What the panel says of whose turn it is agrees with it.
    assert (action.who == "case manager") == (expected is WaitingOn.US)
