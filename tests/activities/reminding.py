"""The reminder activities as a worker builds them, on a database and channels of a test."""

from typing import Any

from sqlalchemy import Engine, select
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import Channels
from activities.delivery.delivering import Delivering
from activities.delivery.outages import Outages
from activities.messages.writing import Messages
from activities.reminders import Reminders
from models.cases.people import Role
from models.notices.messages.order import DeliveryReport, ReminderOrder
from models.storage.tables import DeliveryRow
from tests.activities.samples import NOW, recipient

MESSAGES = Messages("http://127.0.0.1:8233", "default")
PATIENT = recipient(Role.BENEFICIARY, email="patient@home.example", phone="+12025550123")


def delivering_of(
    engine: Engine, channels: Channels, messages: Messages, **more: Any
) -> Delivering:
    """At the moment of the sample orders."""
    return Delivering(engine, channels, messages, **{"clock": lambda: NOW, **more})


def reminders_of(engine: Engine, channels: Channels, messages: Messages, **more: Any) -> Reminders:
    return Reminders(delivering_of(engine, channels, messages, **more), channels, Outages(engine))


def send(engine: Engine, channels: Channels, order: ReminderOrder) -> DeliveryReport:
    """What an attempt answers that runs by itself, without a server."""
    reminders = reminders_of(engine, channels, MESSAGES)
    report: DeliveryReport = ActivityEnvironment().run(reminders.send_reminder, order)
    return report


def rows(engine: Engine) -> list[tuple[str, str, str, int, bool]]:
    """The delivery ledger: role, channel, status, attempts, and whether it may be doubled."""
    table = DeliveryRow.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in ("role", "channel", "status", "attempts")]
    with engine.connect() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                select(*columns, table.c.possibly_doubled).order_by(table.c.id)
            )
        ]
