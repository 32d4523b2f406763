"""A clock that falls away and comes back, or whose day moves and moves back, while mail is down."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.cases.deadline import ReminderOutcome
from models.cases.standing import Schedule
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    MessageKind,
    ReminderOrder,
)
from models.notices.messages.ordering import Order
from tests.models.notices.told import (
    OPENING,
    Told,
    accepted,
    clock,
    delivered,
    failed_after_a_doubt,
)

KEY = "plan.filing.1"
DAY, LATER = date(2027, 3, 1), date(2027, 3, 9)
EVERYBODY = ("case_manager", "beneficiary", "representative")


def with_people(at: datetime = OPENING) -> Told:
    """A case that has told everybody something before, with a patient by email and SMS."""
    told = Told.open(
        at,
        beneficiary={"email": "patient@mail.example", "phone": "+12025550177"},
        representative={"phone": "+12025550178"},
    )
    told.add(clock("plan.first.1", date(2027, 6, 1)))
    told.turn()
    told.now += timedelta(hours=1)
    return told


def corrected(told: Told) -> None:
    told.report("correct", {"report": 1, "content": {}, "reason": "Typed wrong"})


def falls_away(told: Told) -> None:
    corrected(told)
    told.drop(KEY)


def comes_back(told: Told, schedule: Schedule = Schedule.OURS) -> None:
    corrected(told)
    told.add(clock(KEY, DAY, schedule=schedule))


def readers(schedule: Schedule) -> tuple[str, ...]:
    return ("case_manager",) if schedule is Schedule.THEIRS else EVERYBODY


def not_delivered(told: Told, order: Order) -> None:
    """The outcome of a message that was on its way: it failed for now."""
    failed = dict.fromkeys(EVERYBODY, DeliveryOutcome.FAILED)
    told.settle(order.key, delivered(order.message, failed), "not delivered yet")


def while_mail_is_down(told: Told, until: datetime) -> None:
    """Whatever is sent up to a moment fails for now, and is known not to have arrived."""
    while True:
        last = told.look()
        for order in last.orders:
            not_delivered(told, order)
        if last.orders:
            continue
        if last.wake_at is None or last.wake_at > until:
            break
        told.now = last.wake_at
    told.now = until


@pytest.mark.parametrize("schedule", [Schedule.OURS, Schedule.THEIRS])
@pytest.mark.parametrize("up_before_it_is_back", [False, True])
@pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(days=3)])
@pytest.mark.parametrize("tries", ["none yet", "one", "for two days"])
def test_whoever_never_heard_of_it_hears_once_it_is_back(
    tries: str, away: timedelta, schedule: Schedule, *, up_before_it_is_back: bool
) -> None:
    """It falls away before, or after, a try fails; it comes back before, or after, mail is up."""
    told = with_people()
    told.add(clock(KEY, DAY, schedule=schedule))
    on_their_way = told.look().orders if tries == "none yet" else ()
    tried_for = timedelta(days=2) if tries == "for two days" else timedelta(seconds=20)
    if tries != "none yet":
        while_mail_is_down(told, told.now + tried_for)
    falls_away(told)
    assert not told.look().orders
    for order in on_their_way:
        not_delivered(told, order)
    while_mail_is_down(told, told.now + away)
    sent = len(told.sent)
    if up_before_it_is_back:
        told.run(told.now + timedelta(days=1))
    comes_back(told, schedule)
    if not up_before_it_is_back:
        while_mail_is_down(told, told.now + timedelta(minutes=3))
    told.pass_days(2)
    for role in readers(schedule):
        mine = [about for one in told.sent[sent:] if role in one.roles for about in one.about]
        assert [name for about, name in mine if about == KEY] == ["opened"], role
    assert told.outcomes(KEY)["opened"] == "sent"


def moved_while_its_word_was_out() -> tuple[Told, Order, tuple[Order, ...]]:
    """A clock whose day a correction moved: the word of its first day, and those of the other."""
    told = with_people()
    told.add(clock(KEY, DAY))
    (first,) = told.look().orders
    corrected(told)
    told.move(KEY, LATER)
    return told, first, told.look().orders


@pytest.mark.parametrize("then", ["away", "back"])
def test_a_day_that_moved_away_and_back_while_its_word_was_out_is_told(then: str) -> None:
    told, first, others = moved_while_its_word_was_out()
    if then == "away":
        not_delivered(told, first)
    told.now += timedelta(minutes=1)
    corrected(told)
    told.move(KEY, DAY)
    others += told.look().orders
    if then == "back":
        not_delivered(told, first)
    for order in others:
        not_delivered(told, order)
    sent = len(told.sent)
    told.pass_days(2)
    for role in EVERYBODY:
        days = [
            one.order.deadline.due_on
            for one in told.sent[sent:]
            if role in one.roles and one.order.deadline is not None
        ]
        assert days == [DAY], role


def test_so_it_is_not_where_that_word_arrived() -> None:
    told, first, others = moved_while_its_word_was_out()
    told.settle(first.key, accepted(first.message))
    for order in others:
        not_delivered(told, order)
    told.now += timedelta(minutes=1)
    corrected(told)
    told.move(KEY, DAY)
    told.pass_days(2)
    assert not [one for one in told.sent[1:] if one.order.about == KEY]


def test_a_day_of_which_no_word_arrived_is_not_named_as_the_one_they_were_told() -> None:
    told = with_people()
    told.add(clock(KEY, DAY))
    told.turn()
    told.pass_days(2)
    orders: list[Order] = []
    for day in (LATER, LATER + timedelta(days=1)):
        corrected(told)
        told.move(KEY, day)
        orders += told.look().orders
        told.now += timedelta(minutes=1)
    # The word of the first of the two was on its way as the day moved again.
    assert [one.message.instead_of for one in orders] == [DAY, LATER]
    for order in orders:
        not_delivered(told, order)
    told.pass_days(1)
    last = next(one for one in reversed(told.sent) if "case_manager" in one.roles)
    assert last.order.instead_of == DAY


def by_mail_alone(order: ReminderOrder) -> DeliveryReport:
    """It came to everybody by email; by SMS it fails for now."""
    return DeliveryReport(
        outcome=ReminderOutcome.PARTIAL,
        deliveries=tuple(
            Delivery(
                role=one.role,
                channel=channel,
                outcome=DeliveryOutcome.ACCEPTED
                if channel is Channel.EMAIL
                else DeliveryOutcome.FAILED,
            )
            for one in order.recipients
            for channel in (Channel.EMAIL, Channel.SMS)
        ),
    )


def test_what_came_by_one_channel_counts_as_told_while_it_waits_for_the_morning() -> None:
    told = with_people(datetime(2026, 11, 2, 23, tzinfo=UTC))
    told.add(clock(KEY, DAY))
    orders = told.look().orders
    while orders and told.now.hour != 3:
        for order in orders:
            told.settle(order.key, by_mail_alone(order.message), "not delivered yet")
        last = told.look()
        assert last.wake_at is not None
        told.now = last.wake_at
        orders = told.look().orders
    # What is tried again for others at night is put off.
    falls_away(told)
    sent = len(told.sent)
    told.pass_days(1)
    assert {role for one in told.sent[sent:] for role in one.roles} >= {"beneficiary"}
    assert {one.order.kind for one in told.sent[sent:]} == {MessageKind.CORRECTION}


def test_whoever_may_have_read_what_was_in_doubt_hears_that_it_holds_no_more() -> None:
    told = with_people()
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    told.settle(
        order.key,
        delivered(order.message, dict.fromkeys(EVERYBODY, DeliveryOutcome.UNKNOWN)),
    )
    falls_away(told)
    sent = len(told.sent)
    told.pass_days(1)
    assert {role for one in told.sent[sent:] for role in one.roles} >= set(EVERYBODY)


def test_so_does_whoever_may_have_read_an_earlier_try_of_what_failed() -> None:
    told = with_people()
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    told.settle(order.key, failed_after_a_doubt(order.message), "the mail server is down")
    falls_away(told)
    sent = len(told.sent)
    told.pass_days(1)
    assert {role for one in told.sent[sent:] for role in one.roles} >= set(EVERYBODY)


@pytest.mark.parametrize("at", [OPENING, datetime(2026, 11, 3, 2, tzinfo=UTC)])
def test_what_was_away_as_its_word_came_due_is_told_once_it_is_back(at: datetime) -> None:
    """Others hear some minutes after a correction, or in the morning."""
    told = with_people(at)
    corrected(told)
    told.add(clock(KEY, DAY))
    due = told.turn().wake_at
    assert due is not None
    told.now = due - timedelta(minutes=1)
    falls_away(told)
    told.turn()
    told.now = due + timedelta(minutes=5)
    comes_back(told)
    told.pass_days(2)
    for role in EVERYBODY:
        mine = [one.order for one in told.sent if role in one.roles and one.order.about == KEY]
        assert [one.reminder for one in mine] == ["opened"], role


def moved_and_away(*, heard: bool) -> Told:
    """A day that others knew moved, fell away before they heard of the new one, and came back."""
    told = with_people()
    told.add(clock(KEY, DAY))
    told.turn()
    told.pass_days(2)
    corrected(told)
    told.move(KEY, LATER)
    told.turn()
    told.run(told.now + timedelta(minutes=1))
    falls_away(told)
    told.turn()
    if heard:
        told.run(told.now + timedelta(minutes=20))
    corrected(told)
    told.add(clock(KEY, LATER))
    told.turn()
    return told


@pytest.mark.parametrize("heard", [False, True])
def test_so_is_a_day_that_moved_before_that(*, heard: bool) -> None:
    told = moved_and_away(heard=heard)
    told.pass_days(2)
    for role in EVERYBODY:
        last = next(one.order for one in reversed(told.sent) if role in one.roles)
        assert last.deadline is not None, role
        assert last.deadline.due_on == LATER


def test_whoever_did_not_hear_that_a_day_fell_away_still_knows_it() -> None:
    """It came back in time, and falls away anew before they hear of the day that it has now."""
    told = moved_and_away(heard=False)
    told.run(told.now + timedelta(minutes=1))
    falls_away(told)
    told.pass_days(2)
    for role in EVERYBODY:
        last = next(one.order for one in reversed(told.sent) if role in one.roles)
        assert last.kind is MessageKind.CORRECTION, role


def test_whoever_heard_that_a_day_fell_away_is_told_it_anew_though_it_moved_meanwhile() -> None:
    told = with_people()
    told.add(clock(KEY, DAY))
    told.turn()
    told.pass_days(2)
    falls_away(told)
    told.run(told.now + timedelta(hours=1))
    corrected(told)
    told.add(clock(KEY, LATER))
    told.turn()
    told.run(told.now + timedelta(minutes=1))
    corrected(told)
    told.move(KEY, DAY)
    told.pass_days(2)
    for role in EVERYBODY:
        last = next(one.order for one in reversed(told.sent) if role in one.roles)
        assert last.deadline is not None, role
        assert last.deadline.due_on == DAY
