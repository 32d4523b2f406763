"""Counts the clocks of a case: rules of the rulebook applied to days, as clocks with their keys."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from models.cases.deadline import Deadline, Purpose
from models.cases.standing import Clock, Said, Schedule
from models.inputs.common_intake import Override
from models.local_time import end_of_day, local_day, local_time, time_in_words, zone_named
from models.rulebook import Facts, rulebook
from models.rulebook.counting.days import utc, wall_time
from models.rulebook.reckoning import Reckoning

EASTERN = "America/New_York"
"""The zone of those that receive requests, where nothing else is known."""

NO_SOURCE = "none seen"
"""The citation of a row for which no text of the law was found."""


_EVIDENCE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the evidence of a receipt in what is kept: people type that, and no rule has it."""


def count(rule: str, when: date | datetime, zone: str, facts: Facts) -> Reckoning:
    """A rule counted out from a day, or from a local hour of it. Kept, as cases are played often.

    Raises:
        RulebookError: a fact is missing, or no version of the rule is in force.
    """
    evidence = facts.received_evidence
    if not evidence:
        return _counted(rule, when, zone, facts)
    kept = facts.model_copy(update={"received_evidence": _EVIDENCE})
    reckoning = _counted(rule, when, zone, kept)
    steps = tuple(step.replace(_EVIDENCE, evidence) for step in reckoning.steps)
    return reckoning.model_copy(update={"steps": steps})


@lru_cache(maxsize=8192)
def _counted(rule: str, when: date | datetime, zone: str, facts: Facts) -> Reckoning:
    return rulebook.reckon(rule, when, zone=zone, facts=facts)


def forget_counts() -> None:
    """Count each rule anew."""
    _counted.cache_clear()


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
    """Another day is worked to, for a reason that stays visible.

    A limit to the hour stays so: without an hour of its own the day ends at that of the limit.
    """
    if override is None:
        return
    zone = clock.reckoning.zone
    hour = override.due_at
    if hour is None and clock.reckoning.to_the_hour:
        reckoned = local_time(clock.reckoning.due_at, zone).time()
        # A limit that ends as its day begins was counted without an hour.
        hour = reckoned if reckoned != time.min else None
    clock.override = override.model_copy(update={"due_at": hour})
    clock.due_on = override.due_on
    clock.expires_at = end_of_day(override.due_on, zone)
    if hour is not None:
        clock.expires_at = utc(wall_time(override.due_on, hour, zone_named(zone)))


def where_received(reckoning: Reckoning, receiver: str | None) -> Reckoning:
    """A limit in days of ours, as it ends at the midnight of whoever receives the request.

    Where that is not known, at the earlier of the filer's midnight and that of Eastern Time. An
    hour is one of the filer's clock.

    Args:
        reckoning: As it is counted in the zone of the case.
        receiver: The zone of whoever receives it (IANA), or None.
    """
    if reckoning.to_the_hour:
        return reckoning
    due = reckoning.due_on
    zones = [receiver] if receiver is not None else [reckoning.zone, EASTERN]
    zone = min(zones, key=lambda one: end_of_day(due, one))
    if zone == reckoning.zone:
        return reckoning
    last = reckoning.last_arguable
    return reckoning.model_copy(
        update={
            "zone": zone,
            "due_at": end_of_day(due, zone),
            "last_arguable_at": end_of_day(last, zone) if last is not None else None,
        }
    )


def is_by_the_day_to_work_to(clock: Clock, day: date, hour: time | None) -> bool:
    """Whether a filing came by the day to work to: at an unknown hour of it, it did.

    What is filed at the very hour is in time.
    """
    if day != clock.due_on:
        return day < clock.due_on
    if hour is None or not clock.to_the_hour:
        return True
    return hour <= local_time(clock.expires_at, clock.reckoning.zone).time()


def due_said(clock: Clock | Deadline) -> Said:
    """The day to work to, with its hour where it has one."""
    return _end_said(clock, clock.due_on, clock.expires_at)


def last_said(clock: Clock | Deadline) -> Said:
    """The last day on which a filing counts, with its hour where it has one."""
    return _end_said(clock, clock.last_arguable, clock.last_arguable_at)


def ground_said(clock: Clock | Deadline) -> Said | None:
    """Why a filing counts until then; None where that is the day to work to."""
    ground = clock.ground
    if ground is None:
        return None
    return Said(f"ground.{ground.code}", {"citation": ground.citation, "day": ground.day})


def _end_said(clock: Clock | Deadline, day: date, at: datetime) -> Said:
    if not clock.to_the_hour:
        return Said("common.on_day", {"day": day})
    zone = clock.reckoning.zone
    hour = time_in_words(at, zone)
    return Said("common.at_hour", {"day": local_day(at, zone), "hour": hour})


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
