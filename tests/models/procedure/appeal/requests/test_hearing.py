"""A hearing is set, moved, called off and held; who hears of it, and when."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.messages.writing import Messages
from models.notices.messages.order import MessageKind, ReminderOrder
from models.presentation import queries
from tests.models.corrections.desk import Desk, moment

Json = dict[str, Any]

MESSAGES = Messages("http://127.0.0.1:8233", "default")

KEY = "alj_hearing.hearing.1"
SET: Json = {"held_on": "2027-03-10", "held_at": "10:30", "how": "phone"}


def opened(**intake: Any) -> Desk:
    desk = Desk.open(
        at=moment("2027-01-04"),
        **{"level": "alj_hearing", "stage": "pending", "filed_on": "2027-01-04", **intake},
    )
    desk.stage.sent.clear()
    return desk


def orders(desk: Desk, kind: MessageKind, since: int = 0) -> list[tuple[datetime, ReminderOrder]]:
    return [(at, one) for at, _, one in desk.stage.sent[since:] if one.kind is kind]


def heard(desk: Desk, role: str, since: int = 0) -> list[tuple[str, str, int]]:
    """The reminders of the hearing that a role got, each with its local day and hour."""
    found = []
    for at, order in orders(desk, MessageKind.HEARING, since):
        if role in {one.role.value for one in order.recipients}:
            local = at.astimezone(ZoneInfo("America/New_York"))
            found.append((order.reminder, str(local.date()), local.hour))
    return found


def test_a_hearing_is_told_at_once_a_week_before_and_a_day_before() -> None:
    desk = opened()
    answer = desk.report("record_hearing", **SET)
    assert answer["recorded"] == "The hearing is at 10:30 a.m. Eastern Time on Wed, Mar 10, 2027."
    assert [(one["deadline"], one["after"]) for one in answer["changes"]] == [(KEY, "2027-03-10")]
    desk.stage.forward(moment("2027-03-10", 9))
    for role in ("case_manager", "beneficiary"):
        told = heard(desk, role)
        assert [name for name, _, _ in told] == ["opened", "7d", "1d"]
        assert [day for _, day, _ in told] == ["2027-01-04", "2027-03-03", "2027-03-09"]
        assert {hour for _, _, hour in told} == {12, 9}
    order = orders(desk, MessageKind.HEARING)[0][1]
    assert order.action.startswith("It is held by telephone.")
    assert [one.id for one in order.calendar] == [KEY]
    desk.stage.forward(moment("2027-03-11"))
    (clock,) = (one for one in queries.deadlines(desk.ask()) if one["id"] == KEY)
    assert clock["status"] == "met"
    assert KEY not in desk.open_days


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        (None, datetime(2027, 3, 10, 15, 30, tzinfo=UTC)),
        ("America/Chicago", datetime(2027, 3, 10, 16, 30, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2027, 3, 10, 20, 30, tzinfo=UTC)),
    ],
)
def test_its_hour_is_of_its_own_zone(zone: str | None, at: datetime) -> None:
    desk = opened()
    desk.report("record_hearing", **SET, **({"zone": zone} if zone else {}))
    (clock,) = (one for one in queries.deadlines(desk.ask()) if one["id"] == KEY)
    assert datetime.fromisoformat(clock["expires_at"]) == at


def test_after_the_clocks_change_it_is_at_the_hour_on_the_wall() -> None:
    desk = opened()
    desk.report("record_hearing", **{**SET, "held_on": "2027-03-15"})
    (clock,) = (one for one in queries.deadlines(desk.ask()) if one["id"] == KEY)
    assert datetime.fromisoformat(clock["expires_at"]) == datetime(2027, 3, 15, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("moved", [{"held_on": "2027-04-14"}, {"held_at": "14:00"}])
def test_a_moved_hearing_is_told_and_keeps_its_place_in_the_calendar(moved: Json) -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.pass_days(2)
    since = len(desk.stage.sent)
    answer = desk.report("record_hearing", **{**SET, **moved})
    assert [one["before"] for one in answer["changes"]] == ["2027-03-10"]
    desk.pass_days(2)
    told = orders(desk, MessageKind.HEARING, since)
    assert {one.role.value for _, order in told for one in order.recipients} == {
        "case_manager",
        "beneficiary",
    }
    for _, order in told:
        assert order.deadline is not None
        assert (order.deadline.id, order.deadline.sequence) == (KEY, 1)
        assert order.instead_of == date(2027, 3, 10)
        told_before = (
            "day you were told before, Wednesday" if "held_on" in moved else "another hour"
        )
        for one in order.recipients:
            text = MESSAGES.write(order, one).text
            assert "The hearing is now at " in text
            assert told_before in text
    desk.stage.forward(moment("2027-03-09", 23))
    if "held_on" in moved:
        assert [name for name, *_ in heard(desk, "beneficiary", since)] == ["opened"]


@pytest.mark.parametrize(
    ("hour", "told"), [("09:00", ["opened", "7d", "1d"]), ("14:00", ["opened"])]
)
def test_an_earlier_hour_is_not_what_was_acknowledged(hour: str, told: list[str]) -> None:
    """As with an earlier day: whoever takes care of the later one may come too late."""
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.report("acknowledge")
    since = len(desk.stage.sent)
    desk.report("record_hearing", **{**SET, "held_at": hour})
    desk.stage.forward(moment("2027-03-10", 8))
    assert [name for name, *_ in heard(desk, "case_manager", since)] == told


def test_a_corrected_hour_ends_its_sentence_with_one_period() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    answer = desk.report("correct", report=2, content={"held_at": "11:00"}, reason="A slip")
    assert answer["recorded"].endswith(
        " corrected: held_at 11:00 a.m., was 10:30 a.m. Reason: A slip"
    )


def test_one_that_is_called_off_is_told_to_all_and_the_new_day_asked_for() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.pass_days(1)
    since = len(desk.stage.sent)
    answer = desk.report("record_hearing", cancelled=True)
    assert answer["recorded"] == "The hearing is cancelled."
    assert KEY not in desk.open_days
    desk.pass_days(1)
    told = orders(desk, MessageKind.FOLLOW_UP, since)
    assert {one.role.value for _, order in told for one in order.recipients} == {
        "case_manager",
        "beneficiary",
    }
    assert {order.title for _, order in told} == {
        "The hearing on Wednesday, March 10, 2027 is cancelled"
    }
    assert all([one.id for one in order.cancelled] == [KEY] for _, order in told)
    desk.pass_days(40)
    assert not heard(desk, "beneficiary", since)
    assert len(orders(desk, MessageKind.FOLLOW_UP, since)) > len(told)
    desk.report("record_hearing", **{**SET, "held_on": "2027-05-05"})
    assert desk.open_days[KEY] == "2027-05-05"
    assert "hearing_off" not in json.dumps(queries.calendar(desk.ask()))


def test_a_decision_ends_it() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.pass_days(10)
    desk.report("record_decision", outcome="unfavorable", notice_date="2027-01-14")
    assert KEY not in desk.open_days
    desk.stage.forward(moment("2027-03-12"))
    assert [name for name, *_ in heard(desk, "beneficiary")] == ["opened"]


def test_taken_back_whoever_was_told_is_told_to_ignore_it() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.pass_days(1)
    desk.report("take_back", report=2, reason="Another case.")
    desk.pass_days(1)
    titles = {order.title for _, order in orders(desk, MessageKind.CORRECTION)}
    assert titles == {
        "Ignore our message about the hearing (ALJ hearing) by Wednesday, March 10, 2027"
    }


def test_a_day_set_by_hand_is_for_the_decision_and_not_for_the_hearing() -> None:
    desk = opened(program="original")
    desk.report("record_hearing", **SET)
    override = {"due_on": "2027-06-01", "reason": "Their letter."}
    desk.report("recalculate", reason="Their letter.", override=override)
    assert desk.open_days[KEY] == "2027-03-10"
    others = {day for key, day in desk.open_days.items() if key != KEY}
    assert others == {"2027-06-01"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({**SET, "held_on": "2027-01-02"}, "held_on: Sat, Jan 2, 2027 at that hour is past."),
        ({"held_on": "2027-03-10", "held_at": "10:30"}, "how: is required"),
        ({"cancelled": True, "held_on": "2027-03-10"}, "cancelled: expected alone"),
        ({"cancelled": True}, "cancelled: no hearing is recorded."),
        ({**SET, "zone": "Mars"}, "zone: "),
    ],
)
def test_what_cannot_be_is_refused(content: Json, said: str) -> None:
    assert opened().refusal("record_hearing", **content).startswith(said)


@pytest.mark.parametrize(
    "intake",
    [
        {"level": "plan_reconsideration", "stage": "pending", "filed_on": "2027-01-04"},
        {"level": "council", "stage": "pending", "filed_on": "2027-01-04"},
        {"level": "alj_hearing", "stage": "denied", "notice_date": "2027-01-02", "filed_on": None},
    ],
)
def test_only_where_one_can_be_held(intake: Json) -> None:
    given = {name: value for name, value in intake.items() if value is not None}
    desk = Desk.open(at=moment("2027-01-04"), **given)
    assert "No hearing can be held now" in desk.refusal("record_hearing", **SET)


def test_the_panel_says_where_its_day_is_from() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    assert "The day and hour of the notice of hearing; no limit of the law." in desk.panel
    assert "42 CFR" not in desk.panel.split("the hearing**")[1].split("###")[0]


def test_whoever_acknowledges_it_leaves_the_others_to_be_reminded() -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.report("acknowledge", deadline=KEY)
    desk.stage.forward(moment("2027-03-10", 9))
    assert [name for name, *_ in heard(desk, "case_manager")] == ["opened"]
    assert [name for name, *_ in heard(desk, "beneficiary")] == ["opened", "7d", "1d"]


@pytest.mark.parametrize(
    ("at", "left"), [("2027-03-08", "46 hours left"), ("2027-02-08", "30 days left")]
)
def test_the_panel_counts_hours_only_near_it(at: str, left: str) -> None:
    desk = opened()
    desk.report("record_hearing", **SET)
    desk.stage.forward(moment(at))
    assert f"10:30 a.m. Eastern Time on Wed, Mar 10, 2027 — {left}" in desk.panel
