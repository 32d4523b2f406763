"""How messages of cases on a stage are sent, and where their views are filed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from temporalio.exceptions import ApplicationError

from activities.delivery.channels import RecordingChannels
from activities.delivery.delivering import Delivering
from activities.delivery.outages import Outages
from activities.messages.writing import Messages
from activities.read_model import ReadModel
from activities.reminders import DELIVERY_FAILED, Reminders
from models.cases.deadline import ReminderOutcome
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    AlertOrder,
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    ReminderOrder,
)
from models.presentation.shapes import Snapshot
from models.settings import ServiceSettings
from models.storage.database import open_database

_TRIES = 2
"""As the workflow lets an order be tried, before it looks again itself."""


class Post(Protocol):
    """What cases ask of the world."""

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message: `outcome`, and `failure` where not all of it is settled."""

    def alert(self, order: dict[str, Any]) -> None:
        """Tell the operator."""

    def file(self, view: Snapshot) -> None:
        """Write the view of a case."""


class AcceptedAtOnce:
    """Everybody gets every message, and nobody looks at it."""

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        order = ReminderOrder.model_validate(message)
        report = DeliveryReport(
            outcome=ReminderOutcome.SENT,
            deliveries=tuple(
                Delivery(role=one.role, channel=Channel.EMAIL, outcome=DeliveryOutcome.ACCEPTED)
                for one in order.recipients
            ),
        )
        return {"outcome": report.model_dump(mode="json"), "failure": ""}

    def alert(self, order: dict[str, Any]) -> None:
        AlertOrder.model_validate(order)

    def file(self, view: Snapshot) -> None:
        del view


class RecordedPost:
    """The real activities, with channels that record, the delivery ledger and the read model."""

    def __init__(self, reminders: Reminders, read_model: ReadModel) -> None:
        self._reminders, self._read_model = reminders, read_model

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        order = ReminderOrder.model_validate(message)
        known: dict[str, Any] = {}
        for _ in range(_TRIES):
            try:
                report = self._reminders.send_reminder(order)
            except ApplicationError as error:
                known = {"outcome": None, "failure": error.message}
                if error.type == DELIVERY_FAILED:
                    known["outcome"] = error.details[0].model_dump(mode="json")
            else:
                return {"outcome": report.model_dump(mode="json"), "failure": ""}
        return known

    def alert(self, order: dict[str, Any]) -> None:
        self._reminders.send_alert(AlertOrder.model_validate(order))

    def file(self, view: Snapshot) -> None:
        self._read_model.write_snapshot(view)


@contextmanager
def recorded_post(settings: ServiceSettings, channels: RecordingChannels) -> Iterator[RecordedPost]:
    """A post behind the database of these settings."""
    engine = open_database(settings.database_url)
    messages = Messages(settings.ui_url, "default")
    yield RecordedPost(
        Reminders(Delivering(engine, channels, messages), channels, Outages(engine)),
        ReadModel(engine),
    )
    engine.dispose()
