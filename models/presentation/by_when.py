"""When a time limit ends, where there is little room to say so."""

from models.cases.deadline import Deadline
from models.local_time import short_day, short_moment


def by_when(deadline: Deadline) -> str:
    """The last day of a time limit, or the hour where it ends at one."""
    if deadline.to_the_hour:
        return short_moment(deadline.expires_at, deadline.reckoning.zone)
    return short_day(deadline.due_on)
