"""Who was told what, as stories write it."""

from datetime import datetime

from models.notices.messages.order import (
    CalledOff,
    Matter,
    ReminderOrder,
)
from tests.stories.files import Json, instant


def message(at: datetime, member: str, order: ReminderOrder) -> Json:
    matters: list[ReminderOrder | Matter] = [order, *order.also]
    roles = sorted(one.role.value for one in order.recipients)
    return {
        "at": instant(at),
        "from": member,
        "kind": order.kind.value,
        "roles": roles,
        "matters": [
            {
                "kind": one.kind.value,
                "about": _about(one.about),
                "reminder": "follow-up" if one.reminder.startswith("follow-up") else one.reminder,
                "due_on": _day(one.deadline.due_on) if one.deadline else None,
                "title": one.title,
                "action": one.action,
            }
            for one in matters
        ],
        "calendar": [f"{_about(one.id)} {one.due_on}" for one in order.calendar],
        "cancelled": [_cancelled(one, roles) for one in order.cancelled],
        "ending": order.ending,
    }


def _cancelled(one: CalledOff, roles: list[str]) -> str:
    """What is taken out of calendars; and whose, where it is not everybody's whom it goes to."""
    whose = sorted(role.value for role in one.roles)
    return _about(one.id) if whose == roles else f"{_about(one.id)} {','.join(whose)}"


def _about(key: str) -> str:
    """`<level>.<purpose>` of the key of a clock or matter."""
    return ".".join(key.split(".")[:2])


def _day(day: object) -> str | None:
    return str(day) if day is not None else None
