"""A message is sent once: after a doubt, a death, beside another attempt."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from temporalio.exceptions import ApplicationError

from activities.delivery.channels import (
    AppriseChannels,
    Outgoing,
    RecordingChannels,
    Sent,
)
from activities.reminders import DELIVERY_FAILED
from models.cases.deadline import ReminderOutcome
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    DeliveryOutcome,
)
from tests.activities.delivery.servers import MailServer
from tests.activities.reminding import MESSAGES, reminders_of, rows, send
from tests.activities.samples import make_order, matter

IN_DOUBT = Sent(DeliveryOutcome.UNKNOWN, "no answer within 30 s")


def test_a_time_out_is_tried_once_more_and_marked(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    channels._timeout = 0.2
    mail_server.pause = 0.6
    with pytest.raises(ApplicationError, match="no answer within"):
        send(engine, channels, make_order())
    report = send(engine, channels, make_order())
    assert report.outcome is ReminderOutcome.FAILED
    (delivery,) = report.deliveries
    assert delivery.outcome is DeliveryOutcome.UNKNOWN
    assert delivery.possibly_doubled
    send(engine, channels, make_order())
    assert rows(engine) == [("case_manager", "email", "unknown", 2, True)]


def test_what_fails_after_a_doubt_may_still_have_come(engine: Engine) -> None:
    """The case hears of the last try alone, and goes by this."""
    failed = Sent(DeliveryOutcome.FAILED, "the server is down")
    for sent, came in ((failed, False), (IN_DOUBT, True), (failed, True), (failed, True)):
        channels = RecordingChannels(answers={"manager@legalaid.example": sent})
        with pytest.raises(ApplicationError) as caught:
            send(engine, channels, make_order())
        (report,) = caught.value.details
        assert [one.may_have_come for one in report.deliveries] == [came]


def test_what_may_have_arrived_together_is_marked_when_each_is_sent_again(engine: Engine) -> None:
    channels = RecordingChannels(answers={"manager@legalaid.example": IN_DOUBT})
    other = make_order(about="other", deadline=None)
    with pytest.raises(ApplicationError):
        send(engine, channels, make_order(also=(matter("other"),)))
    channels.answers.clear()
    for alone in (make_order(), other):
        (delivery,) = send(engine, channels, alone).deliveries
        assert delivery.possibly_doubled
    assert rows(engine) == [
        ("case_manager", "email", "accepted", 2, True),
        ("case_manager", "email", "accepted", 2, True),
    ]


class DyingChannels(RecordingChannels):
    """Delivers, and the worker dies before that is written down."""

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        super().send(channel, address, message)
        raise SystemExit


def test_what_died_together_is_marked_when_each_is_sent_again(engine: Engine) -> None:
    dying = reminders_of(engine, DyingChannels(), MESSAGES, lease=timedelta(0))
    with pytest.raises(SystemExit):
        dying.send_reminder(make_order(also=(matter("other"),)))
    channels = RecordingChannels()
    for alone in (make_order(), make_order(about="other", deadline=None)):
        (delivery,) = send(engine, channels, alone).deliveries
        assert delivery.possibly_doubled
    assert len(channels.sent) == 2


class HeldChannels(RecordingChannels):
    """Holds each message until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        self.begun.set()
        assert self.let_go.wait(timeout=30)
        return super().send(channel, address, message)


def test_two_attempts_at_once_send_once(engine: Engine) -> None:
    channels = HeldChannels()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(send, engine, channels, make_order())
        assert channels.begun.wait(timeout=30)
        with pytest.raises(ApplicationError, match="another attempt is sending it") as caught:
            send(engine, channels, make_order())
        channels.let_go.set()
        assert first.result().outcome is ReminderOutcome.SENT
    assert caught.value.type == DELIVERY_FAILED
    assert len(channels.sent) == 1
    assert rows(engine) == [("case_manager", "email", "accepted", 1, False)]


def test_an_attempt_whose_lease_ran_out_gives_way(engine: Engine) -> None:
    channels = HeldChannels()
    impatient = reminders_of(engine, channels, MESSAGES, lease=timedelta(0))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(impatient.send_reminder, make_order())
        assert channels.begun.wait(timeout=30)
        answers = RecordingChannels()
        report = send(engine, answers, make_order())
        channels.let_go.set()
        first.result()
    assert report.deliveries[0].possibly_doubled
    assert rows(engine) == [("case_manager", "email", "accepted", 2, True)]
