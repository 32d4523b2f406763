"""Places the reminders of a clock in the calendar, by the schedule of its case.

On how many days before a deadline they go out is `models.inputs.reminder_schedule`.

A pure function of the clock, of when its day was first seen, and of who can be written to. All
instants are UTC; days and hours are those of the recipient's zone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pendulum

from models.cases.people import Role
from models.cases.standing import Clock, Schedule
from models.inputs.reminder_schedule import ReminderSchedule
from models.local_time import end_of_day, local_day, zone_named
from models.notices.reminders.times import HOURS_WINDOW, in_daytime, spread
from models.rulebook.counting.working_days import is_working_day, last_working_day

OPENED = "opened"
"""The name of the notice that a clock runs."""

PASSED = "passed"
"""The name of the notice that the day to work to has passed, while a filing still counts; that of
each reminder after it has a number."""

SAFE = "safe"
"""The name of the reminder on the safe day to mail a request."""

_ASSIGNED = "assigned-"

MANAGER = (Role.CASE_MANAGER,)

_WEEKS = timedelta(days=14)
"""Limits as long as this are reminded of on days of work alone."""

FOR_MORE = timedelta(minutes=10)
"""A correction is often followed by another: others than the case manager hear of both at once."""

NO_TIME_TO_WAIT = timedelta(days=1)
"""Where a clock ends so soon, they hear of it at once."""

PLANNED_DAYS = (7, 3, 1, 0)
"""Days before a planned day on which the case manager is reminded of it."""

HEARING_DAYS = (7, 1)
"""Days before a hearing on which all who are reminded of our own deadlines hear of it."""


@dataclass(frozen=True)
class Assigned:
    """That somebody came after somebody else, or is written to at another address."""

    at: datetime
    """Since when (UTC)."""

    times: int
    """How often that happened in the role."""

    by_day: bool = False
    """Whether nobody reported it just then: it came with a day."""

    @property
    def name(self) -> str:
        """The name of the reminder that tells them of a clock or matter that runs."""
        return f"{_ASSIGNED}{self.times}"


def is_assignment(name: str) -> bool:
    """Whether a reminder tells somebody new of what runs."""
    return name.startswith(_ASSIGNED)


def is_notice(name: str) -> bool:
    """Whether a reminder is the first word of something: it is no matter of the schedule."""
    return name == OPENED or is_assignment(name)


@dataclass(frozen=True)
class Reached:
    """Somebody who can be written to."""

    role: Role
    zone: str
    """Theirs, or that of the case (IANA)."""

    since: datetime
    """Since when somebody in the role could be written to (UTC)."""

    assigned: Assigned | None = None
    """Where it is not who it was at first."""


@dataclass(frozen=True)
class Desk:
    """What the schedules of all clocks and matters of one case share."""

    case_id: str
    zone: str
    policy: ReminderSchedule
    people: tuple[Reached, ...]
    """Who can be written to, in the order of the roles."""

    def __hash__(self) -> int:
        """By the case alone: of one case there are few, and equality tells them apart."""
        return hash(self.case_id)

    def reached(
        self, roles: Iterable[Role], *, before: datetime | None = None
    ) -> tuple[Reached, ...]:
        """Those of these who can be written to; the case manager where nobody else can.

        Args:
            roles: Whom to write to.
            before: Only those who were on the case by then (UTC).
        """
        known = {one.role: one for one in self.people if before is None or one.since <= before}
        found = [known[role] for role in dict.fromkeys(roles) if role in known]
        return tuple(found or [known[role] for role in MANAGER if role in known])


@lru_cache(maxsize=256)
def same_desk(desk: Desk) -> Desk:
    """The desk that was asked for before, where it is alike: what is kept of it is found faster."""
    return desk


@dataclass(frozen=True)
class PlannedReminder:
    """One reminder to one person."""

    name: str
    """Such as opened, 7d, 0.75 or follow-up-3."""

    role: Role
    at: datetime
    """When it is due (UTC), within the daytime of whom it goes to."""

    round: int = 0
    """Of a matter that stays open for long: in which round of its reminders. Of a clock 1 once the
    day to work to has passed."""


def clock_reminders(
    desk: Desk,
    clock: Clock,
    since: datetime,
    *,
    also: tuple[Role, ...] = (),
    held: bool = False,
) -> tuple[PlannedReminder, ...]:
    """The reminders of a clock, but those that lay behind when it was first seen.

    Args:
        desk: The case.
        clock: Open or settled.
        since: When its day was first seen (UTC).
        also: Who is told that it runs beside those who always are.
        held: Whether others than the case manager wait for further corrections first.
    """
    plan = _ClockPlan(
        schedule=clock.schedule,
        due_on=clock.due_on,
        expires_at=clock.expires_at,
        last_on=clock.last_arguable,
        last_at=clock.last_arguable_at,
        to_the_hour=clock.to_the_hour,
        begins_on=clock.begins_on,
        safe_by=clock.reckoning.safe_by if clock.override is None else None,
        since=since,
        also=also,
        held=held,
    )
    return _clock_reminders(desk, plan)


@dataclass(frozen=True)
class _ClockPlan:
    schedule: Schedule
    due_on: date
    expires_at: datetime
    last_on: date
    last_at: datetime
    to_the_hour: bool
    begins_on: date
    safe_by: date | None
    since: datetime
    also: tuple[Role, ...]
    held: bool


@lru_cache(maxsize=4096)
def _clock_reminders(desk: Desk, plan: _ClockPlan) -> tuple[PlannedReminder, ...]:
    match plan.schedule:
        case Schedule.OURS:
            policy = desk.policy
            readers = (*policy.recipients, *plan.also)
            return (
                *_opened(desk, readers, plan),
                *_assigned_clock(desk, readers, plan),
                *_before(desk, policy, plan),
                *_still_counts(desk, policy, plan),
            )
        case Schedule.PLANNED:
            planned = {"days_before": PLANNED_DAYS, "recipients": MANAGER}
            before = _before(desk, desk.policy.model_copy(update=planned), plan)
            return (*_assigned_clock(desk, MANAGER, plan), *before)
        case Schedule.HEARING:
            readers, policy = (*desk.policy.recipients, *plan.also), desk.policy
            days = policy.model_copy(update={"days_before": HEARING_DAYS})
            return (
                *_opened(desk, readers, plan),
                *_assigned_clock(desk, readers, plan),
                *_before(desk, days, plan),
            )
        case Schedule.THEIRS:
            return (*_opened(desk, MANAGER, plan), *_assigned_clock(desk, MANAGER, plan))
        case Schedule.ANSWER:
            readers = (*desk.policy.recipients, *plan.also)
            return (*_opened(desk, readers, plan), *_assigned_clock(desk, readers, plan))
        case Schedule.NONE:
            return ()


def _opened(desk: Desk, roles: Iterable[Role], plan: _ClockPlan) -> Iterator[PlannedReminder]:
    """The notice that a clock runs: to the case manager at once, to others in their daytime."""
    for one in desk.reached(roles):
        begins = max(plan.since, one.since)
        if plan.expires_at <= begins:
            continue
        at = begins
        if one.role is not Role.CASE_MANAGER:
            if plan.held and plan.expires_at - begins > NO_TIME_TO_WAIT:
                begins = max(begins, plan.since + FOR_MORE)
            at = in_daytime(begins, one.zone, desk.policy, earlier=False)
            at = at if at == begins else at + spread(desk.case_id)
        yield PlannedReminder(OPENED, one.role, at)


def _assigned_clock(
    desk: Desk, roles: Iterable[Role], plan: _ClockPlan
) -> Iterator[PlannedReminder]:
    """The word to somebody new that a clock runs."""
    for one in desk.reached(roles):
        reminder = assignment(desk, one, plan.since)
        if reminder is not None and reminder.at < plan.last_at:
            yield reminder


def assignment(desk: Desk, one: Reached, since: datetime) -> PlannedReminder | None:
    """The word to somebody new of what runs: to the case manager at once, to others by day.

    By day to all where it came with a day, which begins at midnight.

    Args:
        desk: The case.
        one: Who it is for.
        since: When what runs was first seen (UTC): what begins later is told as it begins.
    """
    if one.assigned is None or one.assigned.at < since:
        return None
    at = one.assigned.at
    if one.role is not Role.CASE_MANAGER or one.assigned.by_day:
        at = in_daytime(at, one.zone, desk.policy, earlier=False)
        at = at if at == one.assigned.at else at + spread(desk.case_id)
    return PlannedReminder(one.assigned.name, one.role, at)


def _before(desk: Desk, policy: ReminderSchedule, plan: _ClockPlan) -> Iterator[PlannedReminder]:
    """The reminders before a clock's end; near it they also go to those further up."""
    started = max(end_of_day(plan.begins_on - timedelta(days=1), desk.zone), plan.since)
    in_hours = plan.to_the_hour and plan.expires_at - started <= HOURS_WINDOW
    if in_hours and plan.schedule is not Schedule.HEARING:
        moments = _by_shares(desk, policy, plan, started)
    else:
        moments = _by_days(desk, policy, plan)
    for name, one, at in moments:
        if max(plan.since, one.since) < at < plan.expires_at:
            yield PlannedReminder(name, one.role, at)


def _still_counts(
    desk: Desk, policy: ReminderSchedule, plan: _ClockPlan
) -> Iterator[PlannedReminder]:
    """That the day to work to has passed, while a filing still counts.

    To all at once, then to the case manager each working morning and on the last day.
    """
    if plan.last_at <= plan.expires_at:
        return
    further = [one.role for one in policy.escalation]
    for one in desk.reached([*policy.recipients, *further]):
        since = max(plan.since, one.since)
        begins = max(plan.expires_at, since)
        at = in_daytime(begins, one.zone, policy, earlier=False)
        at = at if at == begins else at + spread(desk.case_id)
        if at >= plan.last_at and one.role is Role.CASE_MANAGER:
            at = begins
        if at < plan.last_at:
            yield PlannedReminder(PASSED, one.role, at, round=1)
    for one in desk.reached(MANAGER):
        told = in_daytime(plan.expires_at, one.zone, policy, earlier=False)
        day, number = local_day(told, one.zone), 1
        while day < plan.last_on:
            day += timedelta(days=1)
            if not (is_working_day(day) or day == plan.last_on):
                continue
            number += 1
            at = morning(desk, day, one.zone)
            if max(plan.since, one.since) < at < plan.last_at:
                yield PlannedReminder(f"{PASSED}-{number}", one.role, at, round=1)


def _by_days(
    desk: Desk, policy: ReminderSchedule, plan: _ClockPlan
) -> Iterator[tuple[str, Reached, datetime]]:
    """On days of work; of several that fall on one day, the one that is nearest the end."""
    counted = set(policy.days_before)
    if plan.safe_by is not None and plan.safe_by < plan.due_on:
        counted.add((plan.due_on - plan.safe_by).days)
    seen_on = local_day(plan.since, desk.zone)
    nearest = {
        _day_of_work(plan, plan.due_on - timedelta(days=days), seen_on): days
        for days in sorted(counted, reverse=True)
    }
    for day, days in nearest.items():
        name = SAFE if day == plan.safe_by and days else f"{days}d"
        further = [one.role for one in policy.escalation if days <= one.days_before]
        for one in desk.reached([*policy.recipients, *further]):
            yield name, one, morning(desk, day, one.zone)


def _day_of_work(plan: _ClockPlan, day: date, seen_on: date) -> date:
    """The day on which a reminder is sent that was to be sent on a day.

    A weekend is a day like any other for a limit that is shorter than weeks, and where the day of
    work before it had passed when the clock was first seen: there would be no reminder at all.
    """
    earlier = last_working_day(day)
    in_weeks = plan.due_on - plan.begins_on >= _WEEKS
    return earlier if in_weeks and earlier > seen_on else day


def _by_shares(
    desk: Desk, policy: ReminderSchedule, plan: _ClockPlan, started: datetime
) -> Iterator[tuple[str, Reached, datetime]]:
    for share in policy.shares_passed:
        further = [one.role for one in policy.escalation if share >= one.share_passed]
        for one in desk.reached([*policy.recipients, *further]):
            at = started + (plan.expires_at - started) * share
            # A short clock may call on the case manager at night, never on the others.
            if one.role is not Role.CASE_MANAGER:
                at = in_daytime(at, one.zone, policy, earlier=True)
            yield f"{share:g}", one, at


def morning(desk: Desk, day: date, zone: str) -> datetime:
    """The hour at which reminders begin in a zone, spread by case."""
    return _hour_of(day, desk.policy.hour, zone) + spread(desk.case_id)


@lru_cache(maxsize=4096)
def _hour_of(day: date, hour: int, zone: str) -> datetime:
    local = pendulum.datetime(day.year, day.month, day.day, hour, tz=zone_named(zone))
    return datetime.fromtimestamp(local.timestamp(), tz=UTC)
