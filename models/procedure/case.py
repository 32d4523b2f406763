"""What a case is played from: its intake, the reports that stand, and the words of its children."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from models.cases.children import Child
from models.cases.cover import Shift, next_change, shift_on, shifts_of
from models.cases.log.entries import Nature, Report, ReportType
from models.cases.log.people_now import contact_numbers
from models.cases.log.rereading import Reread, reread
from models.cases.log.versions import Version
from models.cases.people import People, Role
from models.cases.program import Program
from models.cases.standing import Misfit, Standing
from models.inputs.common_intake import AnyIntake
from models.local_time import end_of_day, local_day
from models.rulebook import Facts

IntakeT = TypeVar("IntakeT", bound=AnyIntake)

CHILD_ENDED = "child_ended"
"""The kind of what is played when a case beside this one has ended."""

_UNKNOWN = "This release of AppealClock does not know reports of this kind."

_OF_THE_MOMENT = ("today", "people", "shift")
"""What is kept of a case at its moment, and is found out again at another."""

_AFTER_REPORTS = 1_000_000
"""What children say is played after the reports of its day."""


@dataclass(frozen=True)
class Played:
    """A report in the order of the play: by its day, then by its number."""

    number: int
    kind: str
    said: Any
    """What it says: the model of its kind; of a child that ended, the `Child`."""

    day: date
    """Its day of effect, in the zone of the case."""

    hour: time | None
    """Its local hour, where known."""

    at: datetime
    """When it was made (UTC)."""

    binds: Mapping[str, Any]
    said_by: str = ""
    """Who sent it, as their token proved it; empty where nothing proved it."""


@dataclass(frozen=True)
class Begun:
    """How far a case was played whatever the moment is: until its last happening was taken."""

    standing: Standing
    """Where it stood then; read it only."""

    known_at: datetime
    """As of which moment that was found out (UTC): it holds for every later one."""

    todo: "tuple[Played, ...]" = ()
    """The happening that was reported since; at most one."""


@dataclass(frozen=True)
class Case(Generic[IntakeT]):
    """One case as of a moment."""

    id: str
    """The workflow id."""

    intake: IntakeT
    """As it stands: corrected, and with the people who were put on it since."""

    opened_at: datetime
    now: datetime
    types: Mapping[str, ReportType]
    """The kinds of report it takes, by name."""

    versions: tuple[Version, ...] = ()
    """The reports that stand, without the intake, oldest first."""

    children: tuple[Child, ...] = ()
    parent_id: str | None = None
    log: tuple[Report, ...] = ()
    """Every report that was ever accepted, also what was taken back: for numbers given once."""

    unread: tuple[str, ...] = ()
    """What of the intake cannot be read by today's model, a line per field."""

    is_sound: bool = True
    """Whether the intake, as it can be read, can be played."""

    begun: list[Begun] = field(default_factory=list, init=False, compare=False, repr=False)
    """From where it is played; empty: from the beginning. Shared by the same case of any moment."""

    stands: list[Standing] = field(default_factory=list, init=False, compare=False, repr=False)
    """Where it stands at its moment, once that was played; read it only. At most one."""

    def at(self, now: datetime) -> "Case[IntakeT]":
        """The same as of another moment (UTC); what was read of it stays read."""
        if now == self.now:
            return self
        other: Case[IntakeT] = object.__new__(type(self))
        vars(other).update(vars(self), now=now, stands=[])
        for name in _OF_THE_MOMENT:
            vars(other).pop(name, None)
        return other

    def read_on_from(self, before: "Case[IntakeT]") -> None:
        """Take over what was read of the reports that were there before, and say the same now."""
        same = {version.number: version.content for version in before.versions}
        vars(self)["as_read"] = {
            version.number: before.as_read[version.number]
            if same.get(version.number) is version.content
            else reread(self.types[version.kind].model, dict(version.content))
            for version in self.versions
            if version.kind in self.types
        }

    @property
    def program(self) -> Program | None:
        """None where this release does not know it any more."""
        return self.intake.program

    def rule_facts(self, **known: Any) -> Facts:
        """What the rulebook's rows may ask of any case, and what else is known.

        Args:
            known: Further fields of `Facts`.
        """
        program = self.program
        return Facts(
            state=self.intake.state,
            plan_number=self.intake.plan_number,
            program=program.value if program else None,
            **known,
        )

    @property
    def zone(self) -> str:
        """The time zone of the case (IANA)."""
        return self.intake.zone

    @cached_property
    def today(self) -> date:
        """The day it is, in the zone of the case; for what is not played, see `Procedure`."""
        return local_day(self.now, self.zone)

    @property
    def opened_on(self) -> date:
        """The day on which it was opened, in the zone of the case."""
        return local_day(self.opened_at, self.zone)

    def played(self, *natures: Nature) -> Iterator[Played]:
        """The reports of these natures, by day, then by number."""
        yield from sorted(
            (one for nature, one in self._read if nature in natures),
            key=lambda one: (one.day, one.number),
        )

    def facts(self, kind: str) -> tuple[Played, ...]:
        """The facts of a kind, oldest first: of those about one thing the latest wins."""
        return self._facts.get(kind, ())

    def fact(self, kind: str, key: str) -> Played | None:
        """The latest fact of a kind about the clock or matter of a key."""
        found = [one for one in self.facts(kind) if one.binds.get("key") == key]
        return found[-1] if found else None

    def last(self, kind: str) -> int | None:
        """The number of the last report of a kind that stands."""
        numbers = [version.number for version in self.versions if version.kind == kind]
        return numbers[-1] if numbers else None

    @cached_property
    def closing(self) -> Played | None:
        """The first report that closes it by hand, or withdraws it; None where none does."""
        return next(self.played(Nature.CLOSING), None)

    @cached_property
    def people(self) -> People:
        """Everyone on it today; where somebody covers it, that is the case manager."""
        people, shift = self.intake.people, self.shift
        return people.model_copy(update={"case_manager": shift.manager}) if shift else people

    @cached_property
    def shift(self) -> Shift | None:
        """Who covers it today; None where it is with its own case manager."""
        return shift_on(self.shifts, self.today)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """The covers as they count."""
        return shifts_of(self.intake.covers)

    @property
    def changes_hands_at(self) -> datetime | None:
        """When somebody else manages it next (UTC), where nothing is reported until then."""
        day = next_change(self.shifts, self.today)
        return end_of_day(day - timedelta(days=1), self.zone) if day is not None else None

    @cached_property
    def contact_numbers(self) -> Mapping[Role, int]:
        """How often each person's contact details were changed, see `people_now`."""
        return contact_numbers(self.versions)

    def children_of(self, number: int) -> tuple[Child, ...]:
        """The children that a report asked for."""
        return tuple(child for child in self.children if child.report == number)

    @cached_property
    def set_aside(self) -> tuple[Misfit, ...]:
        """What was accepted and cannot be read by this build, each with the reason."""
        found = [Misfit(1, "\n".join(self.unread))] if self.unread else []
        for version in self.versions:
            if version.kind not in self.types:
                found.append(Misfit(version.number, _UNKNOWN))
            elif lines := self.as_read[version.number].unread:
                found.append(Misfit(version.number, "\n".join(lines)))
        return tuple(found)

    @cached_property
    def as_read(self) -> Mapping[int, Reread[Any]]:
        """What each report that stands says, by its number."""
        return {
            version.number: reread(self.types[version.kind].model, dict(version.content))
            for version in self.versions
            if version.kind in self.types
        }

    @cached_property
    def _facts(self) -> Mapping[str, tuple[Played, ...]]:
        found: dict[str, tuple[Played, ...]] = {}
        for nature, one in self._read:
            if nature is Nature.FACT:
                found[one.kind] = (*found.get(one.kind, ()), one)
        return found

    @cached_property
    def _read(self) -> tuple[tuple[Nature, Played], ...]:
        left_out = {misfit.number for misfit in self.set_aside}
        read = []
        for version in self.versions:
            if version.number not in left_out:
                type_ = self.types[version.kind]
                said = self.as_read[version.number].said
                read.append((type_.nature, _played(version, said, type_, self.zone)))
        ended = sorted(
            (child for child in self.children if child.ended_at is not None),
            key=lambda child: (child.ended_at or self.now, child.id),
        )
        for place, child in enumerate(ended):
            at = child.ended_at or self.now
            one = Played(
                number=_AFTER_REPORTS + place,
                kind=CHILD_ENDED,
                said=child,
                day=local_day(at, self.zone),
                hour=None,
                at=at,
                binds={},
            )
            read.append((Nature.HAPPENING, one))
        return tuple(read)


def played_of(version: Version, type_: ReportType, case: "Case[Any]") -> Played:
    """A report with its day and hour read from what it says.

    Raises:
        pydantic.ValidationError: What it says does not fit its model.
    """
    said = type_.model.model_validate(dict(version.content))
    return _played(version, said, type_, case.zone)


def _played(version: Version, said: BaseModel, type_: ReportType, zone: str) -> Played:
    made_on = local_day(version.at, zone)
    day = (getattr(said, type_.day) or made_on) if type_.day else made_on
    return Played(
        number=version.number,
        kind=version.kind,
        said=said,
        day=day,
        hour=getattr(said, type_.hour) if type_.hour else None,
        at=version.at,
        binds=version.binds,
        said_by=version.said_by,
    )
