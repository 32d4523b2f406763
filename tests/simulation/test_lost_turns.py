"""Turns that are lost often, and addresses that are corrected before they are taken again."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from models.notices.messages.channel import Channel
from models.rehearsal.simulation import SimulatedCase
from tests.simulation import play
from tests.simulation.play import judge, play_long
from tests.simulation.world import World

Json = dict[str, Any]

_A_HANDFUL = 4


@dataclass
class LosingWorld(World):
    """A world in which one turn in ten is lost; whoever it wrote to has another address then."""

    mended: int = 0
    _mending: random.Random = field(default_factory=lambda: random.Random(0))

    def __post_init__(self) -> None:
        self.faulty, self.sender.faulty = 0.1, 0.0

    def turn(self, member: SimulatedCase, candidate: Json | None = None) -> Json:
        before = len(self.sender.received)
        answer = super().turn(member, candidate)
        if candidate is None and "failed" in answer and member.parent not in self.members:
            self._mend(member, before)
        return answer

    def _mend(self, member: SimulatedCase, before: int) -> None:
        """The address of somebody to whom the lost turn wrote is corrected."""
        readers = [
            row.role.value
            for row in self.sender.received[before:]
            if row.channel is Channel.EMAIL and row.case == member.id
        ]
        if readers and member.id in self.timelines:
            self.mended += 1
            address = f"mended.{self._mending.randrange(1_000_000)}@mail.example"
            changed = {self._mending.choice(readers): {"email": address}}
            super().turn(member, {"kind": "update_contacts", "content": changed, "update": ""})


@pytest.mark.parametrize("first", range(0, 12, _A_HANDFUL))
def test_no_day_stays_in_the_calendar_of_an_address_that_a_lost_turn_wrote_to(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "World", LosingWorld)
    mended = 0
    for number in range(first, first + _A_HANDFUL):
        for played in play_long(f"lost-{number}"):
            assert judge(played) == [], played.seed
            assert isinstance(played.world, LosingWorld)
            mended += played.world.mended
    assert mended
