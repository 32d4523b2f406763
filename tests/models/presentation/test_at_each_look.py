"""What is shown is of the moment at which somebody looks, in the days of the case's zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.local_time import local_day, short_moment
from models.presentation.account.result import story
from models.presentation.overview import overview
from models.presentation.panel.page import panel
from models.presentation.shapes import Story
from models.presentation.shown import shown
from tests.models.presentation.test_each_kind_shown import INTAKES, SMALLEST, after

OPENED = datetime(2026, 11, 7, 3, 30, tzinfo=UTC)
"""A Friday evening in every zone of the country, and Saturday in UTC."""

ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Honolulu")
DAYS_OF_TODAY = {"on", "filed_on", "sent_on", "received_on", "requested_on", "assigned_on"}


def opened(kind: CaseKind, zone: str, **intake: Any) -> CaseState:
    content = {**SMALLEST, **INTAKES[kind], "zone": zone, **intake}
    return CaseState("AC-1", kind, (Report(1, "intake", content, OPENED),))


@given(st.sampled_from(CaseKind), st.sampled_from(ZONES), st.integers(0, 40 * 24 * 60))
def test_as_of_and_the_example_are_of_each_look(kind: CaseKind, zone: str, minutes: int) -> None:
    state = opened(kind, zone)
    panel(shown(state, OPENED))
    now = OPENED + timedelta(minutes=minutes)
    seen = shown(state, now)
    assert f"s of {short_moment(now, zone)}" in panel(seen)
    example = overview(seen).next_action.example
    told = {name: value for name, value in example.items() if name in DAYS_OF_TODAY}
    assert set(told.values()) <= {str(local_day(now, zone))}


def test_the_example_to_copy_records_a_filing_of_today() -> None:
    state = opened(CaseKind.APPEAL, "America/New_York")
    for days in (0, 14):
        seen = shown(state, OPENED + timedelta(days=days))
        day = date(2026, 11, 6) + timedelta(days=days)
        assert f'```json\n{{\n  "filed_on": "{day}"\n}}\n```' in panel(seen)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", CaseKind)
def test_a_case_of_one_evening_began_and_ended_on_one_day(kind: CaseKind, zone: str) -> None:
    how = {"reason": "Opened by mistake"}
    if kind is CaseKind.APPEAL:
        how["ending"] = "withdrawn"
    state = after(opened(kind, zone), "close", OPENED + timedelta(minutes=40), **how)
    told = Story.model_validate(
        {name: value for name, value in story(shown(state, OPENED)).items() if name != "levels"}
    )
    assert told.opened_on == told.ended_on == date(2026, 11, 6)


@pytest.mark.parametrize("zone", ZONES)
def test_a_case_that_is_cancelled_ends_on_a_day_of_its_zone(zone: str) -> None:
    state = opened(CaseKind.APPEAL, zone)
    state = after(state, "cancel", OPENED + timedelta(hours=1))
    told = story(shown(state, OPENED + timedelta(days=9)))
    assert (told["opened_on"], told["ended_on"]) == ("2026-11-06", "2026-11-06")
