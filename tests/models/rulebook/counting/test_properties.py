"""What holds for every row, whatever the day, the zone and the facts."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rulebook import FactError, Facts, NotInForceError, rulebook

COUNTABLE = [row.id for row in rulebook.rows() if row.kind == "limit"]
PRESUMING = [
    row.id
    for row in rulebook.rows()
    for version in row.current[-1:]
    if version.presumption is not None
]

RULES = st.sampled_from(COUNTABLE)
IN_FORCE = max(row.current[0].effective_from for row in rulebook.rows() if row.id in COUNTABLE)
"""The first day on which every row is in force."""
DAYS = st.dates(IN_FORCE, date(2031, 12, 31))
ZONES = st.sampled_from(["America/New_York", "America/Denver", "Pacific/Honolulu", "Pacific/Guam"])
FACTS: st.SearchStrategy[Facts] = st.builds(
    Facts,
    kind=st.sampled_from([None, "service", "payment", "part_b_drug", "exception"]),
    speed=st.sampled_from([None, "standard", "expedited"]),
    prior_authorization=st.booleans(),
    escalated=st.booleans(),
    late=st.booleans(),
    urgency=st.sampled_from([None, "immediate_need", "urgent", "other"]),
    setting=st.sampled_from([None, "inpatient", "snf"]),
)


def moment(day: date, hour: int | None) -> date | datetime:
    """Hours of the clock between 4 and 23 exist on every day."""
    return day if hour is None else datetime.combine(day, datetime.min.time()).replace(hour=hour)


HOURS = st.none() | st.integers(4, 23)
MOMENTS = st.builds(moment, DAYS, HOURS)


@given(RULES, MOMENTS, st.integers(0, 40), ZONES, FACTS)
def test_a_later_trigger_is_never_due_earlier(
    rule: str, when: date, later: int, zone: str, facts: Facts
) -> None:
    then = when + timedelta(days=later)
    # A row may have ended by then, as that of the WISeR model with 2031.
    day = then.date() if isinstance(then, datetime) else then
    assume(any(version.covers(day) for version in rulebook.row(rule).current))
    first = rulebook.reckon(rule, when, zone=zone, facts=facts)
    second = rulebook.reckon(rule, then, zone=zone, facts=facts)
    # A new version may shorten a limit, as that for prior authorization in 2026.
    assume(first.version == second.version)
    assert first.due_at <= second.due_at
    assert first.due_on <= second.due_on


@given(RULES, DAYS, HOURS, ZONES, FACTS)
def test_the_same_question_has_the_same_answer(
    rule: str, day: date, hour: int | None, zone: str, facts: Facts
) -> None:
    ask = moment(day, hour)
    assert rulebook.reckon(rule, ask, zone=zone, facts=facts) == rulebook.reckon(
        rule, ask, zone=zone, facts=facts
    )


@given(st.sampled_from(PRESUMING), DAYS, ZONES, FACTS, st.integers(0, 30), st.integers(0, 30))
def test_earlier_receipt_is_never_due_later(  # noqa: PLR0917
    rule: str, day: date, zone: str, facts: Facts, one: int, other: int
) -> None:
    def due(days: int) -> datetime:
        known = facts.model_copy(update={"received": day + timedelta(days=days)})
        return rulebook.reckon(rule, day, zone=zone, facts=known).due_at

    assert due(min(one, other)) <= due(max(one, other))
    if min(one, other) <= 5:
        assert due(min(one, other)) <= rulebook.reckon(rule, day, zone=zone, facts=facts).due_at


@given(RULES, DAYS, HOURS, ZONES, FACTS)
def test_what_every_reckoning_holds(
    rule: str, day: date, hour: int | None, zone: str, facts: Facts
) -> None:
    found = rulebook.reckon(rule, moment(day, hour), zone=zone, facts=facts)
    there = found.due_at.astimezone(ZoneInfo(zone))
    assert found.due_at.tzinfo is UTC
    if found.to_the_hour:
        assert there.date() == found.due_on
    else:
        assert there.date() == found.due_on + timedelta(days=1)
        assert (there.hour, there.minute) == (0, 0)
    assert found.last_arguable is None or found.last_arguable > found.due_on
    assert (found.last_arguable is None) == (found.ground is None)
    assert (found.last_arguable is None) == (found.last_arguable_at is None)
    assert found.last_arguable_at is None or found.last_arguable_at > found.due_at
    assert found.safe_by is None or found.safe_by < found.due_on
    assert all(step.endswith((".", "th.", "st.", "nd.", "rd.")) for step in found.steps)
    assert (found.steps[0] == "Unverified: check the notice, or ask where there is none.") == (
        not found.verified
    )
    assert ("UNVERIFIED" in found.evidence) == (not found.verified)


@given(RULES, st.dates(date(1990, 1, 1), date(2100, 12, 31)), FACTS)
def test_nothing_is_counted_outside_its_effective_dates(rule: str, day: date, facts: Facts) -> None:
    in_force = [version for version in rulebook.row(rule).current if version.covers(day)]
    try:
        found = rulebook.reckon(rule, day, zone="America/New_York", facts=facts)
    except NotInForceError:
        assert not in_force
    else:
        assert [version.label for version in in_force] == [found.version]


@given(
    st.sampled_from(["C.RECON.FILE", "D.REDET.FILE", "D.RECON.FILE"]),
    st.dates(date(2014, 1, 1), date(2045, 12, 31)),
    ZONES,
    st.sampled_from([None, "standard", "expedited"]),
)
def test_part_c_and_d_are_filed_within_65_days_of_the_notice_from_2025_and_60_before(
    rule: str, day: date, zone: str, speed: Any
) -> None:
    found = rulebook.reckon(rule, day, zone=zone, facts=Facts(speed=speed))
    assert (found.due_on - day).days == (65 if day.year >= 2025 else 60)


@given(
    RULES,
    st.dates(date(1990, 1, 1), date(2300, 12, 31)) | st.datetimes(),
    ZONES | st.sampled_from(["Nowhere/Land", ""]),
    FACTS,
    st.none() | st.integers(1, 366),
    st.integers(0, 400),
)
def test_only_errors_of_its_own_are_raised(  # noqa: PLR0917
    rule: str,
    when: date | datetime,
    zone: str,
    facts: Facts,
    extension: int | None,
    tolled: int,
) -> None:
    facts = facts.model_copy(
        update={
            "extended": extension is not None,
            "extension_days": extension,
            "tolled_days": tolled,
        }
    )
    with contextlib.suppress(FactError, NotInForceError):
        rulebook.reckon(rule, when, zone=zone, facts=facts)


@given(RULES, DAYS, HOURS, FACTS, st.integers(1, 60))
def test_days_that_do_not_count_move_their_clocks_and_never_ours(
    rule: str, day: date, hour: int | None, facts: Facts, days: int
) -> None:
    tolled = facts.model_copy(update={"tolled_days": days})
    zone = "America/Chicago"
    plain = rulebook.reckon(rule, moment(day, hour), zone=zone, facts=facts)
    if rulebook.row(rule).ours:
        with pytest.raises(FactError, match="tolled_days"):
            rulebook.reckon(rule, moment(day, hour), zone=zone, facts=tolled)
    else:
        moved = rulebook.reckon(rule, moment(day, hour), zone=zone, facts=tolled)
        assert moved.due_on == plain.due_on + timedelta(days=days)
