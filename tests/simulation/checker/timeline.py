"""What stood when, as a case was played: the clocks, the matters and the people.

It is written down at each turn from the standing alone, and read by the checker.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.cases.deadline import FollowUpKind
from models.cases.log.entries import CORRECT, TAKE_BACK
from models.cases.people import Person, Role
from models.cases.standing import Cadence, Clock, Matter, Readers, Schedule, Standing
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.messages.channel import Channel
from models.procedure.case import Case


@dataclass(frozen=True)
class ClockFacts:
    """What of a clock decides its reminders."""

    due_on: date
    expires_at: datetime
    last_on: date
    last_at: datetime
    """The last day and instant at which a filing counts."""

    counted_in_hours: bool
    ends_at_an_hour: bool
    begins_on: date
    safe_by: date | None
    schedule: Schedule
    override_on: date | None


@dataclass(frozen=True)
class MatterFacts:
    """What of a matter decides its reminders."""

    kind: FollowUpKind
    begins_at: datetime | None
    readers: Readers
    cadence: Cadence


@dataclass
class Span:
    """A clock or matter while it stood as it is."""

    key: str
    facts: ClockFacts | MatterFacts
    since: datetime
    """From when its reminders count: when this day of it, or the matter, was first seen (UTC)."""

    begun: datetime
    """When this span began (UTC)."""

    until: datetime | None = None
    """When it was seen to be over, or otherwise (UTC)."""

    ended_by: int | None = None
    """The place among the turns of the one that saw it over, not just otherwise."""

    settled: str = ""
    """How the clock ended, where it did."""

    numbered: int = 0
    """How many times the matter came up before."""

    lapsed: datetime | None = None
    """Acknowledgments up to then do not hold (UTC)."""

    pieces: int = 0
    version: int = 0
    """Counts the days of a clock, and the returns of a matter."""

    only_last: bool = False
    """Whether only the last day on which a filing counts moved, while the other lay ahead."""

    held: bool = False
    """Whether it follows from a correction: others than the case manager hear of it later."""


@dataclass(frozen=True)
class FellAway:
    """A clock that a correction made fall away: it is not even settled any more."""

    key: str
    due_on: date
    at: datetime
    """When (UTC)."""

    turn: int
    """The place of that among the turns."""

    instead: frozenset[str] = frozenset()
    """The clocks of the same level and day that were open then."""

    overtaken: datetime | None = None
    """When a report other than a correction had made it go before, and nobody was told (UTC)."""


@dataclass(frozen=True)
class Contact:
    """How somebody could be written to."""

    zone: str
    email: str | None
    phone: str | None
    since: datetime
    """Since when somebody in the role could be written to (UTC)."""

    assigned: tuple[datetime, int] | None = None
    """When somebody else, or another address, came into the role (UTC), and how often by then."""

    @property
    def channels(self) -> Iterator[Channel]:
        """How they are written to."""
        if self.email:
            yield Channel.EMAIL
        if self.phone:
            yield Channel.SMS


@dataclass
class Roster:
    """Who could be written to, and by what policy, for a while."""

    begun: datetime
    people: dict[Role, Contact]
    policy: ReminderSchedule
    until: datetime | None = None


@dataclass
class Timeline:
    """What stood of one case over its whole life."""

    case_id: str
    zone: str
    opened_at: datetime
    spans: list[Span] = field(default_factory=list)
    rosters: list[Roster] = field(default_factory=list)
    turns: list[datetime] = field(default_factory=list)
    ended_at: datetime | None = None
    lost: bool = False
    """Whether it ended without a word."""

    fell_away: list[FellAway] = field(default_factory=list)
    retractions: dict[str, FellAway] = field(default_factory=dict)
    """By what each message is about that says that a day holds no more."""

    revived: list[datetime] = field(default_factory=list)
    """When it went on though it had ended (UTC)."""

    _clocks: dict[str, date] = field(default_factory=dict)
    _overtaken: dict[str, datetime] = field(default_factory=dict)
    _there: dict[str, list[datetime]] = field(default_factory=dict)
    """When each clock was there that had not been there the turn before, open or settled (UTC)."""

    _open: dict[str, Span] = field(default_factory=dict)
    _last: dict[str, Span] = field(default_factory=dict)
    _written: object = None
    _reached_at: dict[Role, set[str]] = field(default_factory=dict)
    _assigned: dict[Role, tuple[datetime, int]] = field(default_factory=dict)

    def look(self, case: Case[Any], standing: Standing, now: datetime) -> None:
        """Write down what stands at a turn."""
        self.turns.append(now)
        self._people(case, now)
        last = case.log[-1]
        corrected = last.kind in {CORRECT, TAKE_BACK} and last.at == now
        if corrected and standing.ending is None:
            self._falls_away(standing, now)
        clocks = {clock.key: clock.due_on for clock in standing.clocks}
        if not corrected:
            self._overtaken |= dict.fromkeys(self._clocks.keys() - clocks.keys(), now)
        for key in clocks.keys() - self._clocks.keys():
            self._there.setdefault(key, []).append(now)
        self._clocks = clocks
        pieces = len(standing.evidence)
        here = {}
        for clock in standing.clocks:
            if clock.is_open:
                here[clock.key] = clock.key
                self._clock(clock, now, corrected=corrected)
        for matter in standing.matters:
            here[matter.key] = matter.key
            self._matter(matter, pieces, now)
        for key in [key for key in self._open if key not in here]:
            span = self._open.pop(key)
            over = standing.clock(key)
            span.until, span.settled = now, over.status.value if over else "gone"
            span.ended_by = len(self.turns) - 1
        if standing.ending is not None and self.ended_at is None:
            self.ended_at = now
        if standing.ending is None and self.ended_at is not None:
            self.ended_at = None
            self.revived.append(now)

    def named(self, about: str, key: str, now: datetime) -> None:
        """What a message is about by which the case says that a day holds no more."""
        found = [one for one in self.fell_away if one.key == key and (one.at == now or one.instead)]
        if found and about not in self.retractions:
            self.retractions[about] = found[-1]

    def back(self, gone: FellAway) -> datetime | None:
        """When a clock that fell away was there again, if only settled (UTC)."""
        there = self._there.get(gone.key, [])
        return min((moment for moment in there if moment > gone.at), default=None)

    def of(self, key: str) -> Iterator[Span]:
        """The spans of a clock or matter, in order."""
        return (span for span in self.spans if span.key == key)

    def roster_at(self, moment: datetime) -> Roster:
        """Who could be written to at a moment."""
        return next(one for one in reversed(self.rosters) if one.begun <= moment)

    def _people(self, case: Case[Any], now: datetime) -> None:
        if case.intake is self._written:
            return
        self._written = case.intake
        before = self.rosters[-1].people if self.rosters else {}
        people = {}
        for role in Role:
            person = case.intake.people.get(role)
            if person is not None and person.reachable:
                known = before.get(role)
                people[role] = Contact(
                    zone=person.zone or case.zone,
                    email=person.email,
                    phone=person.sms_number,
                    since=known.since if known else now,
                    assigned=self._assignment(role, person, now, was_here=known is not None),
                )
        policy = case.intake.reminders
        if self.rosters and (people, policy) == (before, self.rosters[-1].policy):
            return
        if self.rosters:
            self.rosters[-1].until = now
        self.rosters.append(Roster(now, people, policy))

    def _assignment(
        self, role: Role, person: Person, now: datetime, *, was_here: bool
    ) -> tuple[datetime, int] | None:
        addresses = {one for one in (person.email, person.sms_number) if one}
        before, first = self._reached_at.get(role), person.email or person.sms_number
        came_back = person.email is not None and not was_here
        if before is not None and (first not in before or came_back):
            self._assigned[role] = now, self._assigned.get(role, (now, 0))[1] + 1
        self._reached_at[role] = addresses
        return self._assigned.get(role)

    def _clock(self, clock: Clock, now: datetime, *, corrected: bool) -> None:
        facts = ClockFacts(
            due_on=clock.due_on,
            expires_at=clock.expires_at,
            last_on=clock.last_arguable,
            last_at=clock.last_arguable_at,
            counted_in_hours=clock.to_the_hour,
            ends_at_an_hour=clock.to_the_hour,
            begins_on=clock.begins_on,
            safe_by=clock.reckoning.safe_by,
            schedule=clock.schedule,
            override_on=clock.override.due_on if clock.override else None,
        )
        running, last = self._open.get(clock.key), self._last.get(clock.key)
        if running is not None and running.facts == facts:
            return
        span = Span(clock.key, facts, since=now, begun=now)
        if last is not None:
            assert isinstance(last.facts, ClockFacts)
            self._follow(span, facts, last, last.facts, now)
        span.held = corrected if span.since == now else last is not None and last.held
        self._begin(span, now)

    def _falls_away(self, standing: Standing, now: datetime) -> None:
        here = {clock.key for clock in standing.clocks}
        for key in [key for key in self._clocks if key not in here]:
            # As it was shown last: a clock that is settled keeps the day it had.
            last = self._last.get(key)
            facts = last.facts if last is not None else None
            day = facts.due_on if isinstance(facts, ClockFacts) else self._clocks[key]
            instead = frozenset(
                one.key
                for one in standing.open_clocks
                if one.due_on == day and key.startswith(f"{one.level}.")
            )
            turn, overtaken = len(self.turns) - 1, self._overtaken.get(key)
            self.fell_away.append(FellAway(key, day, now, turn, instead, overtaken))

    def _follow(
        self, span: Span, facts: ClockFacts, last: Span, before: ClockFacts, now: datetime
    ) -> None:
        """A clock that was seen before: another day of it begins its reminders again.

        Another day on which a filing still counts does so too.
        """
        span.lapsed, span.version = last.lapsed, last.version
        if (facts.due_on, facts.last_on) == (before.due_on, before.last_on):
            ends = facts.expires_at if facts.ends_at_an_hour else None
            ended = before.expires_at if before.ends_at_an_hour else None
            span.since = last.since if ends == ended else now
            span.only_last = last.only_last
            return
        if facts.due_on < before.due_on:
            span.lapsed = now
        if facts.schedule is Schedule.THEIRS and facts.override_on not in {
            None,
            before.override_on,
        }:
            # Who sets somebody else's day by hand knows it.
            span.since = last.since
            return
        span.version += 1
        span.only_last = facts.due_on == before.due_on and now < facts.expires_at

    def _matter(self, matter: Matter, pieces: int, now: datetime) -> None:
        facts = MatterFacts(matter.kind, matter.begins_at, matter.readers, matter.cadence)
        running, last = self._open.get(matter.key), self._last.get(matter.key)
        if running is not None:
            more = matter.kind is FollowUpKind.SUPPLEMENT and pieces > running.pieces
            running.pieces = pieces
            if running.facts == facts and not more:
                return
            span = Span(
                matter.key,
                facts,
                since=running.since,
                begun=now,
                lapsed=now if more else running.lapsed,
                version=running.version,
            )
        elif last is not None:
            span = Span(
                matter.key, facts, since=now, begun=now, lapsed=now, version=last.version + 1
            )
        else:
            span = Span(matter.key, facts, since=now, begun=now)
        span.pieces = pieces
        self._begin(span, now)

    def _begin(self, span: Span, now: datetime) -> None:
        running = self._open.get(span.key)
        if running is not None:
            running.until, running.settled = now, "moved"
        self._open[span.key] = self._last[span.key] = span
        self.spans.append(span)
