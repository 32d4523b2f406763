"""The holder's clock: every date here was counted by hand on a calendar."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.records_clocks import consult_on_records
from models.deadline import Deadline, FollowUp, FollowUpKind, Purpose
from models.people import Role
from models.program import Program
from models.records_transfer import (
    ExtensionTerms,
    RecordsClocks,
    RecordsKind,
    RecordsOccasion,
    RecordsQuestion,
    RecordsRecipient,
)
from models.reminder_policy import ReminderPolicy
from models.rulebook import rulebook

NOON = time(17, tzinfo=UTC)
"""Noon in New York, more or less: an instant on the same day in all zones used here."""


def ask(
    on: date,
    *,
    zone: str = "America/New_York",
    occasion: RecordsOccasion = RecordsOccasion.RECEIVED,
    now: datetime | None = None,
    **facts: Any,
) -> RecordsClocks:
    values: dict[str, Any] = {
        "case_id": "AC-1",
        "program": Program.PART_C,
        "on": on,
        "count": 0,
        "now": now or datetime.combine(on, NOON),
        "zone": zone,
        "zones": {Role.CASE_MANAGER: zone},
        "policy": ReminderPolicy(),
        "occasion": occasion,
        "what": RecordsKind.MEDICAL_RECORDS,
        "recipient": RecordsRecipient.CASE_MANAGER,
    }
    return consult_on_records(RecordsQuestion(**values | facts))


def clock(answer: RecordsClocks) -> Deadline:
    (deadline,) = answer.deadlines
    return deadline


def matter(answer: RecordsClocks) -> FollowUp:
    (item,) = answer.follow_ups
    return item


def terms(answer: RecordsClocks) -> ExtensionTerms:
    assert answer.terms is not None
    return answer.terms


THIRTY_DAYS = [
    # The leap day of 2028 is one of the thirty.
    (date(2028, 1, 31), "America/New_York", date(2028, 3, 1), datetime(2028, 3, 2, 5, tzinfo=UTC)),
    (date(2028, 2, 10), "America/Chicago", date(2028, 3, 11), datetime(2028, 3, 12, 6, tzinfo=UTC)),
    (date(2027, 2, 10), "America/Chicago", date(2027, 3, 12), datetime(2027, 3, 13, 6, tzinfo=UTC)),
    # Over the end of a year.
    (
        date(2026, 12, 15),
        "Pacific/Honolulu",
        date(2027, 1, 14),
        datetime(2027, 1, 15, 10, tzinfo=UTC),
    ),
    # The clocks go back on 1 November 2026 and forward on 14 March 2027; Hawaii leaves them alone.
    (
        date(2026, 10, 20),
        "America/New_York",
        date(2026, 11, 19),
        datetime(2026, 11, 20, 5, tzinfo=UTC),
    ),
    (date(2027, 3, 1), "America/New_York", date(2027, 3, 31), datetime(2027, 4, 1, 4, tzinfo=UTC)),
    (date(2027, 3, 1), "Pacific/Honolulu", date(2027, 3, 31), datetime(2027, 4, 1, 10, tzinfo=UTC)),
    # It ends on a Sunday, and stays there.
    (
        date(2026, 11, 20),
        "America/Chicago",
        date(2026, 12, 20),
        datetime(2026, 12, 21, 6, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("received", "zone", "due_on", "ends"), THIRTY_DAYS)
def test_thirty_days_after_receipt(received: date, zone: str, due_on: date, ends: datetime) -> None:
    deadline = clock(ask(received, zone=zone))
    assert (deadline.due_on, deadline.expires_at) == (due_on, ends)
    assert deadline.purpose is Purpose.RECORDS
    assert deadline.purpose.ours is False
    assert deadline.reckoning.citation == "45 CFR 164.524(b)(2)"
    assert [rung.key for rung in deadline.rungs] == ["opened"]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles", "Pacific/Guam"])
@pytest.mark.parametrize("at", [time(0, 1), time(23, 59)])
def test_a_receipt_near_midnight_belongs_to_its_day(zone: str, at: time) -> None:
    assert clock(ask(date(2026, 12, 1), zone=zone, at=at)).due_on == date(2026, 12, 31)


def test_whether_it_still_runs_depends_on_the_zone() -> None:
    # 1 January 2027, 05:30 UTC: past midnight in New York, half past eleven in Chicago.
    now = datetime(2027, 1, 1, 5, 30, tzinfo=UTC)
    there = {zone: clock(ask(date(2026, 12, 1), zone=zone, now=now)) for zone in ZONES}
    assert {zone: one.expires_at > now for zone, one in there.items()} == ZONES
    # Nobody is told that a clock runs which has run out.
    assert {zone: bool(one.rungs) for zone, one in there.items()} == ZONES


ZONES = {"America/New_York": False, "America/Chicago": True, "Pacific/Honolulu": True}


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        (date(2028, 1, 31), date(2028, 3, 31)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 2, 13)),
        (date(2026, 10, 20), date(2026, 12, 19)),
    ],
)
def test_one_extension_makes_it_sixty_days(received: date, due_on: date) -> None:
    answer = ask(received, extended_on=received)
    assert clock(answer).due_on == due_on
    assert any("Extended by 30" in step for step in clock(answer).reckoning.steps)
    assert answer.remarks == ()


def test_a_promised_day_is_counted_instead_of_the_whole_extension() -> None:
    # Due on 20 December; until 19 January at most.
    received = date(2026, 11, 20)
    plain = terms(ask(received))
    assert (plain.noticed_by, plain.ends_by) == (date(2026, 12, 20), date(2027, 1, 19))
    assert plain.words.endswith("(45 CFR 164.524(b)(2))")
    promised = ask(received, extended_on=received, promised_on=date(2027, 1, 5))
    assert clock(promised).due_on == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("noticed", "promised", "due_on", "words"),
    [
        # On the last of the first thirty days, and on the day after.
        (date(2026, 12, 20), None, date(2027, 1, 19), None),
        (date(2026, 12, 21), None, date(2026, 12, 20), "extends nothing"),
        (date(2026, 12, 1), date(2026, 12, 20), date(2026, 12, 20), "nothing is extended"),
        (date(2026, 12, 1), date(2027, 1, 19), date(2027, 1, 19), None),
        (date(2026, 12, 1), date(2027, 1, 20), date(2027, 1, 19), "too late"),
    ],
)
def test_an_extension_counts_as_far_as_the_law_has_it(
    noticed: date, promised: date | None, due_on: date, words: str | None
) -> None:
    answer = ask(date(2026, 11, 20), extended_on=noticed, promised_on=promised)
    assert clock(answer).due_on == due_on
    assert words in answer.remarks[0] if words else answer.remarks == ()


@pytest.mark.parametrize(
    ("program", "received", "ends", "rule"),
    [
        # 17:00 on the next day, whatever day that is: Thanksgiving, a Saturday, the end of DST.
        ("termination_ma", date(2026, 11, 25), datetime(2026, 11, 26, 22, tzinfo=UTC), "FASTTRACK"),
        (
            "hospital_discharge_ma",
            date(2026, 12, 4),
            datetime(2026, 12, 5, 22, tzinfo=UTC),
            "FASTTRACK",
        ),
        ("termination_original", date(2026, 10, 31), datetime(2026, 11, 1, 22, tzinfo=UTC), "QIO"),
        (
            "hospital_discharge_original",
            date(2027, 3, 13),
            datetime(2027, 3, 14, 21, tzinfo=UTC),
            "QIO",
        ),
    ],
)
def test_a_case_file_on_the_fast_track(
    program: str, received: date, ends: datetime, rule: str
) -> None:
    answer = ask(received, program=Program(program), what=RecordsKind.CASE_FILE)
    deadline = clock(answer)
    assert deadline.expires_at == ends
    assert deadline.reckoning.rule == f"R.CASEFILE.{rule}"
    assert deadline.who == rulebook.row(deadline.reckoning.rule).who
    assert answer.terms is None


@pytest.mark.parametrize("program", ["part_c", "part_d", "original", "status_change"])
def test_a_case_file_elsewhere_has_no_clock(program: str) -> None:
    answer = ask(date(2026, 11, 20), program=Program(program), what=RecordsKind.CASE_FILE)
    assert answer.deadlines == ()
    assert matter(answer).kind is FollowUpKind.CHECK_IN
    stated = [remark for remark in answer.remarks if "42 CFR 422.586" in remark]
    assert len(stated) == (1 if program == "part_c" else 0)
    assert all("unverified" in remark for remark in stated)


@pytest.mark.parametrize("program", list(Program))
def test_medical_records_have_one_clock_in_every_program(program: Program) -> None:
    assert clock(ask(date(2026, 11, 20), program=program)).due_on == date(2026, 12, 20)


def test_a_day_needed_before_the_law_has_it_is_said() -> None:
    late = ask(date(2026, 11, 20), needed_on=date(2026, 12, 19))
    assert "ask for them sooner" in late.remarks[0]
    assert ask(date(2026, 11, 20), needed_on=date(2026, 12, 20)).remarks == ()


def test_a_presumed_receipt_is_said() -> None:
    answer = ask(date(2026, 11, 20), presumed=True)
    assert clock(answer).due_on == date(2026, 12, 20)
    assert "the latest it can have been" in answer.remarks[0]


def test_what_follows_when_the_time_has_run_out() -> None:
    late, day = RecordsOccasion.LATE, date(2026, 12, 20)
    first = matter(ask(day, occasion=late))
    assert first.kind is FollowUpKind.OVERDUE
    assert first.title == "write to the holder's privacy officer"
    assert "45 CFR 164.524(b)(2)" in first.text

    then = matter(ask(day, occasion=late, privacy_officer_on=day))
    assert then.title.startswith("complain to the HHS Office for Civil Rights")
    assert "this desk's assumption" in then.text
    assert then.rungs[0].at.date() == date(2026, 12, 30)

    # Written to before the time ran out: the ten days count from then, and may be over.
    before = matter(ask(day, occasion=late, privacy_officer_on=date(2026, 12, 1)))
    assert before.rungs[0].at.date() == day

    at_last = matter(ask(day, occasion=late, privacy_officer_on=day, ocr_on=day))
    assert at_last.kind is FollowUpKind.CHECK_IN


@pytest.mark.parametrize("occasion", list(RecordsOccasion))
def test_whatever_is_open_is_asked_about(occasion: RecordsOccasion) -> None:
    answer = ask(date(2026, 11, 20), occasion=occasion)
    items: list[Deadline | FollowUp] = [*answer.deadlines, *answer.follow_ups]
    for item in items:
        assert item.rungs
        assert item.level == "records_transfer"


def test_a_day_before_the_rules_is_refused() -> None:
    with pytest.raises(ApplicationError, match=r"R\.HIPAA") as caught:
        ask(date(2013, 12, 31))
    assert caught.value.non_retryable
