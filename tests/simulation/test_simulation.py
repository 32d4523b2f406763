"""Caseloads over simulated years, with faults, by fixed seeds; `make simulate` plays many more."""

import pytest

from models.procedure.recent_plays import forget
from tests.simulation.play import HAPPENINGS, NEWER_SEEDS, REPORTS, judge, play_long

_A_HANDFUL = 4

SEEDS_OF_OLD = (
    "1-22",
    "1-146",
    "1-211",
    "1-212",
    "1-238",
    "1-414",
    "3-35",
    "7-36",
    "1-17",
    "1-38",
    "11-97",
    "1-20013",
    "1-30035",
    "k1-59",
    "break13-80",
    "break13-99",
    "h1a-38",
    "h1new-28",
    "32807-114",
    "32807-459",
    "data-171",
)
"""Each of these failed once, by a course of its day."""


@pytest.mark.parametrize("first", range(0, 24, _A_HANDFUL))
def test_each_due_reminder_ends_in_exactly_one_way(first: int) -> None:
    for number in range(first, first + _A_HANDFUL):
        for played in play_long(f"suite-{number}"):
            assert judge(played) == [], played.seed
        assert sum(played.accepted.values()) >= REPORTS
        assert played.happenings >= HAPPENINGS


@pytest.mark.parametrize("first", range(0, 12, _A_HANDFUL))
def test_each_due_reminder_of_a_newer_program_ends_in_exactly_one_way(first: int) -> None:
    for number in range(first, first + _A_HANDFUL):
        for played in play_long(f"{NEWER_SEEDS}{number}"):
            assert judge(played) == [], played.seed


@pytest.mark.parametrize("seed", SEEDS_OF_OLD)
def test_what_failed_once_does_not_fail_again(seed: str) -> None:
    for played in play_long(seed):
        assert judge(played) == []


def test_the_same_seed_plays_the_same_case() -> None:
    first = list(play_long("suite-0"))[-1]
    forget()
    again = list(play_long("suite-0"))[-1]
    assert first.world.sender.received == again.world.sender.received
    assert first.world.members[first.root].case == again.world.members[again.root].case


def test_without_faults_everything_comes_at_its_moment() -> None:
    for number in range(_A_HANDFUL):
        for played in play_long(f"calm-{number}", faulty=0):
            assert judge(played) == []
            assert not played.world.gaps
