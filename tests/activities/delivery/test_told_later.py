"""What somebody reads who comes to a case while something of it is open."""

from typing import Any

import pytest

from activities.messages.writing import Message, Messages
from models.cases.language import Language
from models.cases.people import Person, Role
from models.notices.messages.order import MessageKind, ReminderOrder
from tests.activities.samples import make_order, recipient
from tests.models.corrections.desk import Desk

MESSAGES = Messages("http://127.0.0.1:8233", "default")


def written(order: ReminderOrder) -> Message:
    return MESSAGES.write(order, order.recipients[0])


def newest(desk: Desk, role: Role) -> Message:
    """The message by which somebody new was told of the case."""
    order = next(
        order
        for _, _, order in reversed(desk.stage.sent)
        if order.kind is MessageKind.ASSIGNED and role in {one.role for one in order.recipients}
    )
    return MESSAGES.write(order, next(one for one in order.recipients if one.role is role))


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"notice_date": "2026-08-03"}, "A late request can still be accepted for a good reason"),
        ({"notice_date": "2026-11-02"}, "Your case manager files the request for you."),
    ],
)
def test_who_comes_later_reads_what_the_others_have_to_do(intake: Any, said: str) -> None:
    desk = Desk.open(representative={"email": "first@mail.example"}, **intake)
    desk.report("update_contacts", representative={"email": "second@mail.example"})
    text = newest(desk, Role.REPRESENTATIVE).text
    assert "From now on we write to you at this address." in text
    assert said in text
    assert "nothing for you to do" not in text


def test_who_comes_while_a_filing_still_counts_hears_until_when() -> None:
    """The day to work to was a Saturday, yesterday; contractors accept the Monday."""
    desk = Desk.open(
        program="original",
        notice_date="2026-07-26",
        representative={"email": "first@mail.example"},
    )
    desk.pass_days(1)
    desk.report("assign", case_manager={"email": "other@legalaid.example"})
    desk.report("update_contacts", representative={"email": "second@mail.example"})
    for role in (Role.CASE_MANAGER, Role.REPRESENTATIVE):
        assert "still counts until Monday, November 30, 2026" in newest(desk, role).text
    assert "Call your case manager today" in newest(desk, Role.REPRESENTATIVE).text


def test_a_new_physician_reads_what_the_report_lacks() -> None:
    order = make_order(
        recipient(Role.PHYSICIAN),
        kind=MessageKind.ASSIGNED,
        told_as=MessageKind.REPORT_REQUEST,
        deadline=None,
        elements=("medically_necessary",),
    )
    text = written(order).text
    assert "Please add to your written report, in your own words:" in text
    assert "the denied service is medically necessary" in text


@pytest.mark.parametrize("language", Language)
def test_nobody_is_asked_to_call_where_no_number_is_known(language: Language) -> None:
    """The case manager may have given an address alone."""
    calls = {Language.ENGLISH: "or call", Language.SPANISH: "o llame"}[language]
    for phone in ("+12025550100", None):
        manager = Person(name="Maya Lopez", email="maya@legalaid.example", phone=phone)
        order = make_order(recipient(Role.BENEFICIARY, language=language), manager=manager)
        assert (calls in written(order).text) == (phone is not None)
