"""Until when a filing still counts after the day to work to, and on what ground."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pendulum

from models.local_time import short_day
from models.rulebook.counting.days import End, Moment, count, end_of_day
from models.rulebook.counting.working_days import next_working_day
from models.rulebook.reckoning import Ground
from models.rulebook.row import Arguable, Limit, Row, Version
from models.rulebook.words import plural

RowOf = Callable[[str], Row]
"""The row that states a roll over weekends and holidays, by the name of the roll."""

Later = tuple[End, Ground, str]
"""A later end, its ground, and how the step that tells of it begins."""


@dataclass(frozen=True)
class Counted:
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
    return found if found is not None and found[0].at > counted.end.at else None


def _by_another_reading(counted: Counted) -> Later | None:
    arguable, presumption = counted.limit.arguable, counted.version.presumption
    if arguable is not None:
        return _argued(counted, arguable)
    if presumption is not None and presumption.effect == "last_arguable":
        ground = Ground(
            code="from_receipt",
            citation=counted.version.citation,
            evidence=counted.version.evidence,
        )
        return _from_receipt(counted, presumption.days, ground)
    return None


def _argued(counted: Counted, arguable: Arguable) -> Later | None:
    ground = Ground(code=arguable.ground, citation=arguable.citation, evidence=arguable.evidence)
    if arguable.ground == "from_receipt":
        return _from_receipt(counted, arguable.days or 0, ground, arguable.length)
    if arguable.days is not None:
        later = count(Moment(counted.start), arguable.days, "calendar_days", counted.zone)
        source = "A page of CMS" if arguable.ground == "cms_page" else "Another reading"
        return later, ground, f"{source} says {plural(arguable.days, 'calendar day')}:"
    if counted.later is None:
        return None
    ground = ground.model_copy(update={"code": counted.later_by})
    return counted.later, ground, "By the later of the two it still counts until"


def _from_receipt(
    counted: Counted, presumed: int, ground: Ground, length: int | None = None
) -> Later:
    receipt, limit = counted.received(presumed), counted.limit
    later = count(Moment(receipt), length or limit.length, limit.unit, counted.zone)
    said = ground.model_copy(update={"day": receipt})
    return later, said, f"Counted from receipt on {short_day(receipt)} it would be"


def _rolled(counted: Counted, row_of: RowOf) -> Later | None:
    name = counted.version.roll
    if name == "none":
        return None
    row = row_of(name)
    convention = row.version_on(counted.start)
    ground = Ground(code=name, citation=convention.citation, evidence=convention.evidence)
    words = row.rolls.words if row.rolls is not None else ""
    return end_of_day(next_working_day(counted.end.day), counted.zone), ground, words
