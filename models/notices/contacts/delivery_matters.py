"""Matters of how people are reached: they outlive the step of the work they came up in.

They follow from what became of messages, not from reports, and so stand in the memory. An entry,
`matter KEY`, has its `kind`, `role` and `channel` or `names` or `day` with `purpose` and `title` of
its level (what it is about), and which reminder of it comes `next`, and `at` when (UTC).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.cases.deadline import ABOUT_DELIVERY, FollowUpKind
from models.cases.log.entries import instant
from models.cases.people import ROLES, Role
from models.cases.standing import Said
from models.notices.codes import new_code
from models.notices.contacts.people import OnCase
from models.notices.keys import keep_what_failed, settle_told
from models.notices.memory import Memory, known_roles
from models.notices.reminders.clock_reminders import MANAGER, PlannedReminder, assignment
from models.notices.seen import Seen
from models.words.english.tables import codes

_AGAIN = {
    FollowUpKind.MEND_CONTACT: timedelta(days=3),
    FollowUpKind.UNDELIVERED: timedelta(days=1),
    FollowUpKind.OUT_OF_REACH: timedelta(days=7),
}
"""How long until a matter of delivery that stays open is brought up again. The others are told
once, which is all there is to them."""

_WORDS = {
    FollowUpKind.MEND_CONTACT: "delivery.mend",
    FollowUpKind.UNDELIVERED: "delivery.undelivered",
    FollowUpKind.SMS_STOPPED: "delivery.sms_stopped",
    FollowUpKind.OUT_OF_REACH: "delivery.out_of_reach",
    FollowUpKind.CORRECTED: "delivery.corrected",
    FollowUpKind.GOES_ON: "delivery.goes_on",
    FollowUpKind.COVERS: "delivery.covers",
    FollowUpKind.COVER_OVER: "delivery.cover_over",
}


@dataclass(frozen=True)
class FormerDay:
    """A day that people were told, and that holds no more."""

    day: date
    purpose: str = ""
    """Of its clock; empty where that is not known any more."""

    level: str = ""
    """The title of the level it was of."""

    @property
    def said(self) -> Said:
        """What is said of it; it is named where this release has a name for it."""
        code = f"delivery.about_{self.purpose}"
        if code not in codes():
            return Said("delivery.corrected", {"day": self.day})
        matter = Said(code, {"level": self.level})
        return Said("delivery.corrected_matter", {"day": self.day, "matter": matter})

    def as_json(self) -> dict[str, str]:
        """The same as a part of an entry of the memory."""
        values = {"day": self.day.isoformat(), "purpose": self.purpose, "title": self.level}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def shown(cls, day: str, calendar: Mapping[str, Any]) -> "FormerDay":
        """A day (ISO) of what calendars show, or showed, of a clock."""
        purpose, title = (str(calendar.get(name, "")) for name in ("purpose", "title"))
        return cls(date.fromisoformat(day), purpose, title)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "FormerDay | None":
        """Read it from an entry; None where it is not about one."""
        if "day" not in entry:
            return None
        return cls.shown(str(entry["day"]), entry)


@dataclass(frozen=True)
class DeliveryMatter:
    """One of them, open."""

    key: str
    kind: FollowUpKind
    role: Role | None = None
    """Whom it is about."""

    channel: str = ""
    """How they are not reached: email or sms."""

    names: tuple[Role, ...] = ()
    """Who is not reached, where there may be several."""

    to: tuple[Role, ...] = ()
    """Who is told, where that does not follow from whom it is about."""

    number: int = 1
    """Of the reminder that comes next, or that is being sent."""

    at: datetime | None = None
    """When that is due (UTC)."""

    former: FormerDay | None = None
    """What holds no more, where it is about that."""

    days: tuple[date, ...] = ()
    """The first and the last day of the cover, where it begins; the last where it is over."""

    @property
    def said(self) -> Said:
        """What it says."""
        if self.former is not None:
            return self.former.said
        facts: dict[str, object] = {}
        if self.role is not None:
            facts["whom"] = Said(f"delivery.{self.role.value}")
        if self.channel:
            facts["place"] = Said(f"delivery.{self.channel}")
        if self.names:
            facts["names"] = _listed(self.names)
        if self.days:
            facts |= {"day": self.days[0], "until": self.days[-1]}
        return Said(_WORDS[self.kind], facts)

    @property
    def level(self) -> str:
        """The place of a level, for a matter that comes up at none: whose it is."""
        about_sms = self.kind in {FollowUpKind.SMS_STOPPED, FollowUpKind.OUT_OF_REACH}
        return self.role.value if about_sms and self.role is not None else ""

    def reminders(self, people: OnCase, since: datetime) -> tuple[PlannedReminder, ...]:
        """The one that comes next, to each who is told; and the word of it to somebody new."""
        if self.at is None:
            return ()
        name, roles = f"follow-up-{self.number}", self.to or self._readers(people)
        told = people.desk.reached(roles)
        found = [PlannedReminder(name, one.role, self.at) for one in told]
        if self.kind in _AGAIN:
            words = (assignment(people.desk, one, since) for one in told)
            found += [word for word in words if word is not None]
        return tuple(found)

    def _readers(self, people: OnCase) -> tuple[Role, ...]:
        """The backup, where it is the case manager who is not reached; else the case manager."""
        backup = self.role is Role.CASE_MANAGER and people.reaches(Role.BACKUP)
        return (Role.BACKUP,) if backup else MANAGER


def delivery_matters(memory: Memory) -> list[DeliveryMatter]:
    """Those that are open, in the order in which they came up."""
    found = [_read(key, entry) for key, entry in memory.all("matter") if _is_known(entry)]
    return sorted(found, key=lambda one: (_since(memory, one.key), one.key))


def look_after(  # noqa: PLR0913 (each says another thing of one matter)
    memory: Memory,
    case_id: str,
    kind: FollowUpKind,
    now: datetime,
    *,
    role: Role | None = None,
    channel: str = "",
    names: Iterable[Role] = (),
    to: Iterable[Role] = (),
    former: FormerDay | None = None,
    days: Iterable[date] = (),
    at: datetime | None = None,
) -> str:
    """Bring a matter of how people are reached to somebody's notice, now or later; its key."""
    number = int(memory.get("count", kind.value) or 0) + 1
    memory.put("count", kind.value, entry=number)
    about_sms = kind in {FollowUpKind.SMS_STOPPED, FollowUpKind.OUT_OF_REACH}
    place = f"{role.value}." if about_sms and role is not None else ""
    key = f"{place}{kind.value}.{number}"
    entry: dict[str, Any] = {"kind": kind.value, "next": 1, "at": (at or now).isoformat()}
    if former is not None:
        entry |= former.as_json()
    if days:
        entry["days"] = [one.isoformat() for one in days]
    if role is not None:
        entry["role"] = role.value
    if channel:
        entry["channel"] = channel
    for name, roles in (("names", names), ("to", to)):
        if roles:
            entry[name] = [one.value for one in roles]
    memory.put("matter", key, entry=entry)
    code = new_code(case_id, key, list(memory.codes.values()))
    memory.put_seen(key, Seen(since=now, code=code))
    return key


def close(memory: Memory, keys: Iterable[str]) -> None:
    """These matters are done with."""
    keys = tuple(keys)
    if not keys:
        return
    for key in keys:
        seen = memory.seen(key)
        memory.put("matter", key, entry=None)
        settle_told(memory, key, "the matter is settled")
        keep_what_failed(memory, key)
        if seen is not None:
            memory.put_seen(key, Seen(since=seen.since, code=seen.code, gone=True))
    _forget_oldest(memory)


_KEPT = 10
"""Of those that are done with, so many of a kind: a contact may come and go for years."""


def _forget_oldest(memory: Memory) -> None:
    """Nothing is left of the oldest that are done with, where there are very many of a kind."""
    over: dict[str, list[tuple[int, str]]] = {}
    for key, entry in memory.all("seen"):
        kind, _, number = key.rpartition(".")
        if entry.get("gone") and kind.rpartition(".")[2] in ABOUT_DELIVERY:
            over.setdefault(kind.rpartition(".")[2], []).append((int(number), key))
    for found in over.values():
        for _, key in sorted(found)[:-_KEPT]:
            memory.put("seen", key, entry=None)
            for role in ROLES:
                memory.put_told(key, role, {})


def close_kinds(memory: Memory, *kinds: FollowUpKind, role: Role | None = None) -> None:
    """All matters of these kinds are done with; only those about a role, where one is given."""
    close(
        memory,
        [
            one.key
            for one in delivery_matters(memory)
            if one.kind in kinds and role in {None, one.role}
        ],
    )


def plan_again(memory: Memory, now: datetime) -> None:
    """What was told of a matter that stays open is told again after a while."""
    for one in delivery_matters(memory):
        name = f"follow-up-{one.number}"
        statuses = [memory.told(one.key, role).get(name) for role in ROLES]
        told = [status for status in statuses if status is not None]
        if not told or not all(status.state.is_final for status in told):
            continue
        pause = _AGAIN.get(one.kind)
        if pause is None:
            close(memory, [one.key])
            continue
        entry = memory.get("matter", one.key)
        again = {"next": one.number + 1, "at": (now + pause).isoformat()}
        memory.put("matter", one.key, entry={**entry, **again})


def _is_known(entry: Any) -> bool:  # noqa: ANN401 (as JSON has it)
    """Whether it is a matter that this release knows, about somebody it knows."""
    return entry["kind"] in _WORDS and entry.get("role") in {None, *ROLES}


def _read(key: str, entry: Any) -> DeliveryMatter:  # noqa: ANN401 (as JSON has it)
    return DeliveryMatter(
        key=key,
        kind=FollowUpKind(entry["kind"]),
        role=Role(entry["role"]) if "role" in entry else None,
        channel=str(entry.get("channel", "")),
        names=known_roles(entry.get("names", ())),
        to=known_roles(entry.get("to", ())),
        number=int(entry["next"]),
        at=instant(entry["at"]),
        former=FormerDay.from_json(entry),
        days=tuple(date.fromisoformat(day) for day in entry.get("days", ())),
    )


def _since(memory: Memory, key: str) -> datetime:
    seen = memory.seen(key)
    assert seen is not None  # noqa: S101 (written with the matter)
    return seen.since


def _listed(roles: tuple[Role, ...]) -> Said:
    """Several people, one after the other."""
    first = Said(f"delivery.{roles[0].value}")
    if len(roles) == 1:
        return first
    return Said("delivery.listed", {"first": first, "rest": _listed(roles[1:])})
