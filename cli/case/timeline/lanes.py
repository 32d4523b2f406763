"""What the timeline of a case shows: its clocks, and those of each child case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.cases.deadline import Deadline, DeadlineStatus, ReminderOutcome
from models.cases.kinds import KINDS, CaseKind
from models.cases.milestone import Milestone
from models.local_time import local_day, short_day, short_moment, short_time

_OUTCOMES = {
    ReminderOutcome.SENT: "sent",
    ReminderOutcome.PARTIAL: "sent to some",
    ReminderOutcome.FAILED: "failed",
    ReminderOutcome.PENDING: "to come",
}
"""The reminders that are shown; the others were not needed."""


_STATUS = {
    DeadlineStatus.OPEN: "open",
    DeadlineStatus.MET: "done",
    DeadlineStatus.MISSED: "missed",
    DeadlineStatus.SUPERSEDED: "set aside",
}


@dataclass(frozen=True)
class Mark:
    """A reminder on its day."""

    on: date
    outcome: str


@dataclass(frozen=True)
class Bar:
    """One clock, from the day that started it."""

    title: str
    who: str
    is_ours: bool
    begins: date
    due: date
    last: date
    """The last day on which a filing still counts; `due` where that is the last."""

    status: DeadlineStatus
    settled: date | None
    citation: str
    is_verified: bool
    by_hand: bool
    marks: tuple[Mark, ...] = ()
    ends_at: datetime | None = None
    """When it ends (UTC), where that is at an hour."""

    zone: str = "UTC"
    """Of whoever must act."""

    @property
    def by(self) -> str:
        """When it ends, in words."""
        return short_moment(self.ends_at, self.zone) if self.ends_at else short_day(self.due)

    @property
    def by_briefly(self) -> str:
        """The same without the zone."""
        return short_time(self.ends_at, self.zone) if self.ends_at else short_day(self.due)

    @property
    def stands(self) -> str:
        """What became of it, in a word or two."""
        return _STATUS[self.status]

    @property
    def until(self) -> date:
        """The last day it reaches to."""
        return max(self.due, self.last, self.settled or self.due)


@dataclass(frozen=True)
class Lane:
    """One case: the clocks of each level, and its steps."""

    title: str
    stage: str
    levels: Mapping[str, Sequence[Bar]]
    steps: Sequence[Milestone] = ()


@dataclass(frozen=True)
class Timeline:
    """A case with its child cases, as of a day."""

    case_id: str
    program: str
    today: date
    lanes: Sequence[Lane]
    service: str = ""
    """Nothing where private details are left out."""

    today_word: str = "today"
    """What is written at the line of that day."""

    days: tuple[date, date] = field(init=False)
    """The first and the last day that it shows."""

    def __post_init__(self) -> None:
        """See how far it reaches."""
        days = [self.today, *(day for lane in self.lanes for day in _days_of(lane))]
        object.__setattr__(self, "days", (min(days), max(days)))


def lane_of(overview: Mapping[str, Any], deadlines: Iterable[Deadline], title: str) -> Lane:
    """One case, from what it answers to the queries `overview` and `deadlines`."""
    levels: dict[str, list[Bar]] = {}
    for one in deadlines:
        if one.status is not DeadlineStatus.SUPERSEDED:
            levels.setdefault(one.level_title, []).append(_bar(one))
    steps = [Milestone.model_validate(step) for step in overview["milestones"]]
    if not any(child["kind"] == CaseKind.SECOND_OPINION for child in overview["children"]):
        # Else they are the steps of that case, which has its own lane.
        plan = overview.get("plan") or {"steps": ()}
        steps += [Milestone.model_validate(step) for step in plan["steps"]]
    return Lane(title, str(overview["next_action"]["what"]), levels, steps)


def title_of(case_id: str, kind: str) -> str:
    """What a case is, and its id."""
    known = KINDS.get(CaseKind(kind)) if kind in set(CaseKind) else None
    return f"{known.title if known else 'Case'} {case_id}"


def _bar(one: Deadline) -> Bar:
    begins = one.reckoning.started_on or min(one.due_on, one.reckoning.due_on)
    zone = one.reckoning.zone
    return Bar(
        title=one.reckoning.title,
        who=one.who,
        is_ours=one.purpose.ours,
        begins=min(begins, one.due_on),
        due=one.due_on,
        last=one.last_arguable,
        status=one.status,
        settled=one.settled_on,
        citation=one.reckoning.citation,
        is_verified=one.reckoning.verified,
        by_hand=one.override is not None,
        ends_at=one.expires_at if one.to_the_hour else None,
        zone=zone,
        marks=tuple(
            Mark(local_day(reminder.at, zone), _OUTCOMES[reminder.outcome])
            for reminder in one.reminders
            if reminder.outcome in _OUTCOMES and reminder.owed
        ),
    )


def _days_of(lane: Lane) -> Iterable[date]:
    for bars in lane.levels.values():
        for bar in bars:
            yield bar.begins
            yield bar.until
    for step in lane.steps:
        yield from (day for day in (step.done_on, step.latest_on, step.expected_on) if day)
