"""Whoever was told otherwise hears the right thing; what stands as it was is not said again."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.messages.writing import Messages
from models.cases.language import Language
from models.notices.messages.order import Recipient, ReminderOrder
from tests.models.corrections.desk import Desk, moment

MESSAGES = Messages("http://127.0.0.1:8233", "default")

MINUTES = timedelta(minutes=1)


def wrongly_denied() -> Desk:
    """A denial by the reviewer that never was has opened a day of ours, which everybody heard."""
    desk = Desk.open(
        at=moment("2026-11-23"), level="ire_reconsideration", stage="pending", filed_on="2026-11-10"
    )
    desk.report("record_decision", outcome="unfavorable", notice_date="2026-11-20")
    desk.pass_days(1)
    assert ("opened", "alj_hearing.filing.2") in desk.told("beneficiary")
    return desk


def test_a_day_that_fell_away_is_taken_out_of_calendars_some_minutes_later() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    answer = desk.report("take_back", report=2, reason="Of another case")
    told = answer["will_be_told"]
    assert any(one.startswith("beneficiary: Ignore our message about ") for one in told)
    assert not desk.told("beneficiary", sent)
    desk.stage.forward(desk.stage.now + 11 * MINUTES)
    ((_, _, order),) = (
        one
        for one in desk.stage.sent[sent:]
        if "beneficiary" in {each.role.value for each in one[2].recipients}
    )
    assert order.title.startswith("Ignore our message about ")
    assert [one.id for one in order.cancelled] == ["alj_hearing.filing.2"]
    again = len(desk.stage.sent)
    desk.pass_days(20)
    assert not [one for one in desk.told("beneficiary", again) if "corrected" in one[1]]


def test_what_is_put_right_within_minutes_is_told_to_nobody() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    desk.report("take_back", report=2, reason="Of another case")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("take_back", report=3, reason="It was this case")
    desk.stage.forward(desk.stage.now + 60 * MINUTES)
    assert not desk.told("beneficiary", sent)


def test_a_day_that_holds_after_all_is_told_again() -> None:
    desk = wrongly_denied()
    desk.report("take_back", report=2, reason="Of another case")
    desk.pass_days(1)
    sent = len(desk.stage.sent)
    desk.report("take_back", report=3, reason="It was this case")
    desk.pass_days(1)
    assert desk.told("beneficiary", sent) == [("opened", "alj_hearing.filing.2")]


def test_a_day_that_moves_is_told_to_others_some_minutes_later() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    answer = desk.report(
        "correct", report=2, content={"notice_date": "2026-11-12"}, reason="A slip"
    )
    assert [line.partition(":")[0] for line in answer["will_be_told"]] == [
        "case manager",
        "beneficiary",
    ]
    assert ("opened", "alj_hearing.filing.2") in desk.told("case_manager", sent)
    assert not desk.told("beneficiary", sent)
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("correct", report=2, content={"notice_date": "2026-11-13"}, reason="Another")
    desk.stage.forward(desk.stage.now + 60 * MINUTES)
    assert desk.told("beneficiary", sent) == [("opened", "alj_hearing.filing.2")]


def test_whoever_heard_that_it_is_closed_hears_that_it_goes_on() -> None:
    desk = Desk.open(at=moment("2026-11-20"), notice_date="2026-11-02")
    desk.pass_days(1)
    desk.report("close", ending="withdrawn", reason="Other treatment")
    closed = desk.stage.sent[-1][2]
    assert (closed.kind.value, "beneficiary") == (
        "closed",
        next(one.role.value for one in closed.recipients if one.role.value == "beneficiary"),
    )
    desk.pass_days(3)
    sent = len(desk.stage.sent)
    days = desk.open_days
    assert not days
    desk.report("take_back", report=2, reason="They want it after all")
    desk.stage.forward(desk.stage.now + 11 * MINUTES)
    titles = [one.title for _, _, one in desk.stage.sent[sent:]]
    assert titles == ["The case goes on"]
    desk.pass_days(45)
    names = [name for name, about in desk.told("beneficiary", sent) if about.endswith("filing.1")]
    assert names == ["14d", "7d", "3d"] or "7d" in names


def test_reminders_that_lay_behind_when_it_came_back_are_not_sent() -> None:
    """The plan's notice of November 2: the last day is January 4; a week of reminders passes."""
    desk = Desk.open(at=moment("2026-12-20"), notice_date="2026-11-02")
    desk.pass_days(1)
    desk.report("close", ending="withdrawn", reason="Other treatment")
    desk.pass_days(6)
    sent = len(desk.stage.sent)
    before = desk.stage.now
    desk.report("take_back", report=2, reason="They want it after all")
    desk.pass_days(2)
    orders = [order for _, _, order in desk.stage.sent[sent:] if order.about.endswith("filing.1")]
    assert all(order.due_to_send_at > before for order in orders)


def test_a_preview_says_what_would_follow_and_nothing_happens() -> None:
    desk = wrongly_denied()
    carried, sent = repr(desk.member.case), len(desk.stage.sent)
    asked = {"report": 2, "reason": "Of another case"}
    seen = desk.report("take_back", **asked, preview=True)
    desk.stage.forward(desk.stage.now)
    assert (repr(desk.member.case), len(desk.stage.sent)) == (carried, sent)
    done = desk.report("take_back", **asked)
    assert seen["recorded"].endswith(done["recorded"])
    assert seen == {**done, "recorded": seen["recorded"], "preview": True}
    assert not done["preview"]


def test_a_day_that_moves_back_within_minutes_is_not_told_again_to_whoever_knows_it() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    desk.report("correct", report=2, content={"notice_date": "2026-11-12"}, reason="A slip")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("take_back", report=3, reason="It was right")
    desk.stage.forward(desk.stage.now + 60 * MINUTES)
    assert not desk.told("beneficiary", sent)
    assert len(desk.told("case_manager", sent)) == 2


def test_a_day_that_moved_and_fell_away_within_minutes_is_taken_back_from_whoever_knows_it() -> (
    None
):
    desk = wrongly_denied()
    desk.report("correct", report=2, content={"notice_date": "2026-11-12"}, reason="A slip")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    sent = len(desk.stage.sent)
    desk.report("take_back", report=2, reason="Of another case")
    desk.stage.forward(desk.stage.now + 60 * MINUTES)
    to_patient = [one for one in desk.told("beneficiary", sent) if "corrected." in one[1]]
    to_manager = [one for one in desk.told("case_manager", sent) if "corrected." in one[1]]
    # Each hears of the day that they know: the patient has not heard of the other.
    assert (len(to_patient), len(to_manager)) == (1, 1)
    assert to_patient != to_manager


def test_a_day_that_a_report_moved_and_that_fell_away_is_taken_back_from_whoever_knows_it() -> None:
    desk = wrongly_denied()
    desk.stage.forward(moment("2026-11-25", 23))
    desk.report("recalculate", reason="Typed wrong", notice_date="2026-11-12")
    sent = len(desk.stage.sent)
    assert not desk.told("beneficiary", sent)
    desk.report("take_back", report=2, also=[{"report": 3}], reason="Of another case")
    desk.pass_days(1)
    assert [about for _, about in desk.told("beneficiary", sent) if "corrected." in about]


def test_what_sets_a_day_by_hand_is_answered_with_it_and_a_correction_says_both_days() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    by_hand = {"due_on": "2027-01-04", "reason": "On the notice"}
    answer = desk.report("recalculate", reason="Printed", override=by_hand)
    assert answer["recorded"].startswith(
        "Set by hand: plan_reconsideration.filing.1, to Mon, Jan 4, 2027."
    )
    content = {"override": {"due_on": "2027-01-05", "reason": "On the notice"}}
    answer = desk.report("correct", report=2, content=content, reason="A slip")
    assert "override.due_on Tue, Jan 5, 2027, was Mon, Jan 4, 2027" in answer["recorded"]
    received = {"on": "2026-11-04", "evidence": "envelope"}
    desk.report("record_receipt", received=received)
    content = {"received": {"on": "2026-11-05", "evidence": "envelope"}}
    answer = desk.report("correct", report=4, content=content, reason="A slip")
    assert "received.on Thu, Nov 5, 2026, was Wed, Nov 4, 2026" in answer["recorded"]


def denied_by_the_qic() -> Desk:
    desk = Desk.open(
        at=moment("2026-11-23"),
        program="original",
        level="reconsideration",
        stage="pending",
        filed_on="2026-11-10",
    )
    desk.report("record_decision", outcome="unfavorable", notice_date="2026-11-20")
    desk.pass_days(1)
    return desk


def test_a_day_that_still_holds_at_its_level_is_not_taken_back() -> None:
    """A denial that was a dismissal: the request is another one, its day and office the same."""
    desk = denied_by_the_qic()
    was, other = "alj_hearing.filing.2", "alj_hearing.dismissal_review.2"
    day = desk.open_days[was]
    sent = len(desk.stage.sent)
    desk.report("correct", report=2, content={"outcome": "dismissed"}, reason="Misread")
    assert desk.open_days[other] == day
    desk.pass_days(2)
    for role in ("case_manager", "beneficiary"):
        assert desk.told(role, sent) == [("opened", other)]
    taken_out = [
        (one.id, role.value)
        for _, _, order in desk.stage.sent[sent:]
        for one in order.cancelled
        for role in one.roles
    ]
    assert sorted(taken_out) == [(was, "beneficiary"), (was, "case_manager")]

    sent = len(desk.stage.sent)
    desk.report("take_back", report=3, reason="It was a denial on the merits")
    desk.pass_days(2)
    for role in ("case_manager", "beneficiary"):
        assert desk.told(role, sent) == [("opened", was)]


def test_whoever_never_heard_of_the_other_clock_is_not_told_the_first_again() -> None:
    desk = denied_by_the_qic()
    sent = len(desk.stage.sent)
    desk.report("correct", report=2, content={"outcome": "dismissed"}, reason="Misread")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("take_back", report=3, reason="It was a denial on the merits")
    desk.pass_days(2)
    assert not desk.told("beneficiary", sent)


def test_what_is_taken_back_is_named() -> None:
    desk = denied_by_the_qic()
    sent = len(desk.stage.sent)
    desk.report("take_back", report=2, reason="Of another case")
    desk.pass_days(2)
    (order,) = (
        one
        for _, _, one in desk.stage.sent[sent:]
        if "beneficiary" in {each.role.value for each in one.recipients}
    )
    named = "our message about filing the request for ALJ hearing by Sunday, January 24, 2027"
    assert order.title == f"Ignore {named}"
    said = MESSAGES.write(order, *_spanish(order)).subject
    assert said.endswith(
        "No haga caso de nuestro mensaje sobre la presentación de la solicitud de audiencia ante "
        "un juez administrativo (ALJ), con fecha domingo, 24 de enero de 2027"
    )


def _spanish(order: ReminderOrder) -> list[Recipient]:
    person = order.recipients[0].person.model_copy(update={"language": Language.SPANISH})
    return [order.recipients[0].model_copy(update={"person": person})]


def test_a_day_that_was_to_be_told_as_that_of_another_clock_is_taken_back_with_it() -> None:
    desk = denied_by_the_qic()
    sent = len(desk.stage.sent)
    desk.report("correct", report=2, content={"outcome": "dismissed"}, reason="Misread")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("take_back", report=2, also=[{"report": 3}], reason="Of another case")
    desk.pass_days(2)
    ((_, about),) = desk.told("beneficiary", sent)
    assert about.startswith("corrected.")


@pytest.mark.parametrize("day", ["2026-11-12", "2026-11-13"])
def test_so_it_is_where_the_other_clock_moves_before_it_was_told(day: str) -> None:
    desk = denied_by_the_qic()
    sent = len(desk.stage.sent)
    desk.report("correct", report=2, content={"outcome": "dismissed"}, reason="Misread")
    desk.stage.forward(desk.stage.now + 5 * MINUTES)
    desk.report("correct", report=2, content={"notice_date": day}, reason="A slip")
    desk.pass_days(2)
    told = desk.told("beneficiary", sent)
    assert told[0] == ("opened", "alj_hearing.dismissal_review.2")
    assert [about.partition(".")[0] for _, about in told[1:]] == ["corrected"]


def test_what_the_calendar_brings_back_is_told_to_others_some_minutes_later() -> None:
    """A day that was said not to hold holds after all, once the time to ask has run out anew."""
    desk = Desk.open(
        at=datetime(2026, 8, 6, 14, tzinfo=UTC),
        program="termination_original",
        level="termination_notice",
        notice_date="2026-08-05",
        services_end="2026-08-05",
    )
    desk.report("recalculate", notice_date="2026-08-03", reason="A slip")
    assert "qio_review.filing.late.1" in desk.open_days
    desk.report("correct", report=2, content={"notice_date": "2026-08-06"}, reason="Another")
    desk.stage.forward(desk.stage.now + 30 * MINUTES)
    assert "qio_review.filing.late.1" not in desk.open_days
    sent = len(desk.stage.sent)
    while "qio_review.filing.late.1" not in desk.open_days:
        desk.stage.forward(desk.stage.now + 1 * MINUTES)
    back = ("opened", "qio_review.filing.late.1")
    assert back in desk.told("case_manager", sent)
    assert back not in desk.told("beneficiary", sent)
    desk.pass_days(1)
    assert back in desk.told("beneficiary", sent)
