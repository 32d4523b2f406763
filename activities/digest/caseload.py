"""What a case manager should know this morning, read from the read model and the ledger.

Only open cases count, of whatever kind. A limit is past its time from the instant it expires; how
many days are left is counted in the zone where it runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import TypeVar

from sqlalchemy import ColumnElement, Engine, and_, func
from sqlmodel import Session, col, select

from activities.delivery.ledger import SENDING
from activities.digest.managers import cases_of
from activities.messages.wording import HOURS_ARE_COUNTED_BELOW, Left, Unit
from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.kinds import CaseKind
from models.cases.program import Urgency
from models.local_time import end_of_day, local_day
from models.notices.messages.order import DeliveryOutcome
from models.storage.tables import CaseRow, DeadlineRow, DeliveryRow, MilestoneRow

RowT = TypeVar("RowT", DeadlineRow, MilestoneRow)

DAYS_AHEAD = 7
"""A week from today: on a Friday, too, the coming Monday is in it."""


@dataclass(frozen=True)
class Concern:
    """One thing with a day: a limit, a planned step, or a case that asks for attention."""

    case_id: str
    kind: CaseKind
    purpose: str
    level: str
    title: str
    zone: str
    due_on: date | None = None
    expires_at: datetime | None = None
    acknowledged: bool = False
    covered_until: date | None = None
    """The last day of it, where the manager only covers the case."""

    @property
    def to_the_hour(self) -> bool:
        """Whether it ends at an instant of its day, not with the day."""
        if self.due_on is None or self.expires_at is None:
            return False
        return self.expires_at != end_of_day(self.due_on, self.zone)

    def left(self, now: datetime) -> Left | None:
        """How long is left, or has passed; None where there is no day."""
        if self.due_on is None or self.expires_at is None:
            return None
        hours = int((self.expires_at - now).total_seconds() // 3600)
        if self.to_the_hour and abs(hours) < HOURS_ARE_COUNTED_BELOW:
            return Left(hours, Unit.HOURS)
        return Left((self.due_on - local_day(now, self.zone)).days, Unit.DAYS)


@dataclass(frozen=True)
class Unreached:
    """Somebody whom the last message of a case did not reach by a channel. No address."""

    case_id: str
    kind: CaseKind
    role: str
    channel: str
    status: str
    since: datetime


@dataclass(frozen=True)
class Unconfirmed:
    """A case whose dates no second person has confirmed."""

    case_id: str
    kind: CaseKind
    opened_at: datetime


@dataclass(frozen=True)
class Caseload:
    """What there is to say, by group; in each the most urgent first."""

    overdue: tuple[Concern, ...] = ()
    due: tuple[Concern, ...] = ()
    waiting: tuple[Concern, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    """No mail is sent for these alone: the policy of a case asks for what it wants done."""

    codes: tuple[str, ...] = ()
    """By which the manager's cases name them."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.due or self.waiting or self.unreached)


def read_caseload(
    engine: Engine, manager: str, now: datetime, zone: str, *, code: str | None = None
) -> Caseload:
    """What a manager should know.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
        manager: Their address, or a code that their cases carry.
        now: The instant to look from.
        zone: The manager's, for planned steps, which have none of their own.
        code: By which they are known beside the address.
    """
    names = (manager, code) if code is not None else (manager,)
    with Session(engine) as session:
        cases = session.exec(select(CaseRow).where(*_theirs(names))).all()
        deadlines = _by_case(
            session.exec(
                select(DeadlineRow)
                .join(CaseRow, col(CaseRow.case_id) == col(DeadlineRow.case_id))
                .where(*_theirs(names))
                .order_by(col(DeadlineRow.position))
            )
        )
        steps = _by_case(
            session.exec(
                select(MilestoneRow)
                .join(CaseRow, col(CaseRow.case_id) == col(MilestoneRow.case_id))
                .where(*_theirs(names))
                .order_by(col(MilestoneRow.position))
            )
        )
        unreached = _unreached(session, names)
    overdue: list[Concern] = []
    due: list[Concern] = []
    waiting: list[Concern] = []
    for case in cases:
        concerns = _Concerns(case, deadlines[case.case_id], steps[case.case_id], now, zone)
        overdue += concerns.overdue()
        due += concerns.due()
        waiting += concerns.waiting()
    return Caseload(
        # What passed last can most likely still be mended, and must not drown in what is old.
        overdue=tuple(sorted(overdue, key=_latest_first)),
        due=tuple(sorted(due, key=_soonest_first)),
        waiting=tuple(sorted(waiting, key=_latest_first)),
        unreached=unreached,
        unconfirmed=tuple(
            Unconfirmed(case.case_id, CaseKind(case.kind), case.opened_at)
            for case in sorted(cases, key=lambda one: (one.opened_at, one.case_id))
            if case.dates_confirmed is False
        ),
        codes=tuple(sorted({case.case_manager for case in cases})),
    )


class _Concerns:
    """One case, looked at from one instant."""

    def __init__(
        self,
        case: CaseRow,
        deadlines: Sequence[DeadlineRow],
        steps: Sequence[MilestoneRow],
        now: datetime,
        zone: str,
    ) -> None:
        self._case = case
        # A planned day is told by its step, which also knows when it is done.
        self._limits = [
            row for row in deadlines if not (steps and row.purpose == Purpose.PLANNED.value)
        ]
        self._deadlines = deadlines
        self._steps = steps
        self._now = now
        self._zone = zone

    def overdue(self) -> Iterator[Concern]:
        """Ours, past its time."""
        found = [self._limit(row) for row in self._past() if row.ours]
        step = self._next_step()
        if step is not None and self._is_past(step):
            found.append(step)
        yield from found
        if not found and not self._past() and self._case.urgency == Urgency.OVERDUE:
            # Overdue without a limit that ran out: a refusal that waits for an answer.
            yield Concern(
                case_id=self._case.case_id,
                kind=CaseKind(self._case.kind),
                purpose="",
                level="",
                title=self._case.next_action,
                zone=self._zone,
                covered_until=self._case.covered_until,
            )

    def due(self) -> Iterator[Concern]:
        """Ours, with its day in the week ahead."""
        found = [
            self._limit(row)
            for row in self._limits
            if row.ours and row.status == DeadlineStatus.OPEN.value
        ]
        step = self._next_step()
        if step is not None:
            found.append(step)
        for concern in found:
            if not self._is_past(concern) and self._days_left(concern) <= DAYS_AHEAD:
                yield concern

    def waiting(self) -> Iterator[Concern]:
        """Theirs, past its time."""
        found = [self._limit(row) for row in self._past() if not row.ours]
        yield from found
        late = self._broken_promise()
        if late is not None and not found:
            yield late

    def _past(self) -> list[DeadlineRow]:
        """Limits that ran out and still matter.

        Those still open though their instant has passed; and the last that was missed, where
        nothing has begun since or the case itself says that it is overdue.
        """
        late = [
            row
            for row in self._limits
            if row.status == DeadlineStatus.OPEN.value and row.expires_at <= self._now
        ]
        missed = [row for row in self._limits if row.status == DeadlineStatus.MISSED.value]
        if missed:
            stands = missed[-1] is self._deadlines[-1]
            if stands or self._case.urgency == Urgency.OVERDUE:
                late.append(missed[-1])
        return late

    def _limit(self, row: DeadlineRow) -> Concern:
        return Concern(
            case_id=row.case_id,
            kind=CaseKind(self._case.kind),
            purpose=row.purpose,
            level=row.level,
            title=row.title,
            zone=row.zone,
            due_on=row.due_on,
            expires_at=row.expires_at,
            acknowledged=row.acknowledged,
            covered_until=self._case.covered_until,
        )

    def _next_step(self) -> Concern | None:
        """The first planned step that is not done; those after it wait for it."""
        planned = [(row.latest_on, row) for row in self._open_steps() if row.latest_on is not None]
        if not planned:
            return None
        latest_on, row = min(planned, key=lambda one: (one[0], one[1].position))
        return self._step(row, latest_on)

    def _broken_promise(self) -> Concern | None:
        """The first step that was promised for a day gone by, and still fits the plan."""
        today = local_day(self._now, self._zone)
        for row in self._open_steps():
            overdue = row.latest_on is not None and row.latest_on < today
            if row.expected_on is not None and row.expected_on < today and not overdue:
                return self._step(row, row.expected_on)
        return None

    def _open_steps(self) -> Iterator[MilestoneRow]:
        return (row for row in self._steps if row.needed and row.done_on is None)

    def _step(self, row: MilestoneRow, day: date) -> Concern:
        return Concern(
            case_id=row.case_id,
            kind=CaseKind(self._case.kind),
            purpose=Purpose.PLANNED.value,
            level=row.key.removeprefix("third_"),
            title=row.title,
            zone=self._zone,
            due_on=day,
            expires_at=end_of_day(day, self._zone),
            covered_until=self._case.covered_until,
        )

    def _is_past(self, concern: Concern) -> bool:
        return concern.expires_at is not None and concern.expires_at <= self._now

    def _days_left(self, concern: Concern) -> int:
        assert concern.due_on is not None  # noqa: S101 (limits and steps have a day)
        return (concern.due_on - local_day(self._now, concern.zone)).days


def _theirs(names: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """The open cases of a manager, as conditions of a query."""
    return cases_of(*names), col(CaseRow.ending).is_(None)


def _by_case(rows: Iterable[RowT]) -> defaultdict[str, list[RowT]]:
    found: defaultdict[str, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _unreached(session: Session, names: Sequence[str]) -> tuple[Unreached, ...]:
    """Of the last message to each person of a case, the channels that did not deliver it.

    What failed before that, and the next message mended, is no news.
    """
    place = (
        func.row_number()
        .over(
            partition_by=(col(DeliveryRow.case_id), col(DeliveryRow.role)),
            order_by=(col(DeliveryRow.first_written_at).desc(), col(DeliveryRow.id).desc()),
        )
        .label("place")
    )
    ranked = (
        select(DeliveryRow, place)
        .join(CaseRow, col(CaseRow.case_id) == col(DeliveryRow.case_id))
        # What is on its way is neither.
        .where(*_theirs(names), col(DeliveryRow.status) != SENDING)
        .subquery()
    )
    same_message = [
        getattr(DeliveryRow, name) == ranked.c[name]
        for name in ("case_id", "role", "about", "reminder", "edition")
    ]
    rows = session.exec(
        select(DeliveryRow, CaseRow.kind)
        .join(CaseRow, col(CaseRow.case_id) == col(DeliveryRow.case_id))
        .join(ranked, and_(ranked.c.place == 1, *same_message))
        .where(col(DeliveryRow.status).not_in([SENDING, DeliveryOutcome.ACCEPTED.value]))
        .order_by(col(DeliveryRow.last_attempt_at).desc(), col(DeliveryRow.id).desc())
    )
    return tuple(
        Unreached(
            case_id=row.case_id,
            kind=CaseKind(kind),
            role=row.role,
            channel=row.channel,
            status=row.status,
            since=row.first_written_at,
        )
        for row, kind in rows
    )


def _latest_first(concern: Concern) -> tuple[float, str]:
    """What has no day of its own asks for attention today: first."""
    moment = concern.expires_at
    return (-moment.timestamp() if moment else -inf, concern.case_id)


def _soonest_first(concern: Concern) -> tuple[float, str]:
    return (concern.expires_at.timestamp() if concern.expires_at else inf, concern.case_id)
