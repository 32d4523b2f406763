"""The digest of one day: whether it is sent, once, and recorded as every message is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import AppriseChannels, Channels, RecordingChannels, Sent
from activities.digest.mail import DigestLetters
from activities.digest.send import Digests
from activities.reminders import DELIVERY_FAILED
from models.digest import DigestOrder, DigestOutcome, DigestReport
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.storage.tables import DeliveryRow
from tests.activities.delivery.servers import MailServer
from tests.activities.digest.caseloads import MONDAY, NOW, case, delivery, limit, order, store

ADDRESS = "manager@legalaid.example"


def send(engine: Engine, channels: Channels, asked: DigestOrder) -> DigestReport:
    digests = Digests(engine, channels, DigestLetters("http://127.0.0.1:8233", "default"))
    report: DigestReport = ActivityEnvironment().run(digests.send_digest, asked)
    return report


def ledger(engine: Engine) -> list[tuple[str, ...]]:
    with Session(engine) as session:
        rows = session.exec(
            select(DeliveryRow)
            .where(col(DeliveryRow.kind) == "digest")
            .order_by(col(DeliveryRow.id))
        )
        return [
            (
                row.case_id,
                row.reminder,
                row.edition,
                row.role,
                row.channel,
                row.status,
                str(row.attempts),
            )
            for row in rows
        ]


def test_it_is_sent_and_recorded(
    engine: Engine, channels: AppriseChannels, mail_server: MailServer
) -> None:
    store(engine, case(), limit(MONDAY), delivery("failed"))
    report = send(engine, channels, order())
    assert report == DigestReport(day=MONDAY, outcome=DigestOutcome.SENT, due=1, unreached=1)
    assert mail_server.recipients == [ADDRESS]
    ((_, mail),) = mail_server.mails
    assert mail["Subject"] == "Your cases, Mon, Nov 23, 2026: 1 due this week, 1 not reached"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
    ]
    assert ledger(engine) == [
        ("digest.cm-7", "daily", "2026-11-23", "case_manager", "email", "accepted", "1")
    ]


def test_of_one_day_only_one_is_sent(engine: Engine) -> None:
    channels = RecordingChannels()
    store(engine, case(), limit(MONDAY))
    first = send(engine, channels, order())
    # The same day still, though the next by UTC.
    evening = order(datetime(2026, 11, 24, 4, 59, tzinfo=UTC), by_calendar=False)
    assert send(engine, channels, evening).outcome is first.outcome is DigestOutcome.SENT
    assert len(channels.sent) == 1
    send(engine, channels, order(datetime(2026, 11, 24, 5, tzinfo=UTC), by_calendar=False))
    assert len(channels.sent) == 2
    assert [row[2] for row in ledger(engine)] == ["2026-11-23", "2026-11-24"]


def test_two_managers_have_each_their_own(engine: Engine) -> None:
    channels = RecordingChannels()
    store(
        engine,
        *(case(), case("AC-2", case_manager="cm-8"), case("AC-3", case_manager="cm-8")),
        *(limit(MONDAY), limit(MONDAY, "AC-2"), limit(MONDAY, "AC-3")),
    )
    assert send(engine, channels, order()).due == 1
    other = order(email="other@legalaid.example", code="cm-8")
    assert send(engine, channels, other).due == 2
    (_, first, mail), (_, second, _) = channels.sent
    assert (first, second) == (ADDRESS, "other@legalaid.example")
    assert "AC-2" not in mail.text


def test_nothing_is_sent_when_there_is_nothing_to_say(engine: Engine) -> None:
    channels = RecordingChannels()
    store(engine, case(), limit(MONDAY + timedelta(days=60)))
    assert send(engine, channels, order()).outcome is DigestOutcome.NOTHING_TO_SAY
    assert channels.sent == []
    assert ledger(engine) == []


def test_dates_to_confirm_are_told_with_the_rest_and_bring_no_mail_alone(engine: Engine) -> None:
    channels = RecordingChannels()
    cases = (("AC-1", False), ("AC-2", False), ("AC-3", True), ("AC-4", None))
    store(engine, *(case(name, dates_confirmed=one) for name, one in cases))
    store(engine, case("AC-5", dates_confirmed=False, ending="won"))
    assert send(engine, channels, order()).outcome is DigestOutcome.NOTHING_TO_SAY
    store(engine, limit(MONDAY, "AC-4"))
    assert send(engine, channels, order()).unconfirmed == 2
    ((_, _, mail),) = channels.sent
    told = mail.text.partition("Dates that no second person has confirmed: 2")[2]
    assert [name for name in ("AC-1", "AC-2", "AC-3", "AC-5") if name in told] == ["AC-1", "AC-2"]


@pytest.mark.parametrize(
    ("now", "zone", "sent"),
    [
        (datetime(2026, 11, 25, 13, tzinfo=UTC), "America/New_York", True),
        (datetime(2026, 11, 26, 13, tzinfo=UTC), "America/New_York", False),
        (datetime(2026, 11, 28, 13, tzinfo=UTC), "America/New_York", False),
        # Thanksgiving has begun in New York, and not yet in Honolulu; then it is over in New York.
        (datetime(2026, 11, 26, 6, tzinfo=UTC), "America/New_York", False),
        (datetime(2026, 11, 26, 6, tzinfo=UTC), "Pacific/Honolulu", True),
        (datetime(2026, 11, 27, 6, tzinfo=UTC), "America/New_York", True),
        (datetime(2026, 11, 27, 6, tzinfo=UTC), "Pacific/Honolulu", False),
    ],
)
def test_the_calendar_sends_none_on_holidays(
    engine: Engine, now: datetime, zone: str, *, sent: bool
) -> None:
    channels = RecordingChannels()
    store(engine, case(), limit(date(2026, 11, 27)))
    report = send(engine, channels, order(now, zone=zone))
    assert (report.outcome is DigestOutcome.SENT) == sent
    assert (report.outcome is DigestOutcome.NO_WORKING_DAY) == (not sent)
    assert len(channels.sent) == sent
    by_hand = send(engine, channels, order(now, zone=zone, by_calendar=False))
    assert by_hand.outcome is DigestOutcome.SENT
    assert len(channels.sent) == 1


def test_what_fails_for_now_is_tried_again(engine: Engine) -> None:
    channels = RecordingChannels()
    channels.answers[ADDRESS] = Sent(DeliveryOutcome.FAILED, "the service did not take it")
    store(engine, case(), limit(MONDAY))
    with pytest.raises(ApplicationError, match="the service did not take it") as caught:
        send(engine, channels, order())
    assert caught.value.type == DELIVERY_FAILED
    assert not caught.value.non_retryable
    assert ADDRESS not in str(caught.value)
    channels.answers.clear()
    assert send(engine, channels, order()).outcome is DigestOutcome.SENT
    assert [row[-2:] for row in ledger(engine)] == [("accepted", "2")]


def test_a_time_out_is_tried_once_more(engine: Engine) -> None:
    channels = RecordingChannels()
    channels.answers[ADDRESS] = Sent(DeliveryOutcome.UNKNOWN, "no answer within 30 s")
    store(engine, case(), limit(MONDAY))
    with pytest.raises(ApplicationError, match="no answer"):
        send(engine, channels, order())
    for _ in range(2):
        assert send(engine, channels, order()).outcome is DigestOutcome.MAY_HAVE_ARRIVED
    assert len(channels.sent) == 2


@pytest.mark.parametrize("cause", ["no channel", "no address"])
def test_what_can_never_be_sent_is_not_tried_again(engine: Engine, cause: str) -> None:
    channels = RecordingChannels()
    if cause == "no channel":
        channels.tags = frozenset({Channel.SMS})
    else:
        channels.answers[ADDRESS] = Sent(DeliveryOutcome.NO_CONTACT, "no such form of address")
    store(engine, case(), limit(MONDAY))
    with pytest.raises(ApplicationError) as caught:
        send(engine, channels, order())
    assert caught.value.non_retryable
    ((*_, status, _),) = ledger(engine)
    assert status == ("no_channel" if cause == "no channel" else "no_contact")


def test_its_own_failure_is_no_undelivered_contact_of_a_case(engine: Engine) -> None:
    channels = RecordingChannels()
    channels.answers[ADDRESS] = Sent(DeliveryOutcome.FAILED, "no")
    store(engine, case(), limit(MONDAY))
    with pytest.raises(ApplicationError):
        send(engine, channels, order())
    channels.answers.clear()
    assert send(engine, channels, order()).unreached == 0


def test_no_address_is_written_down(engine: Engine, capture_rows: Callable[[Engine], str]) -> None:
    store(engine, case(), limit(MONDAY), delivery("failed"))
    report = send(engine, RecordingChannels(), order(NOW))
    assert ADDRESS not in report.model_dump_json()
    assert "legalaid" not in capture_rows(engine)


@pytest.fixture
def capture_rows() -> Callable[[Engine], str]:
    def captured(engine: Engine) -> str:
        with Session(engine) as session:
            return repr([row.model_dump() for row in session.exec(select(DeliveryRow))])

    return captured
