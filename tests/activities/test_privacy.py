"""Who somebody is, what was denied and what opens the channels stays in the message itself.

Every marker planted here is looked for in all that is written down: logs, standard output, the
database, reports and failures. Nothing but the mail and the SMS may hold it.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import AppriseChannels, load_channels
from activities.messages.writing import Messages
from models.cases.people import Role
from models.notices.messages.order import ReminderOrder
from tests.activities.delivery.servers import MailServer, SmsGateway, channel_file
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_order, recipient

MARKERS = [
    "Markername",
    "markermail",
    "5550123",
    "Markerknee",
    "Markeraction",
    "Markerreference",
    "markerpassword",
    "markertoken",
]


@pytest.fixture
def order() -> ReminderOrder:
    return make_order(
        recipient(email="markermail.manager@x.example", name="Markername One"),
        recipient(
            Role.BENEFICIARY,
            email="markermail.patient@x.example",
            phone="+12025550123",
            name="Markername Two",
        ),
        recipient(Role.PHYSICIAN, email="markermail?smtp=evil@x.example"),
        service="Markerknee",
        action="Markeraction",
        references={"Markerreference": "Markerreference"},
    )


@pytest.fixture
def written(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], str]]:
    """All that was logged and printed, at every level."""

    def collected() -> str:
        output = capfd.readouterr()
        return "\n".join(
            [output.out, output.err]
            + [
                repr(vars(record)) + record.getMessage()
                for record in caplog.records
                # What the mail server of the test itself logs is not ours.
                if record.name != "mail.log"
            ]
        )

    with caplog.at_level(logging.NOTSET):
        yield collected


@pytest.fixture
def file(mail_server: MailServer, sms_gateway: SmsGateway, tmp_path: Path) -> Path:
    file = tmp_path / "channels.yml"
    content = channel_file(mail_server.port, sms_gateway.port, password="markertoken")
    file.write_text(content.replace("mailto://", "mailto://user:markerpassword@", 1))
    return file


def attempt(engine: Engine, channels: AppriseChannels, order: ReminderOrder) -> str:
    """Send, and give back everything that Temporal would see of it."""
    reminders = reminders_of(engine, channels, Messages("http://ui", "default"))
    try:
        return str(ActivityEnvironment().run(reminders.send_reminder, order).model_dump_json())
    except ApplicationError as error:
        return "".join(traceback.format_exception(error)) + repr(error.details)


def database(engine: Engine) -> str:
    with engine.connect() as connection:
        return "\n".join(
            repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("delivery", "delivery_attempt", "case_view", "deadline", "milestone")
        )


def test_nothing_private_is_written_down(  # noqa: PLR0917
    engine: Engine,
    order: ReminderOrder,
    file: Path,
    mail_server: MailServer,
    sms_gateway: SmsGateway,
    written: Callable[[], str],
) -> None:
    channels = load_channels(file)
    mail_server.refused["markermail.patient@x.example"] = (
        "550 5.1.1 markermail.patient (Markername Two, Markerknee), markerpassword: no such user"
    )
    sms_gateway.answer = "Markername +1 (202) 555-0123 markertoken 12025550123"
    seen = attempt(engine, channels, order)
    mail_server.answer = (
        "554 5.7.1 markermail.manager at mailto://user:markerpassword@x: Markername One"
    )
    mail_server.refused.clear()
    seen += attempt(engine, channels, order)
    mail_server.answer = "250 OK"
    channels._timeout, mail_server.pause = 0.1, 0.5
    seen += attempt(engine, channels, order)
    mail_server.down()
    seen += attempt(engine, channels, order)
    channels._timeout = 30
    mail_server.pause, sms_gateway.answer = 0, "ok"
    mail_server.up()
    seen += attempt(engine, channels, order)
    # Everything did happen that could have told.
    assert "+12025550123" in sms_gateway.recipients
    assert "markermail.manager@x.example" in mail_server.recipients
    everything = seen + database(engine) + written()
    for marker in MARKERS:
        assert marker not in everything


def test_a_marker_would_be_found(
    engine: Engine,
    order: ReminderOrder,
    file: Path,
    written: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channels = load_channels(file)
    monkeypatch.setattr(logging.getLogger("apprise"), "filters", [])
    for name in ("apprise", "urllib3"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        monkeypatch.setattr(logging.getLogger(name), "level", 1)
        logging.getLogger(name).manager._clear_cache()  # type: ignore[attr-defined]
    attempt(engine, channels, order)
    logged = written()
    for marker in ("markermail", "5550123"):
        assert marker in logged


def test_files_beside_the_database_hold_nothing_private(
    engine: Engine, order: ReminderOrder, file: Path, tmp_path: Path
) -> None:
    attempt(engine, load_channels(file), order)
    contents = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != file
    )
    for marker in MARKERS:
        assert marker.encode() not in contents
