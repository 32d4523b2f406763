"""Who is told what of one turn: for the answer to whoever caused it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from models.cases.people import Role
from models.local_time import short_day
from models.notices.items import Item
from models.notices.looking import Look
from models.notices.memory import Memory, State
from models.notices.messages.order import MessageKind
from models.notices.messages.ordering import Order

_SOON = timedelta(days=1)
"""What begins now is told within a day to whoever sleeps, or waits for further corrections."""

_TO_COME = {State.OUT, State.WAITS}


def to_be_told(
    seen: Look, orders: Iterable[Order], *, before: Memory, now: datetime
) -> tuple[str, ...]:
    """A line per person and matter: what goes out with this turn, or follows from it within a day.

    Args:
        seen: The case as it was looked at, after its messages were ordered.
        orders: Those messages.
        before: The memory before the turn.
        now: The moment of the turn (UTC).
    """
    found = []
    for item in seen.items:
        new = item.seen.since == now
        for role in Role:
            known = before.told(item.key, role)
            begun = any(
                status.state in _TO_COME and status != known.get(name)
                for name, status in seen.memory.told(item.key, role).items()
            )
            soon = any(one.role is role and now < one.at <= now + _SOON for one in item.reminders)
            if begun or (new and soon):
                found.append(f"{role.value.replace('_', ' ')}: {_about(item)}")
    return (*found, *_closings(orders))


def _closings(orders: Iterable[Order]) -> Iterator[str]:
    """Whoever is told that the case is over."""
    for order in orders:
        if order.message.kind is MessageKind.CLOSED:
            for one in order.message.recipients:
                yield f"{one.role.value.replace('_', ' ')}: {order.message.title}"


def _about(item: Item) -> str:
    day = f", {short_day(item.clock.due_on)}" if item.clock is not None else ""
    return f"{item.title}{day}"
