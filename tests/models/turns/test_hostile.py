"""Whatever is typed or signaled, a turn raises nothing, and what it refuses changes nothing."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.turns.hostile_stage import play


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_turn_does_what_none_may(chance: Random) -> None:
    play(chance)
