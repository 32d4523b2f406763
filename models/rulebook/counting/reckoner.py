"""Counts one row out for one set of facts, and says every step of it in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pendulum

from models.local_time import hour_in_words, short_day, zone_named
from models.rulebook.counting.arguable import Counted, RowOf, later_end
from models.rulebook.counting.days import (
    End,
    Moment,
    count,
    end_of_day,
    is_repeated,
    later_by_days,
    start_of_day,
    utc,
    wall_time,
)
from models.rulebook.counting.relieved import relieved
from models.rulebook.counting.working_days import add_working_days
from models.rulebook.errors import FactError, NotCountableError
from models.rulebook.facts import Facts
from models.rulebook.reckoning import Ground, Reckoning
from models.rulebook.relief import Relief
from models.rulebook.row import Limit, Row, Span, Version
from models.rulebook.words import (
    end_in_words,
    moment_in_words,
    plural,
    span_in_words,
    worked_to,
)

UNVERIFIED = "Unverified: check the notice, or ask where there is none."
"""The first step of a limit that rests on no text that was seen."""

_YEARS = range(1900, 2201)
"""A year outside these is a slip of the hand, and nothing is reckoned from it."""


def reckon(  # noqa: PLR0913 (each says another thing of the limit)
    row: Row,
    when: date | datetime,
    *,
    zone: str,
    facts: Facts,
    row_of: RowOf,
    relief: Sequence[Relief] = (),
) -> Reckoning:
    """Where the row's limit ends when `when` starts it.

    Args:
        row: A row of kind limit.
        when: The day that starts the clock, or its instant; a naive one is local to `zone`.
        zone: IANA zone of whoever must act.
        facts: What else is known.
        row_of: The row of a roll, by the name that rows give it.
        relief: What applies to this limit, see `models.rulebook.relief`.

    Raises:
        FactError: a fact is missing or does not fit.
        NotCountableError: the row is a fact, not a limit.
        NotInForceError: no version covers the day.
    """
    if row.kind == "fact":
        message = f"{row.id} states a fact and sets no time limit: there is nothing to count"
        raise NotCountableError(message)
    tz = _zone(row, zone)
    start = moment(row, "when", when, tz)
    version = row.version_on(start.day)
    count = _Count(row, version, version.limit(facts), facts, tz, start, row_of, tuple(relief))
    return count.reckoning(zone)


def version_at(row: Row, when: date | datetime, *, zone: str) -> Version:
    """The version of a row that a moment chooses, seen in a zone.

    Raises:
        FactError: the moment or the zone is none.
        NotInForceError: no version covers the day.
    """
    return row.version_on(started_on(row, when, zone=zone))


def started_on(row: Row, when: date | datetime, *, zone: str) -> date:
    """The day in a zone on which a clock starts.

    Raises:
        FactError: the moment or the zone is none.
    """
    return moment(row, "when", when, _zone(row, zone)).day


def moment(row: Row, fact: str, given: date | datetime, zone: pendulum.Timezone) -> Moment:
    """A day or an instant as given, seen in the zone. A naive time is local.

    Raises:
        FactError: naming the fact, where the year is a slip or the clocks jumped over the hour.
    """
    if given.year not in _YEARS:
        expected = f"expected a year from {_YEARS[0]} to {_YEARS[-1]}, not {given.year}"
        raise FactError(row.id, fact, expected)
    if not isinstance(given, datetime):
        return Moment(date(given.year, given.month, given.day))
    if given.tzinfo is not None:
        local = given.astimezone(zone)
        return Moment(local.date(), local)
    day = given.date()
    at: time = given.time()
    found = wall_time(day, at, zone)
    if found.time() != at:
        raise FactError(
            row.id,
            fact,
            f"{hour_in_words(at)} never came on {short_day(day)} in {zone.name}, where the "
            "clocks went "
            "forward; expected another hour",
        )
    return Moment(day, found, twice=at.fold == 0 and is_repeated(day, at, zone))


@dataclass(slots=True)
class _Count:
    """The counting of one limit, gathering its steps."""

    row: Row
    version: Version
    limit: Limit
    facts: Facts
    zone: pendulum.Timezone
    start: Moment
    row_of: RowOf
    relief: tuple[Relief, ...] = ()
    steps: list[str] = field(default_factory=list)
    receipt: date | None = None
    later: End | None = None
    """The later of the two readings of a limit, where the earlier is worked to."""

    later_by: str = ""
    """Which of the two that is: the words of its ground."""

    def reckoning(self, zone: str) -> Reckoning:
        """Every step in the order a reader follows."""
        row, version, limit = self.row, self.version, self.limit
        self._check()
        self._say(f"{row.start} {moment_in_words(self.start, self.zone.name)}.")
        self._say_if_twice(self.start)
        begins = self._statement() if version.statement else self._receipt()
        end = self._count(begins, limit)
        self._say(f"{span_in_words(limit)}: {end_in_words(end, self.zone.name)}.")
        end = self._other(end)
        end = self._extended(end)
        end = self._tolled(end)
        last, ground = self._arguable(end) or (None, None)
        if self.relief:
            end, last, ground, steps = relieved(self.relief, end, last, ground, self.zone)
            self.steps.extend(steps)
        self._also(begins)
        self._notes()
        return Reckoning(
            rule=row.id,
            version=version.label,
            title=row.title,
            started_on=self.start.day,
            due_on=end.day,
            due_at=utc(end.at),
            to_the_hour=end.to_the_hour,
            last_arguable=last.day if last else None,
            last_arguable_at=utc(last.at) if last else None,
            ground=ground,
            safe_by=add_working_days(end.day, -row.mail_days) if row.mail_days else None,
            receipt=self.receipt,
            zone=zone,
            steps=tuple(self.steps),
            citation=limit.citation or version.citation,
            quote=limit.quote or version.quote,
            evidence=limit.evidence or version.evidence,
            verified=self._verified,
        )

    @property
    def _verified(self) -> bool:
        return "UNVERIFIED" not in (self.limit.evidence or self.version.evidence)

    def _check(self) -> None:
        facts = self.facts
        if facts.extension_days is not None and not facts.extended:
            raise self._wrong("extension_days", "expected together with extended=true")
        if facts.tolled_days and self.row.ours:
            raise self._wrong(
                "tolled_days", "expected 0: our own filing time is not tolled, only the decider's"
            )

    def _receipt(self) -> Moment:
        """The day of receipt, proven or presumed, where the limit counts from it."""
        presumption, proven = self.version.presumption, self.facts.received
        if presumption is None or self.limit.from_notice:
            if proven is not None and self.row.chosen_by == "notice_date":
                self._say("Counted from the date of the notice, whenever it arrived.")
            return self.start
        presumed = self.start.day + timedelta(days=presumption.days)
        if proven is not None:
            self.receipt = self._proven(proven)
            shown = f", {self.facts.received_evidence}" if self.facts.received_evidence else ""
            self._say(
                f"Receipt proven {short_day(self.receipt)}{shown}: it replaces the presumed "
                f"{short_day(presumed)} ({presumption.citation})."
            )
        elif presumption.effect == "due":
            self.receipt = presumed
            self._say(
                f"Receipt presumed {short_day(presumed)} "
                f"({presumption.days} days, {presumption.citation})."
            )
        if presumption.effect == "last_arguable":
            self._say(
                f"Counted from the date of the notice, the earlier reading: {presumption.citation}."
            )
            return self.start
        return Moment(self.receipt or presumed)

    def _proven(self, given: date | datetime) -> date:
        day = moment(self.row, "received", given, self.zone).day
        if day < self.start.day:
            raise self._wrong(
                "received",
                f"{short_day(day)} is before the notice of {short_day(self.start.day)}; "
                "expected that day or a later one",
            )
        return day

    def _statement(self) -> Moment:
        """The clock of an exception starts with the prescriber's statement, or without it."""
        awaited = self.version.statement
        if awaited is None or not awaited.is_awaited(self.facts):
            return self.start
        cutoff = count(self.start, awaited.days, "calendar_days", self.zone)
        if self.facts.statement is None:
            self._say(
                f"No supporting statement: the clock starts at the end of day {awaited.days}, "
                f"{short_day(cutoff.day)} ({awaited.citation})."
            )
            return Moment(cutoff.day, cutoff.at)
        statement = moment(self.row, "statement", self.facts.statement, self.zone)
        if statement.day > cutoff.day:
            self._say(
                f"The supporting statement of {moment_in_words(statement, self.zone.name)} came "
                "after day "
                f"{awaited.days}, {short_day(cutoff.day)}: the clock started at the end of it "
                f"({awaited.citation})."
            )
            return Moment(cutoff.day, cutoff.at)
        if utc(self._instant(statement)) <= utc(self._instant(self.start)):
            self._say("The supporting statement came with the request, which starts the clock.")
            return self.start
        self._say(
            f"Supporting statement received {moment_in_words(statement, self.zone.name)}: it "
            "starts the clock."
        )
        self._say_if_twice(statement)
        return statement

    def _say_if_twice(self, moment: Moment) -> None:
        """An hour that the clocks showed twice is taken as the first."""
        if moment.twice and moment.at is not None:
            self._say(
                f"That hour came twice on {short_day(moment.day)}, as the clocks went back: the "
                "first is taken."
            )

    def _count(self, begins: Moment, span: Span) -> End:
        if span.unit == "hours" and begins.at is None:
            which = "start" if self.row.ours else "end"
            self._say(f"No hour is known: counted from the {which} of that day.")
            begins = Moment(begins.day, self._instant(begins))
        return count(begins, span.length, span.unit, self.zone)

    def _instant(self, moment: Moment) -> datetime:
        """The instant of a moment; without an hour, whichever end of the day is the safer."""
        if moment.at is not None:
            return moment.at
        if self.row.ours:
            return start_of_day(moment.day, self.zone)
        return end_of_day(moment.day, self.zone).at

    def _other(self, end: End) -> End:
        """The earlier or the later of two readings, where the fact for the second is known."""
        other = self.limit.other
        if other is None:
            return end
        day: date | None = getattr(self.facts, other.fact)
        if day is None:
            return end
        begins = moment(self.row, other.fact, day, self.zone)
        second = count(begins, other.length, other.unit, self.zone)
        self._say(f"{other.words}: {end_in_words(second, self.zone.name)}.")
        chosen = min(end, second, key=_at) if other.take == "earlier" else max(end, second, key=_at)
        if other.take == "earlier":
            self.later = max(end, second, key=_at)
            self.later_by = "as_printed" if self.later is second else "as_the_rule_counts"
        self._say(f"The {other.take} of the two counts: {end_in_words(chosen, self.zone.name)}.")
        return chosen

    def _extended(self, end: End) -> End:
        extension = self.version.extension
        if not self.facts.extended:
            return end
        if extension is None or not extension.open_to(self.facts):
            raise self._wrong("extended", "expected false: this time limit cannot be extended")
        days = self.facts.extension_days or extension.days
        if days > extension.days and not extension.repeatable:
            raise self._wrong(
                "extension_days", f"expected at most {extension.days} ({extension.citation})"
            )
        end = later_by_days(end, days, self.zone)
        self._say(
            f"Extended by {plural(days, 'calendar day')} ({extension.citation}): "
            f"{end_in_words(end, self.zone.name)}."
        )
        return end

    def _tolled(self, end: End) -> End:
        days = self.facts.tolled_days
        if not days:
            return end
        end = later_by_days(end, days, self.zone)
        self._say(
            f"{plural(days, 'calendar day')} not counted: {end_in_words(end, self.zone.name)}."
        )
        return end

    def _arguable(self, end: End) -> tuple[End, Ground] | None:
        """Until when a filing still counts after the day to work to, and on what ground."""
        counted = Counted(
            version=self.version,
            limit=self.limit,
            start=self.start.day,
            end=end,
            received=self._received,
            later=self.later,
            later_by=self.later_by,
            zone=self.zone,
        )
        found = later_end(counted, self.row_of)
        if found is None:
            return None
        later, ground, reason = found
        self._say(
            f"{reason} {end_in_words(later, self.zone.name)}; work to "
            f"{worked_to(end, self.zone.name)}."
        )
        return later, ground

    def _received(self, presumed: int) -> date:
        """The day of receipt: the one it counts from, the proven one, or so many days on."""
        if self.receipt is not None:
            return self.receipt
        if self.facts.received is not None:
            return self._proven(self.facts.received)
        return self.start.day + timedelta(days=presumed)

    def _also(self, begins: Moment) -> None:
        also = self.limit.also
        if also is not None:
            end = self._count(begins, also)
            length = span_in_words(also)
            self._say(
                f"{also.words}, {length[:1].lower()}{length[1:]}: "
                f"{end_in_words(end, self.zone.name)}."
            )

    def _notes(self) -> None:
        for note in (self.version.note, self.limit.note):
            if note:
                self._say(note)
        if self.limit.unit == "close_of_business_of":
            self._say("Close of business is taken as 17:00; no rule seen says when it is.")
        if not self._verified:
            self.steps.insert(0, UNVERIFIED)

    def _wrong(self, fact: str, expected: str) -> FactError:
        return FactError(self.row.id, fact, expected)

    def _say(self, step: str) -> None:
        self.steps.append(step)


def _zone(row: Row, name: str) -> pendulum.Timezone:
    try:
        return zone_named(name)
    except ValueError as error:
        raise FactError(row.id, "zone", str(error)) from None


def _at(end: End) -> datetime:
    return utc(end.at)
