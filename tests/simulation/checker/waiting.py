"""How long what failed waits for its next try, by the checker's own reading."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.simulation.world import Gap

LONGEST_PAUSE = timedelta(hours=4, minutes=16)
"""Between two tries of a message, with the time until a lost one counts as lost."""

_ON_THE_WAY = timedelta(minutes=15)
"""How long the outcome of a try may be on its way."""


def heard_after(gap: Gap, tries: Sequence[datetime]) -> timedelta:
    """How long it may take after nobody was there: what failed just before is heard of then."""
    heard = any(gap.begun - _ON_THE_WAY <= at <= gap.begun for at in tries)
    return LONGEST_PAUSE if heard else timedelta(0)
