"""Looks at a case as it stands, and takes note of all that is new since the last look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.cases.standing import Standing
from models.deadline import FollowUpKind
from models.intake import Intake
from models.notices.acknowledgment import Acknowledgments
from models.notices.delivery_matters import close_kinds
from models.notices.delivery_problems import ask_to_mend, look_at_contacts
from models.notices.items import Item, open_items
from models.notices.keys import look_at_keys
from models.notices.memory import Memory
from models.notices.people import OnCase, look_at_people
from models.notices.sms import look_at_sms
from models.procedure.case import Case


@dataclass(frozen=True)
class Look:
    """A case as it was looked at."""

    memory: Memory
    """A copy in which all is noted that was found."""

    standing: Standing
    people: OnCase
    acknowledged: Acknowledgments
    sent_again: bool
    """Whether something is sent again that the old contact of somebody refused."""

    def items(self, now: datetime) -> list[Item]:
        """What runs or is to be looked after."""
        return open_items(self.memory, self.standing, self.people, self.acknowledged, now)


def look(case: Case[Any], standing: Standing, memory: Mapping[str, Any], now: datetime) -> Look:
    """Look at a case: at its people, its clocks and matters, and at how people are reached."""
    copy = Memory.of(memory)
    is_appeal = isinstance(case.intake, Intake)
    acknowledged = Acknowledgments.of(case.versions, by_rounds=is_appeal)
    people = look_at_people(copy, case, now)
    look_at_keys(copy, case.id, standing, acknowledged, now)
    sent_again = False
    if standing.ending is None:
        sent_again = look_at_contacts(copy, standing, people, now)
        look_at_sms(copy, case, people, now)
        ask_to_mend(copy, case.id, now)
    else:
        close_kinds(copy, *FollowUpKind)
    return Look(copy, standing, people, acknowledged, sent_again)
