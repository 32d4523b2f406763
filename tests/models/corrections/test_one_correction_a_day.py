"""A patient is told of corrections at most once a day, and then of all that were made."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.notices.messages.order import ReminderOrder
from tests.models.corrections.desk import Desk, moment
from tests.models.corrections.test_told_otherwise import wrongly_denied
from tests.models.notices.told import Told, accepted, clock

HOUR = timedelta(hours=1)


def told_at(desk: Desk, sent: int) -> list[tuple[datetime, str, str]]:
    """What the patient was told since, and when."""
    return [
        (at, order.kind.value, str(order.deadline.due_on) if order.deadline else order.title)
        for at, _, order in desk.stage.sent[sent:]
        if "beneficiary" in {one.role.value for one in order.recipients}
    ]


def correct(desk: Desk, day: str) -> None:
    desk.report("correct", report=2, content={"notice_date": day}, reason="A slip")


def test_the_second_correction_of_a_day_waits_and_says_what_holds_then() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    for day in ("2026-11-12", "2026-11-13", "2026-11-16"):
        correct(desk, day)
        desk.stage.forward(desk.stage.now + 2 * HOUR)
    first = told_at(desk, sent)
    assert len(first) == 1
    desk.pass_days(2)
    (at, _, before), (again, _, after) = told_at(desk, sent)
    assert again - at >= timedelta(hours=24)
    assert before != after


def test_the_case_manager_hears_of_each_at_once() -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    for day in ("2026-11-12", "2026-11-13"):
        correct(desk, day)
        desk.stage.forward(desk.stage.now + HOUR)
    assert desk.told("case_manager", sent).count(("opened", "alj_hearing.filing.2")) == 2


@pytest.mark.parametrize("pause", [1, 5, 23])
def test_what_falls_away_after_a_correction_is_told_within_the_same_rhythm(pause: int) -> None:
    desk = wrongly_denied()
    sent = len(desk.stage.sent)
    correct(desk, "2026-11-12")
    desk.stage.forward(desk.stage.now + pause * HOUR)
    desk.report("take_back", report=2, reason="Of another case")
    desk.pass_days(3)
    told = told_at(desk, sent)
    assert [kind for _, kind, _ in told][-1] == "correction"
    assert told[-1][2].startswith("Ignore our message about ")
    assert all(later[0] - one[0] >= timedelta(hours=24) for one, later in pairwise(told))


@pytest.mark.parametrize(("days", "at_once"), [(1, True), (20, False)])
def test_a_clock_that_ends_within_a_day_does_not_wait(days: int, at_once: bool) -> None:
    key, patient = "plan.filing.1", {"email": "patient@mail.example"}
    told = Told.open(beneficiary=patient)
    told.add(clock(key, date(2027, 1, 4)))
    told.turn()
    told.pass_days(1)
    for moved_to in (date(2027, 1, 11), told.now.date() + timedelta(days=days)):
        content = {"report": 1, "content": {"service": "Knee"}, "reason": "A slip"}
        told.report("correct", content)
        told.move(key, moved_to)
        told.turn()
        told.run(told.now + HOUR)
    assert told.heard("beneficiary", key).count("opened") == (3 if at_once else 2)


def test_one_that_did_not_get_through_is_tried_again_before_the_day_is_over() -> None:
    key, patient = "plan.filing.1", {"email": "patient@mail.example"}
    told = Told.open(beneficiary=patient)
    told.add(clock(key, date(2027, 1, 4)))
    told.turn()
    told.pass_days(1)
    told.report("correct", {"report": 1, "content": {"service": "Knee"}, "reason": "A slip"})
    told.move(key, date(2027, 1, 11))
    tried: list[datetime] = []

    def fails_once(order: ReminderOrder) -> Any:
        if "beneficiary" in {one.role.value for one in order.recipients}:
            tried.append(told.now)
            if len(tried) == 1:
                return "the mail server is down"
        return accepted(order)

    told.answer = fails_once
    told.turn()
    told.run(told.now + 12 * HOUR)
    assert len(tried) == 2


def test_that_the_case_goes_on_is_never_held_back() -> None:
    desk = wrongly_denied()
    correct(desk, "2026-11-12")
    desk.stage.forward(desk.stage.now + HOUR)
    desk.report("close", ending="withdrawn", reason="Other treatment")
    desk.stage.forward(desk.stage.now + HOUR)
    sent = len(desk.stage.sent)
    desk.report("take_back", report=4, reason="They want it after all")
    desk.stage.forward(desk.stage.now + HOUR)
    assert [title for _, _, title in told_at(desk, sent)] == ["The case goes on"]


@pytest.mark.parametrize(("days", "at_once"), [(1, True), (2, False), (4, False)])
def test_a_day_that_holds_no_more_is_said_at_once_where_it_is_near(
    days: int, at_once: bool
) -> None:
    key, patient = "plan.filing.1", {"email": "patient@mail.example"}
    told = Told.open(beneficiary=patient)
    told.add(clock(key, date(2027, 1, 4)))
    told.turn()
    told.pass_days(1)
    slip = {"report": 1, "content": {"service": "Knee"}, "reason": "A slip"}
    told.report("correct", slip)
    told.move(key, told.now.date() + timedelta(days=days))
    told.turn()
    told.run(told.now + HOUR)
    told.sent.clear()
    told.report("correct", slip)
    told.drop(key)
    told.turn()
    told.run(told.now + HOUR)
    heard = [about for about in told.heard("beneficiary") if about.startswith("follow-up")]
    assert bool(heard) == at_once


def test_the_first_word_of_a_clock_is_no_correction() -> None:
    """Opened and corrected at night: the patient hears first of the day as it was corrected."""
    desk = Desk.open(at=moment("2026-11-22", 22), notice_date="2026-11-02")
    content = {"notice_date": "2026-11-03"}
    desk.report("correct", report=1, content=content, reason="A slip")
    desk.stage.forward(moment("2026-11-23", 10))
    assert [kind for _, kind, _ in told_at(desk, 0)] == ["opened"]
    sent = len(desk.stage.sent)
    content = {"notice_date": "2026-11-04"}
    desk.report("correct", report=1, content=content, reason="Another")
    desk.stage.forward(moment("2026-11-23", 11))
    assert [kind for _, kind, _ in told_at(desk, sent)] == ["new_deadline"]


def test_the_first_word_to_a_newcomer_is_no_correction() -> None:
    desk = Desk.open(at=moment("2026-11-20"), notice_date="2026-11-02")
    desk.report("correct", report=1, content={"notice_date": "2026-11-04"}, reason="A slip")
    desk.pass_days(10)
    sent = len(desk.stage.sent)
    desk.report("update_contacts", representative={"email": "rep@mail.example"})
    desk.pass_days(0.1)
    assert ("opened", "plan_reconsideration.filing.1") in desk.told("representative", sent)
    memory = desk.member.case["memory"]
    assert "corrected" in memory["role beneficiary"]
    assert "corrected" not in memory["role representative"]


def test_a_reminder_that_comes_before_the_correction_says_which_day_it_replaces() -> None:
    """The second correction waits for a day; the new day is reminded of in the morning before.

    It says then what the correction was to say.
    """
    key = "plan.filing.1"
    told = Told.open(beneficiary={"email": "patient@mail.example"})
    told.add(clock(key, date(2027, 1, 4)))
    told.turn()
    told.pass_days(1)
    for moved_to in (date(2027, 1, 11), date(2026, 11, 11)):
        told.sent.clear()
        told.report("correct", {"report": 1, "content": {"service": "Knee"}, "reason": "A slip"})
        told.move(key, moved_to)
        told.turn()
        told.run(told.now + HOUR)
    told.run(told.now + 60 * HOUR)
    mine = [one.order for one in told.sent if "beneficiary" in one.roles]
    assert [order.reminder for order in mine] == ["7d"]
    assert mine[0].instead_of == date(2027, 1, 11)
    told.pass_days(5)
    later = [one.order for one in told.sent if "beneficiary" in one.roles][1:]
    assert later
    assert {order.instead_of for order in later} == {None}
