"""What was told and is to be told of a case, as queries, lists and the read model show it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from models.cases.deadline import Deadline, FollowUp, FollowUpKind, Reminder
from models.cases.people import ROLES
from models.cases.standing import Clock, Standing
from models.notices.deadlines import deadline_of, failed_reminders, follow_up_of, reminders_of
from models.notices.looking import Look, look
from models.notices.memory import Memory, State
from models.procedure.case import Case


def presented(
    case: Case[Any], standing: Standing, memory: Mapping[str, Any], now: datetime
) -> tuple[list[Deadline], list[FollowUp]]:
    """Every clock and matter with its reminders; ids are their keys.

    Args:
        case: As of now.
        standing: Where it stands.
        memory: After the last turn.
        now: When it is looked at (UTC): what is new since that turn is shown all the same.

    Returns:
        The clocks, open and settled, in the order in which they began. The matters in theirs, those
        of delivery last, and of those that are over what reached nobody.
    """
    seen = look(case, standing, memory, now)
    return deadlines_seen(seen), follow_ups_seen(seen)


def deadlines_seen(seen: Look) -> list[Deadline]:
    """The clocks of a case with their reminders, open and settled, in the order they began in."""
    deadlines = []
    for clock in seen.standing.clocks:
        item = seen.clock(clock)
        deadline = deadline_of(item, seen.memory, seen.now)
        deadline.reminders = reminders_of(item, seen.memory, seen.now)
        deadlines.append(deadline)
    return deadlines


def follow_ups_seen(seen: Look) -> list[FollowUp]:
    """The matters with their reminders, those of delivery last; then what reached nobody."""
    follow_ups = []
    for item in seen.items:
        if item.clock is None:
            follow_up = follow_up_of(item, seen.now)
            follow_up.reminders = reminders_of(item, seen.memory, seen.now)
            follow_ups.append(follow_up)
    return [*follow_ups, *_over(seen.memory)]


def unsent_seen(seen: Look) -> Iterator[tuple[Clock | FollowUpKind, str, Reminder]]:
    """The reminders that were owed and went to nobody: each with its clock or kind, and its key."""
    for clock in seen.standing.clocks:
        for reminder in reminders_of(seen.clock(clock), seen.memory, seen.now, states=_UNSENT):
            if reminder.owed:
                yield clock, clock.key, reminder
    for item in seen.items:
        if item.kind is not None:
            for reminder in reminders_of(item, seen.memory, seen.now, states=_UNSENT):
                if reminder.owed:
                    yield item.kind, item.key, reminder
    for over in _over(seen.memory):
        yield from ((over.kind, over.id, reminder) for reminder in over.reminders if reminder.owed)


_UNSENT = frozenset({State.SKIPPED, State.SUPERSEDED, State.FAILED})


def reminders_sent(memory: Mapping[str, Any]) -> int:
    """How many messages of a case reached somebody."""
    return Memory.of(memory).reminders_sent


def _over(memory: Memory) -> Iterator[FollowUp]:
    """Matters that are over, with the reminders of them that reached nobody."""
    for key, entry in memory.all("seen"):
        if not entry.get("gone") or entry.get("day"):
            continue
        seen = memory.seen(key)
        assert seen is not None  # noqa: S101 (one of those that were seen)
        reminders = failed_reminders({role: memory.told(key, role) for role in ROLES}, seen.since)
        if reminders and (place := _place(key)) is not None:
            level, kind = place
            yield FollowUp(
                id=key,
                kind=kind,
                level=level,
                title="",
                text="",
                reminders=reminders,
                is_open=False,
            )


def _place(key: str) -> tuple[str, FollowUpKind] | None:
    """The level and kind of a matter, by its key, `level.kind[.variant].root`.

    None where this build does not know the kind.
    """
    parts = key.split(".")
    place = next((n for n, part in enumerate(parts) if part in _KINDS), None)
    return (".".join(parts[:place]), FollowUpKind(parts[place])) if place is not None else None


_KINDS = frozenset(kind.value for kind in FollowUpKind)
