"""Cases whose reminder comes due at a chosen moment, by the ordinary way: an intake.

A reminder goes out at an hour of the recipient's zone, and up to 45 minutes later by the hash of
the case's id. So a moment is met by the right zone, and by ids whose hash falls upon it.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.notices.reminders.times import SPREAD, spread

TOGETHER = timedelta(seconds=1)
"""All reminders of a burst are due within so short a time."""

DAYS_BEFORE = 5
"""Of a limit that is shorter than weeks: of such a limit people are reminded on a Sunday too."""

_ZONES = (
    *(f"Etc/GMT{offset:+d}" for offset in range(-12, 13)),
    *("Asia/Kolkata", "America/St_Johns", "Pacific/Marquesas", "Australia/Darwin", "Asia/Kabul"),
)


@dataclass(frozen=True)
class DueCase:
    """A case, and when its one reminder is due."""

    id: str
    address: str
    due: float
    intake: dict[str, Any]


def cases_due(at: datetime, count: int, mark: str, *, first_number: int = 0) -> list[DueCase]:
    """Cases that are all reminded within `TOGETHER` of a moment.

    Args:
        at: The moment.
        count: How many.
        mark: Tells their ids from others.
        first_number: Tells their case managers from others.
    """
    zone, hour = _place(at)
    begins = at.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=0, second=0, microsecond=0)
    today = begins.date()
    found = itertools.islice(_ids(at - begins, mark), count)
    return [
        DueCase(
            id=case_id,
            address=f"manager{number}@legalaid.example",
            due=(begins.astimezone(UTC) + spread(case_id)).timestamp(),
            intake={
                "program": "part_c",
                "notice_date": str(today - timedelta(days=2)),
                "service": "Total knee replacement",
                "case_manager": {"email": f"manager{number}@legalaid.example"},
                "zone": zone,
                "override": {
                    "due_on": str(today + timedelta(days=DAYS_BEFORE)),
                    "reason": "The notice prints this day.",
                },
                "reminders": {"days_before": [DAYS_BEFORE], "hour": hour},
            },
        )
        for number, case_id in enumerate(found, first_number)
    ]


def _place(at: datetime) -> tuple[str, int]:
    """A zone in which the moment falls into the window after an hour of the day."""
    for zone in _ZONES:
        local = at.astimezone(ZoneInfo(zone))
        into = timedelta(minutes=local.minute, seconds=local.second + 1) + TOGETHER
        if 8 <= local.hour <= 18 and into < SPREAD:
            return zone, local.hour
    message = f"no zone has a reminder at {at}"
    raise LookupError(message)


def _ids(into: timedelta, mark: str) -> Iterator[str]:
    for number in itertools.count():
        case_id = f"AC-{mark}-{number}"
        if into <= spread(case_id) < into + TOGETHER:
            yield case_id
