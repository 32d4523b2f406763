"""Proof of receipt that moves only the last day on which a filing still counts."""

import pytest

from tests.models.corrections.desk import Desk, Json, moment

KEY = "alj_hearing.filing.1"


@pytest.fixture
def desk() -> Desk:
    """An expedited hearing: to be worked for by the notice's date, and counted by its receipt."""
    return Desk.open(
        program="part_d",
        level="ire_reconsideration",
        notice_date="2026-11-02",
        speed="expedited",
        amount_in_controversy="3000",
    )


def _counts_until(desk: Desk, since: int) -> list[tuple[str, str, str]]:
    """Who was told since then of which last day, by which reminder."""
    return [
        (each.role.value, order.reminder, str(order.deadline.last_arguable))
        for _, _, order in desk.stage.sent[since:]
        for each in order.recipients
        if order.deadline is not None
    ]


def test_staff_is_told_the_new_last_day_and_others_nothing_that_they_know(desk: Desk) -> None:
    """What others are told before the day to work to has passed is that day alone."""
    told = len(desk.stage.sent)
    proof: Json = {"on": "2026-11-12", "evidence": "The postmark"}
    answer = desk.report("record_receipt", received=proof)
    assert desk.open_days == {KEY: "2027-01-01"}
    (change,) = answer["changes"]
    assert (change["before"], change["after"]) == ("2027-01-01", "2027-01-01")
    assert change["why"].startswith(
        "a filing counts until Monday, January 11, 2027, not Wednesday, January 6, 2027: "
    )
    desk.pass_days(1)
    assert _counts_until(desk, told) == [("case_manager", "opened", "2027-01-11")]
    told = len(desk.stage.sent)
    desk.report("add_note", text="Nothing new")
    assert len(desk.stage.sent) == told
    desk.pass_days(35)
    reminded = [
        reminder for role, reminder, _ in _counts_until(desk, told) if role == "beneficiary"
    ]
    assert reminded[-2:] == ["0d", "passed"]
    assert "opened" not in reminded


def test_whoever_had_not_heard_of_it_yet_hears_first_of_the_new_one() -> None:
    desk = Desk.open(
        at=moment("2026-11-27", 22),
        program="part_d",
        level="ire_reconsideration",
        notice_date="2026-11-02",
        speed="expedited",
        amount_in_controversy="3000",
    )
    desk.report("record_receipt", received={"on": "2026-11-12", "evidence": "The postmark"})
    desk.pass_days(1)
    assert desk.told("beneficiary") == [("opened", KEY)]


def test_a_memory_of_an_older_build_without_the_last_day_is_no_move(desk: Desk) -> None:
    seen = desk.member.case["memory"][f"seen {KEY}"]
    assert seen.pop("last") == "2027-01-06"
    told = len(desk.stage.sent)
    desk.report("add_note", text="Another build")
    desk.pass_days(1)
    assert len(desk.stage.sent) == told
    assert desk.member.case["memory"][f"seen {KEY}"]["last"] == "2027-01-06"


def test_after_the_day_to_work_to_they_hear_until_when_it_counts_now(desk: Desk) -> None:
    desk.pass_days(35)
    told = len(desk.stage.sent)
    proof: Json = {"on": "2026-11-12", "evidence": "The postmark"}
    desk.report("record_receipt", received=proof)
    desk.pass_days(0.1)
    assert _counts_until(desk, told) == [
        ("case_manager", "passed", "2027-01-11"),
        ("beneficiary", "passed", "2027-01-11"),
    ]
    told = len(desk.stage.sent)
    desk.report("take_back", report=2, reason="It was the envelope of another notice")
    desk.pass_days(0.1)
    assert _counts_until(desk, told) == [
        ("case_manager", "passed", "2027-01-06"),
        ("beneficiary", "passed", "2027-01-06"),
    ]
