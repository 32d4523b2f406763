"""The play: where a case stands follows from its reports.

It is played from the beginning, or goes on from where an earlier play of the same reports stood
after the last happening: the two are the same (see `models.procedure.recent_plays`).

Happenings are taken by day, then by number; of one day the first that fits. What the calendar does
is a step of the same play: a clock that runs out, a right that opens, a year that begins. A limit
in days ends after everything of its day, and a report without an hour precedes every end of its
day. Instants decide only whether an end has come by now.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar, cast

from models.cases.deadline import FollowUpKind
from models.cases.log.entries import Nature, ReportType
from models.cases.standing import Clock, Matter, Misfit, Note, Panel, Said, Standing, copy_of
from models.local_time import local_time, short_day
from models.procedure.case import Begun, Case, IntakeT, Played
from models.procedure.clocks import key
from models.rulebook import RulebookError

StandingT = TypeVar("StandingT", bound=Standing)


@dataclass(frozen=True)
class End:
    """A moment at which the calendar does something."""

    instant: datetime
    """From then on it has come (UTC)."""

    day: date
    """The local day that it ends, or on which its hour lies."""

    to_the_hour: bool
    zone: str
    what: str = "clock"
    """What ends: a clock, or what its procedure calls it."""

    key: str = ""
    """Of the clock."""

    def passed(self, now: datetime) -> bool:
        """Whether it has come."""
        return self.instant <= now

    def precedes(self, report: Played) -> bool:
        """Whether it comes before a report."""
        if self.day != report.day:
            return self.day < report.day
        if not self.to_the_hour or report.hour is None:
            return False
        end = local_time(self.instant, self.zone)
        return end.date() == report.day and end.time() <= report.hour


class Procedure(ABC, Generic[IntakeT, StandingT]):
    """How one kind of case goes: what its reports and the calendar do to it.

    What it does until `finish` never depends on the moment at which it is asked, only on the moment
    that is played (`Standing.moment`): a case is played on from where it stood before.

    Each step asks the rulebook first and writes afterwards, so that a question it cannot answer
    (`RulebookError`) leaves the standing as it was.
    """

    intake: type[IntakeT]
    """What a case of this kind is opened with."""

    types: dict[str, ReportType]
    """The kinds of report it takes, by name."""

    looks_ahead: bool = False
    """Whether a happening may not fit because of what is reported of a later day."""

    @abstractmethod
    def open(self, case: Case[IntakeT]) -> StandingT:
        """The standing that the intake alone gives."""

    @abstractmethod
    def fits(self, case: Case[IntakeT], standing: StandingT, report: Played) -> str | None:
        """Why a happening cannot be taken here, in a sentence; None where it can."""

    @abstractmethod
    def take(self, case: Case[IntakeT], standing: StandingT, report: Played) -> None:
        """A happening takes effect."""

    def ends(self, case: Case[IntakeT], standing: StandingT) -> Iterable[End]:
        """The moments at which the calendar does something: the ends of the open clocks."""
        del case
        return (end_of(clock) for clock in standing.open_clocks)

    @abstractmethod
    def expire(self, case: Case[IntakeT], standing: StandingT, end: End) -> None:
        """The calendar does something. A clock that ends must be settled by this."""

    @abstractmethod
    def close(self, case: Case[IntakeT], standing: StandingT, report: Played) -> None:
        """The case is closed by hand, or withdrawn."""

    @abstractmethod
    def finish(self, case: Case[IntakeT], standing: StandingT) -> None:
        """What depends on today alone, and how it is shown: stage, urgency, what comes next."""

    def looks(self, case: Case[IntakeT], standing: StandingT) -> Iterable[datetime]:
        """Moments to come (UTC) at which `finish` may say otherwise though no clock ends."""
        del case, standing
        return ()

    def check_intake(self, case: Case[IntakeT]) -> None:
        """Refuse an intake that is likely a slip of the hand. Asked once, as the case opens.

        Raises:
            Refusal: in a sentence.
        """
        del case

    def bind(
        self, case: Case[IntakeT], standing: StandingT, report: Played
    ) -> Mapping[str, object]:
        """What a new report leaves out, as it is written into the log with it; see `Report`."""
        del case, standing, report
        return {}

    def said_before(self, case: Case[IntakeT], standing: StandingT, report: Played) -> int | None:
        """The number of the report that a new one of its kind says again, or None."""
        del standing
        numbers = [version.number for version in case.versions if version.kind == report.kind]
        return numbers[-1] if numbers else None

    def check(self, case: Case[IntakeT], standing: StandingT, report: Played) -> None:
        """Refuse a new report that is likely a slip of the hand, or is about nothing that stands.

        Asked once, before it is accepted; a report in the log is never judged by this.

        Raises:
            Refusal: in a sentence.
        """
        del case, standing, report

    @abstractmethod
    def panel(self, case: Case[IntakeT], standing: StandingT) -> Panel:
        """What the details panel says of a case of this kind beside what it says of all."""

    @abstractmethod
    def blank(self, case: Case[IntakeT]) -> StandingT:
        """The standing of a case whose intake cannot be counted by this rulebook."""


def end_of(clock: Clock) -> End:
    """When a clock runs out: after the last day on which a filing counts."""
    return End(
        instant=clock.last_arguable_at,
        day=clock.last_arguable,
        to_the_hour=clock.to_the_hour,
        zone=clock.reckoning.zone,
        key=clock.key,
    )


def play(procedure: Procedure[IntakeT, StandingT], case: Case[IntakeT]) -> StandingT:
    """Where a case stands. Never raises: what does not fit is among the misfits.

    Returns:
        Read it only: whoever asks about the same case at the same moment is given the same.
    """
    if case.stands:
        return cast("StandingT", case.stands[0])
    standing = _played(procedure, case)
    case.stands[:] = [standing]
    return standing


def _played(procedure: Procedure[IntakeT, StandingT], case: Case[IntakeT]) -> StandingT:
    closing = case.closing
    until = min(case.now, closing.at) if closing is not None else case.now
    begun = case.begun[0] if case.begun else None
    if begun is not None and begun.known_at <= case.now:
        standing: StandingT = copy_of(begun.standing)  # type: ignore[assignment]
        _play_on(procedure, case, standing, until, list(begun.todo))
    else:
        standing = _from_the_beginning(procedure, case, until)
    if closing is not None and standing.ending is None:
        standing.moment = closing.at
        procedure.close(case, standing, closing)
    procedure.finish(case, standing)
    if standing.misfits and standing.ending is None:
        standing.matters.append(_look_at_what_is_set_aside(standing))
    return standing


def _from_the_beginning(
    procedure: Procedure[IntakeT, StandingT], case: Case[IntakeT], until: datetime
) -> StandingT:
    try:
        standing = procedure.open(case) if case.is_sound else procedure.blank(case)
        is_open = case.is_sound
    except RulebookError as error:
        standing, is_open = procedure.blank(case), False
        standing.misfits.append(Misfit(1, str(error)))
    standing.misfits.extend(case.set_aside)
    if is_open:
        _play_on(procedure, case, standing, until, list(case.played(Nature.HAPPENING)))
    return standing


def _look_at_what_is_set_aside(standing: Standing) -> Matter:
    """The case manager is asked, once for each report: it was accepted, and counts no more."""
    latest = max(misfit.number for misfit in standing.misfits)
    kind = FollowUpKind.SET_ASIDE
    return Matter(key("", kind.value, latest), kind, "", Said("common.set_aside"))


def _play_on(
    procedure: Procedure[IntakeT, StandingT],
    case: Case[IntakeT],
    standing: StandingT,
    until: datetime,
    todo: list[Played],
) -> None:
    """Happenings and the calendar, in their order, up to a moment."""
    uncounted = set[End]()
    steady = bool(todo) or not case.begun
    while True:
        if steady and not todo and not uncounted:
            case.begun[:] = [Begun(copy_of(standing), case.now)]
            steady = False
        if standing.ending is not None:
            break
        ends = (end for end in procedure.ends(case, standing) if end not in uncounted)
        end = min(ends, key=lambda end: end.instant, default=None)
        report = _first_that_fits(procedure, case, standing, todo)
        if end is not None and _comes_first(end, report or (todo[0] if todo else None), until):
            _expire(procedure, case, standing, end, uncounted)
        elif report is not None:
            todo.remove(report)
            _take(procedure, case, standing, report)
        elif todo and end is not None and _within_its_day(end, todo[0]) and end.passed(until):
            _expire(procedure, case, standing, end, uncounted)
        elif todo:
            if end is not None and _within_its_day(end, todo[0]):
                # At a later moment it may fit.
                steady = False
            _set_aside(procedure, case, standing, todo.pop(0))
        else:
            break
    for left in todo:
        _set_aside(procedure, case, standing, left)


def _comes_first(end: End, report: Played | None, until: datetime) -> bool:
    """Whether the calendar is next: its end has come, and before the next report."""
    if report is None:
        return end.passed(until)
    return end.precedes(report)


def _within_its_day(end: End, report: Played) -> bool:
    """Whether an end is at an hour of a report's day: what does not fit before it may after.

    Not where the report says an hour: then it is known which of the two came first.
    """
    return end.day == report.day and end.to_the_hour and report.hour is None


def _first_that_fits(
    procedure: Procedure[IntakeT, StandingT],
    case: Case[IntakeT],
    standing: StandingT,
    todo: list[Played],
) -> Played | None:
    """Of the reports of the next day the first that can be taken."""
    for report in todo:
        if report.day != todo[0].day:
            return None
        if procedure.fits(case, standing, report) is None:
            return report
    return None


def _take(
    procedure: Procedure[IntakeT, StandingT],
    case: Case[IntakeT],
    standing: StandingT,
    report: Played,
) -> None:
    standing.moment = _later(standing, report.at)
    try:
        procedure.take(case, standing, report)
    except RulebookError as error:
        standing.misfits.append(Misfit(report.number, str(error)))


def _expire(
    procedure: Procedure[IntakeT, StandingT],
    case: Case[IntakeT],
    standing: StandingT,
    end: End,
    uncounted: set[End],
) -> None:
    standing.moment = _later(standing, end.instant)
    try:
        procedure.expire(case, standing, end)
    except RulebookError as error:
        # The law as it is held today has no answer: what ends is over all the same.
        clock = standing.clock(end.key)
        standing.misfits.append(Misfit(clock.root if clock else 1, str(error)))
        if clock is not None:
            clock.status, clock.settled_on = clock.status.MISSED, clock.last_arguable
        else:
            uncounted.add(end)


def _set_aside(
    procedure: Procedure[IntakeT, StandingT],
    case: Case[IntakeT],
    standing: StandingT,
    report: Played,
) -> None:
    if report.kind not in procedure.types:
        # A child that ended changes nothing where nothing waits for it.
        return
    if standing.ending is not None:
        assert standing.ended_on is not None  # noqa: S101 (what ended has its day)
        reason = f"It had ended on {short_day(standing.ended_on)}; nothing more can be recorded."
    else:
        reason = procedure.fits(case, standing, report) or "It does not fit."
    standing.misfits.append(Misfit(report.number, reason))


def _later(standing: Standing, at: datetime) -> datetime:
    return at if standing.moment is None else max(standing.moment, at)


def note(
    standing: Standing, said: Said, report: Played | None = None, *, main: bool = True
) -> None:
    """Write a line of the account, as of the moment that is played."""
    assert standing.moment is not None  # noqa: S101 (set before each step)
    number = report.number if report is not None else None
    standing.notes.append(Note(at=standing.moment, said=said, report=number, main=main))
