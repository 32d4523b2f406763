"""A case whose clocks and matters a test sets by hand, its notices, and a recording sender."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic_core import from_json, to_json

from models.cases.case_state import CaseState
from models.cases.deadline import (
    Deadline,
    DeadlineStatus,
    FollowUp,
    FollowUpKind,
    Purpose,
    ReminderOutcome,
)
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.standing import Clock, Matter, Said, Schedule, Standing
from models.local_time import end_of_day
from models.notices.composing import Notices, notices
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    ReminderOrder,
)
from models.notices.messages.ordering import Order
from models.notices.messages.outcomes import settle
from models.notices.presented import presented
from models.procedure.case import Case
from models.procedure.standing_of import case_of
from models.rulebook.reckoning import Reckoning

NEW_YORK = "America/New_York"

OPENING = datetime(2026, 11, 2, 15, tzinfo=UTC)
"""Ten in the morning in New York, where a case of these tests opens."""

_MANY = 50
"""More rounds of messages at one moment than any case has."""

MANAGER = {"email": "manager@legalaid.example"}

Answer = Callable[[ReminderOrder], DeliveryReport | str]
"""What comes of a message; a text where it failed for now."""


def accepted(order: ReminderOrder) -> DeliveryReport:
    """Everybody got it by email."""
    return delivered(order, {})


def delivered(order: ReminderOrder, others: Mapping[str, DeliveryOutcome]) -> DeliveryReport:
    """Everybody got it by email, but for those in some roles."""
    deliveries = tuple(
        Delivery(
            role=one.role,
            channel=Channel.EMAIL,
            outcome=others.get(one.role.value, DeliveryOutcome.ACCEPTED),
        )
        for one in order.recipients
    )
    got = [item.outcome is DeliveryOutcome.ACCEPTED for item in deliveries]
    outcome = ReminderOutcome.SENT if all(got) else ReminderOutcome.PARTIAL
    return DeliveryReport(
        outcome=outcome if any(got) else ReminderOutcome.FAILED, deliveries=deliveries
    )


def failed_after_a_doubt(order: ReminderOrder) -> DeliveryReport:
    """What the ledger says where a try had no answer in time and the next one failed for now."""
    everybody = dict.fromkeys((one.role.value for one in order.recipients), DeliveryOutcome.FAILED)
    report = delivered(order, everybody)
    doubled = [one.model_copy(update={"possibly_doubled": True}) for one in report.deliveries]
    return report.model_copy(update={"deliveries": tuple(doubled)})


def refusing(*roles: str) -> Answer:
    """The contacts of some roles are refused for good."""
    return lambda order: delivered(order, dict.fromkeys(roles, DeliveryOutcome.REFUSED))


def down(order: ReminderOrder) -> str:
    """Nothing gets through."""
    del order
    return "the mail server is down"


@dataclass(frozen=True)
class Sent:
    """One message that went out."""

    at: datetime
    order: ReminderOrder

    @property
    def roles(self) -> set[str]:
        return {one.role.value for one in self.order.recipients}

    @property
    def about(self) -> list[tuple[str, str]]:
        own = (self.order.about, self.order.reminder)
        return [own, *((one.about, one.reminder) for one in self.order.also)]


@dataclass
class Told:
    """One case, turn by turn."""

    state: CaseState
    now: datetime
    standing: Standing = field(default_factory=Standing)
    memory: dict[str, Any] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    answer: Answer = accepted
    last: Notices | None = None

    @classmethod
    def open(cls, at: datetime = OPENING, **intake: Any) -> "Told":
        content = {"program": "part_c", "service": "Knee", "case_manager": MANAGER, **intake}
        report = Report(1, "intake", content, at)
        return cls(CaseState("AC-1", CaseKind.CMS_COMPLAINT, (report,)), at)

    @property
    def case(self) -> Case[Any]:
        return case_of(self.state, self.now)

    def report(self, kind: str, content: dict[str, Any], **binds: Any) -> None:
        number = self.state.next_number
        self.state = self.state.with_report(Report(number, kind, content, self.now, binds=binds))

    # --- turns --------------------------------------------------------------------------------

    def look(self) -> Notices:
        """Ask for the notices; nothing is sent by that. The memory of before stays as it was."""
        before = to_json(self.memory)
        last = notices(self.case, self.standing, self.memory, self.now, state=self.state)
        assert to_json(self.memory) == before
        assert from_json(to_json(last.memory)) == last.memory
        assert last.wake_at is None or last.wake_at > self.now
        self.memory, self.last = last.memory, last
        self.alerts += [one.reason for one in last.alerts]
        return last

    def turn(self) -> Notices:
        """Ask for the notices, send what they say, and look again until all is said."""
        for _ in range(_MANY):
            orders = self.look().orders
            if not orders:
                break
            for order in orders:
                self.deliver(order)
        else:
            message = f"the same is said again and again at {self.now}"
            raise AssertionError(message)
        assert self.last is not None
        return self.last

    def deliver(self, order: Order) -> None:
        self.sent.append(Sent(self.now, order.message))
        answer = self.answer(order.message)
        failed = isinstance(answer, str)
        self.settle(order.key, None if failed else answer, answer if failed else "")  # type: ignore[arg-type]

    def settle(self, key: str, outcome: DeliveryReport | None, failure: str = "") -> None:
        before = to_json(self.memory)
        after = settle(self.state, self.memory, key, outcome, failure, self.now)
        assert to_json(self.memory) == before
        self.memory = after

    def run(self, until: datetime) -> None:
        """Take turns whenever something is to be said, up to a moment."""
        last = self.turn()
        while last.wake_at is not None and last.wake_at <= until:
            self.now = last.wake_at
            last = self.turn()
        self.now = until

    def pass_days(self, days: float) -> None:
        self.run(self.now + timedelta(days=days))

    # --- what stands --------------------------------------------------------------------------

    def add(self, *things: Clock | Matter) -> None:
        for one in things:
            (self.standing.clocks if isinstance(one, Clock) else self.standing.matters).append(one)  # type: ignore[arg-type]

    def move(self, key: str, day: date, **changes: Any) -> None:
        """A clock of another day takes the place of one."""
        clocks = self.standing.clocks
        (number,) = (n for n, one in enumerate(clocks) if one.key == key)
        clocks[number] = replace(clocks[number], **ends_on(day), **changes)

    def settle_clock(self, key: str, status: DeadlineStatus = DeadlineStatus.MET) -> None:
        self.move(key, self._clock(key).due_on, status=status, settled_on=self.now.date())

    def reopen(self, key: str) -> None:
        self.move(key, self._clock(key).due_on, status=DeadlineStatus.OPEN, settled_on=None)

    def drop(self, key: str) -> None:
        """It does not stand any more."""
        self.standing.clocks = [one for one in self.standing.clocks if one.key != key]
        self.standing.matters = [one for one in self.standing.matters if one.key != key]

    def end(self) -> None:
        self.standing.finish("resolved", self.now.date(), self.now)

    def _clock(self, key: str) -> Clock:
        clock = self.standing.clock(key)
        assert clock is not None
        return clock

    # --- what was told ------------------------------------------------------------------------

    def heard(self, role: str, key: str | None = None) -> list[str]:
        """The reminders that a role was sent, of one clock or matter or of all."""
        return [
            name
            for one in self.sent
            if role in one.roles
            for about, name in one.about
            if key in {None, about}
        ]

    def shown(self) -> tuple[list[Deadline], list[FollowUp]]:
        return presented(self.case, self.standing, self.memory, self.now)

    def outcomes(self, key: str) -> dict[str, str]:
        """How each reminder of a clock or matter is shown; the last of those of one name."""
        deadlines, follow_ups = self.shown()
        items: list[Deadline | FollowUp] = [*deadlines, *follow_ups]
        (item,) = (one for one in items if one.id == key)
        return {reminder.key: reminder.outcome.value for reminder in item.reminders}


def ends_on(day: date, zone: str = NEW_YORK) -> dict[str, Any]:
    return {"due_on": day, "expires_at": end_of_day(day, zone)}


def clock(
    key: str,
    day: date,
    *,
    purpose: Purpose = Purpose.FILING,
    schedule: Schedule = Schedule.OURS,
    at: datetime | None = None,
    begins_on: date = date(2026, 11, 2),
) -> Clock:
    """A clock that ends with a day, or at an instant."""
    expires_at = at or end_of_day(day, NEW_YORK)
    reckoning = Reckoning(
        rule="C.RECON.FILE",
        version="2020-01-01",
        title="A limit",
        due_on=day,
        due_at=expires_at,
        to_the_hour=at is not None,
        zone=NEW_YORK,
        steps=("One step.",),
        citation="42 CFR 422.582",
        evidence="verified",
        verified=True,
    )
    return Clock(
        key=key,
        purpose=purpose,
        level=key.partition(".")[0],
        level_title="reconsideration",
        who="you",
        reckoning=reckoning,
        due_on=day,
        expires_at=expires_at,
        begins_on=begins_on,
        schedule=schedule,
        about=Said("cms_complaint.answer"),
        action=Said("cms_complaint.must_resolve"),
    )


def matter(key: str, kind: FollowUpKind, **more: Any) -> Matter:
    return Matter(
        key=key, kind=kind, level=key.partition(".")[0], said=Said("cms_complaint.late"), **more
    )


def local_hours(sent: Iterable[Sent], zone: str = NEW_YORK) -> list[tuple[date, int]]:
    """The local day and hour of each message."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return [
        (one.at.astimezone(ZoneInfo(zone)).date(), one.at.astimezone(ZoneInfo(zone)).hour)
        for one in sent
    ]
