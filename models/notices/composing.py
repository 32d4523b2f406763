"""What is to be said now, and when something is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.standing import Standing
from models.local_time import short_day
from models.notices.contacts.delivery_matters import plan_again
from models.notices.contacts.delivery_problems import alerts
from models.notices.contacts.former_contacts import former_at, former_notices
from models.notices.items import Item
from models.notices.looking import Look, look
from models.notices.memory import Memory
from models.notices.messages.closing_notice import closing_at, closing_notice
from models.notices.messages.corrections import note_corrections, one_a_day
from models.notices.messages.grouping import together
from models.notices.messages.order import AlertOrder
from models.notices.messages.ordering import Order, Writing, order_for
from models.notices.messages.sending import all_out
from models.notices.messages.who_is_told import to_be_told
from models.notices.reminders.owed import next_scheduled, next_waiting, owed_now
from models.notices.reminders.quiet_hours import leave_in_peace
from models.procedure.case import Case


@dataclass(frozen=True)
class Notices:
    """What is still to be said of a case."""

    orders: tuple[Order, ...]
    """The messages to send now. What became of each comes back by `settle`."""

    alerts: tuple[AlertOrder, ...]
    """Word to the operator, each once per trouble."""

    seen: Look
    """The case as it was looked at, and all that was written down since."""

    wake_at: datetime | None
    """When something is next to be said (UTC)."""

    why: str
    """What that is, for the timer's summary: nothing private."""

    urgent_contacts: bool
    """Whether a contact waits to be mended: then the case is at least urgent."""

    sending: bool
    """Whether a message is on its way, of this turn or of one before."""

    before: Mapping[str, Any]
    """The memory before this turn."""

    @property
    def memory(self) -> dict[str, Any]:
        """The memory after this turn."""
        return self.seen.memory.entries

    @property
    def sent_again(self) -> bool:
        """Whether something is sent again that the old contact of somebody refused."""
        return self.seen.sent_again

    @property
    def told(self) -> tuple[str, ...]:
        """Who is told what of a correction, now or soon: a line per person and matter."""
        before = Memory.of(self.before)
        return to_be_told(self.seen, self.orders, before=before, now=self.seen.now)


def notices(
    case: Case[Any],
    standing: Standing,
    memory: Mapping[str, Any],
    now: datetime,
    *,
    state: CaseState,
) -> Notices:
    """What is still to be said of a case: the difference between what should be and what was.

    Args:
        case: As of now.
        standing: Where it stands.
        memory: After the turn before; it stays as it is.
        now: The moment of the turn (UTC).
        state: What the case carries.
    """
    seen = look(case, standing, memory, now)
    writing = Writing(
        seen.memory,
        case,
        state.kind,
        state.opening,
        standing,
        seen.people,
        now,
        seen.acknowledged,
    )
    # Alerts and closing notices are about what came back before this turn.
    alarms = alerts(seen.memory, case.id)
    orders = _orders(seen, writing) if standing.ending is None else []
    orders += former_notices(writing)
    closing = closing_notice(writing)
    if closing is not None:
        orders.append(closing)
    wake_at, why = _look_ahead(seen, now)
    return Notices(
        orders=tuple(orders),
        alerts=alarms,
        seen=seen,
        wake_at=wake_at,
        why=why,
        urgent_contacts=any(True for _ in seen.memory.all("refused")),
        sending=bool(all_out(seen.memory)),
        before=memory,
    )


def _orders(seen: Look, writing: Writing) -> list[Order]:
    now = writing.now
    plan_again(seen.memory, now)
    owed = owed_now(seen.memory, seen.items, seen.people, now)
    awake = leave_in_peace(seen.memory, owed, seen.people, now)
    ready = one_a_day(seen.memory, awake, seen.people, now)
    messages = together(ready, seen.memory)
    note_corrections(seen.memory, messages, now)
    orders = [order_for(writing, message) for message in messages]
    # What was passed over is done with as well.
    plan_again(seen.memory, now)
    return orders


def _look_ahead(seen: Look, now: datetime) -> tuple[datetime | None, str]:
    """When something is next to be said, and what; all up to now has been looked at."""
    memory = seen.memory
    if seen.standing.ending is not None:
        memory.look(now, None)
        if all_out(memory):
            return None, ""
        again = [at for at in (closing_at(memory), former_at(memory)) if at is not None]
        at = min(again, default=None)
        return at, "Until the closing message is tried again" if at is not None else ""
    items = seen.items
    scheduled, waiting = next_scheduled(memory, items, now), next_waiting(memory, items)
    memory.look(now, scheduled[0] if scheduled is not None else None)
    found = [(at, _why(item, name)) for at, item, name in filter(None, (scheduled, waiting))]
    if (at := former_at(memory)) is not None and not all_out(memory):
        found.append((at, "Until days are taken out of a calendar again"))
    return min(found, key=lambda one: one[0], default=(None, ""))


def _why(item: Item, name: str) -> str:
    if item.clock is None:
        return f"Until follow-up: {item.title}"
    clock = item.clock
    due = short_day(clock.due_on)
    return f"Until reminder {name}: {clock.purpose.value} of {clock.level_title}, due {due}"
