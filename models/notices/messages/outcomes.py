"""What became of a message: written down, and tried again where it failed for now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from models.cases.case_state import CaseState
from models.cases.deadline import ReminderOutcome
from models.cases.people import Role
from models.notices.contacts.calendars import keep_calendars
from models.notices.contacts.delivery_problems import raise_alarm, take_note
from models.notices.contacts.former_contacts import former_settled
from models.notices.keys import settled_status
from models.notices.memory import Memory, ReminderStatus, State
from models.notices.messages.closing_notice import closing_settled
from models.notices.messages.moved_days import outcome_of_before
from models.notices.messages.order import Delivery, DeliveryOutcome, DeliveryReport
from models.notices.messages.sending import Sending, Told
from models.procedure.standing_of import case_of

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
"""Pauses between rounds double from first to longest: a mail server may be down for days."""

_LONGEST_NOTE = 500
"""Letters of why something was not delivered: it is kept with each reminder."""

_ROUNDS_BEFORE_ALARM = 3
"""Some minutes of failed rounds before the case says loudly that a reminder is stuck."""


def settle(  # noqa: PLR0913, PLR0917 (each says another thing of one sending)
    state: CaseState,
    memory: Mapping[str, Any],
    order_key: str,
    outcome: DeliveryReport | None,
    failure: str,
    now: datetime,
) -> dict[str, Any]:
    """The memory after the outcome of a sending; one that is not out any more changes nothing.

    Args:
        state: What the case carries.
        memory: Before it; it stays as it is.
        order_key: Of the order.
        outcome: What was delivered; where it failed for now, as far as is known.
        failure: Why it failed for now, without addresses; empty where it did not.
        now: When that became known (UTC).
    """
    copy = Memory.of(memory)
    entry = copy.get("out", order_key)
    if entry is None:
        return copy.entries
    sending = Sending.from_json(entry)
    copy.put("out", order_key, entry=None)
    failed = outcome is None or bool(failure)
    deliveries = outcome.deliveries if outcome is not None else ()
    keep_calendars(copy, sending, outcome.deliveries if outcome is not None else None)
    if not sending.told:
        if sending.former:
            former_settled(copy, sending, now, failed=failed)
        else:
            closing_settled(copy, now, failed=failed)
        return copy.entries
    why = (failure or "the delivery took too long") if failed else _note(deliveries)
    why = why[:_LONGEST_NOTE]
    for told in sending.told:
        for role in sending.roles:
            mine = [item for item in deliveries if item.role is role]
            if outcome is not None and told.key in outcome.superseded:
                status = ReminderStatus(State.SUPERSEDED, due=told.due, tries=told.tries)
            elif failed or outcome is None:
                came = outcome is None or any(item.may_have_come for item in mine)
                status = _tried_again(told, why, now, came=came)
            else:
                status = _settled(told, outcome.outcome, why, mine, now)
            _write(copy, order_key, told, role, status)
        take_note(copy, told, deliveries, now)
    if not failed and outcome is not None and outcome.outcome in _REACHED:
        copy.count_sent()
    nothing_left = outcome is not None and outcome.outcome is ReminderOutcome.SUPERSEDED
    if not nothing_left and _is_alarming(sending, deliveries, failed=failed):
        people = case_of(state, now).people
        raise_alarm(copy, state.id, people, sending, note=why, deliveries=deliveries, now=now)
    return copy.entries


_REACHED = {ReminderOutcome.SENT, ReminderOutcome.PARTIAL}


def _is_alarming(sending: Sending, deliveries: Iterable[Delivery], *, failed: bool) -> bool:
    """Whether somebody must hear that it does not get through."""
    if failed:
        return sending.told[0].tries + 1 >= _ROUNDS_BEFORE_ALARM
    told = {item.role for item in deliveries if item.outcome is DeliveryOutcome.ACCEPTED}
    return not told or Role.CASE_MANAGER in set(sending.roles) - told


def _tried_again(told: Told, why: str, now: datetime, *, came: bool) -> ReminderStatus:
    pause = min(FIRST_PAUSE * 2 ** min(told.tries, 10), LONGEST_PAUSE)
    tries = told.tries + 1
    return ReminderStatus(State.WAITS, told.due, now + pause, tries=tries, note=why, came=came)


def _settled(
    told: Told, outcome: ReminderOutcome, note: str, mine: Sequence[Delivery], now: datetime
) -> ReminderStatus:
    """How it ended for all whom the message was for, as their reminders are shown together."""
    state = State(outcome.value)
    came = not state.is_on_its_way and any(item.may_have_come for item in mine)
    plain = all(item.outcome is DeliveryOutcome.ACCEPTED for item in mine)
    if state is State.SENT and plain and not told.tries and not note:
        return ReminderStatus(state)
    at = now if told.tries else None
    return ReminderStatus(state, told.due, at, told.tries, note, came=came)


def _write(memory: Memory, order_key: str, told: Told, role: Role, status: ReminderStatus) -> None:
    """Write it down, unless that reminder is not the one any more: its day may have moved."""
    outcome_of_before(memory, order_key, told.key, role, told.name, status)
    before = memory.told(told.key, role).get(told.name)
    if before is None or before.state is not State.OUT or before.order != order_key:
        return
    seen = memory.seen(told.key)
    if seen is not None and seen.gone and status.state is State.WAITS:
        # It goes on if that comes back, as what waited when it fell away.
        status = settled_status(status, status.note)
    memory.tell(told.key, role, told.name, status)


def _note(deliveries: Iterable[Delivery]) -> str:
    return "; ".join(
        f"{item.role.value} {item.channel.value}: {item.note or item.outcome.value}"
        for item in deliveries
        if item.note or item.possibly_doubled
    )
