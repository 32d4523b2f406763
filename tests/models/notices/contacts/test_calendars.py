"""People's calendars over a case: filled, moved, and cleared of every day that is over."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from models.notices.messages.order import MessageKind
from tests.models.notices.contacts.calendar_entries import (
    DAY,
    KEY,
    PATIENT,
    days,
    opened,
)
from tests.models.notices.told import (
    OPENING,
    Sent,
    Told,
    accepted,
    clock,
    down,
    failed_after_a_doubt,
    refusing,
)


def test_a_day_that_is_over_is_taken_out_with_the_next_message_and_once() -> None:
    told = opened()
    assert days(told) == {KEY: DAY}
    told.settle_clock(KEY)
    told.turn()
    # Nothing is sent for that alone.
    assert days(told) == {KEY: DAY}
    told.add(clock("plan.decision.2", date(2027, 2, 1)), clock("plan.decision.3", DAY))
    told.turn()
    assert days(told) == {"plan.decision.2": date(2027, 2, 1), "plan.decision.3": DAY}
    told.pass_days(40)
    assert sum(len(one.order.cancelled) for one in told.sent) == 1


def test_what_does_not_stand_any_more_is_taken_out_too() -> None:
    told = opened()
    told.drop(KEY)
    told.turn()
    told.add(clock("plan.filing.2", DAY))
    told.turn()
    assert days(told) == {"plan.filing.2": DAY}
    (over,) = told.sent[-1].order.cancelled
    assert (over.purpose, over.level, over.due_on, over.sequence) == ("filing", "plan", DAY, 0)


def test_a_day_that_moved_moves_its_event() -> None:
    told = opened()
    told.move(KEY, date(2027, 1, 11))
    told.turn()
    assert days(told) == {KEY: date(2027, 1, 11)}


def test_each_is_cancelled_what_they_have() -> None:
    told = opened()
    told.report("update_contacts", {"beneficiary": PATIENT})
    told.add(clock("plan.filing.2", date(2027, 1, 18)))
    told.turn()
    told.settle_clock("plan.filing.2")
    told.answer = refusing("beneficiary")
    told.add(clock("plan.filing.3", date(2027, 1, 25)))
    told.turn()
    shown, _ = told.shown()
    holders = {one.id: [role.value for role in one.in_calendars] for one in shown}
    assert holders == {
        KEY: ["case_manager", "beneficiary"],
        "plan.filing.2": ["beneficiary"],
        "plan.filing.3": ["case_manager"],
    }


def test_what_was_taken_out_comes_back_as_another_entry() -> None:
    told = opened()
    told.settle_clock(KEY)
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    told.turn()
    told.reopen(KEY)
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    # `Calendar` asserts that it is another entry.
    assert days(told)[KEY] == DAY
    shown, _ = told.shown()
    assert (shown[0].sequence, shown[0].cleared) == (0, 1)


def test_two_messages_of_one_moment_do_not_cancel_twice() -> None:
    told = opened()
    told.settle_clock(KEY)
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    (first,) = told.look().orders
    told.add(clock("plan.decision.3", date(2027, 2, 1)))
    (second,) = told.look().orders
    assert [len(one.message.cancelled) for one in (first, second)] == [1, 0]
    # What failed to arrive is cancelled with what comes next.
    told.settle(first.key, None, "down")
    told.settle(second.key, accepted(second.message))
    told.pass_days(1)
    assert KEY not in days(told)


def test_a_mail_that_had_arrived_before_took_nothing_out() -> None:
    told = opened()
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    (order,) = told.look().orders
    told.settle_clock(KEY)
    told.settle(order.key, accepted(order.message), "case_manager by sms: down")
    told.now += timedelta(hours=1)
    (again,) = told.look().orders
    assert [one.id for one in again.message.cancelled] == [KEY]
    report = accepted(again.message)
    before = tuple(one.model_copy(update={"earlier": True}) for one in report.deliveries)
    told.settle(again.key, report.model_copy(update={"deliveries": before}))
    shown, _ = told.shown()
    assert {one.id for one in shown if one.in_calendars} == {KEY, "plan.decision.2"}


def test_what_an_earlier_try_may_have_brought_is_taken_out_though_the_last_one_failed() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    told.sent.append(Sent(told.now, order.message))
    told.settle(order.key, failed_after_a_doubt(order.message), "the mail server is down")
    assert days(told) == {KEY: DAY}
    told.settle_clock(KEY)
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    told.pass_days(1)
    assert days(told) == {"plan.decision.2": date(2027, 2, 1)}


def test_what_an_earlier_try_may_have_taken_out_comes_back_as_another_entry() -> None:
    told = opened()
    told.settle_clock(KEY)
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    (order,) = told.look().orders
    told.sent.append(Sent(told.now, order.message))
    told.settle(order.key, failed_after_a_doubt(order.message), "the mail server is down")
    told.reopen(KEY)
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    # `Calendar` asserts that it is another entry.
    assert days(told)[KEY] == DAY


# --- the closing notice -------------------------------------------------------------------------


def test_whoever_still_has_a_day_hears_that_the_case_is_over_once() -> None:
    told = opened(beneficiary={**PATIENT, "phone": "+12025550177"})
    told.end()
    told.pass_days(3)
    closing = [one for one in told.sent if one.order.kind is MessageKind.CLOSED]
    assert [one.roles for one in closing] == [{"case_manager", "beneficiary"}]
    assert closing[0].order.ending == "resolved"
    assert days(told) == days(told, PATIENT["email"]) == {}
    assert told.last is not None
    assert (told.last.wake_at, told.last.sending) == (None, False)


def test_whoever_has_no_day_hears_nothing() -> None:
    told = Told.open(beneficiary=PATIENT)
    told.answer = refusing("case_manager")
    told.add(clock(KEY, DAY))
    told.turn()
    told.end()
    told.turn()
    closing = [one for one in told.sent if one.order.kind is MessageKind.CLOSED]
    assert [one.roles for one in closing] == [{"beneficiary"}]


def test_a_closing_notice_is_tried_for_a_day_and_keeps_no_case_open_for_longer() -> None:
    told = opened()
    told.end()
    told.answer = down
    told.pass_days(5)
    tried = [one.at for one in told.sent if one.order.kind is MessageKind.CLOSED]
    pauses = [(after - before) / timedelta(minutes=1) for before, after in pairwise(tried)]
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == 240
    assert tried[-1] - tried[0] <= timedelta(days=1)
    assert told.last is not None
    assert (told.last.wake_at, told.last.orders) == (None, ())


def test_it_waits_for_what_is_still_being_sent() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    told.end()
    last = told.look()
    assert (last.orders, last.sending) == ((), True)
    told.settle(order.key, accepted(order.message))
    (closing,) = told.look().orders
    assert [one.id for one in closing.message.cancelled] == [KEY]


def test_a_case_that_is_taken_up_again_may_close_again() -> None:
    told = opened()
    before = told.standing
    told.end()
    told.turn()
    clocks = [clock("plan.filing.9", date(2027, 2, 1))]
    told.standing = before.__class__(clocks=list(clocks))
    told.now = OPENING + timedelta(hours=1)
    told.turn()
    told.end()
    told.turn()
    assert len([one for one in told.sent if one.order.kind is MessageKind.CLOSED]) == 2
