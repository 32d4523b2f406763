"""A message that goes out, as stories write it."""

from collections.abc import Iterable

from models.docket import Docket
from models.people import Role
from models.reminder import CalledOff, Matter, MessageKind, ReminderOrder
from tests.stories.files import Json, instant


def message_of(state: Docket, order: ReminderOrder) -> Json:
    """An order to send a message, without what is private and without ids.

    Args:
        state: The docket of the workflow that sends it, at that moment.
        order: The order.
    """
    roles = sorted(recipient.role.value for recipient in order.recipients)
    return {
        "at": instant(order.now),
        "from": order.case_id,
        "kind": order.kind.value,
        "roles": roles,
        "matters": [_matter(state, order, order), *(_matter(state, order, m) for m in order.also)],
        "calendar": [f"{one.level}.{one.purpose.value} {one.due_on}" for one in order.calendar],
        "cancelled": [_cancelled(one, roles) for one in order.cancelled],
        "ending": order.ending,
    }


def _matter(state: Docket, order: ReminderOrder, matter: ReminderOrder | Matter) -> Json:
    about, rung = matter.about, matter.rung
    if matter.deadline is not None:
        about = f"{matter.deadline.level}.{matter.deadline.purpose.value}"
    elif matter.kind is not MessageKind.CLOSED:
        found = next(one for one in state.follow_ups if one.id == matter.about)
        about, rung = f"{found.level}.{found.kind.value}", "follow-up"
    own: Json = {} if matter.kind is order.kind else {"kind": matter.kind.value}
    return own | {
        "about": about,
        "rung": rung,
        "due_on": str(matter.deadline.due_on) if matter.deadline else None,
        "title": matter.title,
        "action": matter.action,
    }


def _cancelled(one: CalledOff, roles: list[str]) -> str:
    """What is taken out of calendars; and whose, where it is not everybody's whom it is sent to."""
    name = f"{one.level}.{one.purpose}"
    whose = _values(one.roles)
    return name if whose == roles else f"{name} {','.join(whose)}"


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)
