"""What became of a message, as real servers say it: accepted, refused, failed, unknown.

And what opens a channel never leaves it, whatever fails and whatever is echoed back.
"""

from pathlib import Path

import pytest
from apprise.plugins.twilio import NotifyTwilio
from sqlalchemy import Engine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import (
    AppriseChannels,
    ChannelFileError,
    Outgoing,
    Sent,
    load_channels,
)
from activities.messages.writing import Messages
from models.notices.messages.channel import Channel
from models.notices.messages.order import AlertOrder, DeliveryOutcome
from tests.activities.delivery.servers import (
    MailServer,
    SmsGateway,
    alert_entry,
    channel_file,
    free_port,
)
from tests.activities.reminding import reminders_of

ADDRESS = "ann.o'brien@x.example"
NUMBER = "+12025550123"
MAIL = Outgoing("Dear Ann Rivers, file it.", "A subject", "<p>Dear Ann Rivers, file it.</p>")
SMS = Outgoing("File it by Wed 6 Jan")

RECIPIENT_REPLIES = {
    "550 5.1.1 <ann.o'brien@x.example>: User unknown": "refused",
    "550 No such user here": "refused",
    "551 User not local": "refused",
    "553 Mailbox name not allowed": "refused",
    "550 5.2.1 The account is disabled": "refused",
    "550 5.1.10 Recipient not found": "refused",
    "556 5.1.10 Domain does not take mail": "refused",
    "550 5.7.1 Relaying denied": "failed",
    "552 5.2.2 Mailbox full": "failed",
    "552 Mailbox full": "failed",
    "554 5.7.1 Blocked for spam": "failed",
    "450 4.2.0 Greylisted, try again later": "failed",
    "451 Temporary failure": "failed",
}


@pytest.mark.parametrize("reply", RECIPIENT_REPLIES)
def test_what_a_mail_server_says_of_an_address(
    channels: AppriseChannels, mail_server: MailServer, reply: str
) -> None:
    mail_server.refused[ADDRESS] = reply
    sent = channels.send(Channel.EMAIL, ADDRESS, MAIL)
    assert sent.outcome.value == RECIPIENT_REPLIES[reply]
    assert reply[:3] in sent.note
    assert "brien" not in sent.note
    assert "x.example" not in sent.note


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 No such mailbox", DeliveryOutcome.REFUSED),
        ("554 no", DeliveryOutcome.FAILED),
        ("550 no", DeliveryOutcome.FAILED),
        ("452 4.3.1 Out of storage", DeliveryOutcome.FAILED),
    ],
)
def test_what_a_mail_server_says_of_a_message(
    channels: AppriseChannels, mail_server: MailServer, answer: str, outcome: DeliveryOutcome
) -> None:
    mail_server.answer = answer
    assert channels.send(Channel.EMAIL, ADDRESS, MAIL).outcome is outcome


def test_no_mail_server(channels: AppriseChannels, mail_server: MailServer) -> None:
    mail_server.down()
    assert channels.send(Channel.EMAIL, ADDRESS, MAIL) == Sent(
        DeliveryOutcome.FAILED, "connection refused"
    )


def test_a_mail_server_that_hangs_up_may_have_taken_it(
    channels: AppriseChannels, mail_server: MailServer
) -> None:
    mail_server.hangs_up = True
    sent = channels.send(Channel.EMAIL, ADDRESS, MAIL)
    assert sent.outcome is DeliveryOutcome.UNKNOWN
    assert sent.note == "the connection broke; it may have arrived all the same"


def test_a_copy_that_is_refused_does_not_undo_the_mail(
    mail_server: MailServer, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yml"
    content = channel_file(mail_server.port)
    file.write_text(content.replace("mode=insecure", "mode=insecure&bcc=archive@desk.example"))
    mail_server.refused["archive@desk.example"] = "550 5.1.1 unknown"
    channels = load_channels(file)
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL) == Sent(DeliveryOutcome.ACCEPTED)
    mail_server.refused = {"a@b.example": "550 5.1.1 unknown"}
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL).outcome is DeliveryOutcome.REFUSED


def test_a_host_that_nobody_knows(tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(25).replace("smtp=127.0.0.1", "smtp=nowhere.invalid"))
    sent = load_channels(file).send(Channel.EMAIL, ADDRESS, MAIL)
    assert sent == Sent(DeliveryOutcome.FAILED, "its host name is not known")


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, '{"result": "Invalid phone number"}', DeliveryOutcome.REFUSED),
        (422, '{"result": "The recipient is on the blacklist"}', DeliveryOutcome.REFUSED),
        (401, '{"result": "Invalid token for this phone number"}', DeliveryOutcome.FAILED),
        (400, '{"result": "Bad request"}', DeliveryOutcome.FAILED),
        (429, "{}", DeliveryOutcome.FAILED),
        (500, "Invalid phone number", DeliveryOutcome.FAILED),
        (503, "", DeliveryOutcome.FAILED),
        (200, "not JSON", DeliveryOutcome.FAILED),
        (200, '{"result": "Invalid phone number"}', DeliveryOutcome.REFUSED),
        (200, '{"result": "Modem not ready"}', DeliveryOutcome.FAILED),
    ],
)
def test_what_a_gateway_of_ones_own_says(
    channels: AppriseChannels,
    sms_gateway: SmsGateway,
    status: int,
    body: str,
    outcome: DeliveryOutcome,
) -> None:
    sms_gateway.status, sms_gateway.body = status, body
    assert channels.send(Channel.SMS, NUMBER, SMS).outcome is outcome


@pytest.fixture
def twilio(
    sms_gateway: SmsGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AppriseChannels:
    """Apprise's own Twilio plugin, sending to the gateway of the test."""
    url = f"http://127.0.0.1:{sms_gateway.port}/twilio"
    monkeypatch.setattr(NotifyTwilio, "notify_sms_url", url)
    file = tmp_path / "twilio.yml"
    sid, token = "AC" + "0123456789abcdef" * 2, "fedcba9876543210" * 2
    file.write_text(
        "version: 1\ntemplate: [phone]\nurls:\n"
        f"  - twilio://{sid}:{token}@+12025550100/${{phone}}:\n      - tag: sms\n"
    )
    return load_channels(file)


@pytest.mark.parametrize(
    ("code", "words", "outcome"),
    [
        (21211, "The 'To' number +12025550123 is not a valid phone number.", "refused"),
        (21614, "'To' number is not a valid mobile number", "refused"),
        (21610, "Attempt to send to unsubscribed recipient", "refused"),
        (20003, "Authenticate", "failed"),
        (21608, "The number is unverified. Trial accounts cannot send", "failed"),
        (20429, "Too Many Requests", "failed"),
    ],
)
def test_what_twilio_says(
    twilio: AppriseChannels, sms_gateway: SmsGateway, code: int, words: str, outcome: str
) -> None:
    assert twilio.send(Channel.SMS, NUMBER, SMS) == Sent(DeliveryOutcome.ACCEPTED)
    assert sms_gateway.recipients == [NUMBER]
    sms_gateway.status = 400
    sms_gateway.body = f'{{"code": {code}, "message": "{words}"}}'
    sent = twilio.send(Channel.SMS, NUMBER, SMS)
    assert sent.outcome.value == outcome
    assert str(code) in sent.note
    assert "2025550123" not in sent.note


def test_a_gateway_that_is_slow_may_have_taken_it(sms_gateway: SmsGateway, tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    content = channel_file(25, sms_gateway.port)
    file.write_text(content.replace("${phone}", "${phone}?rto=0.2"))
    sms_gateway.pause = 1
    sent = load_channels(file).send(Channel.SMS, NUMBER, SMS)
    assert sent.outcome is DeliveryOutcome.UNKNOWN
    assert sms_gateway.recipients == [NUMBER]


def test_no_gateway(tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(25, free_port()))
    assert load_channels(file).send(Channel.SMS, NUMBER, SMS) == Sent(
        DeliveryOutcome.FAILED, "connection refused"
    )


def test_a_fallback_after_a_doubt_is_marked(mail_server: MailServer, tmp_path: Path) -> None:
    slow = MailServer()
    slow.hangs_up = True
    slow.up()
    first = channel_file(slow.port).replace("tag: email", "tag: 1:email")
    second = channel_file(mail_server.port).replace("tag: email", "tag: 2:email")
    file = tmp_path / "channels.yml"
    file.write_text(first + "\n".join(second.splitlines()[3:]))
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    slow.down()
    assert sent == Sent(DeliveryOutcome.ACCEPTED, possibly_doubled=True)


def test_refused_by_one_service_and_failed_by_the_other_is_tried_again(
    mail_server: MailServer, tmp_path: Path
) -> None:
    first = channel_file(free_port()).replace("tag: email", "tag: 1:email")
    second = channel_file(mail_server.port).replace("tag: email", "tag: 2:email")
    file = tmp_path / "channels.yml"
    file.write_text(first + "\n".join(second.splitlines()[3:]))
    mail_server.refused["a@b.example"] = "550 5.1.1 unknown"
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    assert sent == Sent(DeliveryOutcome.FAILED, "connection refused")


# --- the operator ------------------------------------------------------------------------------


def test_an_alert_reaches_the_operator_and_nobody_else(
    engine: Engine, mail_server: MailServer, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port) + alert_entry(mail_server.port))
    reminders = reminders_of(engine, load_channels(file), Messages("http://ui", "default"))
    order = AlertOrder(case_id="AC-1", reminder="7d", reason="case manager by email: failed")
    assert ActivityEnvironment().run(reminders.send_alert, order) is DeliveryOutcome.ACCEPTED
    ((to, mail),) = mail_server.mails
    assert to == ["operator@desk.example"]
    assert mail["Subject"] == "AppealClock: reminders of AC-1 do not get through"
    body = mail.get_body()
    assert body is not None
    said = " ".join(body.get_content().split())
    assert said == "case manager by email: failed Reminder: 7d Workflow: AC-1"
    mail_server.answer = "451 later"
    with pytest.raises(ApplicationError, match="451 later"):
        ActivityEnvironment().run(reminders.send_alert, order)


def test_without_an_entry_for_alerts_nobody_is_alerted(channels: AppriseChannels) -> None:
    assert channels.alert(MAIL).outcome is DeliveryOutcome.NO_CHANNEL


@pytest.mark.parametrize("password", ["abcd", "Kredential"])
def test_the_password_of_an_entry_for_the_operator_is_kept_out(
    mail_server: MailServer, tmp_path: Path, password: str
) -> None:
    mail_server.signs_in, mail_server.answer = False, f"not with {password}"
    file = tmp_path / "channels.yml"
    entry = alert_entry(mail_server.port).replace("//", f"//clock:{password}@", 1)
    file.write_text(channel_file(mail_server.port) + entry)
    (answer,) = load_channels(file).prove_alerts(MAIL)
    assert answer.sent.outcome is DeliveryOutcome.FAILED
    assert "535 5.7.8 not with" in answer.sent.note
    assert password not in answer.sent.note


def test_an_alert_waits_for_nobodys_address(mail_server: MailServer, tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port).replace("tag: email", "tag: email, alert"))
    with pytest.raises(ChannelFileError, match="tagged `alert` but has a place"):
        load_channels(file)
