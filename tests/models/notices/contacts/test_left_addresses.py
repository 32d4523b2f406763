"""An address that a lost turn wrote to, and that was replaced before the turn was taken again."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from models.cases.standing import Schedule
from models.notices.composing import notices
from models.notices.contacts.former_contacts import learn
from models.notices.contacts.left_addresses import left_addresses
from models.notices.memory import Memory
from models.notices.messages.order import DeliveryOutcome, MessageKind
from tests.models.notices.contacts.calendar_entries import DAY, KEY, PATIENT, days, kinds, opened
from tests.models.notices.told import Sent, Told, clock, delivered

OTHER, OTHER_DAY = "plan.decision.2", date(2027, 2, 1)
MENDED = {"email": "mended@mail.example"}


def lost_turn(told: Told) -> list[Sent]:
    """A turn whose messages arrive, and whose answer does not."""
    lost = notices(told.case, told.standing, told.memory, told.now, state=told.state)
    messages = [Sent(told.now, one.message) for one in lost.orders]
    told.sent += messages
    return messages


def ask(told: Told, messages: Sequence[Sent]) -> None:
    """A turn, in which the ledger is asked what came to the addresses that were just replaced."""
    orders = told.look().orders
    found: dict[str, dict[str, datetime]] = {}
    for left in left_addresses(Memory.of(told.memory)):
        found[left.mark] = {
            deadline.id: one.at
            for one in messages
            for reader in one.order.recipients
            for deadline in one.order.calendar
            if (reader.role, reader.contact) == (left.role, left.contact)
        }
    told.memory = learn(told.memory, told.standing, found, told.now)
    for order in orders:
        told.deliver(order)


def with_a_lost_word_of_another_clock() -> tuple[Told, list[Sent]]:
    told = opened(beneficiary=PATIENT)
    told.pass_days(1)
    told.add(clock(OTHER, OTHER_DAY, schedule=Schedule.ANSWER))
    return told, lost_turn(told)


def test_what_came_there_is_taken_out_of_its_calendar() -> None:
    told, messages = with_a_lost_word_of_another_clock()
    assert days(told, PATIENT["email"]) == {KEY: DAY, OTHER: OTHER_DAY}
    told.now += timedelta(seconds=1)
    told.report("update_contacts", {"beneficiary": MENDED})
    ask(told, messages)
    assert "mail.example" not in json.dumps(told.memory)
    told.pass_days(1)
    assert days(told, PATIENT["email"]) == {}
    assert days(told, MENDED["email"]) == {KEY: DAY, OTHER: OTHER_DAY}


def test_so_it_is_where_nobody_comes_after_them() -> None:
    told, messages = with_a_lost_word_of_another_clock()
    told.report("update_contacts", {"beneficiary": None})
    ask(told, messages)
    told.pass_days(1)
    assert days(told, PATIENT["email"]) == {}


def test_so_it_is_where_the_word_that_it_left_was_sent_before_the_ledger_answered() -> None:
    for sent_before in (False, True):
        told, messages = with_a_lost_word_of_another_clock()
        told.report("update_contacts", {"beneficiary": MENDED})
        (released,) = (
            one for one in told.look().orders if one.message.kind is MessageKind.UNASSIGNED
        )
        if sent_before:
            told.deliver(released)
        ask(told, messages)
        if not sent_before:
            told.deliver(released)
        told.pass_days(1)
        assert days(told, PATIENT["email"]) == {}
        assert kinds(told, PATIENT["email"])[-2:] == ["unassigned", "unassigned"]


def test_what_was_taken_out_there_and_came_again_is_taken_out_again_and_once() -> None:
    told = opened(beneficiary=PATIENT)
    told.pass_days(1)
    told.settle_clock(KEY)
    told.add(clock(OTHER, OTHER_DAY))
    told.turn()
    assert days(told, PATIENT["email"]) == {OTHER: OTHER_DAY}
    told.pass_days(1)
    told.reopen(KEY)
    told.move(KEY, DAY + timedelta(days=2))
    messages = lost_turn(told)
    assert KEY in days(told, PATIENT["email"])
    told.now += timedelta(seconds=1)
    told.report("update_contacts", {"beneficiary": MENDED})
    for _ in range(3):
        ask(told, messages)
        told.turn()
        told.now += timedelta(minutes=10)
    assert days(told, PATIENT["email"]) == {}
    assert kinds(told, PATIENT["email"]).count("unassigned") == 2


def test_where_a_lost_turn_sent_nothing_there_nothing_more_is_written_there() -> None:
    told = opened(beneficiary=PATIENT)
    told.pass_days(1)
    told.report("update_contacts", {"beneficiary": MENDED})
    known = told.sent.copy()
    ask(told, known)
    told.pass_days(1)
    ask(told, known)
    told.pass_days(400)
    assert kinds(told, PATIENT["email"]) == ["opened", "unassigned"]


def test_the_ledger_is_asked_for_as_long_as_a_lost_turn_may_be_sending() -> None:
    told, messages = with_a_lost_word_of_another_clock()
    told.report("update_contacts", {"beneficiary": MENDED})
    ask(told, [])
    told.now += timedelta(minutes=30)
    ask(told, messages)
    told.now += timedelta(minutes=30)
    ask(told, messages)
    assert not left_addresses(Memory.of(told.memory))
    told.pass_days(1)
    assert days(told, PATIENT["email"]) == {}


def test_what_is_on_its_way_there_and_does_not_arrive_is_not_taken_out() -> None:
    told = opened(beneficiary=PATIENT)
    told.pass_days(1)
    told.add(clock(OTHER, OTHER_DAY, schedule=Schedule.ANSWER))
    (order,) = told.look().orders
    told.report("update_contacts", {"beneficiary": MENDED})
    ask(told, [Sent(told.now, order.message)])
    failed = delivered(order.message, {"beneficiary": DeliveryOutcome.FAILED})
    told.settle(order.key, failed, "not delivered yet")
    told.pass_days(1)
    assert days(told, PATIENT["email"]) == {}


def test_so_it_is_where_it_is_in_doubt_whether_they_read_that_it_left() -> None:
    told, messages = with_a_lost_word_of_another_clock()
    told.report("update_contacts", {"beneficiary": MENDED})
    (released,) = (one for one in told.look().orders if one.message.kind is MessageKind.UNASSIGNED)
    doubted = delivered(released.message, {"beneficiary": DeliveryOutcome.UNKNOWN})
    told.sent.append(Sent(told.now, released.message))
    told.settle(released.key, doubted)
    ask(told, messages)
    told.run(told.now + timedelta(minutes=1))
    last = next(one for one in reversed(told.sent) if one.order.kind is MessageKind.UNASSIGNED)
    assert {gone.id for gone in last.order.cancelled} >= {OTHER}


def test_who_gets_the_calendar_of_no_clock_has_nothing_to_be_asked() -> None:
    told = opened(beneficiary={"phone": "+12025550177"})
    told.report("update_contacts", {"beneficiary": {"phone": "+12025550178"}})
    told.look()
    assert not left_addresses(Memory.of(told.memory))
