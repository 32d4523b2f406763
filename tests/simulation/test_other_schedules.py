"""A deploy brings another schedule between two turns: nothing that lies behind is sent."""

import pytest

from models.cases.deadline import FollowUpKind
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.reminders import matter_reminders
from tests.simulation.play import Played, begun, judge, walk_on
from tests.simulation.world import World

SEEDS = tuple(f"deploy-{number}" for number in range(10))

OTHER = ReminderSchedule(
    days_before=(90, 60, 45, 30, 21, 14, 10, 7, 5, 4, 3, 2, 1, 0),
    shares_passed=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    hour=10,
    check_in_days=7,
)

DAYS = tuple(range(29))


def _messages_of_a_turn_of_each(world: World) -> int:
    before = world.sender.messages
    for member in list(world.members.values()):
        if member.is_running:
            world.turn(member)
    return world.sender.messages - before


def _somewhere(seed: str) -> Played:
    played = begun(seed, faulty=0)
    walk_on(played, reports=8)
    played.world.rest()
    return played


@pytest.mark.parametrize("seed", SEEDS)
def test_another_policy_sends_nothing_that_lies_behind(seed: str) -> None:
    played = _somewhere(seed)
    world = played.world
    with world.watched():
        assert _messages_of_a_turn_of_each(world) == 0
        world.policy = OTHER
        assert _messages_of_a_turn_of_each(world) == 0
    walk_on(played, reports=8)
    # The checker counts by whichever schedule held at the moment.
    assert judge(played) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_other_days_of_matters_send_nothing_that_lies_behind(
    seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _somewhere(seed).world
    with world.watched():
        monkeypatch.setattr(matter_reminders, "FOLLOW_UP_DAYS", dict.fromkeys(FollowUpKind, DAYS))
        assert _messages_of_a_turn_of_each(world) == 0
