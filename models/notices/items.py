"""What is told of: the clocks and matters of a case, each with its reminders."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from models.cases.deadline import FollowUpKind
from models.cases.evidence import Element
from models.cases.people import ROLES, Role
from models.cases.standing import Clock, Matter, Said
from models.notices.acknowledgment import Acknowledgments, clock_round, round_at
from models.notices.contacts.delivery_matters import DeliveryMatter
from models.notices.contacts.people import OnCase
from models.notices.memory import Memory
from models.notices.messages.order import Corrected, CorrectedBy
from models.notices.reminders.clock_reminders import PlannedReminder, clock_reminders
from models.notices.reminders.matter_reminders import matter_reminders
from models.notices.reminders.same_day import not_twice_a_day
from models.notices.seen import Seen
from models.words.english.tables import say, title


@dataclass(frozen=True)
class Item:
    """One clock or matter that was seen."""

    key: str
    seen: Seen
    reminders: tuple[PlannedReminder, ...]
    silent: frozenset[int]
    """The rounds of its reminders that somebody has acknowledged."""

    clock: Clock | None = None
    kind: FollowUpKind | None = None
    """Of a matter."""

    level: str = ""
    said: Said | None = None
    former_day: date | None = None
    """That it says to hold no more."""

    elements: tuple[Element, ...] = ()

    def corrected(self, memory: Memory, role: Role) -> Corrected | None:
        """Whether somebody was told another day, and has not heard of this one."""
        was, why = self.seen.told_before.get(role), self.seen.moved_by
        if was in {None, self.seen.day} or why not in set(CorrectedBy):
            return None
        if memory.was_told(self.key, role):
            return None
        return Corrected(by=CorrectedBy(why), was=date.fromisoformat(str(was)))

    def is_acknowledged(self, now: datetime) -> bool:
        """Whether somebody takes care of it now."""
        if self.clock is not None:
            return clock_round(self.clock, now) in self.silent
        return round_at(self.reminders, now) in self.silent

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        if self.clock is not None:
            return say(self.clock.about) if self.clock.about is not None else ""
        assert self.said is not None  # noqa: S101 (a matter says something)
        return title(self.said)

    @property
    def text(self) -> str:
        """What to do about it, in a sentence or two."""
        said = self.clock.action if self.clock is not None else self.said
        return say(said) if said is not None else ""

    @property
    def says_whose_case(self) -> bool:
        """Whether it says that somebody covers the case, or has it again."""
        return self.kind in {FollowUpKind.COVERS, FollowUpKind.COVER_OVER}

    @property
    def urgency(self) -> tuple[bool, bool, float]:
        """Sorts the most urgent first: our own clocks, those of others, matters.

        Whose case it is comes before all of them: that says to whom the rest is addressed.
        """
        if self.says_whose_case:
            return False, False, float("-inf")
        if self.clock is None:
            return True, True, 0.0
        return False, not self.clock.purpose.ours, self.clock.expires_at.timestamp()

    @cached_property
    def scheduled(self) -> dict[Role, dict[str, PlannedReminder]]:
        """The reminders by role and name."""
        found: dict[Role, dict[str, PlannedReminder]] = {}
        for one in self.reminders:
            found.setdefault(one.role, {})[one.name] = one
        return found


def clock_item(memory: Memory, clock: Clock, people: OnCase, acknowledged: Acknowledgments) -> Item:
    """A clock, open or settled."""
    seen = memory.seen(clock.key)
    assert seen is not None  # noqa: S101 (all that stands was seen)
    reminders: tuple[PlannedReminder, ...] = ()
    if not seen.over:
        also = tuple(role for role in ROLES if role in seen.told_before)
        reminders = clock_reminders(people.desk, clock, seen.since, also=also, held=seen.held)
        reminders = not_twice_a_day(people.desk, reminders, memory.told_all(clock.key))
    return Item(
        key=clock.key,
        seen=seen,
        reminders=reminders,
        silent=acknowledged.of_clock(clock, seen),
        clock=clock,
        level=clock.level,
    )


def matter_item(
    memory: Memory, matter: Matter, people: OnCase, acknowledged: Acknowledgments, now: datetime
) -> Item:
    """A matter of the case that is open."""
    seen = memory.seen(matter.key)
    assert seen is not None  # noqa: S101 (all that stands was seen)
    reminders = matter_reminders(people.desk, matter, seen.since, numbered=seen.numbered, until=now)
    return Item(
        key=matter.key,
        seen=seen,
        reminders=reminders,
        silent=acknowledged.rounds(matter.key, seen, reminders),
        kind=matter.kind,
        level=matter.level,
        said=matter.said,
        elements=matter.elements,
    )


def delivery_item(
    memory: Memory, one: DeliveryMatter, people: OnCase, acknowledged: Acknowledgments
) -> Item:
    """A matter of how people are reached."""
    seen = memory.seen(one.key)
    assert seen is not None  # noqa: S101 (written with the matter)
    reminders = one.reminders(people, seen.since)
    return Item(
        key=one.key,
        seen=seen,
        reminders=reminders,
        silent=acknowledged.rounds(one.key, seen, reminders),
        kind=one.kind,
        level=one.level,
        said=one.said,
        former_day=one.former.day if one.former is not None else None,
    )
