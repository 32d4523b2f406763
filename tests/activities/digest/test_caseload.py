"""What goes into a digest: from rows in both databases, at instants that are hard to get right."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from activities.digest.caseload import Caseload, read_caseload
from models.cases.people import case_manager_code
from models.storage.tables import CaseRow
from tests.activities.digest.caseloads import MONDAY, NOW, case, delivery, limit, step, store

YESTERDAY = MONDAY - timedelta(days=1)
HONOLULU = "Pacific/Honolulu"


@dataclass
class Case:
    """Rows, and the group each is found in; nowhere where no group is named."""

    rows: Callable[[], list[Any]]
    overdue: list[date | None] = field(default_factory=list)
    due: list[date | None] = field(default_factory=list)
    waiting: list[date | None] = field(default_factory=list)


def decision(due_on: date, **changes: Any) -> Any:
    return limit(due_on, purpose="decision", **changes)


CASES = {
    "nothing": Case(lambda: [case()]),
    "ours, today": Case(lambda: [case(), limit(MONDAY)], due=[MONDAY]),
    "ours, in seven days": Case(
        lambda: [case(), limit(MONDAY + timedelta(days=7))], due=[MONDAY + timedelta(days=7)]
    ),
    "ours, in eight days": Case(lambda: [case(), limit(MONDAY + timedelta(days=8))]),
    "theirs, this week": Case(lambda: [case(), decision(MONDAY + timedelta(days=2))]),
    "ours, yesterday, not yet noticed": Case(
        lambda: [case(), limit(YESTERDAY)], overdue=[YESTERDAY]
    ),
    "ours, missed": Case(
        lambda: [case(urgency="overdue"), limit(YESTERDAY, status="missed")],
        overdue=[YESTERDAY],
    ),
    "theirs, missed": Case(
        lambda: [case(urgency="overdue"), decision(YESTERDAY, status="missed")],
        waiting=[YESTERDAY],
    ),
    "theirs, missed, and no right opened": Case(
        lambda: [case(urgency="on_track"), decision(YESTERDAY, status="missed")],
        waiting=[YESTERDAY],
    ),
    "missed long ago, and the case went on": Case(
        lambda: [
            case(),
            limit(date(2026, 10, 1), status="missed"),
            decision(MONDAY + timedelta(days=30)),
        ]
    ),
    "missed, and met since": Case(
        lambda: [
            case(),
            limit(date(2026, 10, 1), status="missed"),
            limit(YESTERDAY, status="met"),
        ]
    ),
    "effectuation missed while the next level runs": Case(
        lambda: [
            case(urgency="overdue"),
            limit(YESTERDAY, status="missed", purpose="effectuation"),
            limit(MONDAY + timedelta(days=3)),
        ],
        waiting=[YESTERDAY],
        due=[MONDAY + timedelta(days=3)],
    ),
    "a refusal that waits for an answer": Case(
        lambda: [case(urgency="overdue", kind="second_opinion", next_action="decide")],
        overdue=[None],
    ),
    "ended": Case(lambda: [case(urgency="closed", ending="won"), limit(YESTERDAY), limit(MONDAY)]),
    "another manager's": Case(lambda: [case(case_manager="cm-8"), limit(MONDAY)]),
    "settled": Case(
        lambda: [case(), limit(MONDAY, status="met"), limit(MONDAY, status="superseded")]
    ),
    "a planned step, once": Case(
        lambda: [
            case(kind="second_opinion"),
            limit(MONDAY, purpose="planned", level="visit", ours=True),
            step("visit", latest_on=MONDAY),
            step("report", latest_on=MONDAY + timedelta(days=5)),
        ],
        due=[MONDAY],
    ),
    "a planned step, late": Case(
        lambda: [
            case(kind="second_opinion"),
            limit(YESTERDAY, purpose="planned", level="visit", ours=True, status="missed"),
            step("visit", latest_on=YESTERDAY, expected_on=YESTERDAY),
        ],
        overdue=[YESTERDAY],
    ),
    "steps that are done or not needed": Case(
        lambda: [
            case(kind="second_opinion"),
            step("visit", latest_on=YESTERDAY, done_on=MONDAY),
            step("referral", latest_on=YESTERDAY, needed=False),
        ]
    ),
    "a promise not kept": Case(
        lambda: [
            case(kind="records_transfer"),
            step("delivered", expected_on=YESTERDAY, latest_on=MONDAY + timedelta(days=20)),
        ],
        waiting=[YESTERDAY],
    ),
    "a promise for today": Case(
        lambda: [case(kind="records_transfer"), step("delivered", expected_on=MONDAY)]
    ),
    "the plan's clock that ran out, and the promise behind it, once": Case(
        lambda: [
            case(kind="grievance", urgency="overdue"),
            limit(YESTERDAY, purpose="answer", status="missed"),
            step("answered", expected_on=YESTERDAY),
        ],
        waiting=[YESTERDAY],
    ),
}


def read(engine: Engine, now: datetime = NOW, zone: str = "America/New_York") -> Caseload:
    return read_caseload(engine, "cm-7", now, zone)


LEE = "lee@legalaid.example"
AS_LEE = case_manager_code(LEE)
LEES_CASES = (
    case("AC-1", case_manager="cm-7", manager_id=AS_LEE),
    case("AC-2", case_manager=AS_LEE, manager_id=AS_LEE),
    case("AC-3", case_manager="lee", manager_id=AS_LEE),
    case("AC-4", case_manager="cm-8", manager_id=case_manager_code("sam@legalaid.example")),
)
"""The cases of one person, by two codes and by none; and another's."""


@pytest.mark.parametrize("name", [LEE, "Lee@LegalAid.example", "cm-7", "lee", AS_LEE], ids=str)
def test_one_person_has_one_list_by_whatever_name(engine: Engine, name: str) -> None:
    ids = ("AC-1", "AC-2", "AC-3", "AC-4")
    rows = [CaseRow(**one.model_dump()) for one in LEES_CASES]
    store(engine, *rows, *(limit(MONDAY, id_) for id_ in ids))
    found = read_caseload(engine, name, NOW, "America/New_York")
    assert sorted(one.case_id for one in found.due) == ["AC-1", "AC-2", "AC-3"]
    assert found.codes == tuple(sorted(["cm-7", AS_LEE, "lee"]))


def test_a_code_that_two_people_share_makes_one_address_nobody_elses(engine: Engine) -> None:
    other = case_manager_code("sam@legalaid.example")
    rows = (
        case("AC-1", case_manager="desk", manager_id=AS_LEE),
        case("AC-2", case_manager="desk", manager_id=other),
        case("AC-3", case_manager=other, manager_id=other),
    )
    store(engine, *rows, *(limit(MONDAY, one.case_id) for one in rows))

    def cases(name: str) -> list[str]:
        found = read_caseload(engine, name, NOW, "America/New_York")
        return sorted(one.case_id for one in found.due)

    assert cases(LEE) == ["AC-1"]
    assert cases("desk") == ["AC-1", "AC-2", "AC-3"]


def test_a_manager_is_listed_by_the_code_that_is_known_beside_the_address(engine: Engine) -> None:
    rows = (
        case("AC-1", case_manager=AS_LEE, manager_id=AS_LEE),
        case("AC-2", case_manager="cm-7", manager_id="cm-aaaaaaaaaa"),
    )
    store(engine, *rows, *(limit(MONDAY, one.case_id) for one in rows))
    found = read_caseload(engine, LEE, NOW, "America/New_York", code="cm-7")
    assert sorted(one.case_id for one in found.due) == ["AC-1", "AC-2"]


@pytest.mark.parametrize("name", CASES)
def test_each_thing_is_in_its_group(engine: Engine, name: str) -> None:
    case = CASES[name]
    store(engine, *case.rows())
    found = read(engine)
    assert [one.due_on for one in found.overdue] == case.overdue
    assert [one.due_on for one in found.due] == case.due
    assert [one.due_on for one in found.waiting] == case.waiting
    assert found.is_empty == (not (case.overdue or case.due or case.waiting))


@pytest.mark.parametrize(
    ("now", "group", "left"),
    [
        # The limit runs in Honolulu, to the end of the 23rd: 10:00 UTC on the 24th.
        (datetime(2026, 11, 16, 9, 59, tzinfo=UTC), "nothing", None),
        (datetime(2026, 11, 16, 10, 0, tzinfo=UTC), "due", 7),
        # In New York it is the 24th by now, in Honolulu the day still runs.
        (datetime(2026, 11, 24, 9, 59, tzinfo=UTC), "due", 0),
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "overdue", -1),
    ],
)
def test_a_day_is_a_day_of_the_limits_zone(
    engine: Engine, now: datetime, group: str, left: int | None
) -> None:
    store(engine, case(), limit(MONDAY, zone=HONOLULU))
    found = read(engine, now)
    groups = {"due": found.due, "overdue": found.overdue, "nothing": ()}
    assert [len(found.due), len(found.overdue)] == [
        len(groups[group]) if group == name else 0 for name in ("due", "overdue")
    ]
    for one in groups[group]:
        given = one.left(now)
        assert given is not None
        assert given.number == left


@pytest.mark.parametrize(("zone", "group"), [("America/New_York", "overdue"), (HONOLULU, "due")])
def test_a_planned_step_goes_by_the_managers_day(engine: Engine, zone: str, group: str) -> None:
    store(engine, case(kind="second_opinion"), step("visit", latest_on=YESTERDAY))
    # One in the morning of Monday in New York, still Sunday evening in Honolulu.
    found = read(engine, datetime(2026, 11, 23, 6, tzinfo=UTC), zone)
    assert len(getattr(found, group)) == 1
    assert len(found.overdue) + len(found.due) == 1


def test_a_friday_shows_the_coming_monday(engine: Engine) -> None:
    friday = datetime(2026, 11, 20, 13, tzinfo=UTC)
    store(engine, case(), limit(MONDAY))
    assert len(read(engine, friday).due) == 1


def test_a_limit_to_the_hour_counts_hours(engine: Engine) -> None:
    at = NOW + timedelta(hours=30)
    store(engine, case(), limit(date(2026, 11, 24), expires_at=at))
    (one,) = read(engine).due
    left = one.left(NOW)
    assert one.to_the_hour
    assert left is not None
    assert (left.number, left.unit.value) == (30, "hours")
    (late,) = read(engine, at).overdue
    assert late.due_on == date(2026, 11, 24)


def test_every_kind_of_case_is_read(engine: Engine) -> None:
    kinds = ("appeal", "second_opinion", "records_transfer", "grievance", "cms_complaint")
    for number, kind in enumerate(kinds):
        case_id = f"AC-{number}"
        parent = None if kind == "appeal" else "AC-0"
        store(engine, case(case_id, kind=kind, parent_id=parent), limit(MONDAY, case_id))
    assert {one.kind.value for one in read(engine).due} == set(kinds)


def test_the_most_urgent_comes_first(engine: Engine) -> None:
    for days in (3, 0, 5, -2, -9, -1):
        case_id = f"AC{days}"
        store(engine, case(case_id), limit(MONDAY + timedelta(days=days), case_id))
    found = read(engine)
    assert [one.case_id for one in found.due] == ["AC0", "AC3", "AC5"]
    assert [one.case_id for one in found.overdue] == ["AC-1", "AC-2", "AC-9"]


HOUR = timedelta(hours=1)
UNREACHED: dict[str, tuple[Callable[[], list[Any]], list[tuple[str, str, str]]]] = {
    "accepted": (lambda: [delivery("accepted")], []),
    "failed": (lambda: [delivery("failed")], [("beneficiary", "email", "failed")]),
    "on its way": (lambda: [delivery("sending")], []),
    "refused since the last that arrived": (
        lambda: [delivery("accepted", at=NOW - 2 * HOUR), delivery("failed", at=NOW - HOUR)],
        [("beneficiary", "email", "failed")],
    ),
    "arrived since the last that failed": (
        lambda: [delivery("failed", at=NOW - 2 * HOUR), delivery("accepted", at=NOW - HOUR)],
        [],
    ),
    "failed, and the next is on its way": (
        lambda: [delivery("failed", at=NOW - 2 * HOUR), delivery("sending", at=NOW - HOUR)],
        [("beneficiary", "email", "failed")],
    ),
    "by one channel of two": (
        lambda: [
            delivery("failed", reminder="7d", at=NOW - 2 * HOUR),
            delivery("accepted", reminder="7d", channel="sms", at=NOW - HOUR),
        ],
        [("beneficiary", "email", "failed")],
    ),
    "no contact, until a telephone was given": (
        lambda: [
            delivery("no_contact", at=NOW - 2 * HOUR),
            delivery("accepted", channel="sms", at=NOW - HOUR),
        ],
        [],
    ),
    "two people": (
        lambda: [delivery("unknown", role="physician"), delivery("accepted")],
        [("physician", "email", "unknown")],
    ),
    "another case": (
        lambda: [case("AC-2", case_manager="cm-8"), delivery("failed", "AC-2")],
        [],
    ),
    "an ended case": (
        lambda: [case("AC-2", ending="won"), delivery("failed", "AC-2")],
        [],
    ),
}


@pytest.mark.parametrize("name", UNREACHED)
def test_who_the_last_message_did_not_reach(engine: Engine, name: str) -> None:
    rows, expected = UNREACHED[name]
    store(engine, case(), *rows())
    found = read(engine).unreached
    assert [(one.role, one.channel, one.status) for one in found] == expected
