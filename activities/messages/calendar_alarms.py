"""When a calendar entry rings: in working hours, on days of work, and never in the past."""

from datetime import UTC, date, datetime, timedelta

from models.cases.deadline import Deadline
from models.local_time import local_time, zone_named
from models.rulebook.counting.working_days import last_working_day

_BEGINS, _ENDS = 9, 17
"""Hours of work, local to the reader."""

_AT_THE_LEAST = timedelta(hours=2)
"""So long before a limit to the hour that is near, there is time to act."""

_ONE_DAY = timedelta(days=1)


def alarm_moments(
    deadline: Deadline, now: datetime, zone: str, *, length: timedelta
) -> list[timedelta]:
    """When the entry of a deadline rings, counted from its start, the earliest first.

    On the safe day to mail it, and the day before its last day; both moved to the working day
    before where nobody works. Where these lie behind: on the last day, while there is time to act.

    Args:
        deadline: Whose entry it is.
        now: The moment (UTC): nothing rings before.
        zone: The reader's (IANA).
        length: Of the entry of a limit to the hour, which ends with it.
    """
    to_the_hour = deadline.to_the_hour
    if to_the_hour:
        start, last = deadline.expires_at - length, local_time(deadline.expires_at, zone).date()
    else:
        # All-day entries have no zone: they begin at the midnight of whoever looks at them.
        start, last = _at(deadline.due_on, 0, zone), deadline.due_on
    safe_by = deadline.reckoning.safe_by if deadline.override is None else None
    days = {last_working_day(last - _ONE_DAY)} | (
        {last_working_day(safe_by)} if safe_by is not None else set()
    )
    moments = sorted(at for day in days if (at := _at(day, _BEGINS, zone)) > now)
    if not moments:
        at = deadline.expires_at - _AT_THE_LEAST if to_the_hour else _at(last, _BEGINS, zone)
        if at > now and _BEGINS <= local_time(at, zone).hour < _ENDS:
            moments = [at]
    return [
        _wall(at, zone) - _wall(start, zone) if not to_the_hour else at - start for at in moments
    ]


def _at(day: date, hour: int, zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, tzinfo=zone_named(zone))
    return local.astimezone(UTC)


def _wall(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall shows: clocks may go forward between an alarm and its entry."""
    return local_time(moment, zone).replace(tzinfo=None)
