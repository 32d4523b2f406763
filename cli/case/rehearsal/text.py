"""A rehearsal in words: for the person whose case it is, and for whoever explains it to them."""

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from itertools import groupby
from typing import TYPE_CHECKING

from models.cases.deadline import Deadline
from models.cases.kinds import KINDS
from models.cases.program import PROGRAM_TITLES, Program
from models.cases.standing import Said
from models.local_time import hour_in_words, local_day, local_time, short_day, zone_in_words
from models.presentation.by_when import by_when
from models.words.english.tables import say

if TYPE_CHECKING:
    from models.rehearsal.account import Account, PlayedCase


class Style(Enum):
    """How a line is set off."""

    HEADING = auto()
    PLAIN = auto()
    ASIDE = auto()


Line = tuple[Style, str]

_HOURS = len("12:59 p.m.")


def lines(account: "Account") -> Iterator[Line]:
    """A rehearsal, line by line."""
    yield Style.HEADING, heading(account)
    yield Style.PLAIN, beginning(account)
    level, day = None, local_day(account.begins_at, account.zone)
    for (now_level, now), happenings in groupby(
        account.happenings_once, key=lambda one: (one.level, one.day)
    ):
        if now_level != level:
            yield Style.PLAIN, ""
            yield Style.HEADING, now_level
            level = now_level
        if now > day:
            yield Style.ASIDE, f"  {later(day, now)}"
        day = max(day, now)
        yield Style.PLAIN, f"  {short_day(now)}"
        for one in happenings:
            hour = hour_in_words(local_time(one.at, account.zone))
            yield Style.PLAIN, f"    {hour:>{_HOURS}}  {one.what}"
    if goes_on(account):
        yield Style.ASIDE, f"  {goes_on(account)}"
    yield Style.PLAIN, ""
    yield Style.HEADING, outcome(account)
    for case in account.cases:
        yield from _limits(case)


def heading(account: "Account") -> str:
    """What was rehearsed: the kind of case, and its program."""
    program = account.case.overview["program"]
    title = KINDS[account.case.kind].title
    return f"{title}: {PROGRAM_TITLES[Program(program)]}" if program else title


def beginning(account: "Account") -> str:
    """When it begins, and in which zone days and times are told."""
    facts = {
        "day": local_day(account.begins_at, account.zone),
        "zone": zone_in_words(account.zone),
    }
    return say(Said("rehearsal.begins", facts))


def later(before: date, after: date) -> str:
    """How much time has gone by, in words."""
    days = (after - before).days
    return say(Said("rehearsal.day_later" if days == 1 else "rehearsal.days_later", {"days": days}))


def goes_on(account: "Account") -> str:
    """That the reminders shown last come again and again; empty where they do not."""
    more = len(account.happenings) - len(account.happenings_once)
    if not more:
        return ""
    facts = {"number": more, "day": account.happenings[-1].day}
    return say(Said("rehearsal.reminders_go_on", facts))


def outcome(account: "Account") -> str:
    """How it ended, or what it waits for."""
    overview = account.case.overview
    if overview["ending"] is not None:
        return say(Said("rehearsal.ended", {"ending": overview["ending"].replace("_", " ")}))
    return say(Said("rehearsal.goes_on", {"what": overview["next_action"]["what"]}))


def state(deadline: Deadline) -> str:
    """What became of a time limit."""
    day = deadline.settled_on or deadline.due_on
    return say(Said(f"rehearsal.{deadline.status.value}", {"day": day}))


def _limits(case: "PlayedCase") -> Iterator[Line]:
    if not case.deadlines:
        return
    yield Style.PLAIN, ""
    yield Style.HEADING, f"Time limits: {KINDS[case.kind].title}"
    for level, deadlines in groupby(case.deadlines, key=lambda one: one.level_title):
        yield Style.PLAIN, f"  {level}"
        for one in deadlines:
            by = f"by {by_when(one)}, {state(one)}"
            yield Style.PLAIN, f"    {one.reckoning.title}: {by}"
            said = one.reckoning.citation
            if not one.reckoning.verified:
                said += "; not verified, check the notice"
            yield Style.ASIDE, f"      {one.who}. {said}"
