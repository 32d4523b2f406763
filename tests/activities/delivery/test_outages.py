"""A relay that is down for many cases is one alert, and one all-clear."""

import pytest
from sqlalchemy import Engine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import Outgoing, RecordingChannels, Sent
from activities.delivery.outages import Outages, tell_all_clear
from activities.messages.writing import Messages
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import AlertOrder, DeliveryOutcome
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_order, recipient
from tests.clock import real_now

MESSAGES = Messages("http://ui", "default")


def alert_of(number: int, *failing: Channel) -> AlertOrder:
    return AlertOrder(case_id=f"AC-{number}", reminder="7d", reason="failed", failing=failing)


def subjects(channels: RecordingChannels) -> list[str]:
    return [one.subject for one in channels.alerts]


def test_one_alert_and_one_all_clear(engine: Engine) -> None:
    channels = RecordingChannels()
    reminders, outages = reminders_of(engine, channels, MESSAGES), Outages(engine)
    for number in range(5):
        order = alert_of(number, Channel.EMAIL)
        assert ActivityEnvironment().run(reminders.send_alert, order) is DeliveryOutcome.ACCEPTED
    assert subjects(channels) == ["AppealClock: messages by email fail"]
    assert tell_all_clear(outages, channels) == []
    ActivityEnvironment().run(
        reminders.send_reminder, make_order(recipient(Role.CASE_MANAGER), now=real_now())
    )
    [ended] = tell_all_clear(outages, channels)
    assert (ended.channel, ended.cases) == (Channel.EMAIL, 5)
    assert tell_all_clear(outages, channels) == []
    assert subjects(channels)[1:] == ["AppealClock: messages by email get through again"]
    assert "for 5 cases" in channels.alerts[1].words
    # The next outage is another.
    ActivityEnvironment().run(reminders.send_alert, alert_of(9, Channel.EMAIL))
    assert len(channels.alerts) == 3


def test_another_channel_is_another_outage(engine: Engine) -> None:
    channels = RecordingChannels()
    reminders = reminders_of(engine, channels, MESSAGES)
    for failing in (Channel.EMAIL, Channel.SMS, Channel.EMAIL):
        ActivityEnvironment().run(reminders.send_alert, alert_of(1, failing))
    assert subjects(channels) == [
        "AppealClock: messages by email fail",
        "AppealClock: messages by SMS fail",
    ]


def test_what_is_about_one_case_is_said_of_each(engine: Engine) -> None:
    channels = RecordingChannels()
    reminders = reminders_of(engine, channels, MESSAGES)
    for number in range(2):
        ActivityEnvironment().run(reminders.send_alert, alert_of(number))
    assert subjects(channels) == [
        f"AppealClock: reminders of AC-{number} do not get through" for number in range(2)
    ]


class Dumb(RecordingChannels):
    """Alerts by it fail."""

    def alert(self, message: Outgoing) -> Sent:
        super().alert(message)
        return Sent(DeliveryOutcome.FAILED, "451 later")


def test_an_alert_that_failed_is_tried_by_the_next_case(engine: Engine) -> None:
    dumb, channels = Dumb(), RecordingChannels()
    with pytest.raises(ApplicationError, match="451 later"):
        ActivityEnvironment().run(
            reminders_of(engine, dumb, MESSAGES).send_alert, alert_of(1, Channel.EMAIL)
        )
    reminders = reminders_of(engine, channels, MESSAGES)
    ActivityEnvironment().run(reminders.send_alert, alert_of(2, Channel.EMAIL))
    assert subjects(channels) == ["AppealClock: messages by email fail"]
