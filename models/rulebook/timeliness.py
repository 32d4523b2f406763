"""Whether something filed came in time, as the day to work to has it."""

from dataclasses import dataclass
from datetime import date, datetime

from models.local_time import day_in_words, zone_named
from models.reckoning import Reckoning
from models.rulebook.errors import FactError
from models.rulebook.reckoner import moment
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

    A day that only some accept is late here: it is never worked to.

    Raises:
        FactError: it was filed before the clock started, or at an hour that never came.
    """
    zone = zone_named(reckoning.zone)
    found = moment(row, "filed", filed, zone)
    if reckoning.started_on is not None and found.day < reckoning.started_on:
        raise FactError(
            row.id,
            "filed",
            f"{found.day.isoformat()} is before {reckoning.started_on.isoformat()}, which starts "
            "the clock; expected that day or a later one",
        )
    said = f"Filed {moment_in_words(found)}"
    late_days = (found.day - reckoning.due_on).days
    if late_days < 0 or (late_days == 0 and not reckoning.to_the_hour):
        return Timeliness(in_time=True, words=f"{said}: in time.")
    if late_days == 0 and found.at is None:
        until = f"{reckoning.due_at.astimezone(zone):%H:%M %Z}"
        return Timeliness(
            in_time=None, words=f"{said}: whether by {until} is not known without the hour."
        )
    if late_days == 0 and found.at is not None and found.at <= reckoning.due_at:
        return Timeliness(in_time=True, words=f"{said}: in time.")
    late = f"{said}: {plural(late_days, 'calendar day')} late" if late_days else f"{said}: late"
    last = reckoning.last_arguable
    if last is not None and found.day <= last:
        return Timeliness(
            in_time=False, words=f"{late}, though arguable until {day_in_words(last)}."
        )
    return Timeliness(in_time=False, words=f"{late}.")
