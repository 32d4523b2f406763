"""What a case remembers of what was seen and told: a flat map of small entries, JSON values only.

- `looked_until`: the moment of the last turn that looked.
- `next`: when the next reminder was due by the schedule of that turn.
- `orders`: how many messages were ever ordered; names the next one.
- `reminders_sent`: how many of them reached somebody.
- `seen KEY`: the day of a clock or matter as it was last seen, since when, its code (`Seen`).
- `told KEY ROLE`: what became of each reminder of it to one role (`ReminderStatus`).
- `calendar KEY`: which addresses' calendars show it, and as what
  (`models.notices.contacts.calendars`).
- `role ROLE`: since when somebody can be written to, at which addresses (by their marks, see
  `models.notices.contacts.addresses`), and how often their contact changed.
- `former MARK`: how far an address is cleared that is not on the case any more.
- `left MARK`: an address that was just replaced (`models.notices.contacts.left_addresses`).
- `out ORDER`: a message that is being sent (`models.notices.messages.sending`).
- `matter KEY`: a matter of how people are reached (`models.notices.contacts.delivery_matters`).
- `refused ROLE CHANNEL`, `trouble`: see `models.notices.contacts.delivery_problems`.
- `release`: by which edition and build the last turn looked (`models.release`).
- `note NUMBER`: a line for the account of the case.
- `closing`: the notice that the case is over.
- `was KEY ROLE`: the last day that somebody was told of it (`models.notices.messages.moved_days`).
- `retracted KEY DAY`: who was told that a day does not hold
  (`models.notices.messages.retractions`).
- `moved KEY DAY`: who hears of that day as that of another clock (the same).

Beside it `models.cases.account_lines` keeps lines of the account, and turns what they last told and
wrote.

Instants are ISO in UTC. An entry is never changed in place: it is put again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from models.cases.deadline import ReminderOutcome
from models.cases.log.entries import instant
from models.cases.people import ROLES, Role
from models.notices.seen import Seen

ReadT = TypeVar("ReadT")

_ROLES = tuple((role, role.value) for role in ROLES)

_LOOKED, _NEXT, _ORDERS, _SENT = "looked_until", "next", "orders", "reminders_sent"


class State(StrEnum):
    """What became of a reminder so far."""

    WAITS = "waits"
    """For the morning, or for another try."""

    OUT = "out"
    """It is being sent."""

    SENT = "sent"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was sent, or is being sent."""
        return self in {State.OUT, State.SENT, State.PARTIAL}

    @property
    def is_final(self) -> bool:
        """Whether nothing more comes of it."""
        return self not in {State.WAITS, State.OUT}

    @property
    def outcome(self) -> ReminderOutcome:
        """The same as it is shown."""
        return ReminderOutcome(self.value) if self.is_final else ReminderOutcome.PENDING


@dataclass(frozen=True)
class ReminderStatus:
    """What became of one reminder to one role."""

    state: State
    due: datetime | None = None
    """When it was due at first (UTC); None where that is as its schedule says."""

    at: datetime | None = None
    """When it is tried next, or was tried last (UTC)."""

    tries: int = 0
    """Rounds of sending that failed so far."""

    note: str = ""
    order: str = ""
    """Names the message it is out with."""

    waited: bool = False
    """Whether it waited when what it is about was settled: it may go on if that comes back."""

    came: bool = False
    """Whether it may have come by one channel, though it is tried again for another."""

    def as_json(self) -> dict[str, Any] | str:
        """The entry as the memory holds it; a bare word where that says it all."""
        entry: dict[str, Any] = {"is": self.state.value}
        entry |= {
            name: value.isoformat()
            for name, value in (("due", self.due), ("at", self.at))
            if value is not None
        }
        entry |= {
            name: value
            for name, value in (("tries", self.tries), ("note", self.note), ("order", self.order))
            if value
        }
        if self.waited:
            entry["waited"] = True
        if self.came:
            entry["came"] = True
        return entry if len(entry) > 1 else self.state.value

    @classmethod
    def from_json(cls, entry: Mapping[str, Any] | str) -> "ReminderStatus":
        """Read an entry."""
        if isinstance(entry, str):
            return _BARE[entry]
        return cls(
            state=State(entry["is"]),
            due=moment(entry.get("due")),
            at=moment(entry.get("at")),
            tries=int(entry.get("tries", 0)),
            note=str(entry.get("note", "")),
            order=str(entry.get("order", "")),
            waited=bool(entry.get("waited", False)),
            came=bool(entry.get("came", False)),
        )


_BARE = {state.value: ReminderStatus(state) for state in State}
"""What a bare word says."""


@dataclass
class Memory:
    """A working copy of the memory of one case."""

    entries: dict[str, Any] = field(default_factory=dict)

    _read: dict[str, tuple[Any, Any]] = field(default_factory=dict, init=False, repr=False)
    """Entries as they were read, by their names: an entry is never changed in place."""

    _told: dict[str, dict[Role, dict[str, ReminderStatus]]] = field(
        default_factory=dict, init=False, repr=False
    )
    """What became of the reminders of a clock or matter, by its key, as it was read."""

    @classmethod
    def of(cls, entries: Mapping[str, Any]) -> "Memory":
        """A copy to write in."""
        return cls(dict(entries))

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """The rest of the names of the entries of each sort: what is kept is asked for often."""
        names: dict[str, set[str]] = {}
        for key in self.entries:
            sort, _, name = key.partition(" ")
            if name:
                names.setdefault(sort, set()).add(name)
        return names

    # --- one entry, and all of a sort -----------------------------------------------------------

    def get(self, sort: str, *names: str) -> Any:  # noqa: ANN401 (as JSON has it)
        """An entry, or None."""
        return self.entries.get(" ".join((sort, *names)))

    def put(self, sort: str, *names: str, entry: Any) -> None:  # noqa: ANN401 (as JSON has it)
        """Write an entry; None removes it."""
        name = " ".join(names)
        key, known = f"{sort} {name}", self._names.setdefault(sort, set())
        if entry is None:
            self.entries.pop(key, None)
            known.discard(name)
        else:
            self.entries[key] = entry
            known.add(name)
        if sort == "told":
            self._told.pop(names[0], None)

    def all(self, sort: str) -> Iterator[tuple[str, Any]]:
        """The entries of a sort with the rest of their names, in order of these."""
        for name in sorted(self._names.get(sort, ())):
            yield name, self.entries[f"{sort} {name}"]

    # --- what there is of its own ---------------------------------------------------------------

    @property
    def looked_until(self) -> datetime | None:
        """The moment of the last turn that looked (UTC)."""
        return moment(self.entries.get(_LOOKED))

    def look(self, now: datetime, following: datetime | None) -> None:
        """Everything up to now was looked at; the next reminder is due later, or there is none.

        Also where an earlier look was at a later moment: the clock of the server was ahead then,
        and all that comes due until that moment would be taken for what lies behind.
        """
        self.entries[_LOOKED] = now.isoformat()
        self.entries.pop(_NEXT, None)
        if following is not None:
            self.entries[_NEXT] = following.isoformat()

    def lies_behind(self, at: datetime, *, begun: datetime, now: datetime) -> bool:
        """Whether a reminder of which nothing became was due before anybody looked for it.

        Its moment was looked at, or came by then before the next that was expected: it is of
        another schedule than that of the last turn, or of a clock that was settled then.

        Args:
            at: When it was due.
            begun: Since when the clock or matter has been told of to this person: of what begins
                now nothing lies behind.
            now: The moment of this look.
        """
        looked_until, following = self.looked_until, moment(self.entries.get(_NEXT))
        if looked_until is None or begun >= now:
            return False
        return at <= looked_until or following is None or at < following

    @property
    def reminders_sent(self) -> int:
        """How many messages reached somebody."""
        return int(self.entries.get(_SENT, 0))

    def count_sent(self) -> None:
        """One more message reached somebody."""
        self.entries[_SENT] = self.reminders_sent + 1

    def next_order(self) -> str:
        """The name of a new message: never given twice."""
        number = int(self.entries.get(_ORDERS, 0)) + 1
        self.entries[_ORDERS] = number
        return str(number)

    # --- clocks and matters ---------------------------------------------------------------------

    def seen(self, key: str) -> Seen | None:
        """A clock or matter as it was last seen."""
        return self.as_read("seen", key, Seen.from_json)

    def put_seen(self, key: str, seen: Seen) -> None:
        """Write how it is seen now."""
        self.put("seen", key, entry=seen.as_json())

    def told(self, key: str, role: Role) -> dict[str, ReminderStatus]:
        """What became of each reminder of it to a role, by the reminder's name; read it only."""
        return self.told_all(key).get(role, {})

    def told_all(self, key: str) -> dict[Role, dict[str, ReminderStatus]]:
        """The same of all roles; those to which nothing became of any are left out."""
        found = self._told.get(key)
        if found is None:
            entries = ((one, self.entries.get(f"told {key} {name}")) for one, name in _ROLES)
            told = ((role, statuses_of(entry)) for role, entry in entries if entry)
            found = self._told[key] = {role: statuses for role, statuses in told if statuses}
        return found

    def was_told(self, key: str, role: Role) -> bool:
        """Whether anything of it was sent to a role, or is being sent."""
        return any(status.state.is_on_its_way for status in self.told(key, role).values())

    def may_know(self, key: str, role: Role) -> bool:
        """Whether anything of it may have come to a role: also where that is tried again."""
        return any(
            status.state.is_on_its_way or status.came for status in self.told(key, role).values()
        )

    def has_waiting(self, key: str) -> bool:
        """Whether a reminder of it waits, to whomever; told without reading them."""
        entries = (self.entries.get(f"told {key} {name}") for _, name in _ROLES)
        return any(
            _word_of(status) == State.WAITS for one in entries if one for status in one.values()
        )

    def tell(self, key: str, role: Role, name: str, status: ReminderStatus) -> None:
        """Write what became of one reminder."""
        entry = self.get("told", key, role.value) or {}
        self.put("told", key, role.value, entry=_bounded(entry | {name: status.as_json()}))

    def put_told(self, key: str, role: Role, statuses: Mapping[str, ReminderStatus]) -> None:
        """Write what became of all reminders to a role; nothing is left of it where none is."""
        entry = {name: status.as_json() for name, status in statuses.items()}
        self.put("told", key, role.value, entry=entry or None)

    def as_read(self, sort: str, name: str, read: Callable[[Any], ReadT]) -> ReadT | None:
        """An entry as it is read; None where there is none."""
        key = f"{sort} {name}"
        entry = self.entries.get(key)
        if entry is None:
            return None
        known = self._read.get(key)
        if known is None or known[0] is not entry:
            known = self._read[key] = entry, read(entry)
        found: ReadT = known[1]
        return found

    @property
    def codes(self) -> dict[str, str]:
        """The code of each clock and matter, by its key."""
        return {key: entry["code"] for key, entry in self.all("seen") if entry.get("code")}


_FOLLOW_UPS_KEPT = 20
"""Of what stays open for years: what became of so many of its latest reminders to one person."""

_FOLLOW_UP = "follow-up-"


def _bounded(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without its oldest follow-ups, where there are very many: they lie behind."""
    numbered = {
        int(number): name
        for name, status in entry.items()
        if (number := name.removeprefix(_FOLLOW_UP)) != name
        and not (_is_known(status) and not ReminderStatus.from_json(status).state.is_final)
    }
    oldest = sorted(numbered)[:-_FOLLOW_UPS_KEPT]
    gone = {numbered[number] for number in oldest}
    return {name: status for name, status in entry.items() if name not in gone}


def statuses_of(entry: Mapping[str, Any]) -> dict[str, ReminderStatus]:
    """What became of each reminder, by its name; words of another release are passed over."""
    return {
        name: ReminderStatus.from_json(status)
        for name, status in entry.items()
        if _is_known(status)
    }


def known_roles(names: Iterable[str]) -> tuple[Role, ...]:
    """Roles by their names; those of another release are passed over."""
    known = set(names)
    return tuple(role for role in ROLES if role in known)


def _is_known(status: Mapping[str, Any] | str) -> bool:
    """Whether this release knows the word for what became of a reminder."""
    return _word_of(status) in _BARE


def _word_of(status: object) -> object:
    return status.get("is") if isinstance(status, Mapping) else status


def moment(text: str | None) -> datetime | None:
    """An instant from its ISO form, in UTC, where there may be none."""
    return instant(text) if text else None
