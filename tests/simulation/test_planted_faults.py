"""Faults planted into the core: the checker catches each of them."""

import pytest

from tests.simulation.planted import PLANTED, Planted
from tests.simulation.play import judge, play_case
from tests.simulation.world import Refused

_SEEDS = [f"planted-{number}" for number in range(40)]
"""Not every case has the occasion for every fault; one of so many has it, whatever programs there
are to draw from."""


@pytest.mark.parametrize(("plant", "words"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_fault_is_caught(plant: Planted, words: str) -> None:
    with plant():
        assert any(words in problem for seed in _SEEDS for problem in _problems(seed))


def _problems(seed: str) -> list[str]:
    try:
        return judge(play_case(seed))
    except Refused as refused:
        return [str(refused)]


@pytest.mark.parametrize("seed", _SEEDS[:10])
def test_nothing_is_caught_where_nothing_was_planted(seed: str) -> None:
    assert judge(play_case(seed)) == []
