"""Calendars when the people of a case change: a new manager, a mended address, one who leaves."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.deadline import FollowUpKind
from models.cases.standing import Schedule
from models.notices.messages.order import MessageKind
from tests.models.notices.contacts.calendar_entries import (
    DAY,
    KEY,
    NEW,
    PATIENT,
    REPRESENTATIVE,
    days,
    kinds,
    opened,
)
from tests.models.notices.told import (
    MANAGER,
    Sent,
    Told,
    accepted,
    clock,
    matter,
)


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
