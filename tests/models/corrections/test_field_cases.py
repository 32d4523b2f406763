"""Slips that real desks ran into: what is shown, answered and told after second thoughts."""

from tests.models.corrections.desk import Desk, moment


def test_a_filing_of_a_month_too_early_is_corrected() -> None:
    """Meant was November 16: the plan's time runs, and nothing is at the reviewer."""
    desk = Desk.open(notice_date="2026-10-05")
    desk.report("file_appeal", filed_on="2026-10-16")
    assert desk.overview["level"] == "ire_reconsideration"
    answer = desk.report(
        "correct", report=2, content={"filed_on": "2026-11-16"}, reason="A slip: November"
    )
    assert desk.open_days == {"plan_reconsideration.decision.2": "2026-12-16"}
    assert desk.overview["level"] == "plan_reconsideration"
    assert answer["recorded"].startswith(
        "Report 2 (file appeal) corrected: filed_on Mon, Nov 16, 2026, was Fri, Oct 16, 2026."
    )
    moved = {one["deadline"]: (one["before"], one["after"]) for one in answer["changes"]}
    assert moved["plan_reconsideration.decision.2"] == ("2026-11-15", "2026-12-16")


def test_a_filing_of_another_case_is_taken_back() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    before = desk.open_days
    desk.report("file_appeal", filed_on="2026-11-27")
    told = len(desk.stage.sent)
    answer = desk.report("take_back", report=2, reason="Sent to the wrong case")
    assert desk.open_days == before
    assert desk.overview["stage"] == "plan_reconsideration.filing"
    assert answer["recorded"].startswith("Report 2 (file appeal) taken back. Reason: Sent to")
    gone = next(one for one in answer["changes"] if one["deadline"].endswith("decision.2"))
    assert (gone["before"], gone["after"]) == ("2026-12-27", None)
    desk.pass_days(40)
    reminders = [name for name, about in desk.told("beneficiary", told) if "filing.1" in about]
    assert "7d" in reminders


def test_a_field_that_cannot_be_emptied_is_refused_in_words() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("file_appeal", filed_on="2026-11-27", filed_at="09:30")
    refused = desk.refusal("correct", report=2, content={"filed_on": None}, reason="None")
    assert refused == ("filed_on: cannot be emptied; give another value, or take report 2 back.")
    assert "take_back" in desk.refusal("recalculate", filed_on=None, reason="None")
    desk.report("correct", report=2, content={"filed_at": None}, reason="The hour is not known")
    assert desk.history(2)["content"] == {"filed_on": "2026-11-27"}


def test_both_days_stand_in_the_history_with_the_reason() -> None:
    desk = Desk.open(notice_date="2026-10-20")
    desk.report("file_appeal", filed_on="2026-11-20")
    desk.report(
        "correct", report=2, content={"filed_on": "2026-11-02"}, reason="The fax log shows it"
    )
    assert desk.open_days == {"plan_reconsideration.decision.2": "2026-12-02"}
    entry = desk.history(2)
    assert entry["content"]["filed_on"] == "2026-11-02"
    assert entry["as_reported"]["filed_on"] == "2026-11-20"
    assert (entry["status"], entry["corrected_by"]) == ("corrected", [3])
    assert entry["reason"] == "The fax log shows it"
    line = "Report 2 (file appeal) corrected: filed_on Mon, Nov 2, 2026, was Fri, Nov 20, 2026."
    assert line in desk.account
    assert "was Fri, Nov 20, 2026" in desk.panel
    assert "Reason: The fax log shows it" in desk.account
    # The newest first, with its number and its reason.
    newest = desk.panel.partition("## Recorded so far")[2].split("\n- ")[1]
    assert ", report 3: Report 2 " in newest
    assert newest.endswith("Reason: The fax log shows it")


def test_a_case_that_was_ended_too_early_comes_back() -> None:
    desk = Desk.open(level="plan_reconsideration", stage="pending", filed_on="2026-11-10")
    desk.report("record_decision", outcome="favorable", notice_date="2026-11-20")
    desk.report("record_effectuation", on="2026-11-27")
    assert desk.overview["ending"] == "won"
    assert (
        "Until noon Eastern Time on Sat, Dec 5, 2026 `take_back` and `correct` take that back"
        in desk.panel
    )
    desk.pass_days(3)
    assert desk.member.is_running
    assert "ended" in desk.refusal("record_effectuation", on="2026-11-27")
    desk.report("take_back", report=3, reason="It was another bill")
    assert desk.overview["ending"] is None
    assert desk.overview["stage"] == "plan_reconsideration.effectuation"


def test_a_day_that_was_set_by_hand_is_withdrawn() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    rule = desk.open_days
    override = {"due_on": "2026-12-20", "reason": "Printed on the notice"}
    desk.report("recalculate", reason="The notice prints it", override=override)
    assert set(desk.open_days.values()) == {"2026-12-20"}
    answer = desk.report("recalculate", reason="It was another notice", override=None)
    assert desk.open_days == rule
    (change,) = answer["changes"]
    assert (change["before"], change["after"]) == ("2026-12-20", *rule.values())
    key = next(iter(rule))
    assert any(
        line.startswith(f"Not set by hand any more: {key}, which was Sun, Dec 20, 2026")
        for line in desk.account
    )
    assert desk.history(2)["status"] == "corrected"


def test_a_day_that_was_set_by_hand_is_taken_back_as_any_report() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    rule = desk.open_days
    override = {"due_on": "2026-12-20", "reason": "Printed on the notice"}
    desk.report("recalculate", reason="The notice prints it", override=override)
    desk.report("take_back", report=2, reason="It was another notice")
    assert desk.open_days == rule
    desk.report("take_back", report=3, reason="It was this notice after all")
    assert set(desk.open_days.values()) == {"2026-12-20"}
    refused = desk.refusal("recalculate", reason="No", override=None, deadline="no such")
    assert "override" in refused


def test_a_closed_case_is_silent_and_stays_a_week() -> None:
    desk = Desk.open(notice_date="2026-11-02", at=moment("2026-11-20"))
    desk.report("close", ending="withdrawn", reason="Other treatment")
    told = len(desk.stage.sent)
    desk.pass_days(6.9)
    assert desk.member.is_running
    assert len(desk.stage.sent) == told
    desk.pass_days(0.2)
    assert not desk.member.is_running


def test_a_last_day_on_a_weekend_is_worked_to_and_the_next_working_day_still_counts() -> None:
    """Saturday, October 10; Monday is Columbus Day; received on Tuesday."""
    desk = Desk.open(at=moment("2026-10-05"), program="original", notice_date="2026-06-07")
    assert desk.open_days == {"redetermination.filing.1": "2026-10-10"}
    told = len(desk.stage.sent)
    desk.pass_days(7)
    assert desk.overview["urgency"] == "overdue"
    assert ("passed", "redetermination.filing.1") in desk.told("beneficiary", told)
    assert ("passed", "redetermination.filing.1") in desk.told("case_manager", told)
    assert "contractors accept the next working day" in desk.panel
    assert "File now: it counts until Tuesday, October 13, 2026" in desk.panel
    desk.pass_days(1)
    assert desk.told("case_manager", told)[-1] == ("passed-2", "redetermination.filing.1")
    answer = desk.report("file_appeal", filed_on="2026-10-13")
    assert "In time: the day to work to was Saturday, October 10, 2026" in answer["recorded"]
    assert "§310.2" in answer["recorded"]
    assert desk.overview["stage"] == "redetermination.deciding"


def test_what_is_withdrawn_while_a_filing_still_counts_may_be_made_again() -> None:
    """Filed on the Friday, withdrawn on Columbus Day: contractors accept the Tuesday."""
    desk = Desk.open(at=moment("2026-10-13"), program="original", notice_date="2026-06-07")
    desk.report("file_appeal", filed_on="2026-10-09")
    desk.report("record_withdrawal", on="2026-10-12")
    assert desk.overview["stage"] == "redetermination.filing"
    assert desk.overview["urgency"] == "overdue"
    assert "still counts until Tuesday, October 13, 2026" in desk.panel
    answer = desk.report("file_appeal", filed_on="2026-10-13")
    assert "In time: the day to work to was Saturday, October 10, 2026" in answer["recorded"]


def test_the_call_to_the_qio_is_in_time_by_the_notice_as_printed() -> None:
    delivered = {"on": "2026-11-23", "evidence": "handed over"}
    desk = Desk.open(
        at=moment("2026-11-23"),
        program="termination_ma",
        notice_date="2026-11-23",
        services_end="2026-11-27",
        received=delivered,
    )
    assert desk.open_days == {"qio_review.filing.1": "2026-11-24"}
    assert "counts until noon Eastern Time on Thu, Nov 26, 2026" in desk.panel
    desk.pass_days(2.5)
    answer = desk.report("file_appeal", filed_on="2026-11-25", filed_at="15:00")
    assert "the notice as printed" in answer["recorded"]
    assert desk.overview["stage"] == "qio_review.deciding"


def test_a_day_set_by_hand_has_an_hour_and_can_be_withdrawn() -> None:
    desk = Desk.open(
        at=moment("2026-11-23", 9),
        program="termination_ma",
        notice_date="2026-11-23",
        services_end="2026-11-27",
        received={"on": "2026-11-23", "evidence": "handed over"},
    )
    set_ = {"due_on": "2026-11-25", "due_at": "12:00", "reason": "Printed on the notice"}
    answer = desk.report("recalculate", reason="As printed", override=set_)
    assert [(one["before"], one["after"]) for one in answer["changes"]] == [
        ("2026-11-24", "2026-11-25")
    ]
    assert "noon Eastern Time on Wed, Nov 25, 2026" in desk.panel
    desk.report("recalculate", reason="Of another case", override=None)
    assert desk.open_days == {"qio_review.filing.1": "2026-11-24"}
    account = " ".join(desk.account)
    assert "Not set by hand any more: qio_review.filing.1, which was Wed, Nov 25, 2026" in account


def test_a_call_after_the_hour_that_was_set_by_hand_is_late() -> None:
    desk = Desk.open(
        at=moment("2026-11-23", 9),
        program="termination_ma",
        notice_date="2026-11-23",
        services_end="2026-11-27",
        received={"on": "2026-11-23", "evidence": "handed over"},
    )
    set_ = {"due_on": "2026-11-25", "due_at": "12:00", "reason": "Printed on the notice"}
    desk.report("recalculate", reason="As printed", override=set_)
    desk.pass_days(3)
    desk.report("file_appeal", filed_on="2026-11-25", filed_at="18:00")
    assert desk.overview["stage"] == "qio_review.good_cause"
    assert "the last day was noon Eastern Time on Wednesday, November 25, 2026" in desk.panel


def test_a_filing_day_that_has_passed_says_which_how_it_was_counted_and_what_is_left() -> None:
    desk = Desk.open(at=moment("2026-10-05"), program="original", notice_date="2026-06-07")
    desk.pass_days(11)
    said = " ".join(desk.panel.split())
    assert "# The filing day has passed: Saturday, October 10, 2026" in said
    assert "The last day to file was Saturday, October 10, 2026." in said
    assert "120 calendar days: Sat, Oct 10, 2026." in said
    assert "A request counted until Tuesday, October 13, 2026, because contractors accept" in said
    assert "misleading contractor action" in said
    assert "File it now with the Medicare Administrative Contractor" in said
    mails = [order for _, _, order in desk.stage.sent if order.kind.value == "missed"]
    assert "120 calendar days: Sat, Oct 10, 2026." in mails[-1].action
