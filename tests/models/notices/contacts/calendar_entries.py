"""What the calendar at an address shows once every file sent to it was opened in order."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.notices.messages.order import Recipient
from tests.models.notices.told import (
    MANAGER,
    Sent,
    Told,
    clock,
)

KEY = "plan.filing.1"


DAY = date(2027, 1, 4)


PATIENT = {"email": "patient@mail.example"}


@dataclass
class Calendar:
    """What the calendar at one address shows once every file was opened in order."""

    days: dict[tuple[str, int], date] = field(default_factory=dict)
    """By the entry: the clock, and which time round it is."""

    sequences: dict[tuple[str, int], int] = field(default_factory=dict)
    over: set[tuple[str, int]] = field(default_factory=set)

    def read(self, email: str, sent: list[Sent]) -> "Calendar":
        for one in sent:
            for reader in one.order.recipients:
                if reader.person.email == email:
                    self._open(one, reader)
        return self

    def _open(self, one: Sent, reader: Recipient) -> None:
        for deadline in one.order.calendar:
            entry = deadline.id, reader.cleared.get(deadline.id, 0)
            assert entry not in self.over, "an entry that was taken out is not taken up again"
            assert deadline.sequence >= self.sequences.get(entry, 0)
            self.days[entry] = deadline.due_on
            self.sequences[entry] = deadline.sequence
        for gone in one.order.cancelled:
            if reader.role in gone.roles:
                entry = gone.id, gone.cleared
                assert entry in self.days, "a cancellation of what was never sent"
                assert gone.sequence >= self.sequences[entry]
                del self.days[entry]
                self.over.add(entry)


def opened(**intake: Any) -> Told:
    told = Told.open(**intake)
    told.add(clock(KEY, DAY))
    told.turn()
    return told


def days(told: Told, email: str = MANAGER["email"]) -> dict[str, date]:
    found = Calendar().read(email, told.sent).days
    shown = {key: day for (key, _), day in found.items()}
    assert len(shown) == len(found), "no clock stands twice in a calendar"
    return shown


NEW = {"email": "new@legalaid.example"}


REPRESENTATIVE = {"email": "daughter@mail.example"}


def kinds(told: Told, email: str) -> list[str]:
    return [
        one.order.kind.value
        for one in told.sent
        if email in {reader.person.email for reader in one.order.recipients}
    ]
