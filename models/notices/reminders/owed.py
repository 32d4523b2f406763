"""Which reminders are owed now, and to whom.

Owed is a reminder whose moment lies after the last look and not after now, or that is tried again.
Of several owed for one matter and person the latest goes. What lies behind is never sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.cases.people import ROLES, STAFF, Role
from models.cases.standing import Schedule
from models.notices.contacts.people import OnCase
from models.notices.items import Item
from models.notices.memory import Memory, ReminderStatus, State
from models.notices.reminders.clock_reminders import (
    OPENED,
    PASSED,
    PlannedReminder,
    is_assignment,
    is_notice,
)

NOBODY = "nobody in these roles can be written to"


@dataclass(frozen=True)
class Owed:
    """A reminder to one person whose moment has come, or that waits."""

    item: Item
    name: str
    role: Role
    due: datetime
    """When it was due at first (UTC)."""

    at: datetime
    """When it is to be sent (UTC): then, or later where it is tried again."""

    tries: int = 0
    note: str = ""
    came: bool = False
    """Whether it may have come by one channel, though it is tried again for another."""

    def become(self, memory: Memory, state: State, note: str) -> None:
        """Write down what became of it without its being sent."""
        at = self.at if self.at != self.due else None
        status = ReminderStatus(state, self.due, at, self.tries, note, came=self.came)
        memory.tell(self.item.key, self.role, self.name, status)

    def put_off(self, memory: Memory, due: datetime, at: datetime) -> None:
        """Write down that it waits: since when it counts as due, and until when (UTC)."""
        status = ReminderStatus(State.WAITS, due, at, self.tries, self.note, came=self.came)
        memory.tell(self.item.key, self.role, self.name, status)


def owed_now(memory: Memory, items: Sequence[Item], people: OnCase, now: datetime) -> list[Owed]:
    """The reminders to send now, earliest first; what becomes of the others is written down."""
    found: list[Owed] = []
    since = {one.role: one.since for one in people.desk.people}
    assigned = {one.role: one.assigned.at for one in people.desk.people if one.assigned}
    for item in items:
        scheduled, told = item.scheduled, memory.told_all(item.key)
        for role in ROLES:
            if role not in scheduled and role not in told:
                continue
            begun = max(item.seen.since, since.get(role, item.seen.since))
            new = max(begun, assigned.get(role, begun))
            back = max(begun, item.seen.back or begun)
            mine = _Reminders(scheduled.get(role, {}), told.get(role, {}), begun, new, back)
            come_due = _come_due(memory, item, role, mine, now)
            pending = [*_waiting(item, role, mine), *come_due]
            if not pending:
                continue
            if role in since:
                found.extend(_latest(memory, mine, pending, now))
                continue
            for one in pending:
                one.become(memory, State.SKIPPED, NOBODY)
    return sorted(found, key=lambda one: one.at)


Moment = tuple[datetime, Item, str]
"""When something is to be said, of what, and the name of the reminder."""


def next_scheduled(memory: Memory, items: Sequence[Item], now: datetime) -> Moment | None:
    """The next reminder that comes due by its schedule."""
    moments = [
        (one.at, item, one.name)
        for item in items
        for one in item.reminders
        if one.at > now and one.name not in memory.told(item.key, one.role)
    ]
    return min(moments, key=_at, default=None)


def next_waiting(memory: Memory, items: Sequence[Item]) -> Moment | None:
    """The next that waits, for the morning or for another try; to be asked when all is ordered."""
    moments = [
        (status.at, item, name)
        for item in items
        for statuses in memory.told_all(item.key).values()
        for name, status in statuses.items()
        if status.state is State.WAITS and status.at is not None
    ]
    return min(moments, key=_at, default=None)


def _at(moment: Moment) -> datetime:
    return moment[0]


@dataclass(frozen=True)
class _Reminders:
    """Those of one clock or matter to one role, and what became of them."""

    scheduled: Mapping[str, PlannedReminder]
    told: Mapping[str, ReminderStatus]
    begun: datetime
    """Since when that role has been told of it (UTC)."""

    assigned: datetime
    """Since when whoever has the role now has been told of it (UTC)."""

    back: datetime
    """The same where it was away meanwhile: the word that it runs may have come due then."""

    def begun_of(self, name: str) -> datetime:
        """Since when a reminder counts (UTC)."""
        if name == OPENED:
            return self.back
        return self.assigned if is_assignment(name) else self.begun

    def round_of(self, name: str) -> int:
        return self.scheduled[name].round if name in self.scheduled else 0

    @property
    def on_their_way(self) -> Iterator[tuple[datetime, str]]:
        """When those were due that were sent, or are being sent."""
        for name, status in self.told.items():
            if status.state.is_on_its_way:
                due = status.due or (self.scheduled[name].at if name in self.scheduled else None)
                if due is not None:
                    yield due, name


def _waiting(item: Item, role: Role, mine: _Reminders) -> Iterator[Owed]:
    for name, status in mine.told.items():
        if status.state is State.WAITS and status.at is not None:
            due, tries, note = status.due or status.at, status.tries, status.note
            yield Owed(item, name, role, due, status.at, tries, note, status.came)


def _come_due(
    memory: Memory, item: Item, role: Role, mine: _Reminders, now: datetime
) -> Iterator[Owed]:
    for one in mine.scheduled.values():
        due = one.name not in mine.told and one.at <= now
        if due and not memory.lies_behind(one.at, begun=mine.begun_of(one.name), now=now):
            yield Owed(item, one.name, role, one.at, one.at)


def _latest(
    memory: Memory, mine: _Reminders, pending: Sequence[Owed], now: datetime
) -> Iterator[Owed]:
    """Of those that are pending, the latest that is due; a later one overtakes what waits."""
    others = [*mine.on_their_way, *((one.due, one.name) for one in pending)]
    for one in pending:
        later = [
            (due, name)
            for due, name in others
            if one.due < due <= now
            or (one.name == OPENED and is_assignment(name) and one.due == due)
        ]
        if one.name == OPENED and one.at > now and not one.tries:
            # It was put off; what goes out before it says what it was to say.
            later += [(other.due, other.name) for other in pending if _goes_out(mine, other, now)]
        if later:
            one.become(memory, State.SUPERSEDED, f"reminder {min(later)[1]} was due as well")
        elif one.at > now:
            continue
        elif _is_silent(mine, one):
            one.become(memory, State.SKIPPED, "acknowledged")
        else:
            yield one


def _goes_out(mine: _Reminders, one: Owed, now: datetime) -> bool:
    return one.name != OPENED and one.at <= now and not _is_silent(mine, one)


def _is_silent(mine: _Reminders, one: Owed) -> bool:
    """Whether somebody takes care of it; the first word of something is for everybody.

    Nobody takes care of a hearing for whoever is to be there: only staff is left in peace.
    """
    clock = one.item.clock
    if clock is not None and clock.schedule is Schedule.HEARING and one.role not in STAFF:
        return False
    is_reminder = not is_notice(one.name) and one.name != PASSED
    return is_reminder and mine.round_of(one.name) in one.item.silent
