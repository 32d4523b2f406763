"""What stands: the clocks of a case, what is to be looked after, and how it ended.

Computed from the reports each time, never stored. It holds codes, days and facts; the sentences are
in `models.words`.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.evidence import Element, Evidence
from models.cases.kinds import CaseKind
from models.cases.last_day import LastDay
from models.cases.milestone import Milestone
from models.cases.program import Urgency, WaitingOn
from models.inputs.common_intake import Override
from models.local_time import noon
from models.rulebook.reckoning import Reckoning


@dataclass(frozen=True)
class Said:
    """A sentence or two by their code, with what is filled in. See `models.words`."""

    code: str
    """Names an entry of the words, such as grievance.answer_late."""

    facts: Mapping[str, object] = field(default_factory=dict)
    """Days, numbers, short texts, or what is said in its turn (`Said`)."""


class Schedule(StrEnum):
    """Which reminders a clock has."""

    OURS = "ours"
    """A notice as it begins, and the whole schedule before its end."""

    PLANNED = "planned"
    """A planned day of the case manager: some days before it."""

    HEARING = "hearing"
    """A notice as it is set, then a week and a day before it."""

    THEIRS = "theirs"
    """A notice that it runs, to the case manager."""

    ANSWER = "answer"
    """A notice to everybody that what was filed is to be answered."""

    NONE = "none"


@dataclass
class Clock(LastDay):
    """One time limit of a case, ours or theirs."""

    key: str
    """`level.purpose[.variant].root`: the root is the number of the report that opened it, or of
    the report whose clock ran out. A correction moves a clock and never renames it."""

    purpose: Purpose
    level: str
    level_title: str
    who: str
    """Who must act, in the rulebook's words."""

    reckoning: Reckoning
    due_on: date
    """The day to work to, after any override, in the zone of the reckoning."""

    expires_at: datetime
    """The instant (UTC) at which that day or hour ends, after any override."""

    begins_on: date
    """The day it is counted from, in the zone of the reckoning."""

    schedule: Schedule = Schedule.OURS
    where: str = ""
    """Where the request goes, for clocks of ours, in the rulebook's words."""

    about: Said | None = None
    """What it is about, as it goes on after 'Appeal AC-1: '."""

    action: Said | None = None
    """What the reader of a reminder should do."""

    override: Override | None = None
    passed: bool = False
    """Whether the day to work to has passed, while a filing still counts."""

    status: DeadlineStatus = DeadlineStatus.OPEN
    settled_on: date | None = None

    @property
    def root(self) -> int:
        """The number of the report it goes back to."""
        return int(self.key.rpartition(".")[2])

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.status is DeadlineStatus.OPEN

    def listed_at(self, now: datetime) -> datetime:
        """Where lists of instants put it (UTC): within its last day, never on the day after.

        The instant at which it ends, for one that ends at an hour; for a limit in days noon of the
        last day in the zone of whoever must act, which is the same day for a reader elsewhere. Once
        the day to work to has passed, the last day on which a filing still counts.
        """
        passed = now >= self.expires_at
        if self.to_the_hour:
            return self.last_arguable_at if passed else self.expires_at
        return noon(self.last_arguable if passed else self.due_on, self.reckoning.zone)

    def settle(self, status: DeadlineStatus, day: date) -> None:
        """It is over: met, missed or superseded, on a day."""
        self.status, self.settled_on = status, day


class Readers(StrEnum):
    """Who is told of a matter."""

    MANAGER = "manager"
    EVERYONE = "everyone"
    """All who are reminded of our own deadlines, as the case's policy says."""

    WRITER = "writer"
    """The physician who wrote a report, and the case manager."""


class Cadence(StrEnum):
    """How often a matter that stays open is brought up."""

    BY_KIND = "by_kind"
    """On some days after it began, by its kind; then once per check-in interval."""

    CHECK_IN = "check_in"
    """Once per check-in interval."""

    CHECK_IN_AT_ONCE = "check_in_at_once"
    """The same, and once as it begins."""


@dataclass
class Matter:
    """Something to look after that the law sets no limit for; it is open while it stands."""

    key: str
    """`level.kind[.variant].root`, as of a clock."""

    kind: FollowUpKind
    level: str
    said: Said
    """Names an entry with a title and a text."""

    begins_at: datetime | None = None
    """Not brought up before (UTC); None: from when it was first seen."""

    readers: Readers = Readers.MANAGER
    cadence: Cadence = Cadence.BY_KIND
    elements: tuple[Element, ...] = ()
    """What a written report still lacks, where that is the matter."""


@dataclass(frozen=True)
class Note:
    """One line of the account of a case: what was recorded, or what the calendar did."""

    at: datetime
    """When it was made known: the report's moment, or the end of the clock (UTC)."""

    said: Said
    report: int | None = None
    """The number of the report; None where the calendar or a case beside it did it."""

    main: bool = True
    """Whether it is the sentence that answers the report; others add to it."""


@dataclass(frozen=True)
class WantedChild:
    """A case that should run beside this one, because a report that stands asked for it."""

    kind: CaseKind
    report: int
    """The number of the report that asked for it; the intake's is 1."""

    place: int
    """Counts the children that one report asks for, from 0."""

    intake: Mapping[str, Any]
    """Its intake but for the people and settings it shares with this case."""

    serves: str = ""
    """What it was started for, where that matters."""


@dataclass(frozen=True)
class Misfit:
    """A report that does not fit where it stands: refused if new, else set aside and shown."""

    number: int
    reason: str


@dataclass(frozen=True)
class NextStep:
    """What comes next, whose turn it is, and the update that reports it."""

    who: str
    what: Said
    label: str
    """A few words for lists: no names, no health details."""

    by: date | None = None
    update: str | None = None
    example: Mapping[str, object] = field(default_factory=dict)
    waiting_on: WaitingOn = WaitingOn.US
    """Whose act it is, in a word to filter lists by; ours, where `who` is the case manager."""


@dataclass(frozen=True)
class PanelPart:
    """A part of the details panel that one kind of case has of its own."""

    title: Said
    lead: Said | None = None
    """A sentence that stands out."""

    steps: tuple[Milestone, ...] = ()
    lines: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Panel:
    """What the details panel of a case says beside what all have."""

    headline: Said
    """What it waits for, where no clock's day is the headline."""

    about: tuple[Said, ...] = ()
    """Lines under the headline: what it is."""

    parts: tuple[PanelPart, ...] = ()


@dataclass
class Standing:
    """Where a case stands; each kind adds what is its own.

    While a case is played, its procedure writes here; outside of that nothing does.
    """

    clocks: list[Clock] = field(default_factory=list)
    """Open and settled, in the order in which they began."""

    matters: list[Matter] = field(default_factory=list)
    """What is open."""

    remarks: list[Said] = field(default_factory=list)
    """Standing advice of the moment."""

    milestones: list[Milestone] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    wanted: list[WantedChild] = field(default_factory=list)
    tells: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each child beside it is to know now: by its id, kinds of report to what they say."""

    notes: list[Note] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    ending: str | None = None
    ended_on: date | None = None
    ended_at: datetime | None = None
    keep_grievances: bool = True
    """Whether grievances beside the case outlive it."""

    stage: str = ""
    """Its place as the CaseStage search attribute has it, such as council.filing."""

    urgency: Urgency = Urgency.ON_TRACK
    next_step: NextStep | None = None
    dates_confirmed: bool | None = None
    """Whether a second person has confirmed the dates; None where nobody is asked to."""

    moment: datetime | None = None
    """Since when what was played last has been known (UTC)."""

    @property
    def open_clocks(self) -> list[Clock]:
        """The clocks that still run."""
        return [clock for clock in self.clocks if clock.is_open]

    @property
    def keys(self) -> frozenset[str]:
        """Of all that it holds, or has held: facts and acknowledgments are about one of them."""
        clocks, matters = (one.key for one in self.clocks), (one.key for one in self.matters)
        return frozenset((*clocks, *matters))

    def clock(self, key: str) -> Clock | None:
        """The clock of a key."""
        return next((clock for clock in self.clocks if clock.key == key), None)

    def running(self, purpose: Purpose) -> Clock | None:
        """The open clock with a purpose; the latest, where there are several."""
        found = [one for one in self.clocks if one.purpose is purpose and one.is_open]
        return found[-1] if found else None

    def latest(self, purpose: Purpose) -> Clock | None:
        """The last clock with a purpose: open, met or missed, but not superseded."""
        found = [
            one
            for one in self.clocks
            if one.purpose is purpose and one.status is not DeadlineStatus.SUPERSEDED
        ]
        return found[-1] if found else None

    def has(self, kind: FollowUpKind) -> bool:
        """Whether something of this kind is to be looked after."""
        return any(matter.kind is kind for matter in self.matters)

    def drop(self, *kinds: FollowUpKind) -> None:
        """These matters are done with."""
        self.matters = [matter for matter in self.matters if matter.kind not in kinds]

    def step(self, key: str) -> Milestone:
        """The milestone of a name."""
        return next(milestone for milestone in self.milestones if milestone.key == key)

    def finish(self, ending: str, day: date, at: datetime) -> None:
        """The case is over on a day: nothing it waits for is waited for any more."""
        for clock in self.open_clocks:
            clock.settle(DeadlineStatus.SUPERSEDED, day)
        self.matters = []
        self.ending, self.ended_on, self.ended_at = ending, day, at


StandingT = TypeVar("StandingT", bound=Standing)


def copy_of(standing: StandingT) -> StandingT:
    """The same standing, to be played on: what is written into it is not written into the other.

    Like `copy.deepcopy`, but what cannot be written into is shared.
    """
    copied: StandingT = _copied(standing, {})
    return copied


def _copied(value: Any, known: dict[int, Any]) -> Any:  # noqa: ANN401 (whatever a standing holds)
    kind = type(value)
    if kind is list:
        return [_copied(one, known) if _OPEN[type(one)] else one for one in value]
    if kind is dict:
        return {
            name: _copied(one, known) if _OPEN[type(one)] else one for name, one in value.items()
        }
    if kind is set:
        return set(value)
    found = known.get(id(value))
    if found is None:
        found = known[id(value)] = copy(value) if isinstance(value, BaseModel) else _alike(value)
        fields = vars(found)
        for name, one in fields.items():
            if _OPEN[type(one)]:
                fields[name] = _copied(one, known)
    return found


def _alike(value: object) -> Any:  # noqa: ANN401 (of the same type)
    """The same dataclass once more; `copy` would ask each time how that is done."""
    found = object.__new__(type(value))
    vars(found).update(vars(value))
    return found


class _Open(dict[type, bool]):
    """Of each type, whether its values can be written into; found out once."""

    def __missing__(self, kind: type) -> bool:
        """A collection can be, and a model or a dataclass that is not frozen."""
        frozen: bool = kind not in {list, dict, set}
        if issubclass(kind, BaseModel):
            frozen = bool(kind.model_config.get("frozen"))
        elif is_dataclass(kind):
            frozen = getattr(kind, "__dataclass_params__").frozen  # noqa: B009
        self[kind] = not frozen
        return not frozen


_OPEN = _Open()
