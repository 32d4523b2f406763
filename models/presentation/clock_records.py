"""Every clock that a case has had, and how each was counted at each time: for an auditor.

What stands follows from the reports, so what stood before a report follows from those before it:
the case is played as it was known after each report, and again just before the next, by the law as
it is held today.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from pydantic import BaseModel, ConfigDict, Field

from models.cases.case_state import CaseState
from models.cases.children import Child
from models.cases.log.entries import Nature, Report
from models.cases.log.versions import changes_others
from models.cases.standing import Clock, Standing
from models.local_time import local_day
from models.procedure.clocks import due_said, ground_said
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import standing_of
from models.words.english.tables import say

_INSTANT = timedelta(microseconds=1)


class RecordStatus(StrEnum):
    """What became of a clock; its words are for people."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    SUPERSEDED = "superseded"
    FELL_AWAY = "fell away"
    """A report that changes what was known before left no ground for it."""


class Count(BaseModel):
    """How a clock was counted, for as long as the case knew no better."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: int | None = Field(
        description="The number of the report that had it counted so; None: the calendar did."
    )
    since: date = Field(description="The day on which it was first counted so, of the case's zone.")
    due: str = Field(description="The day to work to, in words, with its hour where it has one.")
    due_on: date
    last_arguable: date | None = Field(
        description="The later day on which a filing counts; None where there is none."
    )
    ground: str = Field(description="Why it counts until then, in words; empty without such a day.")
    by_hand: bool = Field(description="Whether the day was set by hand.")
    reason: str = Field(description="Why it was set by hand: private, as people typed it.")
    zone: str = Field(description="IANA time zone of whoever must act.")
    rule: str = Field(description="Id of the rulebook row.")
    version: str = Field(description="Which version of the row.")
    steps: tuple[str, ...]
    citation: str
    quote: str | None = Field(description="The words of the law that it rests on, where seen.")
    evidence: str = Field(description="The rulebook's mark; of no limit of the law `planned`.")
    verified: bool


class ClockRecord(BaseModel):
    """One clock that ran or runs: what became of it, and each way it was counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    level: str = Field(description="Level or step in words.")
    who: str
    ours: bool
    status: RecordStatus
    settled_on: date | None = Field(description="When it was met, missed or set aside.")
    fell_away_by: int | None = Field(
        default=None, description="The number of the report with which it was gone, if one did it."
    )
    counts: tuple[Count, ...] = Field(description="The oldest first; the last is how it stands.")


class SetAsideReport(BaseModel):
    """A report that was accepted and does not fit where the case stands now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    reason: str


class ClockRecords(BaseModel):
    """All clocks of a case in the order in which they came up, and what does not count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clocks: tuple[ClockRecord, ...]
    set_aside: tuple[SetAsideReport, ...]

    def without_reasons(self) -> "ClockRecords":
        """The same without what people typed as the reason of a day set by hand."""
        clocks = (
            one.model_copy(
                update={
                    "counts": tuple(count.model_copy(update={"reason": ""}) for count in one.counts)
                }
            )
            for one in self.clocks
        )
        return self.model_copy(update={"clocks": tuple(clocks)})


@dataclass
class _Seen:
    """A clock as it was seen so far."""

    clock: Clock
    counts: list[Count] = field(default_factory=list)
    is_gone: bool = False
    gone_by: int | None = None


def clock_records(state: CaseState, now: datetime, zone: str) -> ClockRecords:
    """Every clock of a case that was opened. Never raises for a log that was accepted.

    Args:
        state: The case.
        now: The moment at which somebody looks (UTC).
        zone: Of the case (IANA).
    """
    seen: dict[str, _Seen] = {}
    for moment, number, standing in _as_it_was_known(state, now):
        for clock in standing.clocks:
            one = seen.setdefault(clock.key, _Seen(clock))
            one.clock, one.is_gone, one.gone_by = clock, False, None
            count = _count(clock, number, local_day(moment, zone))
            if not one.counts or not _is_same(one.counts[-1], count):
                one.counts.append(count)
        for key in seen.keys() - {clock.key for clock in standing.clocks}:
            if not seen[key].is_gone:
                seen[key].is_gone, seen[key].gone_by = True, number
    misfits = standing_of(state, now).misfits
    return ClockRecords(
        clocks=tuple(_record(one) for one in seen.values()),
        set_aside=tuple(SetAsideReport(number=one.number, reason=one.reason) for one in misfits),
    )


def _as_it_was_known(
    state: CaseState, now: datetime
) -> Iterator[tuple[datetime, int | None, Standing]]:
    """What stood as each report was made, with its number, and as the next one was still to come.

    The calendar goes on between two reports: what it does has no number. What is administrative
    moves no clock, and is passed over.
    """
    moving = [place for place, one in enumerate(state.log) if _may_move(state, one)]
    for place, following in zip_longest(moving, moving[1:]):
        report = state.log[place]
        known = replace(state, log=state.log[: place + 1])
        yield report.at, report.number, standing_of(_at(known, report.at), report.at)
        if following is None:
            yield now, None, standing_of(state, now)
        else:
            until = max(state.log[following].at - _INSTANT, report.at)
            yield until, None, standing_of(_at(known, until), until)


def _may_move(state: CaseState, report: Report) -> bool:
    """Whether a report can have a clock counted otherwise, or end one."""
    type_ = PROCEDURES[state.kind].types.get(report.kind)
    return type_ is None or type_.nature is not Nature.ADMINISTRATIVE or changes_others(report)


def _at(state: CaseState, moment: datetime) -> CaseState:
    """A case with its children as they had been heard of by a moment (UTC)."""
    last = state.log[-1].number
    children = (one for one in state.children if one.report <= last and one.started_at <= moment)
    return replace(state, children=tuple(_heard_by(one, moment) for one in children))


def _heard_by(child: Child, moment: datetime) -> Child:
    over = child.ended_at is not None and child.ended_at <= moment
    evidence = tuple((one, heard) for one, heard in child.evidence if heard <= moment)
    if over:
        return replace(child, evidence=evidence)
    return replace(child, evidence=evidence, ending=None, ended_at=None, lost=False)


def _count(clock: Clock, report: int | None, day: date) -> Count:
    reckoning, ground = clock.reckoning, ground_said(clock)
    return Count(
        report=report,
        since=day if report is not None else min(day, clock.begins_on),
        due=say(due_said(clock)),
        due_on=clock.due_on,
        last_arguable=clock.last_arguable if ground is not None else None,
        ground=say(ground) if ground is not None else "",
        by_hand=clock.override is not None,
        reason=clock.override.reason if clock.override is not None else "",
        zone=reckoning.zone,
        rule=reckoning.rule,
        version=reckoning.version,
        steps=reckoning.steps,
        citation=reckoning.citation,
        quote=reckoning.quote,
        evidence=reckoning.evidence,
        verified=reckoning.verified,
    )


def _is_same(one: Count, other: Count) -> bool:
    """Whether two counts say the same, whenever that was known."""
    return one == other.model_copy(update={"report": one.report, "since": one.since})


def _record(seen: _Seen) -> ClockRecord:
    clock, gone = seen.clock, seen.is_gone
    return ClockRecord(
        id=clock.key,
        title=clock.reckoning.title,
        level=clock.level_title,
        who=clock.who,
        ours=clock.purpose.ours,
        status=RecordStatus.FELL_AWAY if gone else RecordStatus(clock.status.value),
        settled_on=None if gone else clock.settled_on,
        fell_away_by=seen.gone_by,
        counts=tuple(seen.counts),
    )
