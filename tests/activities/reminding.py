"""The reminder activities as a worker builds them, on a database and channels of a test."""

from typing import Any

from sqlalchemy import Engine

from activities.delivery.channels import Channels
from activities.delivery.delivering import Delivering
from activities.delivery.outages import Outages
from activities.messages.writing import Messages
from activities.reminders import Reminders
from tests.activities.samples import NOW


def delivering_of(
    engine: Engine, channels: Channels, messages: Messages, **more: Any
) -> Delivering:
    """At the moment of the sample orders."""
    return Delivering(engine, channels, messages, **{"clock": lambda: NOW, **more})


def reminders_of(engine: Engine, channels: Channels, messages: Messages, **more: Any) -> Reminders:
    return Reminders(delivering_of(engine, channels, messages, **more), channels, Outages(engine))
