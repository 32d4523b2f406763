"""Looks at a case as it stands, and takes note of all that is new since the last look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from models.cases.deadline import FollowUpKind
from models.cases.standing import Clock, Standing
from models.inputs.appeal_intake import Intake
from models.notices.acknowledgment import Acknowledgments, clock_round
from models.notices.contacts.cover import look_at_cover
from models.notices.contacts.delivery_matters import close_kinds, delivery_matters
from models.notices.contacts.delivery_problems import ask_to_mend, look_at_contacts
from models.notices.contacts.people import OnCase, look_at_people
from models.notices.contacts.sms_opt_out import look_at_sms
from models.notices.items import Item, clock_item, delivery_item, matter_item
from models.notices.keys import Move, look_at_keys, note_moves
from models.notices.memory import Memory
from models.notices.messages.order import CorrectedBy
from models.notices.messages.retractions import (
    just_corrected,
    retract,
    say_that_it_goes_on,
    take_up_again,
)
from models.procedure.case import Case


def look_by_another_release(
    case: Case[Any],
    standing: Standing,
    memory: Mapping[str, Any],
    why: CorrectedBy,
    now: datetime,
) -> tuple[dict[str, Any], list[Move]]:
    """Take note of what a new edition or build counts otherwise, before anything new is heard.

    Args:
        case: Without what is new.
        standing: Where it stands, counted anew.
        memory: After the turn before; it stays as it is.
        why: What counts otherwise.
        now: The moment of the turn (UTC).

    Returns:
        The memory, and the clocks whose days moved.
    """
    copy = Memory.of(memory)
    moves = note_moves(copy, case.id, standing, _acknowledged(case), now, why=why)
    return copy.entries, moves


@dataclass(frozen=True)
class Look:
    """A case as it was looked at."""

    memory: Memory
    """A copy in which all is noted that was found."""

    standing: Standing
    people: OnCase
    acknowledged: Acknowledgments
    now: datetime
    """When (UTC)."""

    sent_again: bool
    """Whether something is sent again that the old contact of somebody refused."""

    @property
    def items(self) -> list[Item]:
        """What runs or is to be looked after, clocks first, in the order in which it began."""
        if self.standing.ending is not None:
            return [*self._clocks, *self._matters]
        # Those of delivery come and go as messages are ordered.
        of_delivery = (
            delivery_item(self.memory, one, self.people, self.acknowledged)
            for one in delivery_matters(self.memory)
        )
        return [*self._clocks, *self._matters, *of_delivery]

    def clock(self, clock: Clock) -> Item:
        """A clock, open or settled."""
        return clock_item(self.memory, clock, self.people, self.acknowledged)

    def is_acknowledged(self, clock: Clock) -> bool:
        """Whether somebody takes care of a clock now."""
        seen = self.memory.seen(clock.key)
        assert seen is not None  # noqa: S101 (all that stands was seen)
        return clock_round(clock, self.now) in self.acknowledged.of_clock(clock, seen)

    @cached_property
    def _clocks(self) -> list[Item]:
        return [self.clock(clock) for clock in self.standing.open_clocks]

    @cached_property
    def _matters(self) -> list[Item]:
        return [
            matter_item(self.memory, matter, self.people, self.acknowledged, self.now)
            for matter in self.standing.matters
        ]


def look(case: Case[Any], standing: Standing, memory: Mapping[str, Any], now: datetime) -> Look:
    """Look at a case: at its people, its clocks and matters, and at how people are reached."""
    copy = Memory.of(memory)
    acknowledged = _acknowledged(case)
    people = look_at_people(copy, case, now)
    corrected = just_corrected(case, now)
    look_at_keys(copy, case.id, standing, acknowledged, now, corrected=corrected)
    take_up_again(copy, standing, now)
    sent_again = False
    if standing.ending is None:
        sent_again = look_at_contacts(copy, standing, people, now)
        look_at_sms(copy, case, people, now)
        look_at_cover(copy, case, people, now)
        ask_to_mend(copy, case.id, now)
        if corrected:
            clocks = [
                clock_item(copy, clock, people, acknowledged)
                for clock in standing.clocks
                if copy.seen(clock.key) is not None
            ]
            retract(copy, case, clocks, Memory.of(memory), now)
        say_that_it_goes_on(copy, case.id, now)
    else:
        close_kinds(copy, *FollowUpKind)
    return Look(copy, standing, people, acknowledged, now, sent_again)


def _acknowledged(case: Case[Any]) -> Acknowledgments:
    return Acknowledgments.of(case.versions, by_rounds=isinstance(case.intake, Intake))
