"""What cannot be corrected or taken back says so in words, and says what can be done."""

from typing import Any

import pytest

from tests.models.corrections.desk import Desk, moment

WHY = {"reason": "Typed wrong"}


@pytest.fixture
def desk() -> Desk:
    """A denial by the reviewer."""
    return Desk.open(at=moment("2026-11-28"), level="ire_reconsideration", notice_date="2026-10-01")


def decided() -> Desk:
    """A case that was decided against, and filed at the next level."""
    desk = Desk.open(
        level="ire_reconsideration", stage="pending", filed_on="2026-10-01", at=moment("2026-11-28")
    )
    desk.report("record_decision", outcome="unfavorable", notice_date="2026-10-20")
    desk.report("file_appeal", filed_on="2026-11-10")
    return desk


@pytest.mark.parametrize(
    ("update", "content", "said"),
    [
        ("correct", {"report": 9, "content": {"filed_on": "2026-11-11"}}, "no report 9"),
        ("correct", {"report": 4, "content": {"reason": "x"}}, "no report 4"),
        ("take_back", {"report": 1}, "The intake cannot be taken back"),
        ("take_back", {"report": "three"}, "report: expected"),
        ("correct", {"report": 3, "content": {}}, "content: expected at least 1 item"),
        (
            "correct",
            {"report": 3, "content": {"filed_onn": "2026-11-11"}},
            "did you mean filed_on?",
        ),
        ("correct", {"report": 3, "content": {"filed_on": "soon"}}, "filed_on: expected a date"),
        ("correct", {"report": 3, "content": {"filed_on": "2999-01-01"}}, "in the future"),
        (
            "correct",
            {"report": 1, "content": {"beneficiary": {"email": "a@mail.example"}}},
            "use update_contacts",
        ),
        ("correct", {"report": 1, "content": {"case_id": "AC-2"}}, "case_id"),
        (
            "take_back",
            {"report": 3, "also": [{"report": 3}]},
            "also: report 3 is named twice",
        ),
    ],
)
def test_what_cannot_be_changed(update: str, content: dict[str, Any], said: str) -> None:
    assert said in decided().refusal(update, **content, **WHY)


def test_what_another_report_rests_on_is_refused_by_its_number() -> None:
    desk = decided()
    refused = desk.refusal("take_back", report=2, **WHY)
    assert refused.startswith("Report 3 rests on it: Nothing is to be filed now")
    desk.report("take_back", report=2, also=[{"report": 3}], **WHY)
    assert desk.overview["stage"] == "ire_reconsideration.deciding"
    assert [desk.history(number)["status"] for number in (2, 3)] == ["taken back"] * 2
    desk.report("take_back", report=4, reason="They were of this case")
    assert desk.overview["stage"] == "alj_hearing.deciding"


def test_a_correction_with_what_rests_on_it() -> None:
    desk = decided()
    fields = {"notice_date": "2026-11-12"}
    refused = desk.refusal("correct", report=2, content=fields, **WHY)
    assert refused.startswith("Report 3 rests on it: ")
    desk.report(
        "correct",
        report=2,
        content=fields,
        also=[{"report": 3, "content": {"filed_on": "2026-11-20"}}],
        **WHY,
    )
    assert desk.history(3)["content"]["filed_on"] == "2026-11-20"


def test_a_day_too_early_is_answered_with_the_day_it_must_not_precede() -> None:
    refused = decided().refusal("correct", report=3, content={"filed_on": "2026-10-10"}, **WHY)
    assert refused == "filed_on: Sat, Oct 10, 2026 is before the notice date, Tue, Oct 20, 2026."


def test_what_was_taken_back_is_not_changed_again() -> None:
    desk = decided()
    desk.report("take_back", report=3, **WHY)
    refused = desk.refusal("take_back", report=3, **WHY)
    assert refused == (
        "Report 3 was taken back by report 4; take that back to have it stand again."
    )
    assert "taken back by report 4" in desk.refusal(
        "correct", report=3, content={"filed_on": "2026-11-11"}, **WHY
    )


def test_a_correction_can_be_corrected_and_taken_back() -> None:
    desk = decided()
    desk.report("correct", report=3, content={"filed_on": "2026-11-11"}, **WHY)
    desk.report("correct", report=4, content={"content": {"filed_on": "2026-11-12"}}, **WHY)
    assert desk.history(3)["content"]["filed_on"] == "2026-11-12"
    refused = desk.refusal("correct", report=4, content={"report": 7}, **WHY)
    assert "there is no report 7 before this one; the latest is 3" in refused
    desk.report("take_back", report=4, **WHY)
    assert desk.history(3)["content"]["filed_on"] == "2026-11-10"


def test_facts_lapse_with_their_matter_and_are_named() -> None:
    desk = Desk.open(
        level="ire_reconsideration", stage="pending", filed_on="2026-10-01", at=moment("2026-11-28")
    )
    desk.report("record_decision", outcome="unfavorable", notice_date="2026-10-20")
    received = {"on": "2026-10-28", "evidence": "postmark"}
    desk.report("record_receipt", received=received)
    desk.report("acknowledge")
    answer = desk.report("take_back", report=2, **WHY)
    named = ["Report 3 (record receipt)", "Report 4 (acknowledge)"]
    assert [line.partition(" does not")[0] for line in answer["lapsed"]] == named


def test_a_note_is_shown_and_mailed_to_nobody(desk: Desk) -> None:
    sent = len(desk.stage.sent)
    desk.report("add_note", text="They called about the fax")
    desk.pass_days(0.2)
    assert len(desk.stage.sent) == sent
    assert "Note: They called about the fax" in desk.account
    assert desk.history(2)["content"]["text"] == "They called about the fax"
    desk.report("correct", report=2, content={"text": "They wrote"}, **WHY)
    assert "Note: They wrote" in desk.account


def test_an_intake_is_corrected_in_its_facts() -> None:
    desk, meant = Desk.open(notice_date="2026-11-02"), Desk.open(notice_date="2026-11-09")
    (before,), (after,) = desk.open_days.values(), meant.open_days.values()
    answer = desk.report("correct", report=1, content={"notice_date": "2026-11-09"}, **WHY)
    (change,) = answer["changes"]
    assert (change["before"], change["after"]) == (before, after)
    desk.report("correct", report=1, content={"program": "original"}, **WHY)
    assert desk.overview["program"] == "original"


# --- beside it -----------------------------------------------------------------------------------


def with_grievance() -> tuple[Desk, Desk]:
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("file_grievance", about="service", event_on="2026-11-20")
    return desk, Desk(desk.stage, "AC-1.grievance.1")


def test_what_started_another_case_is_corrected_there() -> None:
    desk, grievance = with_grievance()
    refused = desk.refusal("correct", report=2, content={"event_on": "2026-11-19"}, **WHY)
    assert refused == "event_on: AC-1.grievance.1 was started with it; correct it there."
    grievance.report("correct", report=1, content={"event_on": "2026-11-19"}, **WHY)
    refused = desk.refusal("correct", report=1, content={"program": "original"}, **WHY)
    assert refused.startswith("program: cannot be corrected any more, as AC-1.grievance.1")


def test_a_case_beside_follows_a_take_back_and_is_revived_with_that() -> None:
    desk, grievance = with_grievance()
    days = grievance.open_days
    desk.report("take_back", report=2, **WHY)
    assert grievance.overview["ending"] == "withdrawn"
    assert "made by AC-1, as its report 3: correct it there" in grievance.refusal(
        "take_back", report=2, **WHY
    )
    desk.pass_days(2)
    desk.report("take_back", report=3, **WHY)
    assert grievance.overview["ending"] is None
    assert grievance.open_days == days
    assert not desk.overview["children"][0]["ending"]
    assert list(desk.stage.members) == ["AC-1", "AC-1.grievance.1"]


def test_what_an_ending_withdrew_comes_back_with_the_case() -> None:
    desk = Desk.open(notice_date="2026-11-02", second_opinion={})
    opinion = Desk(desk.stage, "AC-1.second-opinion")
    desk.report("close", ending="withdrawn", reason="Other treatment")
    assert opinion.overview["ending"] == "withdrawn"
    desk.pass_days(6.5)
    assert opinion.member.is_running
    desk.report("take_back", report=2, **WHY)
    assert desk.overview["ending"] is None
    assert opinion.overview["ending"] is None
    desk.report("assign", case_manager={"email": "next@legalaid.example"})
    desk.report("take_back", report=4, **WHY)
    assert opinion.member.state.log[-1].content["case_manager"]["email"] == (
        "manager@legalaid.example"
    )


def test_the_reason_of_a_take_back_can_be_corrected() -> None:
    desk = decided()
    desk.report("take_back", report=3, reason="Of another case")
    desk.report("correct", report=4, content={"reason": "Never mailed"}, **WHY)
    assert desk.history(4)["content"]["reason"] == "Never mailed"
    assert not desk.history(3)["stands"]
