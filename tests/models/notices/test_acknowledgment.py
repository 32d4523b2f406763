"""An acknowledgment silences what it names, and speaks of it by a code that never changes."""

from datetime import UTC, date, datetime

import pytest

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.evidence import Evidence, EvidenceKind
from models.inputs.validation import Refusal
from models.notices.looking import look
from models.notices.naming import named
from tests.models.notices.told import Told, clock, matter

KEY = "plan.filing.1"
DAY = date(2027, 1, 4)


def opened() -> Told:
    told = Told.open()
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def name(told: Told, what: str | None = None) -> str:
    return named(told.memory, told.case, told.standing, what)


def code(told: Told, key: str) -> str:
    return look(told.case, told.standing, told.memory, told.now).memory.codes[key]


def acknowledge(told: Told, key: str) -> None:
    told.report("acknowledge", {"deadline": key}, key=key)
    told.turn()


def acknowledged(told: Told) -> dict[str, bool]:
    deadlines, follow_ups = told.shown()
    found = {one.id: one.acknowledged for one in deadlines}
    return found | {one.id: one.acknowledged for one in follow_ups}


def test_acknowledged_is_silent_and_says_so() -> None:
    told = opened()
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    acknowledge(told, KEY)
    told.run(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert told.heard("case_manager") == ["opened", "30d"]
    outcomes = told.outcomes(KEY)
    assert {outcomes[reminder] for reminder in ("14d", "7d", "1d", "0d")} == {"skipped"}
    assert acknowledged(told) == {KEY: True}


def test_it_is_about_one_matter_alone() -> None:
    told = opened()
    told.add(clock("plan.filing.2", DAY))
    acknowledge(told, KEY)
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    assert told.heard("case_manager", KEY) == ["opened"]
    assert told.heard("case_manager", "plan.filing.2") == ["opened", "30d"]


@pytest.mark.parametrize(("day", "holds"), [(date(2026, 12, 28), False), (date(2027, 1, 11), True)])
def test_it_lapses_when_the_day_moves_earlier(day: date, *, holds: bool) -> None:
    told = opened()
    acknowledge(told, KEY)
    told.move(KEY, day)
    told.turn()
    assert acknowledged(told) == {KEY: holds}
    # Back again, it has lapsed all the same.
    told.move(KEY, DAY)
    told.turn()
    assert acknowledged(told) == {KEY: False}


def test_it_lapses_when_more_evidence_comes() -> None:
    told = Told.open()
    told.standing.evidence = [piece(1)]
    told.add(matter("plan.supplement.1", FollowUpKind.SUPPLEMENT))
    told.turn()
    acknowledge(told, "plan.supplement.1")
    told.pass_days(3)
    assert told.heard("case_manager") == ["follow-up-1"]
    told.standing.evidence = [piece(1), piece(2)]
    told.pass_days(3)
    assert told.heard("case_manager") == ["follow-up-1", "follow-up-3"]


def piece(number: int) -> Evidence:
    return Evidence(id=f"AC-1.e{number}", kind=EvidenceKind.LETTER, received_on=date(2026, 11, 2))


def test_it_does_not_outlive_its_matter() -> None:
    told = Told.open()
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.turn()
    acknowledge(told, "a.overdue.1")
    told.drop("a.overdue.1")
    told.turn()
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.turn()
    assert told.heard("case_manager") == ["follow-up-1", "follow-up-2"]
    assert acknowledged(told) == {"a.overdue.1": False}


def test_taken_back_it_does_not_hold() -> None:
    told = opened()
    acknowledge(told, KEY)
    number = told.state.log[-1].number
    told.report("take_back", {"report": number, "reason": "Not seen"})
    told.run(datetime(2026, 12, 6, 15, tzinfo=UTC))
    assert told.heard("case_manager") == ["opened", "30d"]


# --- names --------------------------------------------------------------------------------------


def test_what_is_named_by_nothing_is_our_own_next_clock() -> None:
    told = Told.open()
    theirs = clock("plan.decision.1", date(2026, 11, 9), purpose=Purpose.DECISION)
    told.add(theirs, clock("plan.filing.2", date(2027, 2, 1)), clock(KEY, DAY))
    told.add(matter("a.overdue.1", FollowUpKind.OVERDUE))
    told.turn()
    expected = [KEY, "plan.filing.2", "plan.decision.1", "a.overdue.1"]
    for key in expected:
        assert name(told) == key
        told.drop(key)
    with pytest.raises(Refusal, match=r"^No deadline is open\.$"):
        name(told)


def test_codes_and_keys_name_it_as_people_write_them() -> None:
    told = opened()
    told.add(clock("plan.filing.2", DAY))
    told.turn()
    given = code(told, "plan.filing.2")
    spoken = f" {given[:2].lower()}-{given[2:].lower()} "
    assert name(told, given) == name(told, spoken) == name(told, "plan.filing.2") == "plan.filing.2"


def test_another_name_is_refused_with_those_that_are_open() -> None:
    told = opened()
    with pytest.raises(Refusal) as refused:
        name(told, "XXXX")
    assert refused.value.message == f"deadline: expected one of {code(told, KEY)} ({KEY})."


def test_a_code_is_given_once() -> None:
    told = opened()
    before = code(told, KEY)
    for number in range(2, 40):
        told.add(clock(f"plan.filing.{number}", DAY))
    told.turn()
    told.settle_clock(KEY)
    told.move(KEY, date(2027, 3, 1))
    told.turn()
    given = look(told.case, told.standing, told.memory, told.now).memory.codes
    assert given[KEY] == before
    assert len(set(given.values())) == len(given) == 39
    assert told.sent[0].order.code == before


def test_what_no_turn_has_seen_yet_is_named_all_the_same() -> None:
    told = Told.open()
    told.add(clock(KEY, DAY))
    assert name(told) == KEY
    first = code(told, KEY)
    told.turn()
    assert code(told, KEY) == first
