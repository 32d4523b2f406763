"""Those who do not work on the case get at most one correcting message a day."""

from datetime import datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.people import STAFF, Role
from tests.simulation.checker.evidence import Evidence
from tests.simulation.checker.owed import OPENED, Due
from tests.simulation.checker.timeline import ClockFacts
from tests.simulation.sender import Received

BETWEEN = timedelta(days=1)
"""At the least between two of them."""

_KINDS = {FollowUpKind.CORRECTED, FollowUpKind.GOES_ON}


def told_otherwise(seen: Evidence, due: Due, role: Role, moment: datetime) -> datetime | None:
    """When somebody got a correcting message in the day before a moment at which another is due.

    None where there was none, or where what is due corrects nothing, or goes to staff.
    """
    if role in STAFF or not _corrects(due):
        return None
    return max(
        (
            row.told_at
            for row in seen.received
            if row.role is role
            and row.told_at <= moment < row.told_at + BETWEEN
            and _was_correcting(seen, row)
        ),
        default=None,
    )


def _corrects(due: Due) -> bool:
    facts = due.span.facts
    if isinstance(facts, ClockFacts):
        return due.name == OPENED and due.span.held
    return facts.kind in _KINDS


def _was_correcting(seen: Evidence, row: Received) -> bool:
    if any(kind.value in row.about.split(".") for kind in _KINDS):
        return True
    return row.reminder == OPENED and any(
        span.held and span.since <= row.told_at for span in seen.timeline.of(row.about)
    )
