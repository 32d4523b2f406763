"""Counts the clocks of a case: rules of the rulebook applied to days, as clocks with their keys."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from models.any_intake import Override
from models.cases.standing import Clock, Schedule
from models.deadline import Purpose
from models.local_time import end_of_day
from models.reckoning import Reckoning
from models.rulebook import Facts, rulebook

NO_SOURCE = "none seen"
"""The citation of a row for which no text of the law was found."""


@lru_cache(maxsize=8192)
def count(rule: str, when: date | datetime, zone: str, facts: Facts) -> Reckoning:
    """A rule counted out from a day, or from a local hour of it. Kept, as cases are played often.

    Raises:
        RulebookError: a fact is missing, or no version of the rule is in force.
    """
    return rulebook.reckon(rule, when, zone=zone, facts=facts)


def moment(day: date, hour: time | None) -> date | datetime:
    """A day, or its local hour where that is known."""
    return datetime.combine(day, hour) if hour is not None else day


def key(level: str, what: str, root: int, variant: str = "") -> str:
    """The key of a clock or matter: `level.purpose[.variant].root`."""
    return ".".join(part for part in (level, what, variant, str(root)) if part)


def clock(
    key: str, reckoning: Reckoning, purpose: Purpose, *, title: str, begins_on: date
) -> Clock:
    """A clock as it is reckoned: ours with its whole schedule, or theirs with one notice.

    Args:
        key: Of `key`; the level is its first part.
        reckoning: Where it ends.
        purpose: What must happen before.
        title: The level or step in words.
        begins_on: The day it is counted from, in the zone of the reckoning.
    """
    return Clock(
        key=key,
        purpose=purpose,
        level=key.partition(".")[0],
        level_title=title,
        who="you" if purpose.ours else "",
        reckoning=reckoning,
        due_on=reckoning.due_on,
        expires_at=reckoning.due_at,
        begins_on=begins_on,
        schedule=Schedule.OURS if purpose.ours else Schedule.THEIRS,
    )


def set_by_hand(clock: Clock, override: Override | None) -> None:
    """Another day is worked to, for a reason that stays visible; the clock ends with that day."""
    if override is not None:
        clock.override, clock.due_on = override, override.due_on
        clock.expires_at = end_of_day(override.due_on, clock.reckoning.zone)


def stated(rule: str, on: date) -> str:
    """What a fact of the rulebook states as of a day, with where it stands and how sure it is.

    Raises:
        RulebookError: no version of the row is in force.
    """
    version = rulebook.row(rule).version_on(on)
    marks = [] if version.citation == NO_SOURCE else [version.citation]
    marks += [] if version.verified else ["unverified"]
    return f"{version.text} ({'; '.join(marks)})" if marks else f"{version.text}"


def start_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day begins in a zone."""
    return end_of_day(day - timedelta(days=1), zone)
