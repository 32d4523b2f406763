"""Fax to people on a case: off unless a channel is tagged for it, with what an SMS says."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import AppriseChannels, Channels, Outgoing, load_channels
from activities.messages.writing import Messages
from models.cases.people import Person, Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    CalledOff,
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    MessageKind,
    Recipient,
    ReminderOrder,
)
from tests.activities.delivery.servers import MailServer, channel_file
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_deadline, make_order

MESSAGES = Messages("http://127.0.0.1:8233", "default")
ACCEPTED = DeliveryOutcome.ACCEPTED

NUMBER, TO = "+12025550199", "12025550199@fax.example.net"


def fax_entry(port: int, to: str = "${fax}@fax.example.net") -> str:
    return (
        f"  - mailto://127.0.0.1:{port}?smtp=127.0.0.1&from=clock@desk.example"
        f"&to={to}&mode=insecure:\n      - tag: fax\n"
    )


def with_fax(port: int, tmp_path: Path, to: str = "${fax}@fax.example.net") -> AppriseChannels:
    file = tmp_path / "channels.yml"
    text = channel_file(port).replace("[email, phone]", "[email, phone, fax]")
    file.write_text(text + fax_entry(port, to))
    return load_channels(file)


def patient(**person: Any) -> Recipient:
    given = {"name": "Rosa Diaz", "fax": NUMBER, **person}
    return Recipient(role=Role.BENEFICIARY, person=Person(**given), zone="America/New_York")


def send(engine: Engine, channels: Channels, order: ReminderOrder) -> DeliveryReport:
    reminders = reminders_of(engine, channels, MESSAGES)
    report: DeliveryReport = ActivityEnvironment().run(reminders.send_reminder, order)
    return report


def outcomes(report: DeliveryReport) -> list[tuple[Channel, DeliveryOutcome]]:
    return [(one.channel, one.outcome) for one in report.deliveries]


def test_it_goes_to_the_number_at_the_office_that_turns_mail_into_fax(
    mail_server: MailServer, tmp_path: Path
) -> None:
    channels = with_fax(mail_server.port, tmp_path)
    sent = channels.send(Channel.FAX, NUMBER, Outgoing("AppealClock AC-1: a day is near."))
    assert sent.outcome is ACCEPTED
    ((to, mail),) = mail_server.mails
    assert to == [TO]
    assert "AppealClock AC-1: a day is near." in mail.get_content()


@pytest.mark.parametrize(
    "number", ["12025550199", "+1202555019x", "a@b.example", "+12025550199@evil.example", "", "+1"]
)
def test_what_is_no_number_is_sent_nowhere(
    number: str, mail_server: MailServer, tmp_path: Path
) -> None:
    sent = with_fax(mail_server.port, tmp_path).send(Channel.FAX, number, Outgoing("Words"))
    assert sent.outcome is DeliveryOutcome.REFUSED
    assert mail_server.mails == []


def test_an_entry_that_would_write_to_somebody_else_too_is_not_used(
    mail_server: MailServer, tmp_path: Path
) -> None:
    channels = with_fax(mail_server.port, tmp_path, "${fax}@fax.example.net,other@desk.example")
    assert channels.send(Channel.FAX, NUMBER, Outgoing("Words")).outcome is DeliveryOutcome.REFUSED
    assert mail_server.mails == []


def test_an_office_that_refuses_the_number_says_so_without_it(
    mail_server: MailServer, tmp_path: Path
) -> None:
    mail_server.refused[TO] = "550 5.1.1 User unknown"
    sent = with_fax(mail_server.port, tmp_path).send(Channel.FAX, NUMBER, Outgoing("Words"))
    assert sent.outcome is DeliveryOutcome.REFUSED
    assert "2025550199" not in sent.note


def test_a_fax_says_what_an_sms_says_and_no_more(
    engine: Engine, mail_server: MailServer, tmp_path: Path
) -> None:
    order = make_order(patient(email="rosa@home.example"), service="Total knee replacement")
    report = send(engine, with_fax(mail_server.port, tmp_path), order)
    assert outcomes(report) == [(Channel.EMAIL, ACCEPTED), (Channel.FAX, ACCEPTED)]
    (fax,) = (mail for to, mail in mail_server.mails if to == [TO])
    words = fax.get_content()
    said = MESSAGES.write(order, order.recipients[0]).sms
    assert " ".join(said.split()) in " ".join(words.split())
    assert not list(fax.iter_attachments())
    for private in ("Rosa", "Diaz", "knee", "rosa@home.example"):
        assert private not in f"{words} {fax['subject']}"


def test_it_is_off_unless_an_entry_is_tagged(
    engine: Engine, mail_server: MailServer, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    report = send(engine, load_channels(file), make_order(patient(email="rosa@home.example")))
    assert outcomes(report) == [(Channel.EMAIL, ACCEPTED)]


def test_whoever_has_a_fax_alone_is_reached_by_it_or_said_not_to_be(
    engine: Engine, mail_server: MailServer, tmp_path: Path
) -> None:
    channels = with_fax(mail_server.port, tmp_path)
    assert outcomes(send(engine, channels, make_order(patient()))) == [(Channel.FAX, ACCEPTED)]
    file = tmp_path / "without.yml"
    file.write_text(channel_file(mail_server.port))
    report = send(engine, load_channels(file), make_order(patient(), reminder="3d"))
    assert outcomes(report) == [(Channel.FAX, DeliveryOutcome.NO_CHANNEL)]


@pytest.mark.parametrize("kind", [MessageKind.CLOSED, MessageKind.UNASSIGNED])
def test_what_only_clears_calendars_is_no_matter_for_a_fax(
    kind: MessageKind, engine: Engine, mail_server: MailServer, tmp_path: Path
) -> None:
    deadline = make_deadline()
    gone = CalledOff(
        id=deadline.id,
        purpose=deadline.purpose.value,
        level=deadline.level,
        level_title=deadline.level_title,
        sequence=0,
        due_on=deadline.due_on,
        roles=(Role.BENEFICIARY,),
    )
    order = make_order(
        patient(email="rosa@home.example"), kind=kind, deadline=None, cancelled=(gone,)
    )
    report = send(engine, with_fax(mail_server.port, tmp_path), order)
    assert {one.channel for one in report.deliveries} == {Channel.EMAIL}


def test_nobody_who_decides_can_be_written_to() -> None:
    """Those a case writes to are its people: it has no address of an adjudicator or a plan."""
    assert set(Role) == {
        Role.CASE_MANAGER,
        Role.BENEFICIARY,
        Role.REPRESENTATIVE,
        Role.PHYSICIAN,
        Role.BACKUP,
        Role.SUPERVISOR,
    }
    assert Delivery.model_fields["role"].annotation is Role
