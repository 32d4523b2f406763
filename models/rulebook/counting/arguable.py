"""Until when a filing still counts after the day to work to, and on what ground."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pendulum

from models.local_time import short_day
from models.rulebook.counting.days import End, Moment, count, end_of_day, utc
from models.rulebook.counting.working_days import next_working_day
from models.rulebook.reckoning import Ground
from models.rulebook.row import Arguable, Limit, Row, Version
from models.rulebook.words import plural

RowOf = Callable[[str], Row]
"""The row that states a roll over weekends and holidays, by the name of the roll."""

Later = tuple[End, Ground, str]
"""A later end, its ground, and how the step that tells of it begins."""


class Counted(NamedTuple):
    """A limit of ours as it was counted."""

    version: Version
    limit: Limit
    start: date
    end: End
    received: Callable[[int], date]
    """The day of receipt, proven or so many days after the notice."""

    later: End | None
    """The later of the two readings of a limit, where the earlier is worked to."""

    later_by: str
    """Which of the two that is: the code of its ground."""

    zone: pendulum.Timezone


def later_end(counted: Counted, row_of: RowOf) -> Later | None:
    """The later end, its ground and how its step begins; None where the day to work to is last."""
    found = _by_another_reading(counted) or _rolled(counted, row_of)
    return found if found is not None and utc(found[0].at) > utc(counted.end.at) else None


def _by_another_reading(counted: Counted) -> Later | None:
    arguable, presumption = counted.limit.arguable, counted.version.presumption
    if arguable is not None:
        return _argued(counted, arguable)
    if presumption is not None and presumption.effect == "last_arguable":
        return _from_receipt(counted, presumption.days, counted.version)
    return None


def _argued(counted: Counted, arguable: Arguable) -> Later | None:
    if arguable.ground == "from_receipt":
        return _from_receipt(counted, arguable.days or 0, arguable, arguable.length)
    if arguable.days is not None:
        later = count(Moment(counted.start), arguable.days, "calendar_days", counted.zone)
        source = "A page of CMS" if arguable.ground == "cms_page" else "Another reading"
        words = f"{source} says {plural(arguable.days, 'calendar day')}:"
        return later, _ground(arguable.ground, arguable), words
    if counted.later is None:
        return None
    words = "By the later of the two it still counts until"
    return counted.later, _ground(counted.later_by, arguable), words


def _from_receipt(
    counted: Counted, presumed: int, stands: Arguable | Version, length: int | None = None
) -> Later:
    receipt, limit = counted.received(presumed), counted.limit
    later = count(Moment(receipt), length or limit.length, limit.unit, counted.zone)
    ground = _ground("from_receipt", stands, receipt)
    return later, ground, f"Counted from receipt on {short_day(receipt)} it would be"


def _ground(code: str, stands: Arguable | Version, day: date | None = None) -> Ground:
    return Ground(code=code, citation=stands.citation, evidence=stands.evidence, day=day)


def _rolled(counted: Counted, row_of: RowOf) -> Later | None:
    name = counted.version.roll
    if name == "none":
        return None
    row = row_of(name)
    convention = row.version_on(counted.start)
    words = row.rolls.words if row.rolls is not None else ""
    later = end_of_day(next_working_day(counted.end.day), counted.zone)
    return later, _ground(name, convention), words
