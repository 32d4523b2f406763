"""What is owed is sent once, what lies behind never, and what failed is tried again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.standing import Readers, Schedule
from models.inputs.common_intake import Override
from models.notices.messages.order import MessageKind
from tests.models.notices.told import OPENING, Sent, Told, accepted, clock, down, matter

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)
BACKUP = {"email": "backup@legalaid.example"}
PATIENT = {"email": "patient@mail.example"}


def opened(**intake: Any) -> Told:
    told = Told.open(**intake)
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def test_the_whole_schedule_is_sent_in_order_and_once() -> None:
    told = opened()
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("case_manager") == ["opened", "30d", "14d", "7d", "1d", "0d"]
    assert told.memory["reminders_sent"] == 6
    assert told.turn().wake_at is None


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=20), timedelta(days=3650)])
def test_a_clock_of_the_server_that_was_ahead_silences_nothing(ahead: timedelta) -> None:
    """What came due by that clock was dealt with then; what comes due by the right one is owed."""
    told = opened()
    right = told.now
    told.now += ahead
    told.settle_clock(KEY, DeadlineStatus.MISSED)
    told.turn()
    told.now = right
    told.reopen(KEY)
    told.turn()
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("case_manager", KEY)[-5:] == ["30d", "14d", "7d", "1d", "0d"]


def test_two_turns_of_one_moment_send_nothing_twice() -> None:
    told = opened()
    told.add(clock("plan.filing.2", DAY))
    told.turn()
    told.turn()
    assert told.heard("case_manager", "plan.filing.2") == ["opened"]
    assert told.heard("case_manager", KEY) == ["opened"]


def test_filed_is_silent() -> None:
    told = opened()
    told.pass_days(35)
    told.settle_clock(KEY)
    told.pass_days(60)
    assert told.heard("case_manager") == ["opened", "30d"]
    outcomes = told.outcomes(KEY)
    assert outcomes["30d"] == "sent"
    assert {outcomes[name] for name in ("14d", "7d", "1d", "0d")} == {"superseded"}


def test_a_filing_taken_back_sends_nothing_that_lies_behind() -> None:
    told = opened()
    told.pass_days(1)
    told.settle_clock(KEY)
    told.run(datetime(2026, 12, 29, 15, tzinfo=UTC))
    told.reopen(KEY)
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("case_manager") == ["opened", "1d", "0d"]


@pytest.mark.parametrize(("days", "heard"), [(0.01, 1), (3, 0)], ids=["a slip", "days later"])
def test_what_waited_when_a_clock_was_settled_goes_on_after_a_slip(days: float, heard: int) -> None:
    told = opened()
    told.answer = down
    told.run(datetime(2026, 12, 5, 15, tzinfo=UTC))
    assert told.outcomes(KEY)["30d"] == "pending"
    told.settle_clock(KEY)
    told.turn()
    assert told.outcomes(KEY)["30d"] == "failed"
    told.pass_days(days)
    told.sent, told.answer = [], accepted
    told.reopen(KEY)
    told.pass_days(1)
    assert told.heard("case_manager").count("30d") == heard
    assert told.outcomes(KEY)["30d"] == ("sent" if heard else "failed")


def test_a_clock_that_was_over_when_first_seen_is_told_when_it_runs_again() -> None:
    told = Told.open()
    told.add(clock(KEY, date(2026, 10, 1)))
    told.settle_clock(KEY, DeadlineStatus.MISSED)
    told.turn()
    assert told.sent == []
    told.move(KEY, DAY, status=DeadlineStatus.OPEN)
    told.turn()
    (one,) = told.sent
    assert one.about == [(KEY, "opened")]
    assert one.order.deadline is not None
    assert one.order.deadline.sequence == 1


def test_another_schedule_sends_nothing_that_lies_behind() -> None:
    told = Told.open(reminders={"days_before": [3]})
    told.add(clock(KEY, DAY))
    told.run(datetime(2026, 12, 29, 15, tzinfo=UTC))
    entry = told.state.log[0]
    content = {**entry.content, "reminders": {}}
    told.state = told.state.__class__(
        told.state.id, told.state.kind, (entry.__class__(1, "intake", content, entry.at),)
    )
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("case_manager") == ["opened", "1d", "0d"]
    shown, _ = told.shown()
    assert [reminder.key for reminder in shown[0].reminders] == ["opened", "1d", "0d"]


def test_whoever_is_new_hears_that_it_runs_and_not_what_lies_behind() -> None:
    told = opened()
    told.run(datetime(2026, 12, 22, 15, tzinfo=UTC))
    told.report("update_contacts", {"beneficiary": PATIENT})
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("beneficiary") == ["opened", "7d", "1d", "0d"]
    assert told.heard("case_manager") == ["opened", "30d", "14d", "7d", "1d", "0d"]


def test_who_cannot_be_written_to_any_more_is_not() -> None:
    told = opened(beneficiary=PATIENT)
    told.pass_days(35)
    told.report("update_contacts", {"beneficiary": None})
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("beneficiary", KEY) == ["opened", "30d"]


def test_after_an_outage_only_the_latest_goes() -> None:
    told = opened()
    told.now = datetime(2026, 12, 29, 15, tzinfo=UTC)
    told.turn()
    assert told.heard("case_manager") == ["opened", "7d"]
    outcomes = told.outcomes(KEY)
    assert outcomes["30d"] == outcomes["14d"] == "superseded"
    shown, _ = told.shown()
    notes = {reminder.key: reminder.note for reminder in shown[0].reminders}
    assert notes["30d"] == "reminder 14d was due as well"


# --- days that move -----------------------------------------------------------------------------


def test_a_day_that_moved_is_told_and_its_reminders_begin_again() -> None:
    told = opened()
    told.run(datetime(2026, 12, 29, 15, tzinfo=UTC))
    told.move(KEY, date(2027, 1, 19))
    told.run(datetime(2027, 1, 19, 23, tzinfo=UTC))
    assert told.heard("case_manager") == [
        *("opened", "30d", "14d", "7d"),
        *("opened", "14d", "7d", "1d", "0d"),
    ]
    again = told.sent[4].order
    assert again.kind is MessageKind.NEW_DEADLINE
    assert again.deadline is not None
    assert (again.deadline.sequence, again.deadline.due_on) == (1, date(2027, 1, 19))


def test_another_hour_of_the_same_day_is_not_told_again() -> None:
    ends = OPENING + timedelta(hours=20)
    told = Told.open()
    told.add(clock(KEY, ends.date(), at=ends))
    told.turn()
    later = clock(KEY, ends.date(), at=ends + timedelta(hours=2))
    told.standing.clocks = [later]
    told.run(later.expires_at)
    assert told.heard("case_manager") == ["opened", "0.5", "0.75", "0.9"]
    shown, _ = told.shown()
    assert shown[0].sequence == 0


def test_their_clock_set_by_hand_moves_in_calendars_without_another_notice() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY, purpose=Purpose.DECISION, schedule=Schedule.THEIRS))
    told.turn()
    day = date(2027, 1, 11)
    told.move(KEY, day, override=Override(due_on=day, reason="the notice says so"))
    told.turn()
    assert told.heard("case_manager") == ["opened"]
    shown, _ = told.shown()
    assert shown[0].sequence == 1


# --- sending ------------------------------------------------------------------------------------


def test_what_is_out_is_not_given_again_until_its_outcome_comes() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    for minutes in (0, 1, 60 * 24):
        told.now = OPENING + timedelta(minutes=minutes)
        last = told.look()
        assert last.orders == ()
        assert last.sending
    told.settle(order.key, accepted(order.message))
    last = told.look()
    assert (last.orders, last.sending) == ((), False)
    told.settle(order.key, accepted(order.message))
    assert told.memory["reminders_sent"] == 1


def test_a_failed_round_is_tried_again_at_growing_intervals() -> None:
    told = Told.open()
    told.answer = down
    told.add(clock(KEY, DAY))
    # By day: until eight in the evening it may be tried.
    told.run(OPENING + timedelta(hours=9))
    moments = [(one.at - OPENING) / timedelta(minutes=1) for one in told.sent]
    assert moments == [0, 1, 3, 7, 15, 31, 63, 127, 255, 495]
    assert all(one.order.due_to_send_at == OPENING for one in told.sent)
    told.answer = accepted
    told.pass_days(1)
    assert told.outcomes(KEY)["opened"] == "sent"
    assert told.heard("case_manager").count("opened") == len(told.sent) == 11


def test_what_never_got_through_gives_way_to_the_next() -> None:
    told = opened()
    told.answer = down
    told.run(datetime(2026, 12, 29, 15, tzinfo=UTC))
    told.answer = accepted
    told.pass_days(1)
    last = told.sent[-1].order
    assert last.reminder == "7d"
    assert set(last.overtakes) == {"30d", "14d"}
    outcomes = told.outcomes(KEY)
    assert (outcomes["30d"], outcomes["14d"], outcomes["7d"]) == (
        "superseded",
        "superseded",
        "sent",
    )


def test_what_was_being_tried_when_the_time_ran_out_has_failed() -> None:
    told = opened()
    told.answer = down
    told.run(datetime(2027, 1, 5, 5, tzinfo=UTC))
    told.settle_clock(KEY, DeadlineStatus.MISSED)
    tried = len(told.sent)
    told.pass_days(3)
    assert len(told.sent) == tried
    assert told.outcomes(KEY)["0d"] == "failed"


def test_the_outcome_of_a_day_that_has_moved_meanwhile_is_not_taken_for_the_new_one() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    (first,) = told.look().orders
    told.move(KEY, date(2027, 1, 11))
    (second,) = told.look().orders
    told.settle(first.key, None, "the worker was gone")
    assert told.look().orders == ()
    told.settle(second.key, accepted(second.message))
    assert told.look().orders == ()
    assert told.outcomes(KEY)["opened"] == "sent"


# --- kinds of messages --------------------------------------------------------------------------


def test_the_first_message_says_that_the_work_was_opened() -> None:
    told = Told.open(beneficiary={**PATIENT, "zone": "Pacific/Honolulu"})
    told.add(clock(KEY, DAY))
    told.pass_days(1)
    told.add(clock("plan.filing.2", DAY))
    told.pass_days(1)
    kinds = [(sorted(one.roles), one.order.kind) for one in told.sent]
    assert kinds == [
        (["case_manager"], MessageKind.OPENED),
        # Hours later, where it is morning; the work opened with this all the same.
        (["beneficiary"], MessageKind.OPENED),
        (["case_manager"], MessageKind.NEW_DEADLINE),
        (["beneficiary"], MessageKind.NEW_DEADLINE),
    ]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (FollowUpKind.GOOD_CAUSE, MessageKind.MISSED),
        (FollowUpKind.ESCALATION, MessageKind.DECISION_OVERDUE),
        (FollowUpKind.MISSING_ELEMENTS, MessageKind.REPORT_REQUEST),
        (FollowUpKind.REFUSED, MessageKind.FOLLOW_UP),
    ],
)
def test_matters_have_messages_of_their_own(kind: FollowUpKind, message: MessageKind) -> None:
    told = Told.open()
    told.add(matter(f"a.{kind.value}.1", kind))
    told.turn()
    assert [one.order.kind for one in told.sent] == [message]
    assert told.sent[0].order.title == "the plan is late with the complaint"


def test_what_falls_together_is_one_message() -> None:
    told = Told.open()
    told.add(matter("a.refused.1", FollowUpKind.REFUSED), clock("a.filing.2", DAY), clock(KEY, DAY))
    (order,) = told.look().orders
    named = Sent(told.now, order.message).about
    assert named == [
        ("a.filing.2", "opened"), (KEY, "opened"), ("a.refused.1", "follow-up-1"),
    ]  # fmt: skip
    assert [one.id for one in order.message.calendar] == ["a.filing.2", KEY]
    assert order.summary.endswith("(+2)")


# --- matters ------------------------------------------------------------------------------------


def test_a_matter_never_runs_out() -> None:
    told = Told.open()
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.pass_days(600)
    # Six in the first month, then every thirty days.
    assert len(told.heard("case_manager")) == 6 + 19
    assert len(set(told.heard("case_manager"))) == 6 + 19


def test_a_matter_that_comes_up_again_is_told_again_under_new_numbers() -> None:
    told = Told.open()
    told.add(matter("a.plan_broken.1", FollowUpKind.PLAN_BROKEN))
    told.pass_days(4)
    told.drop("a.plan_broken.1")
    told.pass_days(10)
    told.add(matter("a.plan_broken.1", FollowUpKind.PLAN_BROKEN))
    told.pass_days(1)
    assert told.heard("case_manager") == ["follow-up-1", "follow-up-2", "follow-up-3"]


def test_a_matter_that_begins_later_is_silent_until_then() -> None:
    told = Told.open()
    begins = OPENING + timedelta(days=10)
    told.add(matter("a.unresolved.1", FollowUpKind.UNRESOLVED, begins_at=begins))
    told.run(begins - timedelta(hours=1))
    assert told.sent == []
    told.pass_days(1)
    assert told.heard("case_manager") == ["follow-up-1"]


def test_what_everyone_is_to_know_goes_to_all_of_the_policy() -> None:
    told = Told.open(beneficiary=PATIENT, backup=BACKUP)
    told.add(matter("a.good_cause.1", FollowUpKind.GOOD_CAUSE, readers=Readers.EVERYONE))
    told.turn()
    assert [one.roles for one in told.sent] == [{"case_manager", "beneficiary"}]


# --- waking up ----------------------------------------------------------------------------------


def test_it_says_when_something_is_next_and_what_without_anything_private() -> None:
    told = opened()
    assert told.last is not None
    assert told.last.why == "Until reminder 30d: filing of reconsideration, due Mon, Jan 4, 2027"
    assert told.last.wake_at is not None
    assert told.last.wake_at.astimezone(UTC).date() == date(2026, 12, 4)
    assert not told.last.urgent_contacts
