"""Reminders that do not reach somebody.

A contact that was refused for good is a matter for the case manager to mend, and what was refused
is sent again to the mended one. Where nobody hears, or the case manager does not, the backup and
whoever runs the service are told, once for each trouble.

In the memory: `refused ROLE CHANNEL` holds `since` and what is `owed` there: of each clock or
matter the name of the latest reminder. `trouble` is as it is shown, with `alert` and
`failing` until that was given out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.cases.deadline import FollowUpKind
from models.cases.log.entries import instant
from models.cases.people import ROLES, People, Role
from models.cases.standing import Note, Said, Standing
from models.notices.contacts.delivery_matters import (
    DeliveryMatter,
    close,
    close_kinds,
    delivery_matters,
    look_after,
)
from models.notices.contacts.people import OnCase, in_order
from models.notices.contacts.problems import ContactToMend, DeliveryTrouble
from models.notices.keys import is_open
from models.notices.memory import Memory, ReminderStatus, State, known_roles
from models.notices.messages.channel import Channel
from models.notices.messages.order import AlertOrder, Delivery, DeliveryOutcome
from models.notices.messages.sending import Sending, Told

_NOTES_KEPT = 50

_FOR_NOW = {DeliveryOutcome.FAILED, DeliveryOutcome.UNKNOWN}
"""How a message ends while its channel is down: another person's would too."""

_OWED_KEPT = 20
"""Of a contact that is not mended for years: so many clocks and matters it has not heard of."""


# --- what came back of a message ----------------------------------------------------------------


def take_note(memory: Memory, told: Told, deliveries: Iterable[Delivery], now: datetime) -> None:
    """Read off a report who is reached again, and whose contact was refused for good."""
    deliveries = list(deliveries)
    for item in deliveries:
        if item.outcome is DeliveryOutcome.ACCEPTED:
            memory.put("refused", item.role.value, item.channel.value, entry=None)
        elif item.outcome is DeliveryOutcome.REFUSED:
            _refused(memory, told, item, now)
    heard(memory, _reached(deliveries))


def heard(memory: Memory, roles: Iterable[Role]) -> None:
    """The trouble is no longer about these people: it ends with the last of them."""
    trouble = memory.entries.get("trouble")
    if trouble is None:
        return
    gone = {role.value for role in roles}
    others = [name for name in trouble["roles"] if name not in gone]
    if not others:
        del memory.entries["trouble"]
        close_kinds(memory, FollowUpKind.UNDELIVERED)
    elif others != trouble["roles"]:
        memory.entries["trouble"] = {**trouble, "roles": others}
        matters = delivery_matters(memory)
        close(memory, [one.key for one in matters if _is_over(one, known_roles(others))])


def _is_over(one: DeliveryMatter, missed: Iterable[Role]) -> bool:
    """Whether all hear who are to hear that somebody did not; whoever is missed may be another."""
    if one.kind is not FollowUpKind.UNDELIVERED:
        return False
    whom = (Role.CASE_MANAGER,) if Role.CASE_MANAGER in one.names else one.names
    return set(missed).isdisjoint((*whom, *one.to))


def raise_alarm(  # noqa: PLR0913 (each says another thing of one message)
    memory: Memory,
    case_id: str,
    people: People,
    sending: Sending,
    *,
    note: str,
    deliveries: Iterable[Delivery],
    now: datetime,
) -> None:
    """Say loudly that a reminder does not get through, and where nobody hears it, to others too."""
    deliveries, first = list(deliveries), sending.told[0]
    reached = _reached(deliveries)
    missed = [role for role in sending.roles if role not in reached]
    before = memory.entries.get("trouble")
    if before is None:
        write_note(memory, now, "not_through", reminder=first.name)
    known: list[str] = before["roles"] if before else []
    trouble: dict[str, Any] = {
        **(before or {"since": now.isoformat()}),
        "about": first.key,
        "reminder": first.name,
        "note": note or "no channel could be used",
        "roles": [*known, *(role.value for role in missed if role.value not in known)],
    }
    memory.entries["trouble"] = trouble
    is_heard = reached and Role.CASE_MANAGER not in missed
    if is_heard:
        return
    _tell_backup(memory, case_id, people, missed, now)
    if trouble.get("raised"):
        return
    tried = [
        f"{item.role.value.replace('_', ' ')} by {item.channel.value}: {item.outcome.value}"
        for item in deliveries
    ]
    reason = "; ".join(tried) or "the worker could not send it; the case's details say why"
    memory.entries["trouble"] = {**trouble, "alert": reason, "failing": _failing(deliveries)}


def _failing(deliveries: Iterable[Delivery]) -> list[str]:
    """The channels that failed, where all that did not get through failed for now."""
    missed = [one for one in deliveries if one.outcome is not DeliveryOutcome.ACCEPTED]
    if any(one.outcome not in _FOR_NOW for one in missed):
        return []
    return sorted({one.channel.value for one in missed})


def _reached(deliveries: Iterable[Delivery]) -> set[Role]:
    return {item.role for item in deliveries if item.outcome is DeliveryOutcome.ACCEPTED}


def _refused(memory: Memory, told: Told, item: Delivery, now: datetime) -> None:
    role, channel = item.role.value, item.channel.value
    entry = memory.get("refused", role, channel)
    if entry is None:
        write_note(memory, now, "refused", place=channel, whom=role)
        entry = {"since": now.isoformat(), "owed": {}}
    owed = {**entry["owed"], told.key: told.name}
    owed = dict(list(owed.items())[-_OWED_KEPT:])
    memory.put("refused", role, channel, entry={**entry, "owed": owed})


def _tell_backup(
    memory: Memory, case_id: str, people: People, missed: Iterable[Role], now: datetime
) -> None:
    missed = set(missed)
    refused = set(known_roles(name.partition(" ")[0] for name, _ in memory.all("refused")))
    # Of a refused contact the case manager hears already, who is asked to mend it.
    told = {Role.CASE_MANAGER} if missed <= refused else set()
    recipients = [
        role
        for role in (Role.CASE_MANAGER, Role.BACKUP)
        if role not in missed | told and _reachable(people, role)
    ]
    known = {one.kind for one in delivery_matters(memory)}
    if recipients and FollowUpKind.UNDELIVERED not in known:
        names = in_order(missed)
        look_after(memory, case_id, FollowUpKind.UNDELIVERED, now, names=names, to=recipients)


def _reachable(people: People, role: Role) -> bool:
    person = people.get(role)
    return person is not None and person.reachable


# --- what a turn makes of it --------------------------------------------------------------------


def look_at_contacts(memory: Memory, standing: Standing, people: OnCase, now: datetime) -> bool:
    """What was refused to people whose contact changed is sent again while it is of use.

    Returns:
        Whether anything is.
    """
    again = False
    for role in in_order(people.changed):
        owed: dict[str, str] = {}
        for name, entry in list(memory.all("refused")):
            whose, _, channel = name.partition(" ")
            if whose == role.value:
                owed |= entry["owed"]
                memory.put("refused", whose, channel, entry=None)
        heard(memory, [role])
        for key, name in owed.items():
            if is_open(memory, standing, key) and people.reaches(role):
                again = _send_again(memory, key, role, name, now) or again
    return again


def ask_to_mend(memory: Memory, case_id: str, now: datetime) -> None:
    """Each contact that was refused is a matter to look after, and no other is."""
    places = {tuple(name.split(" ")) for name, _ in memory.all("refused")}
    refused = {place for place in places if place[0] in set(Role)}
    known = {
        (one.role.value if one.role else "", one.channel): one
        for one in delivery_matters(memory)
        if one.kind is FollowUpKind.MEND_CONTACT
    }
    close(memory, [one.key for place, one in known.items() if place not in refused])
    for role, channel in sorted(refused - set(known)):
        kind = FollowUpKind.MEND_CONTACT
        look_after(memory, case_id, kind, now, role=Role(role), channel=channel)


def alerts(memory: Memory, case_id: str) -> tuple[AlertOrder, ...]:
    """Word to the operator that is to be given out now; once for each trouble."""
    trouble = memory.entries.get("trouble")
    if trouble is None or "alert" not in trouble:
        return ()
    order = AlertOrder(
        case_id=case_id,
        reminder=trouble["reminder"],
        reason=trouble["alert"],
        failing=tuple(Channel(name) for name in trouble.get("failing", ())),
    )
    told = {name: value for name, value in trouble.items() if name not in {"alert", "failing"}}
    memory.entries["trouble"] = {**told, "raised": True}
    return (order,)


def alert_failed(memory: Mapping[str, Any]) -> dict[str, Any]:
    """The memory after the operator did not hear: the next round that fails tries it again."""
    trouble = memory.get("trouble")
    return {**memory, "trouble": {**trouble, "raised": False}} if trouble else dict(memory)


def _send_again(memory: Memory, key: str, role: Role, name: str, now: datetime) -> bool:
    """Bring back the reminder that was refused, for who has another contact now."""
    status = memory.told(key, role).get(name)
    if status is None or status.state is State.OUT:
        return status is not None
    if status.state is not State.WAITS:
        due = status.due or now
        memory.tell(key, role, name, ReminderStatus(State.WAITS, due=due, at=now))
        return True
    # Somebody else's part of it failed; that waits for hours between its tries.
    for other in ROLES:
        waiting = memory.told(key, other).get(name)
        if waiting is not None and waiting.state is State.WAITS and waiting.tries:
            memory.tell(key, other, name, replace(waiting, at=now))
    return True


# --- as it is shown -----------------------------------------------------------------------------


def write_note(memory: Memory, now: datetime, what: str, **facts: str) -> None:
    """Write a line for the account of the case; of many the latest are kept."""
    notes = sorted(int(number) for number, _ in memory.all("note"))
    number = (notes[-1] if notes else 0) + 1
    memory.put("note", str(number), entry={"at": now.isoformat(), "what": what, "facts": facts})
    for old in notes[: max(0, len(notes) + 1 - _NOTES_KEPT)]:
        memory.put("note", str(old), entry=None)


def delivery_notes(memory: Mapping[str, Any]) -> list[Note]:
    """The lines of the account that say what became of messages, oldest first."""
    notes = sorted(Memory.of(memory).all("note"), key=lambda one: int(one[0]))
    return [Note(instant(entry["at"]), _said(entry)) for _, entry in notes]


def delivery_trouble(memory: Mapping[str, Any]) -> DeliveryTrouble | None:
    """Reminders that do not get through, where there are any."""
    trouble = memory.get("trouble")
    if trouble is None:
        return None
    return DeliveryTrouble(
        since=instant(trouble["since"]),
        about=trouble["about"],
        reminder=trouble["reminder"],
        note=trouble["note"],
        roles=known_roles(trouble["roles"]),
        raised=bool(trouble.get("raised", False)),
    )


def contacts_to_mend(memory: Mapping[str, Any]) -> list[ContactToMend]:
    """The contacts that were refused for good, with each reminder that did not go there."""
    if not any(name.startswith("refused ") for name in memory):
        return []
    copy = Memory.of(memory)
    matters = {(one.role, one.channel): one.key for one in delivery_matters(copy)}
    found = []
    for place, entry in copy.all("refused"):
        name, _, channel = place.partition(" ")
        if name not in set(Role):
            continue
        for key, reminder in entry["owed"].items():
            found.append(
                ContactToMend(
                    role=Role(name),
                    channel=channel,
                    since=instant(entry["since"]),
                    about=key,
                    reminder=reminder,
                    matter=matters.get((Role(name), channel), ""),
                )
            )
    return found


def _said(entry: Mapping[str, Any]) -> Said:
    facts: dict[str, object] = {
        name: value if name == "reminder" else Said(f"delivery.{value}")
        for name, value in entry["facts"].items()
    }
    return Said(f"delivery.{entry['what']}", facts)
