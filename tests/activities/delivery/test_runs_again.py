"""A day that holds again after a correction comes back to the calendars it was taken out of."""

from icalendar import Calendar
from sqlalchemy import Engine

from activities.delivery.channels import RecordingChannels
from activities.messages.writing import Messages
from models.cases.people import Role
from models.notices.messages.order import MessageKind, ReminderOrder
from tests.activities.reminding import delivering_of
from tests.models.corrections.desk import Desk

MESSAGES = Messages("http://127.0.0.1:8233", "default")
KEY = "plan_reconsideration.filing.1"


def corrections(desk: Desk) -> list[ReminderOrder]:
    return [order for _, _, order in desk.stage.sent if order.kind is MessageKind.CORRECTION]


def test_a_filing_day_that_holds_again_is_said_and_put_back(engine: Engine) -> None:
    """The appeal was said to be filed, and its day was taken out: that filing never was."""
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("file_appeal", filed_on="2026-11-27")
    desk.report("take_back", report=2, reason="Another case")
    desk.pass_days(1)
    (order,) = corrections(desk)
    assert [deadline.id for deadline in order.calendar] == [KEY]
    channels = RecordingChannels()
    delivering_of(engine, channels, MESSAGES, clock=lambda: order.now).deliver(order)
    assert len(channels.sent) == len(order.recipients) == 2
    for recipient, (_, _, letter) in zip(order.recipients, channels.sent, strict=True):
        words = " ".join(letter.html.replace("&nbsp;", " ").split())
        again = "This holds again: file the plan reconsideration by Wednesday, January 6, 2027."
        assert again in words
        assert "nothing else for you to do" not in words
        assert ("Ask them what they still need" in words) is (recipient.role is Role.BENEFICIARY)
        files = [Calendar.from_ical(one.content) for one in letter.attachments]
        assert {str(one["method"]) for one in files} == {"PUBLISH", "CANCEL"}
    desk.report("add_note", text="Nothing new")
    desk.report("file_appeal", filed_on="2026-11-28")
    filed = desk.stage.sent[-1][2]
    assert [one.id for one in filed.cancelled] == [KEY]


def test_a_day_that_stayed_in_the_calendar_is_not_sent_again() -> None:
    desk = Desk.open(notice_date="2026-11-02")
    desk.report("close", ending="withdrawn", reason="By mistake")
    desk.report("take_back", report=2, reason="By mistake")
    desk.pass_days(1)
    (order,) = corrections(desk)
    # Closing took it out.
    assert [deadline.id for deadline in order.calendar] == [KEY]
    desk = Desk.open(level="plan_reconsideration", stage="pending", filed_on="2026-11-10")
    desk.report("record_extension", noticed_on="2026-11-20")
    desk.report("take_back", report=2, reason="Of another case")
    desk.pass_days(2)
    assert not any(order.calendar for order in corrections(desk))
