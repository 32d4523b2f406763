"""A rehearsal on one page: its clocks drawn, what happens in order, and its time limits."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from cli.case.rehearsal.text import beginning, goes_on, heading, later, outcome
from cli.case.timeline.lanes import Lane, Timeline, lane_of
from cli.case.timeline.page import render
from models.cases.kinds import KINDS
from models.cases.program import PROGRAM_TITLES, Program
from models.local_time import hour_in_words, local_day, local_time
from models.rehearsal.account import Account, Happening, PlayedCase
from models.rehearsal.private import leaving_out

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Day:
    """What happens on one day."""

    day: date
    later: str
    """How much time has gone by, in words; empty on the first day."""

    happenings: tuple[tuple[str, str, str], ...]
    """Each with its hour and what sort of thing it is."""


def page(account: Account, typed: Iterable[str], service: str) -> str:
    """A rehearsal as one page.

    Args:
        account: What it showed.
        typed: Texts to be left out, see `models.rehearsal.private`.
        service: What was denied, where the page is to say it; else empty.
    """
    omitted = leaving_out(typed)
    return render(
        "rehearsal.html",
        _timeline(account, omitted, service),
        folders=[_FOLDER],
        heading=heading(account),
        beginning=beginning(account),
        outcome=omitted(outcome(account)),
        goes_on=goes_on(account),
        levels=list(_levels(account, omitted)),
    )


def _timeline(account: Account, omitted: Callable[[str], str], service: str) -> Timeline:
    program = account.case.overview["program"]
    ended = account.case.overview["ending"] is not None
    return Timeline(
        case_id=heading(account),
        program=PROGRAM_TITLES[Program(program)] if program else "",
        today=account.last_step_on,
        today_word="end" if ended else "last step",
        lanes=[_lane(case, omitted) for case in account.cases],
        service=service,
    )


def _lane(case: PlayedCase, omitted: Callable[[str], str]) -> Lane:
    lane = lane_of(case.overview, case.deadlines, KINDS[case.kind].title)
    steps = [step.model_copy(update={"title": omitted(step.title)}) for step in lane.steps]
    return replace(lane, stage=omitted(lane.stage), steps=steps)


def _levels(account: Account, omitted: Callable[[str], str]) -> Iterator[tuple[str, list[Day]]]:
    before = local_day(account.begins_at, account.zone)
    for level, found in groupby(account.happenings_once, key=lambda one: one.level):
        days = []
        for day, happenings in groupby(found, key=lambda one: one.day):
            told = tuple(_told(one, account.zone, omitted) for one in happenings)
            days.append(Day(day, later(before, day) if day > before else "", told))
            before = max(before, day)
        yield level, days


def _told(happening: Happening, zone: str, omitted: Callable[[str], str]) -> tuple[str, str, str]:
    hour = hour_in_words(local_time(happening.at, zone))
    return hour, happening.sort.value, omitted(happening.what)
