"""The operator's channels: what is sent where, and which channel files are refused."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from activities.delivery.channels import (
    AppriseChannels,
    Attachment,
    ChannelFileError,
    Outgoing,
    RecordingChannels,
    Sent,
    load_channels,
)
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from tests.activities.delivery.servers import MailServer, SmsGateway, channel_file

ACCEPTED = DeliveryOutcome.ACCEPTED
MAIL = Outgoing("text", "A subject", "<p>text</p>")

HOSTILE = [
    "a@b.example?smtp=evil",
    "a%40b",
    "a%40b.example",
    "a@b.example\nBcc: z@w.example",
    "a@b.example\r\n.\r\nMAIL FROM:<z@w.example>",
    "x@y.example&to=z@w.example",
    "x@y.example,z@w.example",
    "x@y.example;z@w.example",
    "x@y.example z@w.example",
    "x@y.example/z@w.example",
    "Somebody <x@y.example>",
    '"x@y.example, z"@w.example',
    "mailto://u:p@evil.example",
    "${phone}",
    "a@b.example}${phone",
    "a@[127.0.0.1]",
    "jörg@y.example",
    "a@b",
    "",
    " ",
    "@",
    "a@b.example%0d%0aBcc:z@w.example",
    "a@b.example\x00",
    "a@b.example:25",
    "a@b.example#x",
    "a@b.example\\z@w.example",
    "${email}",
    "$email@",
    "a@${email}",
    "a@b.example&tag=alert",
    "\uff41\uff20b.example",
    "a@b.example\u2028z@w.example",
    "\u202ea@b.example",
    "mailto:a@b.example?cc=z@w.example",
    "a@b..example",
    "a@-b.example",
    "json://evil.example/a@b.example",
    "a" * 2000 + "@y.example",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_what_is_no_address_is_sent_nowhere(
    channels: AppriseChannels, mail_server: MailServer, address: str
) -> None:
    sent = channels.send(Channel.EMAIL, address, MAIL)
    assert sent.outcome is DeliveryOutcome.REFUSED
    assert mail_server.mails == []
    assert not address.strip() or address not in sent.note


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "A.B+c@b-c.example",
        "o'brien@b.example",
        "x.o'brien@b.example",
        "a!#$%&*/=?^_`{|}~b@b.example",
        "a?smtp=evil@b.example",
        "a&to=z@b.example",
        "$@b.example",
        "a%40z@b.example",
    ],
)
def test_an_unusual_address_gets_its_mail_and_nobody_else(
    channels: AppriseChannels, mail_server: MailServer, address: str
) -> None:
    assert channels.send(Channel.EMAIL, address, MAIL).outcome is DeliveryOutcome.ACCEPTED
    assert mail_server.recipients == [address]


def test_a_domain_in_other_letters_is_sent_to_in_its_ascii_form(
    channels: AppriseChannels, mail_server: MailServer
) -> None:
    channels.send(Channel.EMAIL, "a@bücher.example", MAIL)
    assert mail_server.recipients == ["a@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "number",
    [
        "#everyone",
        "@staff",
        "+12025550123,+12025550124",
        "+12025550123\n",
        "2025550123",
        "+0",
        "+12025550123/+12025550124",
        "+12025550123?to=+12025550124",
        "+12025550123&x=y",
        "+1202555012\u0663",
        "${phone}",
        "+12025550123@evil.example",
        "twilio://x",
        "+1 2025550123",
    ],
)
def test_what_is_no_number_is_sent_nowhere(
    channels: AppriseChannels, sms_gateway: SmsGateway, number: str
) -> None:
    sent = channels.send(Channel.SMS, number, Outgoing("text"))
    assert sent.outcome is DeliveryOutcome.REFUSED
    assert sms_gateway.messages == []


def test_sms_through_a_gateway(channels: AppriseChannels, sms_gateway: SmsGateway) -> None:
    sent = channels.send(Channel.SMS, "+12025550123", Outgoing("File by Wed 6 Jan"))
    assert sent == Sent(DeliveryOutcome.ACCEPTED)
    (message,) = sms_gateway.messages
    assert message["to"] == "+12025550123"
    assert message["message"] == "File by Wed 6 Jan"
    assert message["access_token"] == "tok3n"


def test_a_gateway_that_does_not_take_it(
    channels: AppriseChannels, sms_gateway: SmsGateway
) -> None:
    sms_gateway.answer = "error"
    sent = channels.send(Channel.SMS, "+12025550123", Outgoing("text"))
    assert sent.outcome is DeliveryOutcome.FAILED


def test_many_messages_to_one_person_do_not_wait_for_each_other(
    channels: AppriseChannels, mail_server: MailServer
) -> None:
    for _ in range(5):
        channels.send(Channel.EMAIL, "a@b.example", MAIL)
    assert mail_server.recipients == ["a@b.example"] * 5
    (services,) = [channels._aimed(Channel.EMAIL, "a@b.example")]
    assert services is not None
    assert [service.request_rate_per_sec for service in services] == [0]


def test_an_attachment_keeps_its_name_and_type(
    channels: AppriseChannels, mail_server: MailServer
) -> None:
    file = Attachment("day.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    channels.send(Channel.EMAIL, "a@b.example", Outgoing("text", "A", "<p>text</p>", (file,)))
    ((_, mail),) = mail_server.mails
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "day.ics"
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_payload(decode=True) == file.content


def test_nothing_of_a_message_holds_for_the_next_to_the_same_address(
    channels: AppriseChannels, mail_server: MailServer
) -> None:
    """Apprise keeps the service of an address: the next mail to it may be of another case."""
    for reply_to in ("first@legalaid.example", "", "third@legalaid.example"):
        mail = replace(MAIL, reply_to=reply_to)
        assert channels.send(Channel.EMAIL, "a@b.example", mail).outcome is ACCEPTED
    replies = [mail["reply-to"] for _, mail in mail_server.mails]
    assert replies == ["first@legalaid.example", None, "third@legalaid.example"]


def test_one_address_may_be_written_to_for_as_long_as_a_worker_runs(
    channels: AppriseChannels,
) -> None:
    """What was wrapped around the service of an address at each mail would be too deep by now."""
    file = Attachment("day.ics", "text/calendar; method=PUBLISH", b"BEGIN:VCALENDAR")
    mail = replace(MAIL, attachments=(file,))
    for _ in range(1200):
        channels._aimed(Channel.EMAIL, "a@b.example", mail)
    assert channels.send(Channel.EMAIL, "a@b.example", mail).outcome is ACCEPTED


def test_the_next_service_takes_over_where_the_first_fails(
    mail_server: MailServer, tmp_path: Path
) -> None:
    broken = MailServer()
    first = channel_file(broken.port).replace("tag: email", "tag: 1:email")
    second = channel_file(mail_server.port).replace("tag: email", "tag: 2:email")
    file = tmp_path / "channels.yml"
    file.write_text(first + "\n".join(second.splitlines()[3:]))
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    assert sent == Sent(DeliveryOutcome.ACCEPTED)
    assert mail_server.recipients == ["a@b.example"]


def test_an_optional_service_that_fails_has_not_accepted(tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(
        channel_file(MailServer().port).replace("mode=insecure", "mode=insecure&optional=yes")
    )
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    assert sent.outcome is DeliveryOutcome.FAILED


def test_a_channel_that_is_not_configured(mail_server: MailServer, tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    channels = load_channels(file)
    assert channels.channel_tags() == {Channel.EMAIL}
    sent = channels.send(Channel.SMS, "+12025550123", Outgoing("text"))
    assert sent.outcome is DeliveryOutcome.NO_CHANNEL


def test_a_message_that_is_never_begun_has_failed(mail_server: MailServer, tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    loaded = load_channels(file)
    channels = AppriseChannels(loaded._services, timeout=0.2, threads=1)
    mail_server.pause = 1
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL).outcome is DeliveryOutcome.UNKNOWN
    assert channels.send(Channel.EMAIL, "c@d.example", MAIL).outcome is DeliveryOutcome.FAILED


def test_a_channel_that_breaks_does_not_say_whom_it_broke_on(
    channels: AppriseChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "cannot send to a@b.example"
        raise ValueError(message)

    monkeypatch.setattr(channels, "_aimed", broken)
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL) == Sent(
        DeliveryOutcome.UNKNOWN, "the channel broke: ValueError"
    )


SECRET = "S3cretPassw0rd"

BAD_FILES = {
    "empty": ("", "no list of `urls`"),
    "a word": (SECRET, "no list of `urls`"),
    "no urls": ("version: 1\n", "no list of `urls`"),
    "broken YAML": (f"version: 1\nurls:\n  - mailto://u:{SECRET}@h: [", "not valid YAML at line"),
    "unknown service": (
        f"version: 1\nurls:\n  - carrierpigeon://u:{SECRET}@h:\n      - tag: email\n",
        "entry 1 of `urls` is not one",
    ),
    "second entry broken": (
        channel_file(25) + f"  - mailto://u:{SECRET}@\n",
        "entry 2",
    ),
    "no variable": (
        f"version: 1\nurls:\n  - mailto://u:{SECRET}@h.example:\n      - tag: email\n",
        r"entry 1 is tagged `email` but has no place for \${email}",
    ),
    "variable not listed": (
        channel_file(25).replace("template: [email, phone]\n", ""),
        r"is `email` listed under `template`",
    ),
    "address as host": (
        "version: 1\ntemplate: [email]\nurls:\n  - mailtos://${email}:\n      - tag: email\n",
        "something other than the recipient",
    ),
    "address as server": (
        channel_file(25).replace("smtp=127.0.0.1", "smtp=${email}"),
        "something other than the recipient",
    ),
    "address as sender": (
        channel_file(25).replace("from=clock@desk.example", "from=${email}"),
        "something other than the recipient",
    ),
    "address in copy": (
        channel_file(25).replace("mode=insecure", "mode=insecure&bcc=${email}"),
        "something other than the recipient",
    ),
    "both variables": (
        channel_file(25).replace("127.0.0.1:25?", "127.0.0.1:25/${phone}?"),
        "lacks something",
    ),
    "both tags": (
        channel_file(25).replace("tag: email", "tag: email, sms"),
        "tagged both|has no place",
    ),
    "no tags": (
        channel_file(25).replace("tag: email", "tag: other"),
        "no entry is tagged",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_channel_file_that_cannot_be_used_says_why(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content, why = BAD_FILES[name]
    file = tmp_path / "channels.yml"
    file.write_text(content)
    with caplog.at_level(logging.NOTSET), pytest.raises(ChannelFileError, match=why) as caught:
        load_channels(file)
    assert str(caught.value).startswith("APPEALCLOCK_CHANNELS: ")
    assert SECRET not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert SECRET not in caplog.text


def test_no_channel_file(tmp_path: Path) -> None:
    with pytest.raises(ChannelFileError, match="is not set"):
        load_channels(None)
    with pytest.raises(ChannelFileError, match="cannot be read: No such file"):
        load_channels(tmp_path / "channels.yml")
    with pytest.raises(ChannelFileError, match="cannot be read: Is a directory"):
        load_channels(tmp_path)
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ChannelFileError, match="not UTF-8"):
        load_channels(tmp_path / "binary.yml")


def test_entries_with_other_tags_are_left_alone(mail_server: MailServer, tmp_path: Path) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(
        channel_file(mail_server.port) + "  - json://127.0.0.1:9/ops:\n      - tag: alert\n"
    )
    channels = load_channels(file)
    assert channels.channel_tags() == {Channel.EMAIL}
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL).outcome is DeliveryOutcome.ACCEPTED


def test_the_environment_does_not_fill_in_an_address(
    mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPRISE_TEMPLATE_EMAIL", "elsewhere@w.example")
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    channels = load_channels(file)
    channels.send(Channel.EMAIL, "a@b.example", MAIL)
    channels.send(Channel.EMAIL, " ", MAIL)
    assert mail_server.recipients == ["a@b.example"]


def test_the_recording_double() -> None:
    channels = RecordingChannels(answers={"x@y.example": Sent(DeliveryOutcome.FAILED, "no")})
    assert channels.send(Channel.EMAIL, "a@b.example", MAIL).outcome is DeliveryOutcome.ACCEPTED
    assert channels.send(Channel.EMAIL, "x@y.example", MAIL).note == "no"
    assert channels.sent == [
        (Channel.EMAIL, "a@b.example", MAIL),
        (Channel.EMAIL, "x@y.example", MAIL),
    ]
