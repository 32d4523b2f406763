"""At most one correcting message a day to those who do not work on the case.

A correction is often followed by another. Each message that takes back the one before unsettles a
patient more than a day's wait does; what comes meanwhile goes out in one message with it. What a
wait would harm does not wait: a clock that ends within a day, a day that holds no more and comes
within one, and that a case goes on which they believe to be closed. In the memory, `role ROLE` has
when they were `corrected`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.people import STAFF, Role
from models.local_time import end_of_day
from models.notices.contacts.people import OnCase
from models.notices.items import Item
from models.notices.memory import Memory, moment
from models.notices.messages.grouping import Message
from models.notices.reminders.clock_reminders import NO_TIME_TO_WAIT, OPENED
from models.notices.reminders.owed import Owed
from models.notices.reminders.times import in_daytime, spread

BETWEEN = timedelta(days=1)
"""At the least between two correcting messages to one reader."""

_KINDS = {FollowUpKind.CORRECTED, FollowUpKind.GOES_ON}


def one_a_day(memory: Memory, owed: Iterable[Owed], people: OnCase, now: datetime) -> list[Owed]:
    """What may go out now; a correction that follows another waits until a day has passed."""
    found = []
    zones = {one.role: one.zone for one in people.desk.people}
    for one in owed:
        last = moment((memory.get("role", one.role.value) or {}).get("corrected"))
        at = last + BETWEEN if last is not None else now
        at_once = at <= now or _cannot_wait(one, at, people.desk.zone)
        # What is tried again was let out before: that it was did not reach anybody.
        if (
            at_once
            or one.tries
            or one.role in STAFF
            or not _corrects(memory, one.item, one.name, one.role)
        ):
            found.append(one)
            continue
        morning = in_daytime(at, zones[one.role], people.desk.policy, earlier=False)
        at = at if morning == at else morning + spread(people.desk.case_id)
        one.put_off(memory, at, at)
    return found


def note_corrections(memory: Memory, messages: Iterable[Message], now: datetime) -> None:
    """Write down whom a correction goes out to now."""
    for message in messages:
        for role in set(message.roles) - STAFF:
            if not any(_corrects(memory, one.item, one.name, role) for one in message.parts):
                continue
            entry = memory.get("role", role.value) or {}
            memory.put("role", role.value, entry={**entry, "corrected": now.isoformat()})


def _corrects(memory: Memory, item: Item, name: str, role: Role) -> bool:
    """Whether a reminder tells somebody otherwise than they were told before.

    Whoever knew no other day of a clock is told nothing otherwise.
    """
    if item.kind is not None:
        return item.kind in _KINDS
    knew = memory.get("was", item.key, role.value) is not None
    return name == OPENED and item.seen.held and knew


def _cannot_wait(one: Owed, until: datetime, zone: str) -> bool:
    if one.item.kind is FollowUpKind.GOES_ON:
        return True
    clock, former = one.item.clock, one.item.former_day
    ends = end_of_day(former, zone) if former is not None else None
    ends = clock.expires_at if clock is not None else ends
    return ends is not None and ends - until < NO_TIME_TO_WAIT
