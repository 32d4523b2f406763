"""The first word of a clock, to somebody who slept while its day was corrected."""

from datetime import date

from activities.messages.writing import Messages
from models.cases.people import Role
from tests.models.corrections.desk import Desk, moment

MESSAGES = Messages("http://127.0.0.1:8233", "default")


def _kinds(desk: Desk, role: Role) -> list[str]:
    return [
        order.kind.value
        for _, _, order in desk.stage.sent
        if role in {one.role for one in order.recipients}
    ]


def test_whoever_was_told_no_other_day_hears_that_the_appeal_was_filed() -> None:
    """Reported and corrected at night: the case manager knew the first day, the patient none."""
    desk = Desk.open(at=moment("2026-11-27"), notice_date="2026-10-20")
    desk.pass_days(0.6)
    desk.report("file_appeal", filed_on="2026-11-20")
    desk.report("correct", report=2, content={"filed_on": "2026-11-02"}, reason="The fax log")
    desk.pass_days(1)
    assert _kinds(desk, Role.CASE_MANAGER) == ["opened", "filed", "new_deadline"]
    assert _kinds(desk, Role.BENEFICIARY) == ["opened", "filed"]


def test_whoever_was_told_another_day_hears_of_a_new_one() -> None:
    desk = Desk.open(notice_date="2026-10-20")
    desk.report("file_appeal", filed_on="2026-11-20")
    desk.report("correct", report=2, content={"filed_on": "2026-11-02"}, reason="The fax log")
    desk.pass_days(1)
    assert _kinds(desk, Role.BENEFICIARY) == ["opened", "filed", "new_deadline"]
    order = desk.stage.sent[-1][2]
    assert order.instead_of == date(2026, 12, 20)
    for one in order.recipients:
        text = MESSAGES.write(order, one).text
        assert "It replaces the day you were told before, Sunday, December 20, 2026." in text
    desk.report("correct", report=2, content={"filed_on": "2026-11-20"}, reason="The first log")
    desk.report("record_extension", noticed_on="2026-11-28")
    desk.pass_days(2)
    last = desk.stage.sent[-1][2]
    assert last.deadline is not None
    assert last.deadline.due_on == date(2027, 1, 3)
