"""A worker killed while it sends: nothing is lost, and what may be double is marked."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from activities.delivery.channels import Channels, Outgoing, Sent, load_channels
from activities.messages.writing import Messages
from models.cases.deadline import ReminderOutcome
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import ReminderOrder
from models.storage.database import open_database
from models.storage.tables import DeliveryRow
from tests.activities.delivery.servers import MailServer, channel_file
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_order, recipient
from tests.forked_program import fork_program


class Halting:
    """Channels that say so, and wait to be killed, before or after the second message is sent."""

    def __init__(self, channels: Channels, moment: str) -> None:
        self._channels = channels
        self._moment = moment
        self._count = 0

    def channel_tags(self) -> frozenset[Channel]:
        return self._channels.channel_tags()

    def alert(self, message: Outgoing) -> Sent:
        return self._channels.alert(message)

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        self._count += 1
        if self._count == 2 and self._moment == "before":
            self._halt()
        sent = self._channels.send(channel, address, message)
        if self._count == 2:
            self._halt()
        return sent

    def _halt(self) -> None:
        print("HERE", flush=True)  # noqa: T201  (it is a process of its own)
        signal.pause()


def work() -> None:
    """Send an order until the moment comes: DATABASE CHANNELS ORDER MOMENT."""
    database, channel_file, order, moment = sys.argv[1:]
    reminders = reminders_of(
        open_database(database),
        Halting(load_channels(Path(channel_file)), moment),
        Messages("http://ui", "default"),
        lease=timedelta(0),
    )
    reminders.send_reminder(ReminderOrder.model_validate_json(order))


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_between_claiming_and_settling(
    engine: Engine, database_url: str, mail_server: MailServer, tmp_path: Path, moment: str
) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    order = make_order(*(recipient(role, email=f"{role.value}@x.example") for role in Role))
    worker = await fork_program(
        work, database_url, str(file), order.model_dump_json(), moment, environment=os.environ
    )
    assert worker.stdout is not None
    assert worker.stderr is not None
    if await worker.stdout.readline() != b"HERE\n":
        pytest.fail((await worker.stderr.read()).decode())
    worker.kill()
    assert await worker.wait() == -signal.SIGKILL

    reminders = reminders_of(engine, load_channels(file), Messages("http://ui", "default"))
    report = reminders.send_reminder(order)

    assert report.outcome is ReminderOutcome.SENT
    second = "beneficiary@x.example"
    assert set(mail_server.recipients) == {f"{role.value}@x.example" for role in Role}
    for address in set(mail_server.recipients):
        doubled = address == second and moment == "after"
        assert mail_server.recipients.count(address) == (2 if doubled else 1)
    with Session(engine) as session:
        rows = session.exec(select(DeliveryRow).order_by("id")).all()
    assert [(row.role, row.status, row.attempts, row.possibly_doubled) for row in rows] == [
        ("case_manager", "accepted", 1, False),
        ("beneficiary", "accepted", 2, True),
        ("representative", "accepted", 1, False),
        ("physician", "accepted", 1, False),
        ("backup", "accepted", 1, False),
        ("supervisor", "accepted", 1, False),
    ]
    assert [delivery.possibly_doubled for delivery in report.deliveries] == [
        *(False, True, False, False, False, False)
    ]
