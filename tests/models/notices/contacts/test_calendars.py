"""People's calendars over a case: filled, moved, and cleared of every day that is over."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.deadline import FollowUpKind
from models.cases.standing import Schedule
from models.notices.messages.order import MessageKind, Recipient
from tests.models.notices.told import (
    MANAGER,
    OPENING,
    Sent,
    Told,
    accepted,
    clock,
    down,
    matter,
    refusing,
)

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)
PATIENT = {"email": "patient@mail.example"}


@dataclass
class Calendar:
    """What the calendar at one address shows once every file was opened in order."""

    days: dict[tuple[str, int], date] = field(default_factory=dict)
    """By the entry: the clock, and which time round it is."""

    sequences: dict[tuple[str, int], int] = field(default_factory=dict)
    over: set[tuple[str, int]] = field(default_factory=set)

    def read(self, email: str, sent: list[Sent]) -> "Calendar":
        for one in sent:
            for reader in one.order.recipients:
                if reader.person.email == email:
                    self._open(one, reader)
        return self

    def _open(self, one: Sent, reader: Recipient) -> None:
        for deadline in one.order.calendar:
            entry = deadline.id, reader.cleared.get(deadline.id, 0)
            assert entry not in self.over, "an entry that was taken out is not taken up again"
            assert deadline.sequence >= self.sequences.get(entry, 0)
            self.days[entry] = deadline.due_on
            self.sequences[entry] = deadline.sequence
        for gone in one.order.cancelled:
            if reader.role in gone.roles:
                entry = gone.id, gone.cleared
                assert entry in self.days, "a cancellation of what was never sent"
                assert gone.sequence >= self.sequences[entry]
                del self.days[entry]
                self.over.add(entry)


def opened(**intake: Any) -> Told:
    told = Told.open(**intake)
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def days(told: Told, email: str = MANAGER["email"]) -> dict[str, date]:
    found = Calendar().read(email, told.sent).days
    shown = {key: day for (key, _), day in found.items()}
    assert len(shown) == len(found), "no clock stands twice in a calendar"
    return shown


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


# --- people who change --------------------------------------------------------------------------

NEW = {"email": "new@legalaid.example"}
REPRESENTATIVE = {"email": "daughter@mail.example"}


def kinds(told: Told, email: str) -> list[str]:
    return [
        one.order.kind.value
        for one in told.sent
        if email in {reader.person.email for reader in one.order.recipients}
    ]


def test_a_new_case_manager_gets_the_whole_case_in_one_mail_and_the_old_one_the_cancellation() -> (
    None
):
    told = opened()
    told.add(
        clock("plan.decision.2", date(2027, 2, 1), schedule=Schedule.THEIRS),
        clock("plan.planned.1", date(2027, 1, 11), schedule=Schedule.PLANNED),
        matter("plan.overdue.1", FollowUpKind.OVERDUE),
    )
    told.turn()
    told.report("acknowledge", {"deadline": "plan.overdue.1"}, key="plan.overdue.1")
    told.pass_days(2)
    told.report("assign", {"case_manager": NEW})
    sent = len(told.sent)
    told.turn()
    taken_over, released = told.sent[sent:]
    assert (taken_over.order.kind, released.order.kind) == (
        MessageKind.ASSIGNED,
        MessageKind.UNASSIGNED,
    )
    assert {about for about, _ in taken_over.about} == {
        *(KEY, "plan.decision.2", "plan.planned.1", "plan.overdue.1"),
    }
    assert len(taken_over.order.calendar) == 3
    assert released.order.recipients[0].person.email == MANAGER["email"]
    assert not released.order.calendar
    assert days(told) == {}
    assert days(told, NEW["email"]).keys() == {KEY, "plan.decision.2", "plan.planned.1"}
    told.pass_days(400)
    assert kinds(told, MANAGER["email"])[-1] == "unassigned"
    told.end()
    told.turn()
    assert days(told, NEW["email"]) == {}
    assert kinds(told, NEW["email"])[-1] == "closed"
    assert kinds(told, MANAGER["email"]).count("closed") == 0


def test_a_case_that_comes_back_to_somebody_comes_back_to_their_calendar() -> None:
    told = opened()
    for manager in (NEW, MANAGER, NEW, MANAGER):
        told.pass_days(1)
        told.report("assign", {"case_manager": manager})
        told.turn()
        for one in (NEW, MANAGER):
            assert days(told, one["email"]) == ({KEY: DAY} if one == manager else {})
    assert kinds(told, NEW["email"]) == ["assigned", "unassigned"] * 2


def test_an_address_that_was_mended_is_told_once_and_the_old_one_is_cleared() -> None:
    told = opened(representative=REPRESENTATIVE)
    told.pass_days(1)
    other = {"email": "Daughter@other.example"}
    told.report("update_contacts", {"representative": other})
    told.run(told.now + timedelta(days=1))
    assert days(told, REPRESENTATIVE["email"]) == {}
    assert days(told, other["email"]) == {KEY: DAY}
    assert kinds(told, other["email"]) == ["assigned"]


@pytest.mark.parametrize("change", [{"phone": "+12025550177"}, {"language": "es"}, {"name": "Ann"}])
def test_the_same_address_is_told_nothing_again(change: dict[str, str]) -> None:
    told = opened(representative=REPRESENTATIVE)
    told.pass_days(1)
    told.report("update_contacts", {"representative": {**REPRESENTATIVE, **change}})
    told.pass_days(1)
    assert kinds(told, REPRESENTATIVE["email"]) == ["opened"]


def test_whoever_leaves_is_cleared_and_whoever_comes_later_is_told() -> None:
    told = opened(representative=REPRESENTATIVE)
    told.pass_days(1)
    told.report("update_contacts", {"representative": None})
    told.turn()
    assert days(told, REPRESENTATIVE["email"]) == {}
    told.pass_days(1)
    told.report("update_contacts", {"representative": PATIENT})
    told.pass_days(1)
    assert kinds(told, PATIENT["email"]) == ["assigned"]
    assert days(told, PATIENT["email"]) == {KEY: DAY}


def test_whoever_changes_roles_keeps_what_they_hold() -> None:
    told = opened(backup=NEW)
    told.run(datetime(2027, 1, 2, 12, tzinfo=UTC))
    assert days(told, NEW["email"]) == {KEY: DAY}
    told.report("assign", {"case_manager": NEW})
    told.report("update_contacts", {"backup": MANAGER})
    told.turn()
    assert "unassigned" not in kinds(told, NEW["email"]) + kinds(told, MANAGER["email"])
    assert days(told, NEW["email"]) == days(told) == {KEY: DAY}


def test_a_cancellation_that_fails_is_tried_for_a_day_beside_all_else() -> None:
    told = opened()
    told.report("assign", {"case_manager": NEW})
    told.answer = lambda order: "down" if order.kind is MessageKind.UNASSIGNED else accepted(order)
    told.pass_days(3)
    tried = [one.at for one in told.sent if one.order.kind is MessageKind.UNASSIGNED]
    assert tried[-1] - tried[0] <= timedelta(days=1)
    assert (
        len({one.order.reminder for one in told.sent if one.order.kind is MessageKind.UNASSIGNED})
        == 1
    )
    assert len(tried) > 5
    assert days(told, NEW["email"]) == {KEY: DAY}


def test_who_takes_over_while_a_message_to_the_old_address_is_out_clears_it_after() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    (opening,) = told.look().orders
    told.now += timedelta(minutes=1)
    told.report("assign", {"case_manager": NEW})
    (taken_over,) = told.look().orders
    told.sent.append(Sent(told.now, opening.message))
    told.settle(opening.key, accepted(opening.message))
    told.deliver(taken_over)
    told.turn()
    assert days(told) == {}
    assert days(told, NEW["email"]) == {KEY: DAY}


def test_what_may_have_been_taken_out_comes_back_as_another_entry() -> None:
    told = opened()
    told.settle_clock(KEY)
    told.add(clock("plan.decision.2", date(2027, 2, 1)))
    (order,) = told.look().orders
    told.settle(order.key, None, "no word came back")
    told.reopen(KEY)
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    last = next(one for one in reversed(told.sent) if one.order.about == KEY)
    assert last.order.recipients[0].cleared == {KEY: 1}


def test_the_memory_holds_no_address() -> None:
    told = opened(representative=REPRESENTATIVE, beneficiary=PATIENT)
    told.report("assign", {"case_manager": NEW})
    told.report("update_contacts", {"representative": None})
    told.look()
    memory = json.dumps(told.memory)
    assert "@" not in memory
    assert ".example" not in memory


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["assign", "representative", "move", "settle", "reopen", "wait"]),
            st.integers(0, 2),
        ),
        max_size=9,
    )
)
@settings(max_examples=60, deadline=None)
def test_however_people_and_days_change_each_calendar_shows_what_runs(
    steps: list[tuple[str, int]],
) -> None:
    """Whoever is on the case has the day that runs, nobody else has any; after the end nobody."""
    addresses = [{"email": f"person{number}@mail.example"} for number in range(3)]
    told = opened(representative=addresses[0])
    on_it = {"case_manager": MANAGER["email"], "representative": addresses[0]["email"]}
    for what, number in steps:
        match what:
            case "assign":
                told.report("assign", {"case_manager": addresses[number]})
                on_it["case_manager"] = addresses[number]["email"]
            case "representative":
                person = addresses[number] if number else None
                told.report("update_contacts", {"representative": person})
                on_it["representative"] = addresses[number]["email"] if number else ""
            case "move":
                told.move(KEY, DAY + timedelta(days=number))
            case "settle":
                told.settle_clock(KEY)
            case "reopen":
                told.reopen(KEY)
            case _:
                told.pass_days(number)
        told.turn()
        everybody = {MANAGER["email"], *(one["email"] for one in addresses)}
        for email in everybody - set(on_it.values()):
            assert days(told, email) == {}
    told.pass_days(1)
    told.end()
    told.pass_days(2)
    assert [days(told, email) for email in sorted(everybody)] == [{}] * 4 if steps else True
