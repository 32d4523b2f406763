"""All that the checker sees of one case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.checker.timeline import Timeline
from tests.simulation.sender import Attempt, Received
from tests.simulation.world import Gap

SLACK = timedelta(seconds=1)
"""What follows at once may have the next instant."""


@dataclass(frozen=True)
class Acknowledgment:
    """Somebody takes care of a clock or matter, from a moment on."""

    key: str
    at: datetime


@dataclass
class Evidence:
    """All that the checker sees of one case."""

    timeline: Timeline
    received: Sequence[Received]
    attempts: Sequence[Attempt]
    gaps: Sequence[Gap]
    acknowledgments: Sequence[Acknowledgment]
    horizon: datetime
    """Until when the case was played (UTC)."""

    by_rounds: bool = True
    """Whether an acknowledgment of a matter holds for one round of its reminders: in appeals."""
