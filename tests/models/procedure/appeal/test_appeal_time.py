"""Days and hours at which an appeal turns: midnights, noons, year ends, nights of new clocks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from models.cases.deadline import DeadlineStatus
from models.cases.program import Phase, Urgency
from models.local_time import short_day
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, clock, ours, place, theirs
from tests.models.procedure.telling import ZONES, Telling, account, at, matters, remarks

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("zone", ZONES)
def test_a_filing_day_ends_at_midnight_there_or_in_the_east(zone: str) -> None:
    notice = date(2026, 10, 1)
    case = appeal(at(notice, zone=zone), program="part_c", notice_date=notice, zone=zone)
    last = date(2026, 12, 5)
    midnight = min(
        at(last + timedelta(days=1), time(0), zone),
        at(last + timedelta(days=1), time(0), "America/New_York"),
    )
    before = case.stands(midnight - SECOND)
    assert (place(before)[1], ours(before).due_on) == ("filing", last)
    assert place(case.stands(midnight))[1] == "good_cause"
    # Filed on the last day, told when it has passed: in time.
    told = case.tell("file_appeal", midnight + timedelta(days=3), filed_on=last).after
    assert clock(told, "C.RECON.FILE").status is DeadlineStatus.MET
    assert clock(told, "C.RECON.FILE").settled_on == last


@pytest.mark.parametrize(
    ("receiver", "hour"),
    [("America/New_York", 21), ("America/Los_Angeles", 24), ("Pacific/Honolulu", 26)],
)
def test_a_filing_day_ends_at_the_midnight_of_the_receiver(receiver: str, hour: int) -> None:
    """By the clock of Los Angeles, in winter."""
    notice, pacific = date(2026, 10, 1), "America/Los_Angeles"
    case = appeal(at(notice, zone=pacific), program="part_c", notice_date=notice, zone=pacific)
    case.tell("recalculate", at(notice, zone=pacific), reason="Asked", receiver_zone=receiver)
    midnight = at(date(2026, 12, 5), time(0), pacific) + timedelta(hours=hour)
    before = ours(case.stands(midnight - SECOND))
    assert (before.due_on, before.expires_at) == (date(2026, 12, 5), midnight)
    assert place(case.stands(midnight))[1] == "good_cause"


@pytest.mark.parametrize(
    ("notice", "last"), [("2026-01-02", "2026-03-08"), ("2026-08-28", "2026-11-01")]
)
def test_a_filing_day_on_which_the_clocks_change(notice: str, last: str) -> None:
    zone = "America/Denver"
    opened = at(date.fromisoformat(notice), zone=zone)
    case = appeal(opened, program="part_c", notice_date=notice, zone=zone, receiver_zone=zone)
    clock_ = ours(case.stands(opened))
    midnight = at(date.fromisoformat(last) + timedelta(days=1), time(0), zone)
    assert (str(clock_.due_on), clock_.expires_at) == (last, midnight)


def test_a_day_late_is_a_late_request_that_is_asked_for_its_reasons() -> None:
    case = appeal(at(date(2026, 10, 1)), program="part_c", notice_date=date(2026, 10, 1))
    late = date(2026, 12, 6)
    told = case.tell("file_appeal", at(late), filed_on=late).after
    assert (told.phase, told.good_cause_filed_on) == (Phase.GOOD_CAUSE, late)
    assert "the last day was Saturday, December 5, 2026" in say(matters(told)["good_cause"].said)
    assert told.next_step.update == "request_good_cause"
    again = case.refusal("file_appeal", at(late), filed_on=late)
    assert again == "A late request is recorded already; record its answer."
    reasons = case.tell(
        "request_good_cause", at(date(2026, 12, 8)), filed_on=late, circumstances="In hospital"
    ).after
    assert (reasons.reasons_awaited, reasons.good_cause_filed_on) == (False, late)
    day = date(2026, 12, 20)
    granted = case.tell("request_good_cause", at(day), answer="granted", answered_on=day).after
    assert place(granted) == ("plan_reconsideration", "deciding")
    assert granted.levels[-1].filed_on == late


NOON = date(2026, 3, 7)
"""The last day to ask the QIO, until noon."""


def terminated() -> Telling:
    """Both readings give the same noon."""
    return appeal(
        at(date(2026, 3, 6)),
        program="termination_ma",
        notice_date=date(2026, 3, 6),
        services_end=date(2026, 3, 8),
        received={"on": "2026-03-06", "evidence": "handed over"},
    )


@pytest.mark.parametrize(("hour", "in_time"), [("11:59", True), ("12:00", True), ("12:01", False)])
def test_a_limit_at_noon_takes_the_hour_that_is_told(hour: str, *, in_time: bool) -> None:
    case = terminated()
    afterwards = at(NOON, time(15))
    assert place(case.stands(afterwards)) == ("qio_review", "good_cause")
    if in_time:
        told = case.tell("file_appeal", afterwards, filed_on=NOON, filed_at=hour).after
        assert place(told) == ("qio_review", "deciding")
        return
    late = case.tell("file_appeal", afterwards, filed_on=NOON, filed_at=hour).after
    assert (place(late), late.reasons_awaited) == (("qio_review", "good_cause"), True)
    assert "the last day was noon Eastern Time on Saturday, March 7, 2026" in say(
        matters(late)["good_cause"].said
    )


def test_without_an_hour_the_last_day_is_in_time_and_a_late_request_of_it_is_late() -> None:
    afterwards = at(NOON, time(15))
    filed = terminated().tell("file_appeal", afterwards, filed_on=NOON).after
    assert place(filed) == ("qio_review", "deciding")
    late = terminated().tell(
        "request_good_cause", afterwards, filed_on=NOON, circumstances="In hospital"
    )
    assert (late.after.phase, late.after.good_cause_filed_on) == (Phase.GOOD_CAUSE, NOON)


def test_before_noon_a_late_request_is_none_yet() -> None:
    refused = terminated().refusal(
        "request_good_cause", at(NOON, time(9)), filed_on=NOON, circumstances="In hospital"
    )
    assert refused.startswith("No filing day has been missed")


def test_an_hour_of_today_that_is_still_to_come_is_refused() -> None:
    now = at(NOON, time(9))
    refused = terminated().refusal("file_appeal", now, filed_on=NOON, filed_at="09:01")
    assert (
        refused
        == f"filed_at: 9:01 a.m. on {short_day(NOON)} is still to come; it is 9:00 a.m. now."
    )


def test_a_limit_of_hours_counts_through_the_night_of_changed_clocks() -> None:
    # 24 hours over the night of November 1, 2026, when an hour comes twice.
    filed = date(2026, 11, 1)
    case = appeal(
        at(filed, time(9)),
        program="part_d",
        stage="pending",
        speed="expedited",
        filed_on=filed,
        filed_at="00:30",
    )
    assert theirs(case.stands(at(filed, time(9)))).expires_at == datetime(
        2026, 11, 2, 4, 30, tzinfo=UTC
    )
    assert place(case.stands(at(filed, time(23, 29))))[1] == "deciding"
    assert place(case.stands(at(filed, time(23, 31))))[1] == "forwarding"


def test_an_hour_that_never_came_is_refused_in_words() -> None:
    day = date(2026, 3, 8)
    case = appeal(
        at(day),
        program="part_c",
        level="plan_reconsideration",
        stage="pending",
        filed_on=date(2026, 3, 1),
    )
    refused = case.refusal(
        "request_expedited", at(day), requested_on=day, requested_at="02:30", answer="granted"
    )
    assert "2:30 a.m. never came" in refused


def test_leap_day() -> None:
    filed = date(2027, 12, 31)
    case = appeal(
        at(filed), program="original", level="reconsideration", stage="pending", filed_on=filed
    )
    last = date(2028, 2, 29)
    assert theirs(case.stands(at(filed))).due_on == last
    assert not case.stands(at(last, time(23, 59))).may_be_escalated
    assert case.stands(at(date(2028, 3, 1), time(0))).may_be_escalated


def fast() -> dict[str, Any]:
    return {"program": "termination_original", "level": "qic_reconsideration", "stage": "pending"}


def test_the_right_to_go_past_the_qic_opens_while_its_clock_still_runs() -> None:
    """405.1204(c)(5): 72 hours from the request; (c)(3): 72 hours from the records."""
    filed = date(2026, 11, 27)
    case = appeal(
        at(filed), **fast(), filed_on=filed, filed_at="00:00", amount_in_controversy="2500.00"
    )
    records = {"records_on": date(2026, 11, 28), "records_at": "12:00"}
    case.tell("recalculate", at(date(2026, 11, 29)), reason="They came", **records)
    opens, ends = date(2026, 11, 30), date(2026, 12, 1)
    assert not case.stands(at(ends - timedelta(days=2))).may_be_escalated
    opened = case.stands(at(opens, time(0)))
    assert opened.may_be_escalated
    assert theirs(opened).due_on == ends
    assert opened.urgency is Urgency.OVERDUE
    assert account(opened)[-1] == "May be escalated now: Expedited QIC reconsideration."
    # The clock itself runs out beside a right that is open: there is still one matter.
    over = case.stands(at(date(2026, 12, 2)))
    assert [one.key for one in over.matters] == ["qic_reconsideration.escalation.1"]
    up = case.tell("escalate", at(date(2026, 12, 2)), on=opens).after
    assert place(up) == ("alj_hearing", "deciding")
    assert clock(up, "F.RECON.OM.DECIDE").status is DeadlineStatus.SUPERSEDED


def test_escalated_on_the_day_on_whose_hour_the_right_opened() -> None:
    filed = date(2026, 11, 27)
    case = appeal(at(filed), **fast(), filed_on=filed, filed_at="10:00")
    opens = date(2026, 11, 30)
    too_early = case.refusal("escalate", at(opens, time(9)), on=opens)
    assert too_early.startswith("Escalation opens when")
    by_hour = case.refusal("escalate", at(opens, time(15)), on=opens, at="09:30")
    assert by_hour.startswith("Escalation opens when")
    assert place(case.tell("escalate", at(opens, time(15)), on=opens).after)[0] == "alj_hearing"


def at_the_court() -> Telling:
    """A council's decision of December 2026; the amount is enough in 2026 alone."""
    return appeal(
        at(date(2026, 12, 1)),
        program="original",
        level="council",
        notice_date=date(2026, 12, 1),
        amount_in_controversy="1970.00",
    )


@pytest.mark.parametrize(
    ("amount", "short", "words"),
    [
        ("1970.00", False, "is enough in one of these years only"),
        ("1950.00", True, "is too little"),
        ("2000.00", False, ""),
        (None, False, "No amount in controversy is recorded"),
    ],
)
def test_the_amount_of_the_year_of_filing_counts(
    amount: str | None, words: str, *, short: bool
) -> None:
    """405.1006: $1,960 for a request filed in 2026, $2,000 in 2027; a window across both."""
    notice = date(2026, 11, 10)
    known = {"amount_in_controversy": amount} if amount else {}
    case = appeal(at(notice), program="part_c", level="council", notice_date=notice, **known)
    opened = case.stands(at(notice))
    assert (ours(opened).due_on, opened.amount_short) == (date(2027, 1, 14), short)
    said = " ".join(remarks(opened))
    assert words in said
    if words:
        assert "$1,960 for a request filed in 2026" in said
        assert "$2,000 for a request filed in 2027" in said


def test_an_amount_that_is_enough_until_the_year_ends() -> None:
    case = at_the_court()
    opened = case.stands(at(date(2026, 12, 1)))
    assert opened.amount_until == date(2026, 12, 31)
    matter = matters(opened)["amount"]
    # Two weeks before.
    assert matter.begins_at == at(date(2026, 12, 17), time(0))
    assert "file the request by Thursday, December 31, 2026." in remarks(opened)[0]
    assert opened.urgency is Urgency.ON_TRACK
    assert case.stands(at(date(2026, 12, 29))).urgency is Urgency.URGENT
    assert case.stands(at(date(2026, 12, 31), time(23, 59))).amount_short is False
    outrun = case.stands(at(date(2027, 1, 1), time(0)))
    assert (outrun.amount_short, outrun.amount_until, outrun.matters) == (True, None, [])
    assert "is too little" in remarks(outrun)[-1]
    assert outrun.next_step.update == "recalculate"
    # Filed before, told after: it was enough.
    filed = case.tell("file_appeal", at(date(2027, 1, 4)), filed_on=date(2026, 12, 30)).after
    assert place(filed) == ("district_court", "deciding")


def test_an_amount_that_is_combined_in_time_goes_on() -> None:
    case = at_the_court()
    combined = case.tell(
        "recalculate",
        at(date(2027, 1, 4)),
        reason="Claims combined",
        amount_in_controversy="2150.00",
    ).after
    assert (combined.amount_short, combined.amount_until) == (False, None)
    assert combined.remarks == []


def test_an_amount_that_stays_too_small_ends_the_ladder() -> None:
    case = at_the_court()
    last = ours(case.stands(at(date(2027, 1, 2)))).due_on
    ended = case.stands(at(last + timedelta(days=1), time(0)))
    assert (ended.ending, ended.ended_on) == ("exhausted", last + timedelta(days=1))
    assert clock(ended, "AB.COURT.FILE").status is DeadlineStatus.SUPERSEDED


def test_after_leaving_the_hospital_a_late_request_is_still_heard() -> None:
    end = date(2026, 1, 31)
    case = appeal(at(end), program="hospital_discharge_original", notice_date=end, services_end=end)
    passed = case.stands(at(date(2026, 2, 1)))
    assert place(passed) == ("qio_review", "filing")
    assert ours(passed).key == "qio_review.filing.late.1"
    # 30 days after the discharge: worked by hand.
    assert ours(passed).due_on == date(2026, 3, 2)
    assert "does not protect from the cost" in remarks(passed)[0]
    # Heard of late, but asked in time: the first time to ask was kept.
    early = case.tell("file_appeal", at(date(2026, 2, 1)), filed_on=end).after
    assert [one.reckoning.rule for one in early.clocks] == ["F.HOSP.FILE", "F.HOSP.DECIDE"]
    assert early.levels[-1].late_filing is False


def test_a_request_in_the_late_window_is_decided_by_the_rule_for_late_requests() -> None:
    end = date(2026, 1, 31)
    case = appeal(at(end), program="hospital_discharge_original", notice_date=end, services_end=end)
    late = case.tell("file_appeal", at(date(2026, 2, 5)), filed_on=date(2026, 2, 5)).after
    assert theirs(late).reckoning.rule == "F.HOSP.LATE.DECIDE"
    assert late.levels[-1].late_filing is True
    missed = appeal(
        at(end), program="hospital_discharge_original", notice_date=end, services_end=end
    ).stands(at(date(2026, 3, 3)))
    assert place(missed) == ("qio_review", "good_cause")


def test_a_discharge_that_is_put_off_opens_the_first_time_again() -> None:
    end = date(2026, 1, 31)
    case = appeal(at(end), program="hospital_discharge_original", notice_date=end, services_end=end)
    told = case.tell(
        "recalculate",
        at(date(2026, 2, 1)),
        reason="She stays two days more",
        services_end=date(2026, 2, 3),
    ).after
    assert [(one.key, one.due_on) for one in told.clocks] == [
        ("qio_review.filing.1", date(2026, 2, 3))
    ]
    assert told.late_window is False
