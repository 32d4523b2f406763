"""Judges a simulated case: each reminder that was due ends in exactly one way.

It sees what the recording sender received, what stood when, what was acknowledged, and which faults
struck. Each reminder that was due was received once, or again and marked; or a later one of the
same matter overtook it; or its clock was over, or its day or its reader another, before it could be
delivered; or somebody had acknowledged it; or nobody could be reached. And whatever was received
was due: not before its moment, of its day as it stood, by day, and where its reader is.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from models.cases.deadline import FollowUpKind
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, MessageKind
from tests.simulation.checker.calendars import left_in_calendars
from tests.simulation.checker.evidence import SLACK, Evidence
from tests.simulation.checker.first_word import (
    first_word_came,
    had_not_heard,
    heard_that_day,
    holds_again,
    is_beside_first_word,
    is_known,
    is_told_on_coming,
)
from tests.simulation.checker.hours import next_day, spread_of
from tests.simulation.checker.nights import calls_at_night, ends_at, is_notice
from tests.simulation.checker.one_a_day import BETWEEN, told_otherwise
from tests.simulation.checker.owed import (
    ASSIGNED,
    OPENED,
    PASSED,
    Due,
    is_awake,
    owed,
    round_of,
)
from tests.simulation.checker.retractions import (
    back_at,
    retraction_problems,
    times_retracted,
)
from tests.simulation.checker.timeline import ClockFacts
from tests.simulation.checker.waiting import LONGEST_PAUSE, heard_after
from tests.simulation.sender import Attempt, Received

_OF_DELIVERY = (
    FollowUpKind.MEND_CONTACT,
    FollowUpKind.UNDELIVERED,
    FollowUpKind.SMS_STOPPED,
    FollowUpKind.OUT_OF_REACH,
    FollowUpKind.CORRECTED,
    FollowUpKind.GOES_ON,
)

_OF_CALENDARS = {MessageKind.CLOSED, MessageKind.UNASSIGNED}
"""Messages that only take days out of calendars."""


def problems(evidence: Evidence) -> list[str]:
    """Whatever is wrong, a sentence each."""
    return list(_Judge(evidence).judge())


_Place = tuple[str, Role]

_FIRST = "1"
"""What a matter is brought up by first."""


@dataclass
class _Judge:
    seen: Evidence
    due: dict[_Place, list[Due]] = field(default_factory=lambda: defaultdict(list))
    got: dict[_Place, list[Received]] = field(default_factory=lambda: defaultdict(list))
    tried: dict[tuple[str, Role, str], list[Attempt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tries: dict[_Place, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[tuple[str, str], list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    numbered: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: dict[tuple[str, int], datetime] = field(default_factory=dict)
    _days: dict[tuple[str, int], set[date]] = field(default_factory=lambda: defaultdict(set))
    """More than one only where somebody set another's day by hand."""

    def judge(self) -> Iterator[str]:
        """Both ways: what was due was dealt with, and what was received was due."""
        self._sort()
        for (key, role), dues in self.due.items():
            for one in dues:
                yield from self._is_dealt_with(one, key, role)
        for (key, role), rows in list(self.got.items()):
            if not rows or rows[0].kind in _OF_CALENDARS:
                continue
            if any(kind.value in key.split(".") for kind in _OF_DELIVERY):
                yield from self._about_delivery(key, role, rows)
            else:
                yield from self._were_due(key, role, rows)
        yield from left_in_calendars(self.seen)
        yield from retraction_problems(self.seen, self.could_by)

    def _sort(self) -> None:
        timeline = self.seen.timeline
        for one in owed(timeline, self.seen.horizon):
            self.due[one.span.key, one.role].append(one)
        for received in self.seen.received:
            self.got[received.about, received.role].append(received)
        for attempt in self.seen.attempts:
            self.tried[attempt.about, attempt.role, attempt.reminder].append(attempt)
            self.tries[attempt.about, attempt.role].append(attempt)
            self.failed[attempt.about, attempt.reminder].append(attempt)
        for acknowledgment in self.seen.acknowledgments:
            self.acknowledged[acknowledgment.key].append(acknowledgment.at)
        self._number()

    def _number(self) -> None:
        """A matter that comes up again goes on counting where it stopped."""
        turns = self.seen.timeline.turns
        over = {(span.key, span.version): span.ended_by for span in self.seen.timeline.spans}
        used: dict[tuple[str, int], int] = defaultdict(int)
        for (key, _), dues in self.due.items():
            for one in dues:
                if isinstance(one.span.facts, ClockFacts) or is_notice(one):
                    continue
                place = bisect_left(turns, one.at)
                ended_by = over[key, one.span.version]
                looked_at = place < (len(turns) if ended_by is None else ended_by)
                if looked_at:
                    version = key, one.span.version
                    used[version] = max(used[version], int(one.name))
        for span in self.seen.timeline.spans:
            self._begun.setdefault((span.key, span.version), span.begun)
            if isinstance(span.facts, ClockFacts):
                self._days[span.key, span.version].add(span.facts.due_on)
            if span.version:
                before = span.key, span.version - 1
                last = self.numbered.get(before, 0) + used[before]
                self.numbered[span.key, span.version] = last

    # --- what was due ---------------------------------------------------------------------------

    def _is_dealt_with(self, due: Due, key: str, role: Role) -> Iterator[str]:
        reminder = self._reminder(due)
        bound = self.could_by(due, reminder, role)
        if bound >= self.seen.horizon:
            return
        roster = self.seen.timeline.roster_at(due.at)
        contact = roster.people[role]
        mine = [
            row
            for row in self.got[key, role]
            if row.told_at >= self._begun[key, due.span.version] and self._is_of(row, due, reminder)
        ]
        if any(row.told_at < roster.begun for row in mine):
            # It came due earlier by the zone that was changed since, and was told then.
            return
        for channel in contact.channels:
            what = f"{key} {reminder} to {role.value} by {channel.value}, due {_at(due.at)}"
            first = min((row.at for row in mine if row.channel is channel), default=None)
            if first is not None and first <= bound:
                continue
            if self._is_explained(due, bound, key, role, channel):
                continue
            how = "lost" if first is None else f"late, came {_at(first)}"
            yield f"{how}: {what}, could by {_at(bound)}"

    def _is_explained(
        self, due: Due, bound: datetime, key: str, role: Role, channel: Channel
    ) -> bool:
        """Whether it ended otherwise than by being received."""
        return (
            self._is_overtaken(due, bound, key, role)
            or (due.until is not None and due.until <= bound)
            or self._is_acknowledged(due, bound)
            or self._was_refused(due, key, role, channel)
            or self._night_until_its_end(due, bound)
            or self._is_left_out(due, key, role)
            or self._is_told_on_coming(due, key, role)
            or is_known(due, self.got[key, role])
            or holds_again(due, self.got[key, role])
        )

    def _is_left_out(self, due: Due, key: str, role: Role) -> bool:
        """Whether its reader heard first of the clock, or was to, on the same day."""
        if not is_beside_first_word(due, self.due[key, role], self.seen.timeline):
            return False
        begun = self._begun[key, due.span.version]
        return first_word_came([*self.got[key, role], *self.tries[key, role]], begun)

    def _is_told_on_coming(self, due: Due, key: str, role: Role) -> bool:
        tries = self.tried[key, role, self._reminder(due)]
        begun = self._begun[key, due.span.version]
        return is_told_on_coming(due, self.due[key, role], tries, begun)

    def could_by(self, due: Due, reminder: str, role: Role) -> datetime:
        """By when it could be delivered, as the faults and the night explain."""
        tries = [one for one in self.failed[due.span.key, reminder] if one.at >= due.at]
        # Who is written to together waits together, but a night is each reader's own: it may have
        # begun for one while others are still tried.
        together, own = [one.at for one in tries], [one.at for one in tries if one.role is role]
        return max(self._could_by(due, role, together), self._could_by(due, role, own))

    def _could_by(self, due: Due, role: Role, tries: Sequence[datetime]) -> datetime:
        timeline = self.seen.timeline
        moment, roster = due.at, timeline.roster_at(due.at)
        policy, contact = roster.policy, roster.people[role]
        while True:
            later = moment
            for gap in self.seen.gaps:
                if gap.begun <= moment < gap.until:
                    later = max(later, gap.until + heard_after(gap, tries))
            for at in tries:
                if at <= moment:
                    later = max(later, at + LONGEST_PAUSE)
            asleep = not is_awake(moment, contact, policy)
            if (
                later == moment
                and asleep
                and not calls_at_night(due, role, moment, contact, timeline)
            ):
                morning = next_day(moment, contact.zone, policy.day_begins, policy.day_ends)
                later = morning + spread_of(timeline.case_id)
            if later == moment and (told := told_otherwise(self.seen, due, role, moment)):
                later = told + BETWEEN
            if later == moment:
                return moment + SLACK
            moment = later

    def _is_overtaken(self, due: Due, bound: datetime, key: str, role: Role) -> bool:
        return any(other.at <= bound for other in self._later(due, key, role))

    def _later(self, due: Due, key: str, role: Role) -> Iterator[Due]:
        """The later reminders of the same matter to the same reader."""
        for other in self.due[key, role]:
            # Whoever comes as it begins hears of it with all that runs.
            with_all = due.name in {OPENED, _FIRST} and other.name.startswith(ASSIGNED)
            later = other.at > due.at or (with_all and other.at == due.at)
            if not later or other.span.version != due.span.version:
                continue
            beside = is_beside_first_word(other, self.due[key, role], self.seen.timeline)
            if not beside and not self._is_told_on_coming(other, key, role):
                yield other

    def _is_acknowledged(self, due: Due, by: datetime) -> bool:
        if due.name == PASSED or is_notice(due):
            return False
        return any(self._silences(at, due) for at in self.acknowledged[due.span.key] if at <= by)

    def _silences(self, at: datetime, due: Due) -> bool:
        lapsed = due.span.lapsed
        if lapsed is not None and at <= lapsed:
            return False
        clock = due.span.facts
        if isinstance(clock, ClockFacts):
            return (at >= clock.expires_at) == bool(due.round)
        if not self.seen.by_rounds:
            return True
        roster = self.seen.timeline.roster_at(due.at)
        return round_of(self.seen.timeline, due.span, roster, at) == due.round

    def _was_refused(self, due: Due, key: str, role: Role, channel: Channel) -> bool:
        """Nobody was to be reached by that channel."""
        return any(
            one.outcome is DeliveryOutcome.REFUSED and one.channel is channel
            for one in self.tried[key, role, self._reminder(due)]
        )

    def _night_until_its_end(self, due: Due, bound: datetime) -> bool:
        clock = due.span.facts
        return isinstance(clock, ClockFacts) and ends_at(clock, due) <= bound

    def _reminder(self, due: Due) -> str:
        if isinstance(due.span.facts, ClockFacts) or is_notice(due):
            return due.name
        before = self.numbered.get((due.span.key, due.span.version), 0)
        return f"follow-up-{int(due.name) + before}"

    def _is_of(self, row: Received, due: Due, reminder: str) -> bool:
        if row.reminder != reminder:
            return False
        if not isinstance(due.span.facts, ClockFacts):
            return True
        return row.due_on in self._days[due.span.key, due.span.version]

    # --- what was received ----------------------------------------------------------------------

    def _were_due(self, key: str, role: Role, rows: Sequence[Received]) -> Iterator[str]:
        dues = [(self._reminder(due), due) for due in self.due[key, role]]
        copies: dict[tuple[str, int, int, Channel], list[Received]] = defaultdict(list)
        last: dict[tuple[int, int, Channel], Due] = {}
        timeline = self.seen.timeline
        for row in rows:
            what = (
                f"{key} {row.reminder} to {role.value} by {row.channel.value}, came {_at(row.at)}"
            )
            of = [
                due
                for reminder, due in dues
                if due.at <= row.told_at and self._is_of(row, due, reminder)
            ]
            if not of and had_not_heard(row, rows, timeline):
                continue
            if not of:
                yield f"not due: {what} of {row.due_on}"
                continue
            due = max(of, key=lambda one: one.at)
            anew = times_retracted(self.seen, key, role, row.told_at)
            copies[row.reminder, due.span.version, anew, row.channel].append(row)
            for problem in self._as_it_stood(row, due, role):
                yield f"{problem}: {what}"
            if is_known(due, rows):
                yield f"known to them: {what}"
            beside = is_beside_first_word(due, self.due[key, role], timeline)
            if beside and heard_that_day(row, rows, timeline):
                yield f"on the day of the first word: {what}"
            # Who heard that it holds no more is told anew, whatever they were told before.
            since = back_at(timeline, key, row.told_at) if anew else due.at
            if any(since < one.at < row.at - SLACK for one in self._later(due, key, role)):
                yield f"though a later one was due as well: {what}"
            place = due.span.version, anew, row.channel
            if place in last and last[place].at > due.at:
                yield f"after a later one: {what}"
            last[place] = due
        for same in copies.values():
            yield from _unmarked(same)

    def _as_it_stood(self, row: Received, due: Due, role: Role) -> Iterator[str]:
        timeline = self.seen.timeline
        # Somebody may have changed their address in the very moment.
        rosters = [
            one
            for one in timeline.rosters
            if one.begun <= row.told_at and (one.until is None or row.at <= one.until)
        ]
        known_by = [one.people[role] for one in rosters if role in one.people]
        contact = next((one for one in known_by if row.address in {one.email, one.phone}), None)
        stands = [
            span
            for span in timeline.of(due.span.key)
            if span.version == due.span.version
            and span.begun <= row.told_at
            and (span.until is None or row.at <= span.until)
        ]
        if not stands:
            yield "of what stood no more"
        if contact is None:
            yield "to an address of before"
        elif not is_awake(row.at, contact, rosters[-1].policy) and not calls_at_night(
            due, role, row.at, contact, timeline
        ):
            yield "at night"
        known = [at for at in self.acknowledged[due.span.key] if at < row.at]
        rings = due.name == PASSED or is_notice(due)
        if not rings and any(self._silences(at, due) for at in known):
            yield "acknowledged before"

    def _about_delivery(self, key: str, role: Role, rows: Sequence[Received]) -> Iterator[str]:
        """Word of how people are reached: only where somebody was not, each time once."""
        copies: dict[tuple[str, Channel], list[Received]] = defaultdict(list)
        for row in rows:
            copies[row.reminder, row.channel].append(row)
            failed = [one for one in self.seen.attempts if one.at <= row.at]
            if FollowUpKind.CORRECTED.value in key or FollowUpKind.GOES_ON.value in key:
                continue
            about_sms = any(name in key for name in ("sms_stopped", "out_of_reach"))
            if not failed and not about_sms:
                yield f"nobody was out of reach: {key} to {role.value}, came {_at(row.at)}"
        for same in copies.values():
            yield from _unmarked(same)


def _unmarked(copies: Sequence[Received]) -> Iterator[str]:
    first, *others = copies
    for row in others:
        if not row.doubled:
            yield (
                f"twice and not marked: {row.about} {row.reminder} to {row.role.value} by "
                f"{row.channel.value}, came {_at(first.at)} and {_at(row.at)}"
            )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
