"""Takes note of the clocks and matters that stand: what is new, what moved, what is over.

The day of a clock that moves is a new day: its reminders begin again. So is the last day on which a
filing still counts, for those who are told of it: staff, and all once the other has passed. What is
settled, or does not stand any more, keeps only what is needed if it comes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.cases.deadline import DeadlineStatus, FollowUpKind
from models.cases.people import ROLES, STAFF
from models.cases.standing import Clock, Matter, Schedule, Standing
from models.notices.acknowledgment import Acknowledgments
from models.notices.codes import new_code
from models.notices.contacts.calendars import refresh
from models.notices.memory import Memory, ReminderStatus, State
from models.notices.messages.moved_days import known_since, move_told
from models.notices.messages.order import CorrectedBy
from models.notices.reminders.clock_reminders import OPENED
from models.notices.seen import Seen


@dataclass(frozen=True)
class Move:
    """A clock whose day moved, and the day it had before."""

    clock: Clock
    was: date


_SLIP = timedelta(days=1)
"""So long after its moment a reminder is still of use that waited when its clock was settled.

The word that a clock runs is of use for as long as it does: nothing else says so.
"""


def look_at_keys(  # noqa: PLR0913 (each says another thing of one look)
    memory: Memory,
    case_id: str,
    standing: Standing,
    acknowledged: Acknowledgments,
    now: datetime,
    *,
    corrected: bool = False,
) -> None:
    """Write down what is seen for the first time, what moved, and what is over.

    Args:
        memory: In which it is written.
        case_id: The workflow id.
        standing: Where the case stands.
        acknowledged: Who takes care of what.
        now: The moment of the look (UTC).
        corrected: Whether a correction or take-back has just been made.
    """
    here = {clock.key for clock in standing.clocks}
    here |= {matter.key for matter in standing.matters}
    for clock in standing.clocks:
        if clock.is_open:
            before = memory.seen(clock.key)
            seen = _clock(memory, clock, before, acknowledged, now, corrected=corrected)
            if before is None or (seen != before and seen.since == now):
                seen = replace(seen, held=corrected)
            if before is not None and before.gone:
                seen = replace(seen, back=now)
            _note(memory, case_id, clock.key, before, seen)
            _take_up(memory, clock.key, now)
        elif memory.get("seen", clock.key) is None:
            seen = Seen(since=now, day=clock.due_on.isoformat(), over=True)
            _note(memory, case_id, clock.key, None, seen)
        elif memory.has_waiting(clock.key):
            settle_told(memory, clock.key, f"the deadline is {clock.status.value}")
        refresh(memory, clock)
    for matter in standing.matters:
        before = memory.seen(matter.key)
        seen = _matter(matter, before, len(standing.evidence), acknowledged, now)
        _note(memory, case_id, matter.key, before, seen)
    for key, entry in memory.all("seen"):
        if key not in here and not entry.get("gone") and memory.get("matter", key) is None:
            _gone(memory, key)


def note_moves(  # noqa: PLR0913 (what a look has, and why)
    memory: Memory,
    case_id: str,
    standing: Standing,
    acknowledged: Acknowledgments,
    now: datetime,
    *,
    why: CorrectedBy,
) -> list[Move]:
    """Write down the days that moved though nobody reported anything.

    Whoever was told another day is told the new one, with the reason. Planned days are no limit of
    the law, and are told as they come.

    Args:
        memory: After the turn before; it is written in.
        case_id: The workflow id.
        standing: Of the same reports and words, counted anew.
        acknowledged: What somebody takes care of.
        now: When that is noticed (UTC).
        why: What moved the days.
    """
    found = []
    for clock in standing.open_clocks:
        before = memory.seen(clock.key)
        day = clock.due_on.isoformat()
        if before is None or before.day in {"", day} or clock.schedule is Schedule.PLANNED:
            continue
        knew = (role.value for role in ROLES if memory.may_know(clock.key, role))
        told = {**before.told_before, **dict.fromkeys(knew, before.day)}
        seen = _clock(memory, clock, before, acknowledged, now, corrected=False)
        seen = replace(seen, moved_by=why.value, told_before=told)
        _note(memory, case_id, clock.key, before, seen)
        for role in ROLES:
            if told.get(role.value) == day:
                # It is as they were told, before it moved away and back.
                memory.tell(clock.key, role, OPENED, ReminderStatus(State.SENT, due=before.since))
        refresh(memory, clock)
        found.append(Move(clock, date.fromisoformat(before.day)))
    return found


def _clock(  # noqa: PLR0913 (each says another thing of one clock)
    memory: Memory,
    clock: Clock,
    before: Seen | None,
    acknowledged: Acknowledgments,
    now: datetime,
    *,
    corrected: bool,
) -> Seen:
    day, override = clock.due_on.isoformat(), clock.override
    last = clock.last_arguable.isoformat() if clock.purpose.ours else ""
    ends = clock.expires_at.isoformat() if clock.to_the_hour else ""
    by_hand = override.due_on.isoformat() if override else ""
    if before is None:
        return Seen(since=now, day=day, ends=ends, last=last, override=by_hand)
    # Whoever is to be there must know the hour.
    moved = clock.schedule is Schedule.HEARING and before.ends != ends
    # An older build did not note the last day: that it is noted now is no move of it.
    if before.day == day and before.last in {"", last} and not moved:
        as_before = before.ends == ends and not before.over
        if as_before and (before.last, before.override) == (last, by_hand) and not before.gone:
            return before
        # Another hour of the day: shares of the window count anew, nothing is told again.
        since = before.since if as_before else now
        if since == now:
            known_since(memory, clock.key, before.since)
        return replace(
            before, since=since, ends=ends, last=last, override=by_hand, gone=False, over=False
        )
    seen = Seen(
        since=now,
        code=before.code,
        day=day,
        ends=ends,
        last=last,
        override=by_hand,
        lapsed=before.lapsed,
        held=before.held,
    )
    # All instants are written alike (UTC): they compare as texts do.
    if (day, ends) < (before.day, before.ends if moved else ends):
        seen = replace(seen, lapsed=acknowledged.last(clock.key))
    # Steady from the first message of the new day on: a part of the ledger's key.
    seen = replace(seen, sequence=before.sequence + 1)
    if clock.schedule is Schedule.THEIRS and override and seen.override != before.override:
        # Whoever sets somebody else's day by hand knows it.
        return replace(seen, since=before.since)
    # Where the day stands, and a filing counts until another one, nobody knows that as it is now.
    known = day if corrected and day != before.day else None
    # Until the day to work to has passed, it is all that others than staff are told.
    told_last = moved or day != before.day or now >= clock.expires_at
    readers = ROLES if told_last else tuple(role for role in ROLES if role in STAFF)
    move_told(memory, clock.key, before, readers, to=known)
    return seen


def _matter(
    matter: Matter,
    before: Seen | None,
    pieces: int,
    acknowledged: Acknowledgments,
    now: datetime,
) -> Seen:
    if before is None:
        return Seen(since=now, pieces=pieces)
    if before.gone:
        lapsed = acknowledged.last(matter.key)
        return replace(before, since=now, gone=False, lapsed=lapsed, pieces=pieces)
    more = matter.kind is FollowUpKind.SUPPLEMENT and pieces > before.pieces
    # Whoever took care of sending some evidence has not heard of what came since.
    lapsed = acknowledged.last(matter.key) if more else before.lapsed
    if (lapsed, pieces) == (before.lapsed, before.pieces):
        return before
    return replace(before, lapsed=lapsed, pieces=pieces)


def _note(memory: Memory, case_id: str, key: str, before: Seen | None, seen: Seen) -> None:
    if not seen.code:
        seen = replace(seen, code=new_code(case_id, key, list(memory.codes.values())))
    if seen != before:
        memory.put_seen(key, seen)


def _gone(memory: Memory, key: str) -> None:
    """It does not stand any more; what was told of it has a number that is not given again."""
    seen = memory.seen(key)
    assert seen is not None  # noqa: S101 (one of those that were seen)
    used = [seen.numbered]
    for role in ROLES:
        names = [name for name in memory.told(key, role) if name.startswith("follow-up-")]
        used += [int(name.rpartition("-")[2]) for name in names]
    settle_told(memory, key, "it does not stand any more")
    if not seen.day:
        keep_what_failed(memory, key)
        seen = replace(seen, numbered=max(used))
    memory.put_seen(key, replace(seen, gone=True))


def settle_told(memory: Memory, key: str, why: str) -> None:
    """What waits is not sent any more."""
    for role, statuses in memory.told_all(key).items():
        if any(status.state is State.WAITS for status in statuses.values()):
            over = {name: settled_status(status, why) for name, status in statuses.items()}
            memory.put_told(key, role, over)


def _take_up(memory: Memory, key: str, now: datetime) -> None:
    """What waited when a clock was settled by a slip goes on, where its day has come back."""
    for role, statuses in memory.told_all(key).items():
        again = {
            name: _waits_again(status)
            for name, status in statuses.items()
            if _slipped(name, status, now)
        }
        if again:
            memory.put_told(key, role, statuses | again)


def _slipped(name: str, status: ReminderStatus, now: datetime) -> bool:
    if not status.waited or status.at is None:
        return False
    return name == OPENED or now - status.at < _SLIP


def _waits_again(status: ReminderStatus) -> ReminderStatus:
    note = status.note if status.tries else ""
    return replace(status, state=State.WAITS, note=note, waited=False)


def keep_what_failed(memory: Memory, key: str) -> None:
    """Of what was told of a matter that is over, only what reached nobody is still shown."""
    for role, statuses in memory.told_all(key).items():
        kept = {
            name: status
            for name, status in statuses.items()
            if status.state in {State.FAILED, State.OUT}
        }
        memory.put_told(key, role, kept)


def settled_status(status: ReminderStatus, why: str) -> ReminderStatus:
    """What becomes of a reminder as what it is about is settled: what waits is not sent any more.

    Args:
        status: Of the reminder until now.
        why: It is settled.
    """
    if status.state is not State.WAITS:
        return status
    state = State.FAILED if status.tries else State.SUPERSEDED
    return replace(status, state=state, note=status.note or why, waited=True)


def is_open(memory: Memory, standing: Standing, key: str) -> bool:
    """Whether something may still be said of a clock or matter."""
    clock = standing.clock(key)
    if clock is not None:
        return clock.status is DeadlineStatus.OPEN
    known: Iterable[str] = (matter.key for matter in standing.matters)
    return key in known or memory.get("matter", key) is not None
