"""The reminder activity against real databases, a real mail server and a real SMS gateway."""

import re
from datetime import timedelta
from functools import partial

import pytest
from icalendar import Calendar
from sqlalchemy import Engine
from temporalio.exceptions import ApplicationError

from activities.database_failures import DATABASE_FAILED
from activities.delivery.channels import (
    AppriseChannels,
    RecordingChannels,
)
from activities.reminders import DELIVERY_FAILED
from models.cases.deadline import ReminderOutcome
from models.cases.language import Language
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    CalledOff,
    DeliveryOutcome,
    MessageKind,
)
from models.storage.database import open_database
from tests.activities.delivery.servers import MailServer, SmsGateway
from tests.activities.reminding import MESSAGES, PATIENT, reminders_of, rows, send
from tests.activities.samples import hourly_deadline, make_deadline, make_order, matter, recipient


def test_tells_everyone_by_every_channel(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer, sms_gateway: SmsGateway
) -> None:
    report = send(engine, channels, make_order(recipient(), PATIENT))
    assert report.outcome is ReminderOutcome.SENT
    assert sorted(mail_server.recipients) == ["manager@legalaid.example", "patient@home.example"]
    assert sms_gateway.recipients == ["+12025550123"]
    assert rows(engine) == [
        ("case_manager", "email", "accepted", 1, False),
        ("beneficiary", "email", "accepted", 1, False),
        ("beneficiary", "sms", "accepted", 1, False),
    ]


def test_a_mail_carries_text_html_and_calendar(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    send(engine, channels, make_order())
    ((_, mail),) = mail_server.mails
    assert mail["Subject"] == (
        "Appeal AC-2026-0042: file the plan reconsideration by Wed, Jan 6, 2027 (7 days left)"
    )
    assert mail["From"].addresses[0].addr_spec == "clock@desk.example"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    text, html, calendar = [part for part in mail.walk() if not part.is_multipart()]
    order = make_order()
    message = MESSAGES.write(order, order.recipients[0])
    assert text.get_content().strip().splitlines() == message.text.splitlines()
    assert html.get_content().strip().splitlines() == message.html.splitlines()
    assert calendar.get_filename() == "AC-2026-0042-plan-reconsideration-filing-1.ics"
    assert calendar.get_content().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("language", Language)
def test_a_calendar_part_says_what_is_inside(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer, language: Language
) -> None:
    """Method, character set and name as RFC 6047 has them, equal to what the file holds."""
    over = CalledOff(
        id="council.filing.4",
        purpose="filing",
        level="council",
        level_title="Council review",
        sequence=1,
        due_on=make_deadline().due_on,
        cleared=2,
        roles=(Role.CASE_MANAGER,),
    )
    for deadline in (make_deadline(), hourly_deadline()):
        reader = recipient(language=language)
        send(engine, channels, make_order(reader, deadline=deadline, cancelled=(over,)))
    parts = [
        part
        for _, mail in mail_server.mails
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert len(parts) == 4
    for part in parts:
        said = dict(part["Content-Type"].params)
        assert (part.get_content_disposition(), part.get_filename()) == ("attachment", said["name"])
        assert said["charset"] == "utf-8"
        # Read as a mail program reads it: by the character set that the part names.
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert part.get_content().splitlines() == content.decode(said["charset"]).splitlines()
        calendar = Calendar.from_ical(content.decode(said["charset"]))
        assert isinstance(calendar, Calendar)
        assert calendar["METHOD"] == said["method"]
        (event,) = calendar.events
        assert event.end > event.start
        if language is Language.SPANISH:
            assert re.search("[áéíóúñ]", str(event["SUMMARY"]))
        cancels = said["method"] == "CANCEL"
        assert (event["STATUS"] == "CANCELLED") == cancels
        assert str(said["name"]).endswith("-cancelled.ics") == cancels
        assert ("/workflows/AC-2026-0042" in str(event.get("URL"))) == (not cancels)


def test_a_mail_in_spanish(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    send(engine, channels, make_order(recipient(language=Language.SPANISH)))
    ((_, mail),) = mail_server.mails
    assert mail["Subject"] == (
        "Apelación AC-2026-0042: presentar la reconsideración ante el plan a más tardar el "
        "mié, 6 ene 2027 (quedan 7 días)"
    )
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    content = calendar.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert "presentar la reconsideración" in content.decode().replace("\r\n ", "")


def test_running_again_sends_nothing_again(engine: Engine) -> None:
    channels = RecordingChannels()
    first = send(engine, channels, make_order(recipient(), PATIENT))
    again = send(engine, channels, make_order(recipient(), PATIENT))
    assert all(one.earlier for one in again.deliveries)
    as_first = tuple(one.model_copy(update={"earlier": False}) for one in again.deliveries)
    assert again.model_copy(update={"deliveries": as_first}) == first
    assert len(channels.sent) == 3


def test_one_of_two_fails_and_only_that_one_is_sent_again(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    order = make_order(recipient(), recipient(Role.PHYSICIAN, email="doctor@clinic.example"))
    mail_server.refused["doctor@clinic.example"] = "451 come back later"
    with pytest.raises(ApplicationError) as caught:
        send(engine, channels, order)
    assert caught.value.type == DELIVERY_FAILED
    assert not caught.value.non_retryable
    assert caught.value.message == (
        "Not delivered yet: physician by email: the message was not taken (451 come back later)"
    )
    (report,) = caught.value.details
    assert report.outcome is ReminderOutcome.PARTIAL

    mail_server.refused.clear()
    assert send(engine, channels, order).outcome is ReminderOutcome.SENT
    assert mail_server.recipients == ["manager@legalaid.example", "doctor@clinic.example"]
    assert rows(engine) == [
        ("case_manager", "email", "accepted", 1, False),
        ("physician", "email", "accepted", 2, False),
    ]


def test_a_mail_server_that_is_down_and_comes_up(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    mail_server.down()
    for _ in range(2):
        with pytest.raises(ApplicationError, match="case manager by email"):
            send(engine, channels, make_order())
    mail_server.up()
    assert send(engine, channels, make_order()).outcome is ReminderOutcome.SENT
    assert rows(engine) == [("case_manager", "email", "accepted", 3, False)]
    assert mail_server.recipients == ["manager@legalaid.example"]


def test_sms_stands_in_while_mail_fails(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer, sms_gateway: SmsGateway
) -> None:
    mail_server.answer = "554 no"
    with pytest.raises(ApplicationError) as caught:
        send(engine, channels, make_order(PATIENT))
    (report,) = caught.value.details
    assert report.outcome is ReminderOutcome.SENT
    assert sms_gateway.recipients == ["+12025550123"]
    assert rows(engine) == [
        ("beneficiary", "email", "failed", 1, False),
        ("beneficiary", "sms", "accepted", 1, False),
    ]


def test_nobody_can_be_reached(engine: Engine) -> None:
    channels = RecordingChannels(tags=frozenset({Channel.EMAIL}))
    nobody = recipient(Role.PHYSICIAN, email=None)
    phone_only = recipient(Role.BENEFICIARY, email=None, phone="+12025550123")
    report = send(engine, channels, make_order(nobody, phone_only))
    assert report.outcome is ReminderOutcome.FAILED
    assert [(delivery.channel, delivery.outcome) for delivery in report.deliveries] == [
        (Channel.EMAIL, DeliveryOutcome.NO_CONTACT),
        (Channel.SMS, DeliveryOutcome.NO_CHANNEL),
    ]
    assert all(delivery.note for delivery in report.deliveries)
    assert channels.sent == []
    # Once there is a channel, the same order reaches the one who has a telephone.
    assert send(engine, RecordingChannels(), make_order(nobody, phone_only)).outcome is (
        ReminderOutcome.PARTIAL
    )


def test_somebody_without_contact_does_not_fail_the_others(engine: Engine) -> None:
    report = send(
        engine, RecordingChannels(), make_order(recipient(), recipient(Role.PHYSICIAN, email=None))
    )
    assert report.outcome is ReminderOutcome.PARTIAL


def test_a_message_says_only_what_has_not_arrived(engine: Engine) -> None:
    channels = RecordingChannels()
    send(engine, channels, make_order(about="other", title="Another matter", deadline=None))
    send(engine, channels, make_order(also=(matter("other", title="Another matter"),)))
    send(engine, channels, make_order(also=(matter("other"), matter("third", title="A third"))))
    _, second, third = (message.html for _, _, message in channels.sent)
    assert "Another matter" not in second
    assert "Another matter" not in third
    assert "A third" in third
    assert [row[2:] for row in rows(engine)] == [("accepted", 1, False)] * 3


def test_what_has_passed_is_not_told_as_still_to_come(engine: Engine) -> None:
    channels = RecordingChannels()
    other = matter("other", title="Another matter", action="Do another thing.")
    order = make_order(also=(other,))
    assert order.deadline is not None
    for now in (order.deadline.expires_at - timedelta(seconds=1), order.deadline.expires_at):
        edition = f"{now:%H:%M:%S}"
        reminders = reminders_of(engine, channels, MESSAGES, clock=partial(max, now, now))
        report = reminders.send_reminder(order.model_copy(update={"edition": edition}))
        assert report.outcome is ReminderOutcome.SENT
    before, after = (message.html for _, _, message in channels.sent)
    assert "File the request with the plan" in before
    assert "File the request with the plan" not in after
    assert "Another matter" in after
    assert report.superseded == (order.about,)


def test_a_message_of_which_all_has_passed_is_not_sent(engine: Engine) -> None:
    channels = RecordingChannels()
    order = make_order()
    assert order.deadline is not None
    late = order.deadline.expires_at
    report = reminders_of(engine, channels, MESSAGES, clock=lambda: late).send_reminder(order)
    assert (report.outcome, report.deliveries) == (ReminderOutcome.SUPERSEDED, ())
    assert channels.sent == []
    assert rows(engine) == [("case_manager", "email", "superseded", 0, False)]


def test_that_an_appeal_was_filed_is_told_though_its_answer_was_due(engine: Engine) -> None:
    channels = RecordingChannels()
    order = make_order(kind=MessageKind.FILED)
    assert order.deadline is not None
    late = order.deadline.expires_at
    order = order.model_copy(update={"calendar": (order.deadline,)})
    report = reminders_of(engine, channels, MESSAGES, clock=lambda: late).send_reminder(order)
    assert (report.outcome, report.superseded) == (ReminderOutcome.SENT, ())
    ((_, _, message),) = channels.sent
    assert "the answer was due by" in message.subject
    assert message.attachments == ()


def test_the_same_reminder_of_a_moved_deadline_is_sent(engine: Engine) -> None:
    channels = RecordingChannels()
    send(engine, channels, make_order())
    send(engine, channels, make_order(deadline=make_deadline(sequence=1)))
    assert len(channels.sent) == 2


def test_a_case_started_anew_is_told_again(engine: Engine) -> None:
    channels = RecordingChannels()
    for edition in ("2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z"):
        send(engine, channels, make_order(edition=edition))
    assert len(channels.sent) == 2


def test_a_database_that_is_gone_sends_nothing_and_says_no_more_than_that() -> None:
    channels = RecordingChannels()
    nowhere = open_database("postgresql://markeruser:markerpassword@127.0.0.1:9/markerdatabase")
    with pytest.raises(ApplicationError) as caught:
        send(nowhere, channels, make_order())
    nowhere.dispose()
    assert caught.value.type == DATABASE_FAILED
    assert caught.value.message == "the database does not answer (OperationalError)"
    assert caught.value.__cause__ is None
    assert channels.sent == []
