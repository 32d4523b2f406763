"""A worker killed while it sends: nothing is lost, and what may be double is marked."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import activities
from activities.delivery.channels import load_channels
from activities.messages.writing import Messages
from models.cases.deadline import ReminderOutcome
from models.cases.people import Role
from models.storage.tables import DeliveryRow
from tests.activities.delivery.servers import MailServer, channel_file
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_order, recipient

ROOT = Path(activities.__file__).parents[1]

WORKER = """
import pathlib, sys
from datetime import timedelta
from activities.delivery.channels import load_channels
from activities.messages.writing import Messages
from models.storage.database import open_database
from models.notices.messages.order import ReminderOrder
from tests.activities.reminding import reminders_of

database, channel_file, order, moment = sys.argv[1:]

class Halting:
    def __init__(self, channels):
        self.channels = channels
        self.count = 0
    def channel_tags(self):
        return self.channels.channel_tags()
    def send(self, *message):
        self.count += 1
        if self.count == 2 and moment == "before":
            self.halt()
        sent = self.channels.send(*message)
        if self.count == 2:
            self.halt()
        return sent
    def halt(self):
        print("HERE", flush=True)
        sys.stdin.read()

channels = Halting(load_channels(pathlib.Path(channel_file)))
reminders = reminders_of(
    open_database(database), channels, Messages("http://ui", "default"), lease=timedelta(0)
)
reminders.send_reminder(ReminderOrder.model_validate_json(order))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_between_claiming_and_settling(
    engine: Engine, database_url: str, mail_server: MailServer, tmp_path: Path, moment: str
) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port))
    order = make_order(*(recipient(role, email=f"{role.value}@x.example") for role in Role))
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, str(file), order.model_dump_json(), moment],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    assert worker.stdout.readline() == "HERE\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()

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
