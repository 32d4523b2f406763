"""What people read: each message that goes out on a stage is written in full, as it would be sent.

The tests that are recorded look at it; the stories do not hold it.
"""

from typing import Any

from activities.channels import RecordingChannels, Sent
from activities.messages import Messages
from activities.reminders import Reminders
from models.database import open_database
from models.reminder import ReminderOrder
from tests.stories.recording.rehearsals import not_on_stage


class _Answers(dict[str, Sent]):
    """On the stage every message is accepted."""

    def __setitem__(self, *_: Any) -> None:
        not_on_stage("channels that fail")

    def __ior__(self, _: Any) -> Any:  # type: ignore[misc]
        not_on_stage("channels that fail")


class StageChannels(RecordingChannels):
    """Keeps every message that went out on any stage."""

    def __init__(self) -> None:
        super().__init__(answers=_Answers())
        self._reminders = Reminders(
            open_database("sqlite://"), self, Messages("http://localhost:8233", "default")
        )

    def carry(self, order: ReminderOrder) -> None:
        """Write and keep the messages of an order."""
        letters = self._reminders._write(order)
        for recipient, channel, address in self._reminders._targets(order):
            if address:
                self.send(channel, address, letters[recipient.role][channel])
