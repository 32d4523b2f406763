"""Faults planted into the core: the checker catches each of them."""

import pytest

from models.procedure.recent_plays import forget
from tests.simulation.planted import PLANTED, Planted
from tests.simulation.play import judge, play_case
from tests.simulation.world import Refused

_FIRST = {
    "a lost clock": 16,
    "a doubled reminder": 21,
    "an order of effect swapped": 19,
    "a reminder sent after an acknowledgment": 30,
    "a reminder of a day that moved": 15,
    "quiet hours ignored": 13,
    "the wrong reader's zone": 23,
    "an outcome lost": 25,
    "a matter never brought up again": 22,
    "a refused report that changed something": 24,
    "a correction told to nobody": 28,
    "a reminder of a filing that was taken back": 10,
    "others told of a correction at once": 5,
    "a retry given up": 32,
    "a double not marked": 7,
}
"""Of each fault a case that has the occasion for it, so that others need not be played."""

_OTHERS = range(40)
"""Not every case has the occasion for every fault; one of so many has it, whatever programs there
are to draw from."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_caught(name: str) -> None:
    plant, words = PLANTED[name]
    numbers = [_FIRST[name], *_OTHERS] if name in _FIRST else [*_OTHERS]
    seeds = (f"planted-{number}" for number in numbers)
    caught = next((seed for seed in seeds if _is_caught(seed, plant, words)), None)
    assert caught is not None
    # Of the same case nothing is caught where nothing was planted.
    forget()
    assert judge(play_case(caught)) == []


def _is_caught(seed: str, plant: Planted, words: str) -> bool:
    with plant():
        try:
            problems = judge(play_case(seed))
        except Refused as refused:
            problems = [str(refused)]
    return any(words in problem for problem in problems)
