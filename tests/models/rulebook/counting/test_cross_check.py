"""The rulebook and an independent implementation agree on random cases.

APPEALCLOCK_CROSS_CHECKS raises the number of cases beyond 20,000.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.rulebook import FactError, Facts, NotInForceError, rulebook
from tests.models.rulebook.counting.independent import BEGAN, BEGINNING, ENDED, RULES, expected
from tests.models.rulebook.counting.independent_counting import Case, RefusedError, from_receipt

CASES = int(os.environ.get("APPEALCLOCK_CROSS_CHECKS", "20000"))
SHARES = 5
"""Tests that the cases are divided among, so that they can run side by side."""

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "America/Havana",
    "Asia/Beirut",
    "Australia/Lord_Howe",
)
"""Where Medicare is, and zones whose clocks change at midnight or by half an hour."""

CHOICES: dict[str, tuple[Any, ...]] = {
    "kind": ("service", "payment", "part_b_drug", "benefit", "exception", "at_risk"),
    "speed": ("standard", "expedited"),
    "urgency": ("immediate_need", "urgent", "other"),
    "ground": ("clerical_error", "any_reason", "good_cause"),
    "setting": ("preadmission", "inpatient", "snf", "other"),
}


def test_both_know_the_same_rules() -> None:
    assert {row.id for row in rulebook.rows() if row.kind == "limit"} == set(RULES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_begins_on_its_first_day(rule: str) -> None:
    first = BEGAN.get(rule, BEGINNING)
    for day in (first - timedelta(days=1), first):
        assert_agreement(rule, Case(day, ZoneInfo("America/New_York")))


@pytest.mark.parametrize("share", range(SHARES))
def test_they_agree(share: int) -> None:
    random = Random(20261102 + share)
    names = sorted(RULES)
    for _ in range(CASES // SHARES):
        rule, zone = random.choice(names), ZoneInfo(random.choice(ZONES))
        case = Case(random_moment(random, random_day(random), zone), zone)
        case.facts = random_facts(random, case)
        assert_agreement(rule, case)


def test_a_rule_off_by_one_day_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "C.RECON.FILE", from_receipt(61))
    case = Case(date(2026, 10, 1), ZoneInfo("America/New_York"))
    with pytest.raises(AssertionError):
        assert_agreement("C.RECON.FILE", case)


def in_force(rule: str, day: date) -> bool:
    """Whether a rule has begun by a day, and has not ended before it."""
    return BEGAN.get(rule, BEGINNING) <= day <= ENDED.get(rule, day)


def assert_agreement(rule: str, case: Case) -> None:
    facts = Facts(**case.facts)
    try:
        found = rulebook.reckon(rule, case.when, zone=case.zone.key, facts=facts)
    except NotInForceError:
        assert not in_force(rule, case.day), (rule, case)
        return
    except FactError:
        found = None
    assert in_force(rule, case.day), (rule, case)
    try:
        wanted = expected(rule, case, ours=rulebook.row(rule).ours)
    except RefusedError:
        assert found is None, (rule, case)
        return
    assert found is not None, (rule, case)
    assert (found.receipt, found.last_arguable, found.safe_by) == (
        wanted.receipt,
        wanted.last_arguable,
        wanted.safe_by,
    ), (rule, case)
    if isinstance(wanted.due, datetime):
        assert found.to_the_hour, (rule, case)
        assert found.due_at == wanted.due, (rule, case)
    else:
        midnight = datetime.combine(wanted.due + timedelta(days=1), time(), case.zone)
        assert not found.to_the_hour, (rule, case)
        assert (found.due_on, found.due_at) == (wanted.due, midnight.astimezone(UTC)), (rule, case)


def random_day(random: Random) -> date:
    """Often near a change of the law, of the year or of the clocks, or a leap day."""
    if random.random() < 0.3:
        near = random.choice(
            (
                date(2024, 12, 31),
                date(2025, 12, 31),
                date(2026, 3, 8),
                date(2026, 11, 1),
                date(2028, 2, 29),
                date(2019, 7, 8),
                date(2014, 1, 1),
            )
        )
        return near + timedelta(days=random.randint(-80, 20))
    return date(2013, 12, 1) + timedelta(days=random.randint(0, 25 * 365))


def random_moment(random: Random, day: date, zone: ZoneInfo) -> date | datetime:
    """The day, or an hour of it that the clocks there showed."""
    if random.random() < 0.4:
        return day
    moment = datetime.combine(day, time(random.randint(0, 23), random.choice((0, 0, 17, 30, 59))))
    there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return moment if there.replace(tzinfo=None) == moment else day


def random_facts(random: Random, case: Case) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: random.choice(values) for name, values in CHOICES.items() if random.random() < 0.6
    }
    for name in ("prior_authorization", "escalated", "late", "clean_claim", "services_over"):
        facts[name] = random.random() < 0.4
    if random.random() < 0.3:
        facts["received"] = case.day + timedelta(days=random.randint(-2, 20))
    if random.random() < 0.3:
        day = case.day + timedelta(days=random.randint(-3, 18))
        facts["statement"] = random_moment(random, day, case.zone)
    if random.random() < 0.3:
        facts["services_end"] = case.day + timedelta(days=random.randint(0, 6))
    if random.random() < 0.3:
        facts["period_ended"] = case.day + timedelta(days=random.randint(-9, 9))
    if random.random() < 0.2:
        facts["tolled_days"] = random.randint(0, 40)
    if random.random() < 0.25:
        facts["extended"] = True
        if random.random() < 0.5:
            facts["extension_days"] = random.randint(1, 35)
    return facts
