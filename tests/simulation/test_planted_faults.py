"""Faults planted into the core: the checker catches each of them."""

import pytest

from tests.simulation.planted import PLANTED, Planted
from tests.simulation.play import judge, play_case
from tests.simulation.world import Refused


@pytest.mark.parametrize(("plant", "words", "seed"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_fault_is_caught(plant: Planted, words: str, seed: str) -> None:
    with plant():
        try:
            found = judge(play_case(seed))
        except Refused as refused:
            found = [str(refused)]
    assert any(words in problem for problem in found), found


@pytest.mark.parametrize("seed", sorted({seed for _, _, seed in PLANTED.values()}))
def test_nothing_is_caught_where_nothing_was_planted(seed: str) -> None:
    assert judge(play_case(seed)) == []
