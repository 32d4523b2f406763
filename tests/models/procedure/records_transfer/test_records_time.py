"""By when the holder of records must act: every date was counted by hand on a calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.program import Program
from models.cases.standing import Cadence
from models.rulebook import rulebook
from models.words.english.tables import say
from tests.models.procedure.records_transfer.records_told import NOW, TODAY, asked_for, the_clock
from tests.models.procedure.telling import HONOLULU, NEW_YORK, ZONES, at, matters, remarks

THIRTY_DAYS = [
    # The leap day of 2028 is one of the thirty.
    (date(2028, 1, 31), NEW_YORK, date(2028, 3, 1), datetime(2028, 3, 2, 5, tzinfo=UTC)),
    (date(2028, 2, 10), "America/Chicago", date(2028, 3, 11), datetime(2028, 3, 12, 6, tzinfo=UTC)),
    (date(2027, 2, 10), "America/Chicago", date(2027, 3, 12), datetime(2027, 3, 13, 6, tzinfo=UTC)),
    # Over the end of a year.
    (date(2026, 12, 15), HONOLULU, date(2027, 1, 14), datetime(2027, 1, 15, 10, tzinfo=UTC)),
    # The clocks go back on 1 November 2026 and forward on 14 March 2027; Hawaii leaves them alone.
    (date(2026, 10, 20), NEW_YORK, date(2026, 11, 19), datetime(2026, 11, 20, 5, tzinfo=UTC)),
    (date(2027, 3, 1), NEW_YORK, date(2027, 3, 31), datetime(2027, 4, 1, 4, tzinfo=UTC)),
    (date(2027, 3, 1), HONOLULU, date(2027, 3, 31), datetime(2027, 4, 1, 10, tzinfo=UTC)),
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
    now = at(received, zone=zone)
    clock = the_clock(asked_for(now, zone=zone, received_on=received).stands(now))
    assert (clock.due_on, clock.expires_at) == (due_on, ends)
    assert clock.purpose is Purpose.RECORDS
    assert not clock.purpose.ours
    assert clock.reckoning.citation == "45 CFR 164.524(b)(2)"
    assert clock.key == "records_transfer.records.1"
    assert clock.action is not None
    assert say(clock.action).startswith("The holder of the records must act on the request")


@pytest.mark.parametrize("zone", [*ZONES, "America/Los_Angeles"])
@pytest.mark.parametrize("hour", [time(0, 1), time(23, 59)])
def test_it_runs_until_midnight_where_the_case_is(zone: str, hour: time) -> None:
    received = date(2026, 12, 1)
    opened = at(received, hour, zone)
    case = asked_for(opened, zone=zone, received_on=received)
    last = at(date(2026, 12, 31), time(23, 59, 59), zone)
    assert the_clock(case.stands(last)).is_open
    over = case.stands(last + timedelta(seconds=1))
    assert the_clock(over).status is DeadlineStatus.MISSED
    assert the_clock(over).settled_on == date(2026, 12, 31)
    assert over.stage == "records_transfer.overdue"


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
    case = asked_for(at(received), received_on=received)
    standing = case.tell("record_extension", at(received), noticed_on=received).after
    assert the_clock(standing).due_on == due_on
    assert any("Extended by 30" in step for step in the_clock(standing).reckoning.steps)
    assert standing.remarks == []
    assert standing.step("delivered").expected_on == due_on


@pytest.mark.parametrize(
    ("noticed", "promised", "due_on", "words"),
    [
        # On the last of the first thirty days, and on the day after.
        (date(2026, 12, 20), None, date(2027, 1, 19), None),
        (date(2026, 12, 21), None, date(2026, 12, 20), "extends nothing"),
        (date(2026, 12, 1), date(2026, 12, 20), date(2026, 12, 20), "nothing is extended"),
        (date(2026, 12, 1), date(2027, 1, 5), date(2027, 1, 5), None),
        (date(2026, 12, 1), date(2027, 1, 19), date(2027, 1, 19), None),
        (date(2026, 12, 1), date(2027, 1, 20), date(2027, 1, 19), "too late"),
    ],
)
def test_an_extension_counts_as_far_as_the_law_has_it(
    noticed: date, promised: date | None, due_on: date, words: str | None
) -> None:
    """Such a notice is written down before the true day of receipt is known."""
    case = asked_for(at(noticed))
    until = {"until": promised} if promised else {}
    case.write("record_extension", at(noticed), noticed_on=noticed, **until)
    case.write("record_received", at(noticed), received_on=date(2026, 11, 20))
    standing = case.stands(at(noticed))
    assert the_clock(standing).due_on == due_on
    assert standing.misfits == []
    assert remarks(standing) == [] if words is None else words in remarks(standing)[0]
    assert the_clock(standing).is_open is (noticed <= due_on)
    case.write("record_delivered", at(due_on), on=due_on)
    assert the_clock(case.stands(at(max(noticed, due_on)))).status is DeadlineStatus.MET


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
    now = at(received)
    case = asked_for(now, program=program, what="case_file", received_on=received)
    standing = case.stands(now)
    clock = the_clock(standing)
    assert (clock.expires_at, clock.to_the_hour) == (ends, True)
    assert clock.reckoning.rule == f"R.CASEFILE.{rule}"
    assert clock.who == rulebook.row(clock.reckoning.rule).who
    assert standing.terms is None
    assert "not extended" in case.refusal("record_extension", now, noticed_on=received)
    assert the_clock(case.stands(ends - timedelta(seconds=1))).is_open
    assert case.stands(ends).stage == "records_transfer.overdue"
    # Told after the hour, but of that day, whose hour nobody knows: nobody was late.
    told = case.tell("record_delivered", ends + timedelta(hours=1), on=clock.due_on)
    assert the_clock(told.after).status is DeadlineStatus.MET
    assert told.after.ending == "delivered"


@pytest.mark.parametrize("program", ["part_c", "part_d", "original", "status_change"])
def test_a_case_file_elsewhere_has_no_clock(program: str) -> None:
    case = asked_for(program=program, what="case_file", received_on=TODAY)
    standing = case.stands(NOW)
    assert standing.clocks == []
    assert standing.stage == "records_transfer.waiting"
    asked_again = matters(standing)["check_in"]
    assert asked_again.cadence is Cadence.CHECK_IN
    stated = [remark for remark in remarks(standing) if "42 CFR 422.586" in remark]
    assert len(stated) == (1 if program == "part_c" else 0)
    assert all("unverified" in remark for remark in stated)
    assert standing.next_step.by is None
    pressed = case.tell("record_escalation", NOW, on=TODAY, to="privacy_officer").after
    assert set(matters(pressed)) == {"unresolved"}


@pytest.mark.parametrize("program", list(Program))
def test_medical_records_have_one_clock_in_every_program(program: Program) -> None:
    case = asked_for(program=program.value, received_on=date(2026, 11, 20))
    assert the_clock(case.stands(NOW)).due_on == date(2026, 12, 20)


def test_a_day_needed_before_the_law_has_it_is_said() -> None:
    received = date(2026, 11, 20)
    sooner = asked_for(received_on=received, needed_on=date(2026, 12, 19)).stands(NOW)
    assert "ask for them sooner" in remarks(sooner)[0]
    assert sooner.step("delivered").latest_on == date(2026, 12, 19)
    in_time = asked_for(received_on=received, needed_on=date(2026, 12, 20)).stands(NOW)
    assert in_time.remarks == []


def test_a_day_before_the_rules_is_refused() -> None:
    refused = asked_for().refusal("record_received", NOW, received_on=date(2013, 12, 31))
    assert "R.HIPAA is not in force on Tue, Dec 31, 2013" in refused
