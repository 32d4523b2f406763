"""The day on which a second opinion is needed, corrected in the appeal beside which it runs."""

from tests.models.corrections.desk import Desk, Json

NEEDED = "needed_by"


def _opinion(desk: Desk) -> Json:
    """Where the second opinion stands."""
    (name,) = (id_ for id_ in desk.stage.members if id_ != desk.id)
    return Desk(desk.stage, name).overview


def _report_on(desk: Desk) -> str:
    """The latest day for the written report, as the second opinion plans it."""
    steps = {step["key"]: step["latest_on"] for step in _opinion(desk)["milestones"]}
    return str(steps["report"])


def test_a_corrected_day_is_told_to_the_second_opinion() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("start_second_opinion", needed_by="2027-01-20")
    assert _report_on(desk) == "2027-01-20"
    desk.report("correct", report=2, content={NEEDED: "2027-02-20"}, reason="A slip: February")
    assert _report_on(desk) == "2027-02-20"
    desk.report("take_back", report=3, reason="January it was")
    assert _report_on(desk) == "2027-01-20"


def test_a_day_of_its_own_that_is_emptied_follows_the_filing_day() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("start_second_opinion", needed_by="2027-02-20")
    desk.report("correct", report=2, content={NEEDED: None}, reason="With the filing")
    assert _report_on(desk) == "2026-12-24"
    desk.report("correct", report=2, content={NEEDED: "2027-02-20"}, reason="After it")
    assert _report_on(desk) == "2027-02-20"
