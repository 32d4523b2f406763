"""The plan's part in a second opinion: its clocks and the rights of a refusal, counted by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.kinds import CaseKind
from models.cases.program import Urgency
from models.cases.standing import Schedule
from models.words.english.tables import say
from tests.models.procedure.second_opinion.opinions import NOW, TODAY, after, opinion, running, step
from tests.models.procedure.telling import (
    GUAM,
    HONOLULU,
    NEW_YORK,
    ZONES,
    account,
    at,
    matters,
    remarks,
)

CHICAGO = "America/Chicago"


# --- the plan's time to answer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_on", "zone", "due_on", "ends"),
    [
        # 42 CFR 422.568(b)(1)(ii): 7 days from 2026 on, here over the end of a short February.
        (date(2026, 2, 23), NEW_YORK, date(2026, 3, 2), datetime(2026, 3, 3, 5, tzinfo=UTC)),
        # Before 2026 it was 14, and what was asked then keeps its time over the end of the year.
        (date(2025, 12, 31), NEW_YORK, date(2026, 1, 14), datetime(2026, 1, 15, 5, tzinfo=UTC)),
        (date(2026, 1, 1), NEW_YORK, date(2026, 1, 8), datetime(2026, 1, 9, 5, tzinfo=UTC)),
        # The leap day is one of the seven.
        (date(2028, 2, 25), CHICAGO, date(2028, 3, 3), datetime(2028, 3, 4, 6, tzinfo=UTC)),
        (date(2026, 12, 28), HONOLULU, date(2027, 1, 4), datetime(2027, 1, 5, 10, tzinfo=UTC)),
        # The clocks go back on 1 November 2026 and forward on 14 March 2027; in Guam never.
        (date(2026, 10, 28), NEW_YORK, date(2026, 11, 4), datetime(2026, 11, 5, 5, tzinfo=UTC)),
        (date(2027, 3, 10), NEW_YORK, date(2027, 3, 17), datetime(2027, 3, 18, 4, tzinfo=UTC)),
        (date(2027, 3, 10), GUAM, date(2027, 3, 17), datetime(2027, 3, 17, 14, tzinfo=UTC)),
    ],
)
def test_the_plans_days_to_answer(asked_on: date, zone: str, due_on: date, ends: datetime) -> None:
    noon = at(asked_on, zone=zone)
    case = opinion(noon, zone=zone)
    standing = case.tell("request_referral", noon, requested_on=asked_on).after
    clock = running(standing, Purpose.AUTHORIZATION)
    assert (clock.due_on, clock.expires_at, clock.who) == (due_on, ends, "the plan")
    assert step(standing, "referral").expected_on == due_on
    # Open until its very end, and from then on a refusal.
    before, then = (case.stands(ends - timedelta(seconds=1)), case.stands(ends))
    assert before.stage == "second_opinion.referral"
    assert then.stage == "second_opinion.refused"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [time(0, 1), time(23, 58)])
def test_a_request_near_midnight_belongs_to_its_day(zone: str, hour: time) -> None:
    asked_on = date(2026, 12, 1)
    now = at(asked_on, time(23, 59), zone)
    case = opinion(at(asked_on, time(0), zone), zone=zone)
    told = case.tell("request_referral", now, requested_on=asked_on, requested_at=hour)
    assert running(told.after, Purpose.AUTHORIZATION).due_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("asked_on", "hour", "zone", "ends"),
    [
        # 42 CFR 422.572(a)(1): 72 hours. 10:00 EST is 15:00 UTC.
        (date(2026, 12, 30), time(10), NEW_YORK, datetime(2027, 1, 2, 15, tzinfo=UTC)),
        # Hours stay hours when the clocks go back, and when they go forward.
        (date(2026, 10, 31), time(10), NEW_YORK, datetime(2026, 11, 3, 14, tzinfo=UTC)),
        (date(2027, 3, 13), time(10), NEW_YORK, datetime(2027, 3, 16, 15, tzinfo=UTC)),
        (date(2028, 2, 27), time(11, 59), HONOLULU, datetime(2028, 3, 1, 21, 59, tzinfo=UTC)),
        # An hour that is not known: the plan has had the request by the end of the day.
        (date(2026, 12, 1), None, GUAM, datetime(2026, 12, 4, 14, tzinfo=UTC)),
    ],
)
def test_the_plans_hours_to_answer(
    asked_on: date, hour: time | None, zone: str, ends: datetime
) -> None:
    noon = at(asked_on, zone=zone)
    case = opinion(noon, zone=zone)
    when = {"requested_on": asked_on} | ({"requested_at": hour} if hour else {})
    case.tell("request_referral", noon, **when, expedited=True)
    assert running(case.stands(noon), Purpose.AUTHORIZATION).expires_at == ends
    assert case.stands(ends).refusal.late


# --- the rights that a refusal opens -----------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "appeal", "grievance"),
    [
        # 60 days from receipt, presumed 5 after the notice (422.582(b)(1)); 60 from the event.
        (date(2026, 12, 7), date(2027, 2, 10), date(2027, 2, 5)),
        # Until the end of 2024, 60 days from the notice.
        (date(2024, 12, 31), date(2025, 3, 1), date(2025, 3, 1)),
        (date(2025, 1, 1), date(2025, 3, 7), date(2025, 3, 2)),
        # Over the leap day, and over the same days of a year without one.
        (date(2027, 12, 30), date(2028, 3, 4), date(2028, 2, 28)),
        (date(2026, 12, 30), date(2027, 3, 5), date(2027, 2, 28)),
    ],
)
def test_the_rights_a_refusal_opens(notice: date, appeal: date, grievance: date) -> None:
    case = opinion(at(notice))
    standing = case.tell("record_refusal", at(notice), notice_date=notice).after
    assert running(standing, Purpose.REFUSAL_APPEAL).due_on == appeal
    assert running(standing, Purpose.GRIEVANCE).due_on == grievance
    assert running(standing, Purpose.GRIEVANCE).schedule is Schedule.NONE
    assert "`answer_refusal`" in say(matters(standing)["refused"].said)
    assert any("422.402" in remark for remark in remarks(standing))
    assert not any("24 hours" in remark for remark in remarks(standing))
    assert standing.urgency is Urgency.OVERDUE
    assert standing.next_step.by == appeal


@pytest.mark.parametrize("zone", ZONES)
def test_the_right_to_appeal_ends_with_the_day_where_the_case_is(zone: str) -> None:
    notice = date(2026, 12, 7)
    case = opinion(at(notice, zone=zone), zone=zone)
    case.tell("record_refusal", at(notice, zone=zone), notice_date=notice)
    midnight = at(date(2027, 2, 11), time(0), zone)
    assert running(case.stands(midnight - timedelta(seconds=1)), Purpose.REFUSAL_APPEAL)
    over = case.stands(midnight)
    (appeal,) = [one for one in over.clocks if one.purpose is Purpose.REFUSAL_APPEAL]
    assert appeal.status is DeadlineStatus.MISSED
    assert "Passed on Wed, Feb 10, 2027: " in account(over)[-1]


def test_a_refusal_to_expedite_is_complained_of_within_a_day() -> None:
    case = opinion()
    told = case.tell("record_refusal", NOW, notice_date=TODAY, refused_to_expedite=True)
    assert any("24 hours" in remark for remark in remarks(told.after))


def test_a_silence_counts_as_a_refusal_without_a_notice() -> None:
    case = opinion(service="Visit with a specialist")
    case.tell("request_referral", NOW, requested_on=TODAY)
    standing = case.stands(at(after(9)))
    # Seven days of silence, and 60 days from it: no days for a notice are presumed.
    assert running(standing, Purpose.REFUSAL_APPEAL).due_on == after(67)
    assert running(standing, Purpose.GRIEVANCE).due_on == after(67)
    assert "422.568(f)" in say(matters(standing)["refused"].said)
    (authorization,) = [one for one in standing.clocks if one.purpose is Purpose.AUTHORIZATION]
    assert (authorization.status, authorization.settled_on) == (DeadlineStatus.MISSED, after(7))
    appealed = case.tell("answer_refusal", at(after(9)), appeal=True).after
    (wanted,) = appealed.wanted
    assert (wanted.kind, wanted.report) == (CaseKind.APPEAL, 3)
    assert wanted.intake["notice_date"] == str(after(7))
    assert wanted.intake["received"]["on"] == str(after(7))
    assert "Appeal of the refusal started: AC-1.appeal.1." in account(appealed)


def test_a_refusal_asks_before_it_opens_an_appeal() -> None:
    case = opinion()
    refused = case.tell("record_refusal", NOW, notice_date=TODAY).after
    assert (refused.wanted, refused.next_step.update) == ([], "answer_refusal")
    decided = case.tell("answer_refusal", NOW, appeal=True).after
    assert decided.wanted[0].intake == {
        "notice_date": str(TODAY),
        "prior_authorization": True,
        "service": "Second opinion",
    }
    assert matters(decided).keys() == {"check_in"}
    assert [one.purpose for one in decided.open_clocks] == [Purpose.GRIEVANCE]
    assert decided.stage == "second_opinion.refused"
    assert "recorded already" in case.refusal("answer_refusal", NOW, appeal=False)
    complained = case.tell("file_grievance", NOW, about="referral", event_on=TODAY).after
    assert complained.wanted[1].intake["event_on"] == str(TODAY)
    assert complained.open_clocks == []


def test_a_referral_that_comes_after_all_ends_what_the_refusal_opened() -> None:
    case = opinion()
    case.tell("record_refusal", NOW, notice_date=TODAY)
    standing = case.tell("record_referral", at(after(3)), on=after(3)).after
    assert (standing.open_clocks, standing.remarks) == ([], [])
    assert standing.stage == "second_opinion.specialist"
    assert {one.settled_on for one in standing.clocks} == {after(3)}


@pytest.mark.parametrize("hours_gone", [False, True])
def test_a_plan_that_refuses_the_fast_track_goes_on_at_the_standard_pace(
    *, hours_gone: bool
) -> None:
    """Also where the notice is reported after the hours of the fast track have passed."""
    case, only = opinion(), {"notice_date": TODAY, "only_the_fast_track": True}
    assert "fast track" in case.refusal("record_refusal", NOW, **only)
    case.tell("request_referral", NOW, requested_on=TODAY, expedited=True)
    now = at(after(4)) if hours_gone else NOW
    assert (case.stands(now).refusal is not None) is hours_gone
    standing = case.tell("record_refusal", now, **only).after
    standard = running(standing, Purpose.AUTHORIZATION)
    assert (standard.reckoning.rule, standard.due_on) == ("C.OD.EXP.DENY", after(7))
    assert standard.key == "referral.authorization.2"
    assert running(standing, Purpose.GRIEVANCE).due_on == after(60)
    assert any("24 hours" in remark for remark in remarks(standing))
    assert (standing.stage, standing.urgency) == ("second_opinion.referral", Urgency.ON_TRACK)
    assert "fast track" in case.refusal("record_refusal", now, **only)
    silent = case.stands(at(after(9)))
    assert running(silent, Purpose.REFUSAL_APPEAL).key == "referral.refusal_appeal.2"


def test_the_notice_that_slows_it_may_come_after_its_hours() -> None:
    """The silence of the fast track, and that of the standard pace, have keys of their own."""
    case = opinion()
    case.tell("request_referral", NOW, requested_on=TODAY, expedited=True)
    only = {"notice_date": after(5), "only_the_fast_track": True}
    case.tell("record_refusal", at(after(5)), **only)
    standing = case.stands(at(after(9)))
    keys = [one.key for one in standing.clocks if one.purpose is Purpose.REFUSAL_APPEAL]
    assert keys == ["referral.refusal_appeal.fast_track.2", "referral.refusal_appeal.2"]
    assert running(standing, Purpose.REFUSAL_APPEAL).due_on == after(67)


def test_the_plan_refuses_a_second_time() -> None:
    case = opinion()
    case.tell("request_referral", NOW, requested_on=TODAY)
    case.tell("record_refusal", NOW, notice_date=TODAY)
    case.tell("answer_refusal", NOW, appeal=False)
    case.tell("request_referral", at(after(3)), requested_on=after(3), out_of_network=True)
    again = case.tell("record_refusal", at(after(5)), notice_date=after(5)).after
    assert running(again, Purpose.REFUSAL_APPEAL).due_on == after(70)
    assert running(again, Purpose.GRIEVANCE).due_on == after(65)
    assert again.next_step.update == "answer_refusal"
    assert case.tell("answer_refusal", at(after(5)), appeal=True).after.wanted != []
