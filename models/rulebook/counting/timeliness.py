"""Whether something filed came in time: by the day to work to, or while it still counted."""

from dataclasses import dataclass
from datetime import date, datetime

from models.local_time import short_day, short_moment, time_in_words, zone_named
from models.rulebook.counting.days import Moment
from models.rulebook.counting.reckoner import moment
from models.rulebook.errors import FactError
from models.rulebook.reckoning import Reckoning
from models.rulebook.row import Row
from models.rulebook.words import moment_in_words, plural


@dataclass(frozen=True)
class Timeliness:
    """A filing set against a limit."""

    in_time: bool | None
    """None where the limit ends at an hour of that day and the hour of the filing is not known."""

    words: str


def timeliness(row: Row, reckoning: Reckoning, filed: date | datetime) -> Timeliness:
    """Whether a filing, a naive one local to the reckoning's zone, came within a limit.

    Raises:
        FactError: it was filed before the clock started, or at an hour that never came.
    """
    zone = zone_named(reckoning.zone)
    found = moment(row, "filed", filed, zone)
    if reckoning.started_on is not None and found.day < reckoning.started_on:
        raise FactError(
            row.id,
            "filed",
            f"{short_day(found.day)} is before {short_day(reckoning.started_on)}, which starts "
            "the clock; expected that day or a later one",
        )
    said = f"Filed {moment_in_words(found, reckoning.zone)}"
    late_days = (found.day - reckoning.due_on).days
    if late_days < 0 or (late_days == 0 and not reckoning.to_the_hour):
        return Timeliness(in_time=True, words=f"{said}: in time.")
    last = reckoning.last_arguable
    if late_days == 0 and found.at is None and last is None:
        until = time_in_words(reckoning.due_at, reckoning.zone)
        return Timeliness(
            in_time=None, words=f"{said}: whether by {until} is not known without the hour."
        )
    if late_days == 0 and found.at is not None and found.at <= reckoning.due_at:
        return Timeliness(in_time=True, words=f"{said}: in time.")
    return _after_the_day(reckoning, found, said, late_days)


def _after_the_day(reckoning: Reckoning, found: Moment, said: str, late_days: int) -> Timeliness:
    """A filing after the day to work to: in time while it still counts."""
    late = f"{said}: {plural(late_days, 'calendar day')} late" if late_days else f"{said}: late"
    if late_days == 0 and found.at is None:
        return Timeliness(in_time=True, words=f"{said}: in time.")
    last, ends = reckoning.last_arguable, reckoning.last_arguable_at
    if last is None or ends is None or found.day > last:
        return Timeliness(in_time=False, words=f"{late}.")
    until = short_day(last)
    if reckoning.to_the_hour:
        hour = time_in_words(ends, reckoning.zone)
        until = short_moment(ends, reckoning.zone)
        if found.day == last and found.at is None:
            return Timeliness(
                in_time=None, words=f"{said}: whether by {hour} is not known without the hour."
            )
        if found.at is not None and found.at > ends:
            return Timeliness(in_time=False, words=f"{late}.")
    return Timeliness(
        in_time=True,
        words=f"{said}: after the day to work to, and in time, as it counts until {until}.",
    )
