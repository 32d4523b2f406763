"""What is said of each clock of a case, the same in a terminal and on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from cli.case.timeline.lanes import title_of
from models.local_time import long_moment, short_day
from models.presentation.clock_records import ClockRecord, ClockRecords, Count, RecordStatus
from models.rulebook.reckoning import PLANNED

_FOLDER = Path(__file__).parent

_STATUS = {
    RecordStatus.OPEN: "open",
    RecordStatus.MET: "done",
    RecordStatus.MISSED: "missed",
    RecordStatus.SUPERSEDED: "set aside",
    RecordStatus.FELL_AWAY: "fell away",
}


@dataclass(frozen=True)
class CountShown:
    """One way a clock was counted, in words."""

    heading: str
    """From when on it was counted so, and what had it counted so."""

    steps: tuple[str, ...]
    more: tuple[str, ...]
    """Until when it counts all the same, what was set by hand, the law, its words, and the mark."""

    is_last: bool
    verified: bool


@dataclass(frozen=True)
class ClockShown:
    """One clock in words."""

    title: str
    whose: str
    status: str
    counts: tuple[CountShown, ...]


@dataclass(frozen=True)
class Explained:
    """One case: its clocks, and the kinds of its reports by number."""

    case_id: str
    title: str
    stage: str
    records: ClockRecords
    kinds: Mapping[int, str]

    @classmethod
    def of(
        cls, overview: Mapping[str, Any], records: ClockRecords, kinds: Mapping[int, str]
    ) -> "Explained":
        """From what a case answers to `overview`, `clocks` and `history`."""
        case_id = str(overview["case_id"])
        title = title_of(case_id, overview["kind"])
        return cls(case_id, title, str(overview["next_action"]["what"]), records, kinds)

    @property
    def clocks(self) -> tuple[ClockShown, ...]:
        """Its clocks in words, in the order in which they came up."""
        return tuple(self._clock(one) for one in self.records.clocks)

    def _clock(self, clock: ClockRecord) -> ClockShown:
        status = _STATUS[clock.status]
        if clock.settled_on is not None:
            status += f" on {short_day(clock.settled_on)}"
        if clock.fell_away_by is not None:
            status += f" with report {self._report(clock.fell_away_by)}"
        whose = "our side acts" if clock.ours else f"{clock.who} acts"
        return ClockShown(
            title=clock.title,
            whose=f"{clock.level}: {whose}" if clock.level else whose,
            status=status,
            counts=tuple(self._count(one, is_last=one is clock.counts[-1]) for one in clock.counts),
        )

    def _count(self, count: Count, *, is_last: bool) -> CountShown:
        by = f" by report {self._report(count.report)}" if count.report is not None else ""
        more = []
        if count.by_hand:
            why = f": {count.reason}" if count.reason else ""
            more.append(f"Set by hand to {count.due}{why}.")
        if count.last_arguable is not None:
            more.append(f"A filing counts until {short_day(count.last_arguable)}: {count.ground}.")
        more.append(_law(count))
        if count.quote:
            more.append(f"“{count.quote}”")
        return CountShown(
            heading=f"{count.due} — so counted since {short_day(count.since)}{by}",
            steps=count.steps,
            more=tuple(more),
            is_last=is_last,
            verified=count.verified,
        )

    def _report(self, number: int) -> str:
        kind = self.kinds.get(number)
        return f"{number} ({kind})" if kind else str(number)


@dataclass(frozen=True)
class CaseExplained:
    """A case, then each of its child cases."""

    cases: tuple[Explained, ...]
    at: datetime
    """When it was asked (UTC)."""

    @property
    def as_of(self) -> str:
        """When it was asked, and by which law it is counted."""
        return f"As of {long_moment(self.at, 'America/New_York')}, by the rulebook of this release."


def _law(count: Count) -> str:
    if count.evidence == PLANNED:
        return f"{count.citation[:1].upper()}{count.citation[1:]}."
    row = f"{count.rule}, version of {count.version}"
    return f"{row}: {count.citation}. Evidence: {count.evidence}."


def render(explained: CaseExplained) -> str:
    """The page: it needs nothing beside it."""
    pages = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template("page.html").render(explained=explained)
