"""Cases under one clock that is moved by hand: pure turns, and what the workflow does with them.

Nothing is sent: every message counts as accepted by email at once, and is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState, state_from_json
from models.cases.deadline import ReminderOutcome
from models.cases.kinds import KINDS, CaseKind
from models.cases.log.entries import INTAKE, instant
from models.inputs.validation import Refusal
from models.notices.messages.channel import Channel
from models.notices.messages.order import (
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    ReminderOrder,
)
from models.turns.carried import applied
from models.turns.turn import take

Json = dict[str, Any]

_MANY = 500
"""More turns of all cases at one moment than any needs."""


class NoRestError(Exception):
    """The cases ask for turn after turn at one moment."""


def kind_of(workflow_type: str) -> CaseKind:
    """The kind of case that a workflow type carries.

    Raises:
        KeyError: It carries none.
    """
    return {known.workflow_type: kind for kind, known in KINDS.items()}[workflow_type]


@dataclass
class SimulatedCase:
    """One case, as the workflow would hold it."""

    id: str
    kind: CaseKind
    parent: str | None
    case: Json
    news: list[Json] = field(default_factory=list)
    wake: datetime | None = None
    over: bool = False
    gone: bool = False
    """Whether it has ended without a word."""

    result: Json | None = None
    """Its story, once it is over."""

    @property
    def is_running(self) -> bool:
        """Whether it takes turns."""
        return not self.over and not self.gone

    @property
    def state(self) -> CaseState:
        """What it carries, read."""
        return state_from_json(self.id, self.kind, self.case, self.parent)


@dataclass
class Simulation:
    """A case, and those that run beside it, under one clock."""

    now: datetime
    """The moment it is for all of them (UTC)."""

    members: dict[str, SimulatedCase] = field(default_factory=dict)
    """By their ids, in the order in which they were opened."""

    sent: list[tuple[datetime, str, ReminderOrder]] = field(default_factory=list)
    """Each message: when it was sent, by which case, and what it says."""

    _early: dict[str, list[Json]] = field(default_factory=dict)
    """What is told to a case whose opening is not over: a child is started, and speaks, within it.

    It is heard once it is, as the workflow would hear it.
    """

    def begin(self, kind: str, id_: str, intake: Json, parent: str | None) -> Json | None:
        """Open a case.

        Args:
            kind: The workflow type.
            id_: The id.
            intake: As it is typed.
            parent: Id of the case that starts it.

        Returns:
            The kind and the message of a refusal, or None.
        """
        entry = {"number": 1, "kind": INTAKE, "content": intake, "at": self.now.isoformat()}
        member = SimulatedCase(id_, kind_of(kind), parent, {"log": [entry], "turns": 0})
        answer = self.turn(member)
        if "refused" in answer:
            return dict(answer["refused"])
        self.members[id_] = member
        member.news += self._early.pop(id_, [])
        self.rest()
        return None

    def send(self, id_: str, kind: str, content: object) -> Json:
        """Send a report.

        Args:
            id_: Of the case.
            kind: Of the report.
            content: What it says, whatever was typed.

        Returns:
            The acknowledgment.

        Raises:
            Refusal: The case does not take it.
        """
        candidate = {"kind": kind, "content": content, "update": ""}
        answer = self.turn(self.members[id_], candidate)
        self.rest()
        if "refused" in answer:
            raise Refusal(answer["refused"]["message"], answer["refused"]["kind"])
        acknowledgment: Json = answer["acknowledgment"]
        return acknowledgment

    def forward(self, until: datetime) -> None:
        """Move the clock: what comes due in between happens in its order."""
        while due := min(self._wakes(until), default=None):
            self.now = max(self.now, due)
            self.rest()
        self.now = max(self.now, until)

    def rest(self) -> None:
        """Let everybody take turns until nobody has news and nothing is due.

        Raises:
            NoRestError: That does not end.
        """
        for _ in range(_MANY):
            member = next(self._stirred(), None)
            if member is None:
                return
            self.turn(member)
        message = f"no rest at {self.now}"
        raise NoRestError(message)

    def turn(self, member: SimulatedCase, candidate: Json | None = None) -> Json:
        """Take a turn of a case, and do what it answers.

        Args:
            member: The case.
            candidate: A report to record.
        """
        ask = self.ask(member, candidate)
        answer = take(ask).answer
        if "refused" not in answer and "preview" not in answer:
            self.carry_out(member, ask, answer)
        return answer

    def ask(self, member: SimulatedCase, candidate: Json | None = None) -> Json:
        """What a turn, or a query of `models.presentation.queries`, is asked."""
        return {
            "id": member.id,
            "kind": member.kind.value,
            "parent": member.parent,
            "case": member.case,
            "candidate": candidate,
            "news": list(member.news),
            "now": self.now.isoformat(),
        }

    def carry_out(self, member: SimulatedCase, ask: Json, answer: Json) -> None:
        """Do what a turn answers."""
        member.news = member.news[len(ask["news"]) :]
        member.case = applied(member.case, answer)
        member.wake = instant(answer["wake"]) if answer["wake"] else None
        member.over = answer["over"] == "done"
        member.result = answer.get("result")
        for one in answer["start"]:
            self.begin(one["type"], one["id"], one["intake"], member.id)
        for one in answer["tell"]:
            self._tell(one["to"], one["word"])
        for one in answer["send"]:
            self.deliver(member, one)

    def deliver(self, member: SimulatedCase, one: Json) -> None:
        """Keep a message; everybody it is for gets it by email."""
        order = ReminderOrder.model_validate(one["message"])
        self.sent.append((self.now, member.id, order))
        outcome = accepted(order).model_dump(mode="json")
        member.news.append({"sent": one["key"], "outcome": outcome, "failure": ""})

    def _tell(self, to: str, word: Json) -> None:
        if to not in self.members:
            self._early.setdefault(to, []).append({"heard": word})
        elif self.members[to].is_running:
            self.members[to].news.append({"heard": word})

    def _stirred(self) -> Iterator[SimulatedCase]:
        for member in self.members.values():
            if member.is_running and (
                member.news or (member.wake is not None and member.wake <= self.now)
            ):
                yield member

    def _wakes(self, until: datetime) -> Iterator[datetime]:
        for member in self.members.values():
            if member.is_running and member.wake is not None and member.wake <= until:
                yield member.wake


def accepted(order: ReminderOrder) -> DeliveryReport:
    """Everybody got the message by email."""
    return DeliveryReport(
        outcome=ReminderOutcome.SENT,
        deliveries=tuple(
            Delivery(role=one.role, channel=Channel.EMAIL, outcome=DeliveryOutcome.ACCEPTED)
            for one in order.recipients
        ),
    )
