"""Keeps people's calendars true: who was sent the file of a clock, and who its cancellation.

An entry of the memory, `calendar KEY`, holds whose calendars show a clock and as what, so that it
can be taken out again though the clock does not stand any more.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from models.cases.standing import Clock, Standing
from models.notices.memory import Memory, known_roles
from models.notices.people import in_order
from models.notices.sending import Sending, all_out
from models.people import Role
from models.reminder import CalledOff, Channel, Delivery, DeliveryOutcome

_ARRIVED = {DeliveryOutcome.ACCEPTED, DeliveryOutcome.UNKNOWN}


def holders(memory: Memory, key: str) -> tuple[Role, ...]:
    """Who was sent the file of a clock and not yet its cancellation."""
    entry = memory.get("calendar", key) or {}
    return known_roles(entry.get("roles", ()))


def show(memory: Memory, clock: Clock) -> None:
    """A message with the file of a clock goes out: what calendars will show is kept."""
    entry = memory.get("calendar", clock.key) or {}
    memory.put("calendar", clock.key, entry={**entry, **_facts(memory, clock)})


def refresh(memory: Memory, clock: Clock) -> None:
    """A clock that calendars show may have moved."""
    entry = memory.get("calendar", clock.key)
    if entry is not None and entry.get("roles"):
        changed = {**entry, **_facts(memory, clock)}
        if changed != entry:
            memory.put("calendar", clock.key, entry=changed)


def called_off(memory: Memory, standing: Standing, roles: Iterable[Role]) -> tuple[CalledOff, ...]:
    """The clocks that are over but still stand in the calendars of people in these roles.

    What a message that is on its way takes out is not taken out twice.
    """
    asked, running = set(roles), {clock.key for clock in standing.open_clocks}
    found = []
    for key, entry in memory.all("calendar"):
        whose = asked.intersection(known_roles(entry.get("roles", ())))
        for sending in all_out(memory).values():
            whose -= set(sending.cancelled.get(key, ()))
        if whose and key not in running:
            found.append(_called_off(key, entry, whose))
    order = {clock.key: place for place, clock in enumerate(standing.clocks)}
    return tuple(sorted(found, key=lambda one: order.get(one.id, -1)))


def keep_calendars(memory: Memory, sending: Sending, deliveries: Iterable[Delivery] | None) -> None:
    """Write down whose calendars a message that went out has filled or cleared.

    One in doubt may have filled a calendar, and is not counted on to have cleared one; so may one
    of which no word came back, where `deliveries` is None.
    """
    by_mail = [one for one in deliveries or () if one.channel is Channel.EMAIL]
    filled = {one.role for one in by_mail if one.outcome in _ARRIVED}
    if deliveries is None:
        filled = set(sending.roles)
    cleared = {one.role for one in by_mail if one.outcome is DeliveryOutcome.ACCEPTED}
    for key in sending.calendar:
        _keep(memory, key, filled=filled)
    for key, roles in sending.cancelled.items():
        _keep(memory, key, cleared=cleared.intersection(roles))


def _keep(
    memory: Memory,
    key: str,
    *,
    filled: Iterable[Role] = (),
    cleared: Iterable[Role] = (),
) -> None:
    entry: Mapping[str, Any] = memory.get("calendar", key) or {}
    roles = (set(holders(memory, key)) | set(filled)) - set(cleared)
    kept: dict[str, Any] = {**entry, "roles": [role.value for role in in_order(roles)]}
    if set(cleared):
        kept["cancelled"] = int(entry.get("sequence", 0)) + 1
        if not roles:
            kept = {"cancelled": kept["cancelled"]}
    memory.put("calendar", key, entry=kept)


def _facts(memory: Memory, clock: Clock) -> dict[str, Any]:
    seen = memory.seen(clock.key)
    facts: dict[str, Any] = {
        "purpose": clock.purpose.value,
        "level": clock.level,
        "title": clock.level_title,
        "sequence": seen.sequence if seen else 0,
        "due_on": clock.due_on.isoformat(),
        "ends_at": clock.expires_at.isoformat() if clock.to_the_hour else None,
    }
    return facts


def _called_off(key: str, entry: Mapping[str, Any], roles: Iterable[Role]) -> CalledOff:
    ends_at = entry.get("ends_at")
    return CalledOff(
        id=key,
        purpose=entry["purpose"],
        level=entry["level"],
        level_title=entry["title"],
        sequence=entry["sequence"],
        due_on=date.fromisoformat(entry["due_on"]),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        roles=in_order(roles),
    )
