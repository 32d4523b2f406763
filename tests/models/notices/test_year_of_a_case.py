"""Standing, notices and a recording sender in a loop: whole cases, and faults by chance."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases.case_state import CaseState
from models.cases.deadline import Deadline, FollowUp
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.people import Role
from models.inputs.validation import Refusal
from models.notices.composing import notices
from models.notices.messages.order import DeliveryOutcome, Matter, MessageKind, ReminderOrder
from models.notices.messages.outcomes import settle
from models.notices.presented import presented
from models.procedure.acceptance.accept import accept
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from tests.models.notices.told import Sent, accepted, delivered

OPENING = datetime(2026, 11, 2, 15, tzinfo=UTC)


@dataclass
class Loop:
    """One complaint to CMS: its log, its memory, and what was sent."""

    state: CaseState
    now: datetime
    chance: Any = None
    faults: float = 0.0
    memory: dict[str, Any] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    out: dict[str, tuple[datetime, Any]] = field(default_factory=dict)
    wake: datetime | None = None

    @classmethod
    def open(cls, *, chance: Any = None, faults: float = 0.0, **intake: Any) -> "Loop":
        content = {
            "program": "part_c",
            "service": "Knee",
            "case_manager": {"email": "manager@legalaid.example"},
            "beneficiary": {"email": "patient@mail.example", "zone": "Pacific/Honolulu"},
            **intake,
        }
        state = CaseState("CM-1", CaseKind.CMS_COMPLAINT, (Report(1, "intake", content, OPENING),))
        loop = cls(state, OPENING, chance, faults)
        loop.turn()
        return loop

    def report(self, kind: str, **content: Any) -> bool:
        try:
            self.state = accept(self.state, kind, content, self.now).state
        except Refusal:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """Look, and send what is due; a fault may keep an outcome back for an hour."""
        while True:
            for key, (at, outcome) in list(self.out.items()):
                if at <= self.now:
                    del self.out[key]
                    failed = isinstance(outcome, str)
                    self.memory = settle(
                        self.state,
                        self.memory,
                        key,
                        None if failed else outcome,
                        outcome if failed else "",
                        self.now,
                    )
            case = case_of(self.state, self.now)
            standing = play(PROCEDURES[self.state.kind], case)
            said = notices(case, standing, self.memory, self.now, state=self.state)
            self.memory = said.memory
            for order in said.orders:
                self.out[order.key] = self._send(order.message)
            ends = [clock.expires_at for clock in standing.open_clocks]
            back = [at for at, _ in self.out.values()]
            moments = [*ends, *back, *([said.wake_at] if said.wake_at else [])]
            self.wake = min(moments, default=None)
            if self.wake is None or self.wake > self.now:
                return

    def _send(self, order: Any) -> tuple[datetime, Any]:
        if self.faults and self.chance.random() < self.faults:
            late = self.now + timedelta(hours=self.chance.choice([0, 1, 30]))
            if self.chance.random() < 0.5:
                return late, "down"
            refused = dict.fromkeys(("beneficiary",), DeliveryOutcome.REFUSED)
            self.sent.append(Sent(self.now, order))
            return late, delivered(order, refused)
        self.sent.append(Sent(self.now, order))
        return self.now, accepted(order)

    def pass_days(self, days: float) -> None:
        until = self.now + timedelta(days=days)
        while self.wake is not None and self.wake <= until:
            self.now = max(self.now, self.wake)
            if self.faults and self.chance.random() < self.faults / 4:
                # The worker was gone for days.
                self.now += timedelta(days=self.chance.choice([0.2, 3, 12]))
            self.turn()
        self.now = max(self.now, until)


def about(loop: Loop) -> list[tuple[str, str]]:
    return [one for sent in loop.sent for one in sent.about]


def test_a_year_of_a_complaint_to_cms() -> None:
    loop = Loop.open()
    # To make it is brought up five times in a month, and then every thirty days.
    loop.pass_days(60)
    call = "cms_complaint.unresolved.1"
    assert about(loop) == [(call, f"follow-up-{number}") for number in range(1, 7)]
    loop.report("record_filed", filed_on=str(loop.now.date()))
    loop.pass_days(4)
    loop.report("record_assigned", assigned_on=str(loop.now.date()), category="other")
    clock = loop.sent[-1].order
    assert clock.kind is MessageKind.NEW_DEADLINE
    assert clock.deadline is not None
    # Thirty days by the rule for complaints of no urgency.
    assert (clock.deadline.due_on - loop.now.date()).days == 30
    loop.pass_days(95)
    late = [name for key, name in about(loop) if key.startswith("cms_complaint.overdue")]
    assert late == [f"follow-up-{number}" for number in range(1, 8)]
    assert [one.id for one in loop.sent[-7].order.cancelled] == [clock.about]
    loop.report("record_answer", on=str(loop.now.date()), resolved=False)
    loop.pass_days(240)
    loop.report("record_answer", on=str(loop.now.date()), resolved=True)
    loop.pass_days(5)
    assert loop.wake is None
    assert loop.out == {}
    names = Counter(about(loop))
    assert set(names.values()) == {1}


REPORTS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "record_filed": lambda day, chance: {"filed_on": day, "category": "other"},
    "record_assigned": lambda day, chance: {
        "assigned_on": day,
        "category": chance.choice(["urgent", "other", "immediate_need"]),
    },
    "record_contact": lambda day, chance: {"on": day},
    "record_answer": lambda day, chance: {"on": day, "resolved": chance.random() < 0.2},
    "update_contacts": lambda day, chance: {
        "beneficiary": chance.choice(
            [None, {"email": f"patient{chance.randint(1, 9)}@mail.example"}]
        )
    },
    "assign": lambda day, chance: {"case_manager": {"email": "other@legalaid.example"}},
}


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 0.3]))
def test_nothing_is_told_twice_and_nothing_is_lost(chance: Any, faults: float) -> None:
    loop = Loop.open(chance=chance, faults=faults)
    for _ in range(12):
        kind = chance.choice(list(REPORTS))
        loop.report(kind, **REPORTS[kind](str(loop.now.date() - timedelta(days=1)), chance))
        loop.pass_days(chance.choice([0, 0.3, 2, 15, 40]))
    loop.faults = 0.0
    loop.pass_days(3)
    _nobody_was_told_twice(loop)
    _each_that_was_due_has_ended(loop)


def _nobody_was_told_twice(loop: Loop) -> None:
    """Of what was accepted or refused: a row of the ledger, with the number of the contact."""
    told: Counter[tuple[Any, ...]] = Counter()
    for one in loop.sent:
        order = one.order
        matters: list[ReminderOrder | Matter] = [order, *order.also]
        for matter in matters:
            sequence = matter.deadline.sequence if matter.deadline else 0
            for who in order.recipients:
                told[matter.about, matter.reminder, sequence, who.role, who.contact] += 1
    assert not [row for row, times in told.items() if times > 1]


def _each_that_was_due_has_ended(loop: Loop) -> None:
    """Each reminder that is shown and was due has ended in one way, or is being tried again."""
    case = case_of(loop.state, loop.now)
    standing = play(PROCEDURES[loop.state.kind], case)
    deadlines, follow_ups = presented(case, standing, loop.memory, loop.now)
    ended: dict[tuple[str, str, Role], list[str]] = defaultdict(list)
    items: list[Deadline | FollowUp] = [*deadlines, *follow_ups]
    for item in items:
        for reminder in item.reminders:
            if reminder.due <= loop.now and not reminder.tries:
                for role in reminder.recipients:
                    ended[item.id, reminder.key, role].append(reminder.outcome.value)
    for outcomes in ended.values():
        assert len(outcomes) == 1
        assert outcomes[0] != "pending"
