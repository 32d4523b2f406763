"""Leaves out what reminds somebody of a day on the day on which they first hear of it.

Not so for the case manager, who hears of it at the moment at which it is reported. Nor for whoever
knew it before and is not told again: the day moved away and back, or another hour of it was set.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from models.cases.people import Role
from models.local_time import local_day
from models.notices.memory import ReminderStatus
from models.notices.reminders.clock_reminders import OPENED, SAFE, Desk, PlannedReminder

_Told = Mapping[Role, Mapping[str, ReminderStatus]]


def not_twice_a_day(
    desk: Desk, reminders: Iterable[PlannedReminder], told: _Told
) -> tuple[PlannedReminder, ...]:
    """The reminders of a clock that go out beside the first word of its day.

    Args:
        desk: The case.
        reminders: All of them.
        told: What became of those that were due, by role and name.
    """
    reminders = tuple(reminders)
    zones = {one.role: one.zone for one in desk.people}
    heard = {
        (one.role, local_day(_heard_at(one, told), zones[one.role]))
        for one in reminders
        if one.name == OPENED and one.role is not Role.CASE_MANAGER
    }
    if not heard:
        return reminders
    return tuple(
        one
        for one in reminders
        if not _is_by_days(one) or (one.role, local_day(one.at, zones[one.role])) not in heard
    )


def _is_by_days(one: PlannedReminder) -> bool:
    """Whether it is one of some days before the end; not by a share, and no notice."""
    return one.name == SAFE or one.name.removesuffix("d").isdigit()


def _heard_at(opened: PlannedReminder, told: _Told) -> datetime:
    """When somebody heard, or is to hear, that a clock runs."""
    status = told.get(opened.role, {}).get(OPENED)
    known = status is not None and status.state.is_on_its_way and status.due
    return known or opened.at
