"""Reminders that do not reach somebody: contacts to mend, who is told, and when that is over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.cases.deadline import FollowUpKind
from models.notices.contacts.delivery_problems import (
    alert_failed,
    contacts_to_mend,
    delivery_notes,
    delivery_trouble,
)
from models.notices.messages.order import DeliveryOutcome
from models.words.english.tables import say
from tests.models.notices.told import (
    OPENING,
    Told,
    accepted,
    clock,
    delivered,
    down,
    matter,
    refusing,
)

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)
PATIENT, BACKUP = {"email": "patient@mail.example"}, {"email": "backup@legalaid.example"}


def opened(answer: Any, **intake: Any) -> Told:
    told = Told.open(**intake)
    told.answer = answer
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def open_matters(told: Told) -> list[str]:
    return [one.title for one in told.shown()[1] if one.is_open]


def urgent(told: Told) -> bool:
    return told.last is not None and told.last.urgent_contacts


def test_a_refused_contact_is_mended_and_hears_what_it_missed() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.pass_days(1)
    (contact,) = contacts_to_mend(told.memory)
    assert (contact.role.value, contact.channel, contact.reminder) == (
        "beneficiary",
        "email",
        "opened",
    )
    assert contact.matter == "mend_contact.1"
    assert open_matters(told) == ["Fix the email address of the beneficiary"]
    assert urgent(told)
    # Others were reached: nobody else is told, and the operator is not alerted.
    assert told.alerts == []
    assert delivery_trouble(told.memory) is None
    notes = [say(note.said) for note in delivery_notes(told.memory)]
    assert notes == ["The email address of the beneficiary was refused."]

    told.answer = accepted
    told.report("update_contacts", {"beneficiary": {"email": "mended@mail.example"}})
    last = told.look()
    assert last.sent_again
    (order,) = last.orders
    assert [one.role.value for one in order.message.recipients] == ["beneficiary"]
    assert order.message.recipients[0].contact == 1
    told.deliver(order)
    told.pass_days(1)
    assert contacts_to_mend(told.memory) == []
    assert open_matters(told) == []
    assert not urgent(told)
    assert told.heard("beneficiary") == ["opened", "assigned-1"]
    assert told.heard("case_manager", KEY) == ["opened"]


def test_of_a_contact_refused_once_more_the_case_manager_hears_once() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT, backup=BACKUP)
    told.pass_days(1)
    told.report("update_contacts", {"beneficiary": {"email": "wrong@mail.example"}})
    told.turn()
    told.pass_days(1)
    # Who is asked to mend it knows; that nobody heard is told to the backup alone.
    assert told.heard("case_manager", "undelivered.1") == []
    assert told.heard("backup", "undelivered.1")[0] == "follow-up-1"


def test_a_contact_that_works_again_needs_no_mending() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.pass_days(1)
    told.answer = accepted
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    assert contacts_to_mend(told.memory) == []
    assert told.heard("beneficiary", KEY) == ["opened", "30d"]
    assert open_matters(told) == []


def test_what_is_over_is_not_sent_to_a_mended_contact() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.settle_clock(KEY)
    told.answer = accepted
    told.report("update_contacts", {"beneficiary": {"email": "mended@mail.example"}})
    assert not told.look().sent_again
    told.pass_days(1)
    assert told.heard("beneficiary") == ["opened"]


def test_a_mended_contact_does_not_wait_for_others_that_still_fail() -> None:
    told = Told.open(beneficiary=PATIENT, representative={"email": "deaf@mail.example"})
    told.add(clock(KEY, DAY))
    (order,) = told.look().orders
    report = delivered(
        order.message,
        {"beneficiary": DeliveryOutcome.REFUSED, "representative": DeliveryOutcome.FAILED},
    )
    told.settle(order.key, report, "representative by email: down")
    assert [one.role.value for one in contacts_to_mend(told.memory)] == ["beneficiary"]
    told.answer = accepted
    # The mailbox is there again: it is said anew that it is theirs.
    told.report("update_contacts", {"beneficiary": PATIENT})
    told.turn()
    again = told.sent[0].order
    assert {one.role.value for one in again.recipients} >= {"beneficiary", "representative"}
    assert again.due_to_send_at == OPENING


def test_nobody_reached_is_told_to_the_backup_and_to_the_operator_once() -> None:
    told = opened(refusing("case_manager"), backup=BACKUP)
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    trouble = delivery_trouble(told.memory)
    assert trouble is not None
    assert ([role.value for role in trouble.roles], trouble.raised) == (["case_manager"], True)
    assert told.alerts == ["case manager by email: refused"]
    assert set(open_matters(told)) == {
        "Fix the email address of the case manager",
        "Reminders of this case do not get through",
    }
    assert told.heard("backup", "mend_contact.1")[0] == "follow-up-1"
    assert told.heard("backup", "undelivered.1")[0] == "follow-up-1"
    outcomes = told.outcomes(KEY)
    assert outcomes["opened"] == outcomes["30d"] == "failed"

    told.answer = accepted
    told.report("update_contacts", {"case_manager": {"email": "mended@legalaid.example"}})
    told.pass_days(1)
    assert delivery_trouble(told.memory) is None
    # A new address hears of what runs now, and not of each reminder that lies behind.
    assert told.heard("case_manager", KEY) == ["opened", "30d", "assigned-1"]
    heard = len(told.heard("backup"))
    told.pass_days(5)
    assert len(told.heard("backup")) == heard


def test_the_backup_hears_no_more_of_those_who_are_reached_though_others_are_not() -> None:
    told = opened(refusing("case_manager", "beneficiary"), backup=BACKUP, beneficiary=PATIENT)
    told.run(OPENING + timedelta(hours=1))
    assert told.heard("backup", "undelivered.1")[0] == "follow-up-1"
    told.answer = refusing("beneficiary")
    told.add(matter("plan.check_in.2", kind=FollowUpKind.OVERDUE))
    told.pass_days(1)
    trouble = delivery_trouble(told.memory)
    assert trouble is not None
    assert [role.value for role in trouble.roles] == ["beneficiary"]
    heard = len(told.heard("backup", "undelivered.1"))
    told.pass_days(5)
    assert len(told.heard("backup", "undelivered.1")) == heard
    # They are not reached once more: that is a matter of its own, though the trouble is the same.
    told.answer = refusing("case_manager", "beneficiary")
    told.pass_days(10)
    assert told.heard("backup", "undelivered.2")[0] == "follow-up-1"


def test_matters_of_delivery_are_brought_up_again_each_after_its_time() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.pass_days(10)
    at = [one.at for one in told.sent if one.order.about == "mend_contact.1"]
    assert [(moment - OPENING) / timedelta(days=1) for moment in at] == [0, 3, 6, 9]
    told.report("acknowledge", {}, key="mend_contact.1")
    told.pass_days(10)
    assert len([one for one in told.sent if one.order.about == "mend_contact.1"]) == 4


def test_a_reminder_that_is_stuck_is_said_after_some_rounds() -> None:
    told = opened(down, backup=BACKUP)
    told.run(OPENING + timedelta(minutes=2))
    assert told.alerts == []
    assert delivery_trouble(told.memory) is None
    told.run(OPENING + timedelta(minutes=4))
    assert told.alerts == ["the worker could not send it; the case's details say why"]
    trouble = delivery_trouble(told.memory)
    assert trouble is not None
    assert trouble.note == "the mail server is down"
    told.run(OPENING + timedelta(hours=5))
    assert len(told.alerts) == 1
    told.answer = accepted
    told.pass_days(1)
    assert delivery_trouble(told.memory) is None
    assert open_matters(told) == []


def test_what_got_through_in_the_end_is_shown_with_both_moments() -> None:
    told = opened(down)
    told.run(OPENING + timedelta(minutes=4))
    told.answer = accepted
    told.run(OPENING + timedelta(minutes=20))
    (clock_shown,), _ = told.shown()
    first = clock_shown.reminders[0]
    assert (first.outcome.value, first.tries) == ("sent", 3)
    assert (first.due, first.at) == (OPENING, OPENING + timedelta(minutes=7))


def test_an_alert_that_failed_is_given_out_with_the_next_round() -> None:
    told = opened(down)
    told.run(OPENING + timedelta(minutes=4))
    told.memory = alert_failed(told.memory)
    told.run(OPENING + timedelta(minutes=8))
    assert len(told.alerts) == 2


def test_part_of_the_people_reached_is_no_failure() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    assert told.outcomes(KEY)["opened"] == "partial"
    assert told.memory["reminders_sent"] == 2


def test_what_was_refused_twice_is_owed_with_the_latest() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.add(clock("plan.filing.2", date(2027, 1, 11)))
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    owed = {one.about: one.reminder for one in contacts_to_mend(told.memory)}
    assert owed == {KEY: "30d", "plan.filing.2": "opened"}


def test_numbers_of_contacts_never_go_down() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.report("update_contacts", {"beneficiary": {"email": "mended@mail.example"}})
    told.turn()
    number = told.state.log[-1].number
    told.report("take_back", {"report": number, "reason": "A slip"})
    told.turn()
    contacts = [
        one.contact
        for sent in told.sent
        for one in sent.order.recipients
        if one.role.value == "beneficiary"
    ]
    assert contacts == [0, 1, 2]


# --- SMS ----------------------------------------------------------------------------------------


def test_who_wants_no_sms_and_has_an_address_is_told_of_once() -> None:
    told = opened(accepted, beneficiary={**PATIENT, "phone": "+12025550177"})
    told.report("stop_sms", {"role": "beneficiary"})
    told.turn()
    assert told.heard("case_manager", "beneficiary.sms_stopped.1") == ["follow-up-1"]
    assert told.sent[-1].order.title == "The beneficiary wants no SMS any more"
    told.pass_days(20)
    assert len(told.heard("case_manager", "beneficiary.sms_stopped.1")) == 1
    assert open_matters(told) == []


def test_it_was_the_only_way_to_reach_them() -> None:
    told = opened(accepted, beneficiary={"phone": "+12025550177"})
    told.report("stop_sms", {"role": "beneficiary"})
    told.pass_days(15)
    key = "beneficiary.out_of_reach.1"
    assert told.heard("case_manager", key) == ["follow-up-1", "follow-up-2", "follow-up-3"]
    assert told.heard("beneficiary") == ["opened"]
    (shown,) = told.shown()[1]
    assert (shown.level, shown.kind) == ("beneficiary", FollowUpKind.OUT_OF_REACH)
    told.report("update_contacts", {"beneficiary": PATIENT})
    told.pass_days(20)
    assert len(told.heard("case_manager", key)) == 3
    assert open_matters(told) == []


@pytest.mark.parametrize(("backup", "reader"), [({}, "case_manager"), (BACKUP, "backup")])
def test_of_the_case_manager_the_backup_hears(backup: dict[str, str], reader: str) -> None:
    manager = {"email": "manager@legalaid.example", "phone": "+12025550178"}
    told = opened(accepted, case_manager=manager, **({"backup": backup} if backup else {}))
    told.report("stop_sms", {"role": "case_manager"})
    told.turn()
    assert told.sent[-1].roles == {reader}


def test_sms_again_closes_what_was_open() -> None:
    told = opened(accepted, beneficiary={"phone": "+12025550177"})
    told.report("stop_sms", {"role": "beneficiary"})
    told.turn()
    told.report("stop_sms", {"role": "beneficiary", "stopped": False})
    told.turn()
    assert open_matters(told) == []


def test_the_end_closes_matters_of_delivery() -> None:
    told = opened(refusing("beneficiary"), beneficiary=PATIENT)
    told.add(matter("a.refused.1", FollowUpKind.REFUSED))
    told.end()
    told.answer = accepted
    told.pass_days(10)
    assert open_matters(told) == []
    assert told.heard("case_manager", "mend_contact.1") == ["follow-up-1"]


def test_what_a_wrong_address_refused_goes_to_the_one_it_is_corrected_to() -> None:
    told = opened(accepted, beneficiary=PATIENT)
    told.report("update_contacts", {"beneficiary": {"email": "slip@mail.example"}})
    told.answer = refusing("beneficiary")
    told.pass_days(1)
    assert [one.role.value for one in contacts_to_mend(told.memory)] == ["beneficiary"]
    told.answer, since = accepted, len(told.sent)
    right = {"content": {"beneficiary": {"email": "right@mail.example"}}}
    told.report("correct", {"report": 2, "reason": "A slip.", **right})
    told.pass_days(1)
    assert contacts_to_mend(told.memory) == []
    assert any("beneficiary" in one.roles for one in told.sent[since:])
    assert told.sent[-1].order.recipients[0].contact == 2
