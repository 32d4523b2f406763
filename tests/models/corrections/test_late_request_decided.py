"""A decision on a late request whose good cause nobody recorded: deciding it accepted it."""

import pytest

from tests.models.corrections.desk import Desk, Json


def _late(notice_date: str = "2026-08-03") -> Desk:
    """A case whose request was filed after the last day; no answer to its reasons is known."""
    desk = Desk.open(notice_date=notice_date)
    desk.report("file_appeal", filed_on="2026-10-20")
    assert desk.overview["phase"] == "good_cause"
    return desk


def test_a_decision_of_a_late_request_is_recorded() -> None:
    desk = _late()
    answer = desk.report("record_decision", outcome="favorable", notice_date="2026-11-18")
    assert answer["recorded"] == "Plan reconsideration decided Wed, Nov 18, 2026: favorable."
    assert desk.overview["stage"] == "plan_reconsideration.effectuation"
    step = next(one for one in desk.ask()["case"]["log"] if one["kind"] == "record_decision")
    assert step["binds"]["level"] == "plan_reconsideration"


@pytest.mark.parametrize(
    ("outcome", "stage", "days"),
    [
        ("unfavorable", "ire_reconsideration.forwarding", {}),
        (
            "dismissed",
            "ire_reconsideration.filing",
            {"ire_reconsideration.dismissal_review.3": "2027-01-17"},
        ),
    ],
)
def test_it_goes_on_from_there(outcome: str, stage: str, days: Json) -> None:
    desk = _late()
    desk.report("record_decision", outcome=outcome, notice_date="2026-11-18")
    assert desk.overview["stage"] == stage
    assert desk.open_days == days


def test_with_its_reasons_sent_or_not_and_at_a_level_that_is_named() -> None:
    desk = _late()
    desk.report("request_good_cause", filed_on="2026-10-20", circumstances="In hospital")
    desk.report(
        "record_decision",
        level="plan_reconsideration",
        outcome="favorable",
        notice_date="2026-11-18",
    )
    assert desk.overview["stage"] == "plan_reconsideration.effectuation"


def test_a_decision_before_the_late_request_is_a_slip() -> None:
    desk = _late()
    refused = desk.refusal("record_decision", outcome="favorable", notice_date="2026-10-19")
    assert refused == (
        "notice_date: Mon, Oct 19, 2026 is before the day the request was filed, Tue, Oct 20, 2026."
    )


def test_the_day_of_the_filing_can_be_corrected_beneath_it() -> None:
    desk = _late()
    desk.report("record_decision", outcome="favorable", notice_date="2026-11-18")
    for filed in ("2026-10-02", "2026-10-21"):
        desk.report("correct", report=2, content={"filed_on": filed}, reason="The fax log")
        assert desk.overview["stage"] == "plan_reconsideration.effectuation"


def test_that_good_cause_was_granted_before_it_is_recorded_after_it() -> None:
    desk = _late()
    desk.report("record_decision", outcome="favorable", notice_date="2026-11-18")
    assert desk.open_days == {"plan_reconsideration.effectuation.3": "2026-12-18"}
    desk.report("request_good_cause", answer="granted", answered_on="2026-11-10")
    assert desk.open_days == {"plan_reconsideration.effectuation.3": "2026-12-10"}
    refused = desk.refusal("request_good_cause", answer="granted", answered_on="2026-11-20")
    assert refused.startswith("answer: no late request is waiting for one.")


def test_where_nothing_was_filed_no_decision_is_expected() -> None:
    desk = Desk.open(notice_date="2026-08-03")
    refused = desk.refusal("record_decision", outcome="favorable", notice_date="2026-11-18")
    assert refused.startswith("No decision is expected before a filing")


def test_the_decision_of_the_level_below_is_corrected_by_its_name_alone() -> None:
    """A decision without a level is of the office that has the late request."""
    desk = Desk.open(
        program="part_d", level="redetermination", stage="pending", filed_on="2026-07-01"
    )
    desk.report(
        "record_decision", level="redetermination", outcome="unfavorable", notice_date="2026-07-06"
    )
    desk.report("file_appeal", filed_on="2026-10-20")
    desk.report("record_decision", outcome="favorable", notice_date="2026-10-26")
    assert desk.overview["stage"] == "ire_reconsideration.effectuation"


def test_what_was_said_of_a_late_request_is_not_said_of_the_next() -> None:
    """Denied, its dismissal may be reviewed: of that day nothing was filed, late or not."""
    desk = _late(notice_date="2026-05-04")
    desk.report("request_good_cause", answer="denied", answered_on="2026-10-26")
    desk.pass_days(35)
    step = desk.overview["next_action"]
    assert step["what"].startswith(
        "The filing day, Friday, December 25, 2026, has passed. File now with the "
        "Independent Review Entity"
    )
    assert desk.overview["level"] == "ire_reconsideration"
    desk.report("request_good_cause", filed_on="2027-01-01", circumstances="In hospital")
    desk.report("request_good_cause", answer="granted", answered_on="2027-01-02")
    assert desk.overview["stage"] == "ire_reconsideration.deciding"


def test_the_reasons_are_sent_in_writing_where_a_request_is_made_by_telephone() -> None:
    desk = Desk.open(program="termination_ma", notice_date="2026-11-02")
    desk.report("file_appeal", filed_on="2026-11-20", filed_at="09:00")
    said = " ".join(desk.panel.split())
    assert "named in the notice, by telephone. Put them in writing, and record them" in said
