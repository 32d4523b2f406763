"""Who takes care of what: an acknowledgment silences the reminders of one clock or matter.

It holds for its key. Of a clock it lapses when the day moves earlier, and when the day to work to
passes while a filing still counts; of new evidence to send when
more has come, of a matter of an appeal when a round of its reminders is over (see
`models.notices.reminders.clock_reminders`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.cases.log.versions import Version
from models.cases.standing import Clock
from models.notices.reminders.clock_reminders import PlannedReminder, is_assignment
from models.notices.seen import Seen

ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True)
class Acknowledgments:
    """Those of a case, by what they are about."""

    reports: dict[str, list[Version]]
    by_rounds: bool
    """Whether one of a matter holds only until a round of its reminders is over."""

    @classmethod
    def of(cls, versions: Iterable[Version], *, by_rounds: bool) -> "Acknowledgments":
        """Those among the reports that stand."""
        found: dict[str, list[Version]] = defaultdict(list)
        for version in versions:
            if version.kind == ACKNOWLEDGE and version.binds.get("key"):
                found[str(version.binds["key"])].append(version)
        return cls(dict(found), by_rounds)

    def last(self, key: str) -> int:
        """The number of the latest report that acknowledges it; 0 where none does."""
        return max((version.number for version in self.reports.get(key, ())), default=0)

    def of_clock(self, clock: Clock, seen: Seen) -> frozenset[int]:
        """The rounds of a clock's reminders that are silent."""
        held = [one for one in self.reports.get(clock.key, ()) if one.number > seen.lapsed]
        return frozenset(clock_round(clock, version.at) for version in held)

    def rounds(self, key: str, seen: Seen, reminders: Sequence[PlannedReminder]) -> frozenset[int]:
        """The rounds of a matter's reminders that are silent."""
        held = [one for one in self.reports.get(key, ()) if one.number > seen.lapsed]
        if held and not self.by_rounds:
            return frozenset(one.round for one in reminders) | {0}
        return frozenset(round_at(reminders, version.at) for version in held)


def clock_round(clock: Clock, at: datetime) -> int:
    """In which round of its reminders a clock is: 1 once its day has passed and a filing counts."""
    return int(clock.expires_at <= at and clock.last_arguable_at > clock.expires_at)


def round_at(reminders: Sequence[PlannedReminder], at: datetime) -> int:
    """In which round of its reminders a matter is at a moment: a round ends with its last."""
    ends: dict[int, datetime] = {}
    for one in reminders:
        if is_assignment(one.name):
            continue
        ends[one.round] = max(one.at, ends.get(one.round, one.at))
    last = max(ends, default=0)
    return sum(1 for number, end in ends.items() if end <= at and number < last)
