"""Who can be written to, since when, and whose contact details have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.cases.log.entries import instant
from models.cases.people import ROLES, People, Person, Role
from models.notices.contacts.addresses import marks_of
from models.notices.contacts.left_addresses import note_left
from models.notices.memory import Memory
from models.notices.messages.channel import Channel
from models.notices.reminders.clock_reminders import Assigned, Desk, Reached, same_desk
from models.procedure.case import Case


@dataclass(frozen=True)
class OnCase:
    """The people of a case as of a turn."""

    people: People
    desk: Desk
    contacts: dict[Role, int]
    """How often each person's contact details were changed."""

    changed: frozenset[Role]
    """Whose details have changed since the last turn."""

    def reaches(self, role: Role) -> bool:
        """Whether there is any way to write to somebody."""
        return any(one.role is role for one in self.desk.people)

    def person(self, role: Role) -> Person | None:
        """The person in a role."""
        return self.people.get(role)


def look_at_people(memory: Memory, case: Case[Any], now: datetime) -> OnCase:
    """Take note of who is on the case now.

    A number of changes never goes down, though a report of one may be taken back: what was refused
    to an address is tried again only where the number is a new one. Whoever comes after somebody
    else in a role, or has another address, hears of the case anew: see `Assigned`. That may come
    with a day, as a cover begins or ends, and without any report: so addresses are compared too.
    """
    numbers, people = case.contact_numbers, case.people
    reached, contacts, changed = [], {}, set()
    for role in ROLES:
        entry = memory.get("role", role)
        before = entry or {}
        person = people.get(role)
        number = numbers.get(role, 0)
        if entry is None and person is None and not number:
            contacts[role] = 0
            continue
        counted = int(before.get("contact", 0 if entry is not None else number))
        marks = marks_of(case.id, person)
        moved = bool(marks) and marks != before.get("marks", marks)
        if entry is not None and (moved or number != int(before.get("number", 0))):
            counted = max(counted + 1, number)
            changed.add(role)
            note_left(memory, role, before, marks, now)
        written: dict[str, Any] = {**before, "contact": counted, "number": number}
        if person is not None and person.reachable:
            since = instant(before["since"]) if "since" in before else now
            written |= {"since": since.isoformat(), "here": True}
            written |= _addresses(before, marks, case, now)
            assigned = _assigned(written)
            reached.append(Reached(role, person.zone or case.zone, since, assigned))
        else:
            written.pop("since", None)
            written.pop("here", None)
        contacts[role] = counted
        put = {name: value for name, value in written.items() if value != 0}
        if put != entry:
            memory.put("role", role, entry=put)
    desk = same_desk(Desk(case.id, case.zone, case.intake.reminders, tuple(reached)))
    return OnCase(people, desk, contacts, frozenset(changed))


def _addresses(
    before: Mapping[str, Any], marks: dict[str, str], case: Case[Any], now: datetime
) -> dict[str, Any]:
    """Where somebody is written to now, and since when, where that was somewhere else before."""
    known = before.get("marks")
    written: dict[str, Any] = {"marks": marks}
    channel, mark = next(iter(marks.items()))
    back = channel == Channel.EMAIL and not before.get("here")
    if known and (back or mark not in known.values()):
        times = int(before.get("assigned", {}).get("times", 0)) + 1
        written["assigned"] = {"at": now.isoformat(), "times": times}
        if not is_reported(case, now):
            written["assigned"]["by_day"] = True
    return written


def is_reported(case: Case[Any], now: datetime) -> bool:
    """Whether something is reported at this moment: what changes otherwise changes with the day."""
    return bool(case.log) and case.log[-1].at == now


def _assigned(entry: Mapping[str, Any]) -> Assigned | None:
    assigned = entry.get("assigned")
    if not assigned:
        return None
    at, times = instant(assigned["at"]), int(assigned["times"])
    return Assigned(at, times, by_day=bool(assigned.get("by_day", False)))


def in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Roles in the order in which they are listed everywhere."""
    asked = set(roles)
    return tuple(role for role in ROLES if role in asked)
