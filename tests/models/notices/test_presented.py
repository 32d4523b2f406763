"""Clocks and matters as queries and lists show them."""

from datetime import UTC, date, datetime

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.notices.presented import reminders_sent
from tests.models.notices.told import OPENING, Told, clock, down, matter

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)
PATIENT = {"email": "patient@mail.example", "zone": "Pacific/Honolulu"}


def opened(**intake: object) -> Told:
    told = Told.open(beneficiary=PATIENT)
    assert not intake
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def test_reminders_are_shown_by_moment_and_by_who_hears_then() -> None:
    told = opened()
    told.pass_days(1)
    (deadline,), follow_ups = told.shown()
    assert follow_ups == []
    shown = [
        (reminder.key, [role.value for role in reminder.recipients])
        for reminder in deadline.reminders[:4]
    ]
    assert shown == [
        ("opened", ["case_manager"]),
        ("opened", ["beneficiary"]),
        ("30d", ["case_manager"]),
        ("30d", ["beneficiary"]),
    ]
    outcomes = [reminder.outcome.value for reminder in deadline.reminders]
    assert outcomes[:2] == ["sent", "sent"]
    assert set(outcomes[2:]) == {"pending"}
    assert reminders_sent(told.memory) == 2


def test_a_clock_is_shown_as_it_stands() -> None:
    told = opened()
    (deadline,), _ = told.shown()
    assert (deadline.id, deadline.purpose, deadline.due_on) == (KEY, Purpose.FILING, DAY)
    assert deadline.action.startswith("The plan must resolve the complaint by then.")
    told.settle_clock(KEY, DeadlineStatus.MISSED)
    (deadline,), _ = told.shown()
    assert deadline.status is DeadlineStatus.MISSED
    notes = {
        reminder.note for reminder in deadline.reminders if reminder.outcome.value == "superseded"
    }
    assert notes == {"the deadline is missed"}


def test_what_is_tried_again_keeps_when_it_was_due() -> None:
    told = Told.open()
    told.answer = down
    told.add(clock(KEY, DAY))
    told.turn()
    (deadline,), _ = told.shown()
    reminder = deadline.reminders[0]
    assert (reminder.key, reminder.due, reminder.tries) == ("opened", OPENING, 1)
    assert reminder.at > reminder.due
    assert reminder.note == "the mail server is down"


def test_what_reached_nobody_is_still_shown_when_its_matter_is_over() -> None:
    told = Told.open()
    told.answer = down
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.pass_days(0.1)
    told.drop("a.overdue.1")
    told.turn()
    _, (over,) = told.shown()
    assert (over.id, over.kind, over.level) == ("a.overdue.1", FollowUpKind.OVERDUE, "a")
    assert not over.is_open
    assert [(reminder.key, reminder.outcome.value) for reminder in over.reminders] == [
        ("follow-up-1", "failed")
    ]


def test_matters_say_what_they_are_about() -> None:
    told = Told.open()
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.turn()
    _, (follow_up,) = told.shown()
    assert follow_up.title == "the plan is late with the complaint"
    assert follow_up.text.startswith("The plan's time has run out.")
    assert [reminder.key for reminder in follow_up.reminders] == [
        f"follow-up-{n}" for n in range(1, 7)
    ]


def test_looking_changes_nothing() -> None:
    told = opened()
    told.now = datetime(2026, 12, 6, tzinfo=UTC)
    before = dict(told.memory)
    told.shown()
    assert told.memory == before
