"""What was owed: the second rule, naive and its own. It knows nothing of how notices are made.

A clock of ours is announced as it begins, and reminded of so many days before its end, at the hour
of the case's policy where the reader is, some minutes later by the case; a clock of few days by
shares of it. Once its day has passed while a filing still counts, all are told so, and the case
manager again on each morning on which offices work, and on the last. A clock of somebody else is
announced to the case manager alone. What is to be looked after is brought up on some days after it
began, then once per check-in interval.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from models.cases.deadline import FollowUpKind
from models.cases.people import Role
from models.cases.standing import Cadence, Readers, Schedule
from models.inputs.reminder_schedule import ReminderSchedule
from tests.models.rulebook.counting.independent_counting import works
from tests.simulation.checker.hours import (
    at_hour,
    day_of_work,
    is_day,
    last_day,
    local,
    next_day,
    spread_of,
)
from tests.simulation.checker.timeline import (
    ClockFacts,
    Contact,
    MatterFacts,
    Roster,
    Span,
    Timeline,
)

FIRST_DAYS: dict[FollowUpKind, tuple[int, ...]] = {
    FollowUpKind.FORWARDING: (0, 3, 7, 14, 21, 28),
    FollowUpKind.ESCALATION: (0, 3, 7, 14, 28),
    FollowUpKind.GOOD_CAUSE: (0, 1, 3, 7, 14, 28),
    FollowUpKind.EFFECTUATION: (0, 3, 7, 14, 21, 28),
    FollowUpKind.CONFIRM_RECEIPT: (2, 5, 10, 17, 24),
    FollowUpKind.OVERDUE: (0, 3, 7, 14, 21, 28),
    FollowUpKind.UNRESOLVED: (0, 3, 7, 14, 28),
    FollowUpKind.TRACKING: (1, 3, 7, 14, 28),
    FollowUpKind.REFUSED: (0, 1, 3, 7, 14, 28),
    FollowUpKind.MISSING_ELEMENTS: (0, 3, 7, 14, 28),
    FollowUpKind.PLAN_BROKEN: (0, 3, 7),
    FollowUpKind.SUPPLEMENT: (0, 2, 5, 10, 20),
    FollowUpKind.AMOUNT_RISES: (0, 7, 11, 13),
    FollowUpKind.INCOMPLETE: (0, 3, 7, 14, 21, 28),
    FollowUpKind.DEATH: (0, 7, 14, 28),
    FollowUpKind.APPOINTMENT: (0, 7, 14, 28),
    FollowUpKind.DRAFT: (0, 3, 7, 13),
}
"""Days after it began on which each kind of matter is brought up."""

PLANNED = (7, 3, 1, 0)
SHORT = timedelta(days=7)
ROUND = 12
"""So many check-ins make a round."""

OPENED = "opened"
PASSED = "passed"
ASSIGNED = "assigned-"

MORE_MAY_FOLLOW = timedelta(minutes=10)
"""So long others than the case manager wait for what else is corrected."""

AT_ONCE = timedelta(days=1)
"""Not where a clock ends within so long."""


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder to one person."""

    span: Span
    name: str
    role: Role
    at: datetime
    until: datetime | None
    """Until when it stood that it was due then (UTC): the people or the clock changed."""

    round: int = 0


def owed(timeline: Timeline, horizon: datetime) -> Iterator[Due]:
    """Every reminder that came due by a moment, as things stood then."""
    for span in timeline.spans:
        for roster in timeline.rosters:
            begun = max(span.begun, roster.begun)
            ends = [one for one in (span.until, roster.until, timeline.ended_at) if one]
            until = min([*ends, horizon])
            if begun > until:
                continue
            stood_until = min(ends, default=None)
            for name, role, at, number in _moments(timeline, span, roster, until):
                # In the moment in which it ends it may still be told, and need not.
                if begun <= at <= until:
                    yield Due(span, name, role, at, stood_until, number)


def round_of(timeline: Timeline, span: Span, roster: Roster, moment: datetime) -> int:
    """In which round of a matter a moment lies."""
    ends = _round_ends(timeline, span, roster, moment)
    return sum(1 for end in ends if end <= moment)


def _moments(
    timeline: Timeline, span: Span, roster: Roster, until: datetime
) -> Iterator[tuple[str, Role, datetime, int]]:
    if isinstance(span.facts, ClockFacts):
        for name, role, at in _clock(timeline, span, span.facts, roster):
            yield name, role, at, int(name.startswith(PASSED))
    else:
        yield from _matter(timeline, span, span.facts, roster, until)


# --- clocks -------------------------------------------------------------------------------------


def _clock(
    timeline: Timeline, span: Span, clock: ClockFacts, roster: Roster
) -> Iterator[tuple[str, Role, datetime]]:
    policy = roster.policy
    match clock.schedule:
        case Schedule.NONE:
            return
        case Schedule.THEIRS:
            yield from _announced(timeline, span, clock, roster, (Role.CASE_MANAGER,))
            yield from _assigned(timeline, span.since, roster, (Role.CASE_MANAGER,))
        case Schedule.ANSWER:
            yield from _announced(timeline, span, clock, roster, policy.recipients)
            yield from _assigned(timeline, span.since, roster, policy.recipients)
        case Schedule.OURS:
            yield from _announced(timeline, span, clock, roster, policy.recipients)
            yield from _assigned(timeline, span.since, roster, policy.recipients)
            days, readers = policy.days_before, policy.recipients
            yield from _before(timeline, span, clock, roster, readers=readers, days_before=days)
            yield from _passed(timeline, span, clock, roster)
        case Schedule.PLANNED:
            manager = (Role.CASE_MANAGER,)
            yield from _assigned(timeline, span.since, roster, manager)
            yield from _before(timeline, span, clock, roster, readers=manager, days_before=PLANNED)


def _announced(
    timeline: Timeline,
    span: Span,
    clock: ClockFacts,
    roster: Roster,
    roles: tuple[Role, ...],
) -> Iterator[tuple[str, Role, datetime]]:
    policy = roster.policy
    for role, one in _reached(roster, roles):
        begins = max(span.since, one.since)
        if begins >= clock.expires_at:
            continue
        at = begins
        if role is not Role.CASE_MANAGER:
            if span.held and clock.expires_at - begins > AT_ONCE:
                begins = max(begins, span.since + MORE_MAY_FOLLOW)
            at = next_day(begins, one.zone, policy.day_begins, policy.day_ends)
            if at != begins:
                at += spread_of(timeline.case_id)
        yield OPENED, role, at


def _passed(
    timeline: Timeline, span: Span, clock: ClockFacts, roster: Roster
) -> Iterator[tuple[str, Role, datetime]]:
    if clock.last_at == clock.expires_at:
        return
    policy, manager = roster.policy, Role.CASE_MANAGER
    for role, one in _reached(roster, (*policy.recipients, *(up.role for up in policy.escalation))):
        begins = max(clock.expires_at, span.since, one.since)
        at = next_day(begins, one.zone, policy.day_begins, policy.day_ends)
        if at != begins:
            at += spread_of(timeline.case_id)
        if at >= clock.last_at and role is manager:
            at = begins
        if at < clock.last_at:
            yield PASSED, role, at
    for role, one in _reached(roster, (manager,)):
        first = next_day(clock.expires_at, one.zone, policy.day_begins, policy.day_ends)
        day = local(first, one.zone).date()
        mornings = [day + timedelta(days=n) for n in range(1, (clock.last_on - day).days + 1)]
        at_work = [one for one in mornings if works(one) or one == clock.last_on]
        for number, morning in enumerate(at_work, start=2):
            at = at_hour(morning, policy.hour, one.zone) + spread_of(timeline.case_id)
            if max(span.since, one.since) < at < clock.last_at:
                yield f"{PASSED}-{number}", role, at


def _assigned(
    timeline: Timeline, since: datetime, roster: Roster, roles: tuple[Role, ...]
) -> Iterator[tuple[str, Role, datetime]]:
    """Whoever came into a role hears of what ran then: the case manager at once, others by day."""
    policy = roster.policy
    for role, one in _reached(roster, roles):
        if one.assigned is None or one.assigned[0] < since:
            continue
        at, times = one.assigned
        if role is not Role.CASE_MANAGER:
            morning = next_day(at, one.zone, policy.day_begins, policy.day_ends)
            at = morning if morning == at else morning + spread_of(timeline.case_id)
        yield f"{ASSIGNED}{times}", role, at


def _before(
    timeline: Timeline,
    span: Span,
    clock: ClockFacts,
    roster: Roster,
    *,
    readers: tuple[Role, ...],
    days_before: tuple[int, ...],
) -> Iterator[tuple[str, Role, datetime]]:
    policy = roster.policy
    started = max(at_hour(clock.begins_on, 0, timeline.zone), span.since)
    short = clock.counted_in_hours and clock.expires_at - started <= SHORT
    steps: list[tuple[str, tuple[Role, ...], float]] = []
    if short:
        for share in policy.shares_passed:
            up = tuple(one.role for one in policy.escalation if share >= one.share_passed)
            steps.append((f"{share:g}", (*readers, *up), share))
    else:
        steps += _of_work(timeline, span, clock, policy, readers, days_before)
    for name, roles, amount in steps:
        for role, one in _reached(roster, roles):
            if short:
                at = started + (clock.expires_at - started) * amount
                if role is not Role.CASE_MANAGER:
                    at = last_day(at, one.zone, policy.day_begins, policy.day_ends)
            else:
                day = _sent_on(timeline, span, clock, int(amount))
                at = at_hour(day, policy.hour, one.zone) + spread_of(timeline.case_id)
            if max(span.since, one.since) < at < clock.expires_at:
                yield name, role, at


def _sent_on(timeline: Timeline, span: Span, clock: ClockFacts, days: int) -> date:
    """The day of a reminder: no weekend where weeks are left and the case was there in time."""
    day = clock.due_on - timedelta(days=days)
    worked = day_of_work(day)
    of_weeks = (clock.due_on - clock.begins_on).days >= 14
    return worked if of_weeks and worked > local(span.since, timeline.zone).date() else day


def _of_work(  # noqa: PLR0917 (what each reminder follows from)
    timeline: Timeline,
    span: Span,
    clock: ClockFacts,
    policy: ReminderSchedule,
    readers: tuple[Role, ...],
    days_before: tuple[int, ...],
) -> Iterator[tuple[str, tuple[Role, ...], float]]:
    """So many days before its end, on days of work: of several on one day the nearest."""
    counted, safe_by = list(days_before), clock.safe_by
    if safe_by is not None and clock.override_on is None and safe_by < clock.due_on:
        counted.append((clock.due_on - safe_by).days)
    else:
        safe_by = None
    worked = {days: _sent_on(timeline, span, clock, days) for days in counted}
    for days, on in worked.items():
        if not any(other < days and worked[other] == on for other in worked):
            name = "safe" if on == safe_by and days > 0 else f"{days}d"
            up = tuple(one.role for one in policy.escalation if days <= one.days_before)
            yield name, (*readers, *up), days


def _reached(
    roster: Roster, roles: tuple[Role, ...], by: datetime | None = None
) -> list[tuple[Role, Contact]]:
    """Those who can be written to, and could by then; the case manager where nobody else can."""
    found = {
        role: roster.people[role]
        for role in roles
        if role in roster.people and (by is None or roster.people[role].since <= by)
    }
    if not found and Role.CASE_MANAGER in roster.people:
        found = {Role.CASE_MANAGER: roster.people[Role.CASE_MANAGER]}
    return list(found.items())


# --- matters ------------------------------------------------------------------------------------


def _matter(
    timeline: Timeline, span: Span, matter: MatterFacts, roster: Roster, until: datetime
) -> Iterator[tuple[str, Role, datetime, int]]:
    begins = max(span.since, matter.begins_at or span.since)
    for name, role, at in _assigned(timeline, begins, roster, _readers(matter, roster.policy)):
        yield name, role, at, 0
    for number, (count, moments) in enumerate(_rounds(timeline, span, matter, roster, until)):
        for place, role, at in moments:
            yield f"{count + place}", role, at, number


def _round_ends(timeline: Timeline, span: Span, roster: Roster, until: datetime) -> list[datetime]:
    assert isinstance(span.facts, MatterFacts)
    rounds = _rounds(timeline, span, span.facts, roster, until)
    return [max(at for _, _, at in moments) for _, moments in rounds if moments]


_Round = tuple[int, list[tuple[int, Role, datetime]]]


def _rounds(
    timeline: Timeline, span: Span, matter: MatterFacts, roster: Roster, until: datetime
) -> Iterator[_Round]:
    """Round after round, with how many reminders came before it."""
    policy = roster.policy
    begins = max(span.since, matter.begins_at or span.since)
    if matter.cadence is Cadence.BY_KIND and matter.kind in FIRST_DAYS:
        days = FIRST_DAYS[matter.kind]
    else:
        first = 0 if matter.cadence is Cadence.CHECK_IN_AT_ONCE else policy.check_in_days
        days = tuple(first + policy.check_in_days * step for step in range(ROUND))
    # A matter is told to those who were there when it came up.
    people = _reached(roster, _readers(matter, policy), by=span.since)
    count = 0
    while begins <= until:
        moments = []
        for place, after in enumerate(days, start=1):
            for role, one in people:
                if after == 0:
                    at = next_day(begins, one.zone, policy.day_begins, policy.day_ends)
                else:
                    morning = next_day(begins, one.zone, policy.day_begins, policy.day_ends)
                    day = local(morning, one.zone).date() + timedelta(days=after)
                    at = at_hour(day, policy.hour, one.zone) + spread_of(timeline.case_id)
                moments.append((place, role, at))
        if not moments:
            return
        yield count, moments
        begins, count = max(at for _, _, at in moments), count + len(days)
        days = tuple(policy.check_in_days * step for step in range(1, ROUND + 1))
        people = _reached(roster, (Role.CASE_MANAGER,))


@lru_cache(maxsize=1024)
def _readers(matter: MatterFacts, policy: ReminderSchedule) -> tuple[Role, ...]:
    match matter.readers:
        case Readers.MANAGER:
            return (Role.CASE_MANAGER,)
        case Readers.EVERYONE:
            return policy.recipients
        case Readers.WRITER:
            return (Role.PHYSICIAN, Role.CASE_MANAGER)


def is_awake(moment: datetime, contact: Contact, policy: ReminderSchedule) -> bool:
    return is_day(moment, contact.zone, policy.day_begins, policy.day_ends)
