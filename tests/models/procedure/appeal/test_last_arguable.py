"""The day to work to, the last day on which a filing counts, and the days around each of them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus
from models.cases.program import Urgency
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, place, recorded
from tests.models.procedure.telling import Telling, account, at

DAY = timedelta(days=1)

Row = tuple[str, str, dict[str, Any], str, str, str, str]

TABLE: list[Row] = [
    # program, level, facts, notice, due, last, ground
    ("original", "initial_determination", {}, "2026-06-07", "2026-10-10", "2026-10-13", "contract"),
    ("original", "initial_determination", {}, "2026-11-02", "2027-03-07", "2027-03-08", "contract"),
    ("original", "initial_determination", {}, "2026-08-29", "2027-01-01", "2027-01-04", "contract"),
    ("original", "initial_determination", {}, "2027-10-28", "2028-03-01", "2028-03-01", ""),
    ("original", "initial_determination", {}, "2026-06-10", "2026-10-13", "2026-10-13", ""),
    ("original", "council", {}, "2026-04-30", "2026-07-04", "2026-07-06", "court"),
    ("part_c", "council", {}, "2026-07-30", "2026-10-03", "2026-10-05", "court"),
    ("part_d", "council", {}, "2026-07-30", "2026-10-03", "2026-10-05", "court"),
    (
        "part_d",
        "ire_reconsideration",
        {"speed": "expedited"},
        "2026-06-01",
        "2026-07-31",
        "2026-08-05",
        "receipt",
    ),
    ("part_c", "organization_determination", {}, "2026-10-01", "2026-12-05", "2026-12-05", ""),
]


def opened(row: Row) -> Telling:
    program, level, facts, notice, *_ = row
    enough = {"amount_in_controversy": "9000.00"}
    return appeal(
        at(date.fromisoformat(notice)),
        program=program,
        level=level,
        notice_date=notice,
        **enough,
        **facts,
    )


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_has_its_day_to_work_to_and_its_last(row: Row) -> None:
    *_, notice, due, last, ground = row
    clock = opened(row).stands(at(date.fromisoformat(notice))).filing_clock
    assert (str(clock.due_on), str(clock.last_arguable)) == (due, last)
    assert (clock.ground is not None) == bool(ground)
    assert ground in (clock.ground.code if clock.ground else "")
    assert (clock.last_arguable_at > clock.expires_at) == (last > due)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_filing_counts_until_the_last_day(row: Row) -> None:
    *_, due, last, _ = row
    days = {date.fromisoformat(day) + step * DAY for day in (due, last) for step in (-1, 0, 1)}
    for day in sorted(days):
        told = opened(row).tell("file_appeal", at(day), filed_on=day).after
        if str(day) > last:
            assert place(told)[1] == "good_cause", day
            assert told.reasons_awaited
            continue
        assert place(told)[1] == "deciding", day
        assert told.clocks[0].status is DeadlineStatus.MET
        on_ground = [line for line in recorded(told, 2) if "In time:" in line]
        assert bool(on_ground) == (str(day) > due), day


@pytest.mark.parametrize("row", [row for row in TABLE if row[4] < row[5]], ids=str)
def test_between_the_two_the_clock_stays_open_and_is_overdue(row: Row) -> None:
    *_, due, last, _ = row
    case, safe, end = opened(row), date.fromisoformat(due), date.fromisoformat(last)
    assert case.stands(at(safe)).urgency is not Urgency.OVERDUE
    for moment in (at(safe + DAY, time(0)), at(end, time(23, 59))):
        between = case.stands(moment)
        assert (place(between)[1], between.urgency) == ("filing", Urgency.OVERDUE)
        assert between.next_step.update == "file_appeal"
        assert between.next_step.by == end
        assert account(between)[-1].startswith("The safe day has passed:")
        assert "still counts until" in say(between.next_step.what)
    over = case.stands(at(end + DAY, time(0)))
    assert place(over)[1] == "good_cause"
    assert over.filing_clock.settled_on == end


def terminated() -> Telling:
    """Delivered Monday for services that end on Friday: noon of Tuesday, noon of Thursday."""
    return appeal(
        at(date(2026, 11, 23)),
        program="termination_ma",
        notice_date="2026-11-23",
        services_end="2026-11-27",
        received={"on": "2026-11-23", "evidence": "handed over"},
    )


@pytest.mark.parametrize(
    ("day", "hour", "verdict"),
    [
        (24, "11:59", ""),
        (24, "12:00", ""),
        (24, "12:01", "In time:"),
        (24, None, ""),
        (25, "15:00", "In time:"),
        (26, "12:00", "In time:"),
        (26, None, "In time:"),
        (26, "12:01", "late"),
        (27, "08:00", "late"),
    ],
)
def test_the_notice_as_printed_is_the_verdict(day: int, hour: str | None, verdict: str) -> None:
    filed = {"filed_on": date(2026, 11, day)} | ({"filed_at": hour} if hour else {})
    told = terminated().tell("file_appeal", at(date(2026, 11, 28)), **filed).after
    assert place(told)[1] == ("good_cause" if verdict == "late" else "deciding")
    on_ground = [line for line in recorded(told, 2) if "In time:" in line]
    assert bool(on_ground) == (verdict == "In time:")
    if on_ground:
        assert "noon Eastern Time on Tuesday, November 24, 2026" in on_ground[0]
        assert "until noon Eastern Time on Thursday, November 26, 2026" in on_ground[0]
        assert "the notice as printed" in on_ground[0]


NOTICES = st.dates(date(2019, 7, 1), date(2032, 12, 31))
ZONES = st.sampled_from(["America/New_York", "America/Chicago", "Pacific/Honolulu", "Asia/Manila"])
WAYS = st.sampled_from([(row[0], row[1], tuple(row[2].items())) for row in TABLE])


@given(NOTICES, ZONES, WAYS, st.integers(-6, 8), st.integers(0, 90))
def test_the_verdict_never_depends_on_when_it_was_typed(
    notice: date, zone: str, way: tuple[str, str, Any], shift: int, later: int
) -> None:
    program, level, facts = way
    start = at(notice, zone=zone)
    case = appeal(start, program=program, level=level, notice_date=notice, zone=zone, **dict(facts))
    clock = case.stands(start).filing_clock
    assert clock.last_arguable >= clock.due_on
    assert clock.last_arguable_at >= clock.expires_at
    filed = clock.last_arguable + shift * DAY

    def told(moment: datetime) -> Any:
        fresh = appeal(
            start, program=program, level=level, notice_date=notice, zone=zone, **dict(facts)
        )
        return fresh.tell("file_appeal", moment, filed_on=filed).after

    at_once = told(at(filed, time(23), zone))
    afterwards = told(at(filed + later * DAY, time(23), zone))
    for one in (at_once, afterwards):
        assert (one.good_cause_filed_on is None) == (filed <= clock.last_arguable)
    assert at_once.clocks[0].status is afterwards.clocks[0].status


@pytest.mark.parametrize(
    ("override", "due_at", "by_the_hour"),
    [
        ({"due_on": "2026-11-25"}, at(date(2026, 11, 25), time(12)), True),
        ({"due_on": "2026-11-25", "due_at": "16:30"}, at(date(2026, 11, 25), time(16, 30)), True),
    ],
)
def test_a_day_set_by_hand_keeps_the_hour_of_the_limit(
    override: dict[str, str], due_at: datetime, *, by_the_hour: bool
) -> None:
    """It wins as the day to work to and as the verdict."""
    case, now = terminated(), at(date(2026, 11, 23))
    set_ = {**override, "reason": "Printed on the notice"}
    clock = case.tell("recalculate", now, reason="As printed", override=set_).after.filing_clock
    assert (clock.expires_at, clock.last_arguable_at) == (due_at, due_at)
    assert (clock.to_the_hour, clock.ground) == (by_the_hour, None)
    late = case.tell("file_appeal", at(date(2026, 11, 25), time(19)), filed_on="2026-11-25",
                     filed_at="18:00").after  # fmt: skip
    assert place(late)[1] == "good_cause"


def test_an_hour_set_by_hand_makes_a_limit_in_days_one_to_the_hour() -> None:
    case = appeal(at(date(2026, 10, 1)), program="part_c", notice_date="2026-10-01")
    set_ = {"due_on": "2026-12-01", "due_at": "17:00", "reason": "Printed on the notice"}
    now = at(date(2026, 10, 2))
    clock = case.tell("recalculate", now, reason="As printed", override=set_).after.filing_clock
    assert (clock.expires_at, clock.to_the_hour) == (at(date(2026, 12, 1), time(17)), True)


def test_a_day_set_by_hand_that_is_withdrawn_gives_back_the_day_of_the_rule() -> None:
    case, now = terminated(), at(date(2026, 11, 23))
    before = case.stands(now).filing_clock
    set_ = {"due_on": "2026-12-01", "reason": "A letter"}
    case.tell("recalculate", now, reason="A letter", override=set_)
    after = case.tell("recalculate", now, reason="Not of this case", override=None).after
    clock = after.filing_clock
    assert (clock.due_on, clock.expires_at, clock.last_arguable_at) == (
        before.due_on,
        before.expires_at,
        before.last_arguable_at,
    )
    assert clock.override is None


def test_proof_of_receipt_moves_both_days() -> None:
    """An expedited hearing is worked to by the notice, and counts from its receipt."""
    notice, now = date(2026, 6, 1), at(date(2026, 6, 12))
    case = appeal(
        at(notice), program="part_d", level="ire_reconsideration", speed="expedited",
        notice_date=notice, amount_in_controversy="9000.00",
    )  # fmt: skip
    proof = {"on": "2026-06-11", "evidence": "portal log"}
    clock = case.tell("record_receipt", now, received=proof).after.filing_clock
    assert (clock.due_on, clock.last_arguable) == (date(2026, 7, 31), date(2026, 8, 10))
    redetermination = appeal(at(notice), program="original", notice_date=notice)
    told = redetermination.tell("record_receipt", now, received=proof).after.filing_clock
    assert (told.due_on, told.last_arguable) == (date(2026, 10, 9), date(2026, 10, 9))
