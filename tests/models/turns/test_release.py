"""A case under another edition of the rulebook, or another build: who is told what, and why."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.messages.writing import Messages
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.people import Role
from models.notices.messages.order import Corrected, CorrectedBy, Matter, ReminderOrder
from models.presentation import queries
from models.release import Release, last_release
from models.rulebook import rulebook
from models.rulebook.row import Row
from models.turns.carried import applied
from models.turns.turn import take
from tests.simulation.seeded.editions import EDITIONS, edition, longer, shorter
from tests.stories.playing import Stage

OPENED = datetime(2026, 11, 10, 15, tzinfo=UTC)
"""Ten in the morning in New York."""

INTAKE: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
    "beneficiary": {"email": "ann@mail.example", "language": "es"},
    "supervisor": {"email": "boss@legalaid.example"},
}
CASE = "AC-1"
LOOK_AGAIN = {"heard": {"look_again": True}}
TOLD, FIVE_LATER = date(2027, 1, 6), date(2027, 1, 11)
"""The last day to file by the law as it is, and where every limit is five days longer."""


def opened(**changes: Any) -> Stage:
    stage = Stage(OPENED)
    assert stage.begin("AppealCase", CASE, INTAKE | changes, None) is None
    return stage


def look_again(stage: Stage) -> list[ReminderOrder]:
    """What is said when all look again."""
    before = len(stage.sent)
    for member in stage.members.values():
        member.news.append(LOOK_AGAIN)
    stage.rest()
    return [order for _, _, order in stage.sent[before:]]


def told(orders: list[ReminderOrder]) -> dict[Role, Corrected | None]:
    """Who is told, and what it says that it replaces."""
    return {one.role: order.corrected for order in orders for one in order.recipients}


def memory(stage: Stage) -> Mapping[str, Any]:
    found: Mapping[str, Any] = stage.members[CASE].case["memory"]
    return found


def test_each_turn_records_by_what_it_looked() -> None:
    ask = opened().ask(opened().members[CASE], None)
    answer = take({**ask, "build": "2026.11.1"}).answer
    release = Release(rulebook.edition, "2026.11.1")
    assert last_release(applied(ask["case"], answer)["memory"]) == release
    assert answer["attributes"]["LookedAtBy"] == release.mark


def test_by_the_same_edition_nothing_changes_and_nobody_is_told() -> None:
    stage = opened()
    before = dict(memory(stage))
    stage.now += timedelta(hours=3)
    assert look_again(stage) == []
    after = dict(memory(stage))
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"looked_until"}


def test_a_moved_day_is_told_once_to_whoever_was_told_the_old_one() -> None:
    stage = opened()
    stage.now += timedelta(days=1)
    with edition(longer):
        orders = look_again(stage)
        reason = Corrected(by=CorrectedBy.RULEBOOK, was=TOLD)
        assert told(orders) == {Role.CASE_MANAGER: reason, Role.BENEFICIARY: reason}
        assert {order.deadline.due_on for order in orders if order.deadline} == {FIVE_LATER}
        assert look_again(stage) == []
        count = len(stage.sent)
        lines = [line["what"] for line in queries.account(stage.ask(stage.members[CASE], None))]
        assert any("rulebook was corrected" in line and "Jan 11, 2027" in line for line in lines)
        # The next reminder says nothing of it any more.
        stage.forward(datetime(2027, 1, 11, 4, tzinfo=UTC))
        later = [order for _, _, order in stage.sent][count:]
        assert later
        assert {order.corrected for order in later} == {None}


def test_whoever_heard_of_it_only_from_a_reminder_is_told_as_well() -> None:
    """A supervisor hears of a day as it comes near: the correction too, where it is far then."""
    stage = opened()
    stage.forward(datetime(2027, 1, 6, 16, tzinfo=UTC))
    heard = [order for _, _, order in stage.sent if Role.SUPERVISOR in told([order])]
    assert heard
    with edition(longer):
        before = len(stage.sent)
        look_again(stage)
        stage.forward(stage.now + timedelta(hours=20))
        orders = [order for _, _, order in stage.sent[before:]]
    assert told(orders)[Role.SUPERVISOR] == Corrected(by=CorrectedBy.RULEBOOK, was=TOLD)


def test_who_was_not_told_yet_hears_the_new_day_without_a_reason() -> None:
    """A case opened at night: the beneficiary's message waits for the morning."""
    stage = Stage(datetime(2026, 11, 10, 7, tzinfo=UTC))
    stage.begin("AppealCase", CASE, INTAKE, None)
    with edition(longer):
        look_again(stage)
        stage.forward(stage.now + timedelta(hours=12))
    orders = [order for _, _, order in stage.sent]
    assert told(orders[1:]) == {
        Role.CASE_MANAGER: Corrected(by=CorrectedBy.RULEBOOK, was=TOLD),
        Role.BENEFICIARY: None,
    }
    assert len(orders) == 3


def test_a_day_that_moved_back_before_all_heard_of_it_is_not_told_to_the_rest() -> None:
    stage = opened()
    stage.now = datetime(2026, 11, 12, 6, tzinfo=UTC)
    with edition(longer):
        assert told(look_again(stage)).keys() == {Role.CASE_MANAGER}
    orders = look_again(stage)
    assert told(orders) == {
        Role.CASE_MANAGER: Corrected(by=CorrectedBy.RULEBOOK, was=FIVE_LATER),
    }
    count = len(stage.sent)
    stage.forward(stage.now + timedelta(days=1))
    assert len(stage.sent) == count


def test_another_build_has_another_reason() -> None:
    stage = opened()
    carried = stage.members[CASE].case
    ask = {**stage.ask(stage.members[CASE], None), "build": "2"}
    ask["now"] = (OPENED + timedelta(days=1)).isoformat()
    # As if another build had counted another day.
    seen = dict(carried["memory"])
    [key] = [name for name in seen if name.startswith("seen ")]
    seen[key] = {**seen[key], "day": "2027-01-05"}
    answer = take({**ask, "case": {**carried, "memory": seen}}).answer
    orders = [ReminderOrder.model_validate(one["message"]) for one in answer["send"]]
    assert set(told(orders).values()) == {Corrected(by=CorrectedBy.BUILD, was=date(2027, 1, 5))}


def test_what_somebody_corrects_in_the_same_turn_is_no_correction_of_the_rulebook() -> None:
    stage = opened()
    stage.now += timedelta(days=1)
    with edition(longer):
        stage.report(CASE, "recalculate", {"reason": "Misread", "notice_date": "2026-11-03"})
    orders = [order for _, _, order in stage.sent][1:]
    assert told(orders) == {Role.CASE_MANAGER: None, Role.BENEFICIARY: None}


def test_a_report_of_something_else_in_the_same_turn_leaves_the_reason() -> None:
    stage = opened()
    stage.now += timedelta(days=1)
    with edition(longer):
        stage.report(CASE, "acknowledge", {})
    orders = [order for _, _, order in stage.sent][1:]
    assert told(orders)[Role.CASE_MANAGER] == Corrected(by=CorrectedBy.RULEBOOK, was=TOLD)


def test_what_lies_behind_is_not_sent() -> None:
    """By the shorter law reminders were due before the day on which it came to be known."""
    stage = opened()
    stage.now = datetime(2026, 11, 20, 15, tzinfo=UTC)

    def to_forty(row: Row) -> Row:
        versions = tuple(
            one.model_copy(
                update={
                    "limits": tuple(
                        limit.model_copy(update={"length": min(limit.length, 21)})
                        for limit in one.limits
                    )
                }
            )
            for one in row.versions
        )
        return row.model_copy(update={"versions": versions})

    with edition(to_forty):
        orders = look_again(stage)
    assert [order.reminder for order in orders] == ["opened"]


def test_the_message_says_why_in_the_readers_language() -> None:
    stage = opened()
    with edition(longer):
        look_again(stage)
        stage.forward(stage.now + timedelta(hours=2))
    written = {}
    for _, _, order in stage.sent[1:]:
        for one in order.recipients:
            message = Messages("http://127.0.0.1:8233", "default").write(order, one)
            written[one.person.language] = (message.text, message.sms)
    assert "The rulebook was corrected." in written[Language.ENGLISH][0]
    assert "corrected deadline" in written[Language.ENGLISH][1]
    assert "Wednesday, January 6, 2027" in written[Language.ENGLISH][0]
    assert "Se corrigió el reglamento." in written[Language.SPANISH][0]
    assert "plazo corregido" in written[Language.SPANISH][1]


def test_the_panel_says_by_which_edition_people_were_told() -> None:
    stage = opened()
    told_by = rulebook.edition

    def panel() -> str:
        return queries.panel(stage.ask(stage.members[CASE], None))

    assert "People were told" not in panel()
    with edition(longer):
        assert f"People were told the days by edition {told_by}" in panel()
        assert rulebook.edition in panel()
        look_again(stage)
        assert "People were told" not in panel()


def test_a_case_of_a_build_that_did_not_record_it_goes_on() -> None:
    stage = opened()
    carried = stage.members[CASE].case
    carried["memory"] = {name: one for name, one in carried["memory"].items() if name != "release"}
    with edition(longer):
        assert set(told(look_again(stage)).values()) == {None}
        assert last_release(memory(stage)) == Release(rulebook.edition, "")


@settings(max_examples=40)
@given(
    changes=st.lists(st.sampled_from([*EDITIONS.values(), None]), min_size=1, max_size=4),
    hours=st.lists(st.integers(0, 60), min_size=4, max_size=4),
)
def test_whatever_edition_comes_people_end_up_knowing_the_day(
    changes: list[Any], hours: list[int]
) -> None:
    """Everybody who was told a day that runs was last told the day that it has."""
    stage = opened()
    stage.forward(stage.now + timedelta(hours=2))
    for change, after in zip(changes, hours, strict=False):
        stage.forward(stage.now + timedelta(hours=after))
        with edition(change or (lambda row: row)):
            look_again(stage)
            stage.forward(stage.now + timedelta(hours=20))
            deadlines = queries.deadlines(stage.ask(stage.members[CASE], None))
        running = {one["id"]: one["due_on"] for one in deadlines if one["status"] == "open"}
        last: dict[tuple[str, Role], str] = {}
        for _, _, order in stage.sent:
            matters: tuple[ReminderOrder | Matter, ...] = (order, *order.also)
            for matter in matters:
                if matter.deadline is not None:
                    for one in order.recipients:
                        last[matter.about, one.role] = matter.deadline.due_on.isoformat()
        for (key, role), day in last.items():
            assert running.get(key, day) == day, (key, role)
    assert stage.members[CASE].kind is CaseKind.APPEAL


@pytest.mark.parametrize("change", [longer, shorter])
def test_the_calendar_follows(change: Any) -> None:
    stage = opened()
    stage.now += timedelta(hours=1)
    with edition(change):
        orders = look_again(stage)
        moved = [one for order in orders for one in order.calendar]
    assert all(one.sequence == 1 for one in moved)
    assert bool(moved) == (change is longer)


def test_a_day_that_moved_away_and_back_is_still_reminded_of_on_its_last_day() -> None:
    stage = opened()
    stage.forward(datetime(2027, 1, 6, 3, tzinfo=UTC))
    with edition(longer):
        look_again(stage)
    assert not told(look_again(stage)).get(Role.BENEFICIARY)
    since = len(stage.sent)
    stage.forward(datetime(2027, 1, 6, 21, tzinfo=UTC))
    reminded = {
        one.role
        for _, _, order in stage.sent[since:]
        for one in order.recipients
        if order.reminder == "0d"
    }
    assert Role.BENEFICIARY in reminded
