"""Plays a story on the core as it is: pure turns, a clock that is moved, and nothing else.

Every message is accepted at once, as on the stage on which the stories were recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState, state_from_json
from models.cases.deadline import ReminderOutcome
from models.cases.kinds import KINDS, CaseKind
from models.cases.log.entries import Report
from models.cases.log.entries import instant as read_instant
from models.inputs.validation import Refusal
from models.notices.messages.order import (
    Channel,
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    ReminderOrder,
)
from models.procedure.acceptance.accept import accept
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.turns.carried import applied
from models.turns.turn import take
from tests.stories.files import Json, Story, instant, moment
from tests.stories.stands import stand_from, stand_of
from tests.stories.told import message

_KINDS = {one.workflow_type: kind for kind, one in KINDS.items()}


def kind_of(workflow_type: str) -> CaseKind:
    """The kind of case that a workflow type carries."""
    return _KINDS[workflow_type]


_MANY = 500
"""More turns of one case at one moment than any needs: it would never come to rest."""


@dataclass
class Member:
    """One case of a family on the stage."""

    id: str
    kind: CaseKind
    parent: str | None
    case: dict[str, Any]
    news: list[dict[str, Any]] = field(default_factory=list)
    wake: datetime | None = None
    over: bool = False
    gone: bool = False

    @property
    def is_running(self) -> bool:
        return not self.over and not self.gone

    @property
    def state(self) -> CaseState:
        return state_from_json(self.id, self.kind, self.case, self.parent)


@dataclass
class Stage:
    """A family of cases under one clock."""

    now: datetime
    members: dict[str, Member] = field(default_factory=dict)
    sent: list[tuple[datetime, str, ReminderOrder]] = field(default_factory=list)
    starts: list[tuple[str, str, dict[str, Any], str]] = field(default_factory=list)

    def begin(self, kind: str, id_: str, intake: dict[str, Any], parent: str | None) -> Json | None:
        """Open a case; what a refusal says, or None."""
        entry = {"number": 1, "kind": "intake", "content": intake, "at": self.now.isoformat()}
        member = Member(id_, _KINDS[kind], parent, {"log": [entry], "turns": 0})
        answer = self.turn(member)
        if "refused" in answer:
            return dict(answer["refused"])
        self.members[id_] = member
        self.rest()
        return None

    def report(self, id_: str, kind: str, content: dict[str, Any]) -> Json:
        """Send a report; the acknowledgment, or the refusal."""
        member = self.members[id_]
        candidate = {"kind": kind, "content": content, "update": ""}
        answer = self.turn(member, candidate)
        self.rest()
        if "refused" in answer:
            return {"refused": answer["refused"]["message"]}
        acknowledgment: Json = answer["acknowledgment"]
        return acknowledgment

    def terminate(self, id_: str) -> None:
        member = self.members[id_]
        member.gone = True
        if member.parent in self.members:
            self.members[member.parent].news.append({"lost": id_, "how": "terminated"})
        self.rest()

    def forward(self, until: datetime) -> None:
        """Move the clock: what comes due in between happens in its order."""
        while due := min(self._wakes(until), default=None):
            self.now = max(self.now, due)
            self.rest()
        self.now = max(self.now, until)

    def rest(self) -> None:
        """Let everybody take turns until nobody has news and nothing is due."""
        for _ in range(_MANY):
            member = next(self._stirred(), None)
            if member is None:
                return
            self.turn(member)
        message = f"no rest at {self.now}"
        raise AssertionError(message)

    def turn(self, member: Member, candidate: Json | None = None) -> Json:
        ask = self.ask(member, candidate)
        answer = take(ask).answer
        if "refused" not in answer and "preview" not in answer:
            self.carry_out(member, ask, answer)
        return answer

    def ask(self, member: Member, candidate: Json | None) -> Json:
        """What a turn is asked."""
        return {
            "id": member.id,
            "kind": member.kind.value,
            "parent": member.parent,
            "case": member.case,
            "candidate": candidate,
            "news": list(member.news),
            "now": self.now.isoformat(),
        }

    def carry_out(self, member: Member, ask: Json, answer: Json) -> None:
        """Do what a turn answers."""
        member.news = member.news[len(ask["news"]) :]
        member.case = applied(member.case, answer)
        member.wake = read_instant(answer["wake"]) if answer["wake"] else None
        member.over = answer["over"] == "done"
        for one in answer["start"]:
            self.begin(one["type"], one["id"], one["intake"], member.id)
        for one in answer["tell"]:
            self._tell(one["to"], one["word"])
        for one in answer["send"]:
            self.deliver(member, one)

    def deliver(self, member: Member, one: Json) -> None:
        """Send a message: everybody gets it by email."""
        order = ReminderOrder.model_validate(one["message"])
        self.sent.append((self.now, member.id, order))
        outcome = accepted(order).model_dump(mode="json")
        member.news.append({"sent": one["key"], "outcome": outcome, "failure": ""})

    def _tell(self, to: str, word: Json) -> None:
        if to in self.members and self.members[to].is_running:
            self.members[to].news.append({"heard": word})

    def _stirred(self) -> Iterator[Member]:
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


def play_story(story: Story) -> Story:
    """The same story, played now."""
    opening = story.intake
    stage = Stage(moment(opening["at"]))
    refused = stage.begin(opening["type"], opening["id"], opening["intake"], None)
    answer: Json | None = {"refused": refused["message"]} if refused else None
    shown: dict[str, Json] = {}
    stands = [_entry(stage, answer, shown)]
    for step in story.reports:
        stage.forward(moment(step["at"]))
        stage.rest()
        answer = None
        if "report" in step:
            answer = _answer(stage.report(step["to"], step["report"], step["content"]))
        elif "terminate" in step:
            stage.terminate(step["terminate"])
        stands.append(_entry(stage, answer, shown))
    told = [message(*one) for one in stage.sent]
    return Story(story.name, opening, story.reports, stands, told)


def stands_alone(story: Story) -> Story:
    """The stands of a story of one case alone, without notices: no `acknowledged`, nothing told.

    Its differences from the recorded story in `acknowledged`, `children`, `recorded`, `changes` and
    `remarks` of answers mean nothing.
    """
    opening = story.intake
    entry = Report(1, "intake", opening["intake"], moment(opening["at"]))
    state = CaseState(opening["id"], _KINDS[opening["type"]], (entry,))
    shown: Json = {}

    def entry_at(now: datetime, answer: Json | None) -> Json:
        nonlocal shown
        case = case_of(state, now)
        stand = stand_from(state, case, play(PROCEDURES[state.kind], case), set())
        changed = {} if stand == shown else {state.id: stand}
        shown = stand
        return {"at": instant(now), "answer": answer, "members": changed}

    stands = [entry_at(moment(opening["at"]), None)]
    for step in story.reports:
        now, answer = moment(step["at"]), None
        if "report" in step:
            try:
                state = accept(state, step["report"], step["content"], now).state
                answer = {"recorded": "", "changes": [], "remarks": []}
            except Refusal as refusal:
                answer = {"refused": refusal.message}
        stands.append(entry_at(now, answer))
    return Story(story.name, opening, story.reports, stands, [])


def _answer(acknowledgment: Json) -> Json:
    if "refused" in acknowledgment:
        return acknowledgment
    changes = [
        {name: change[name] for name in ("title", "before", "after")}
        for change in acknowledgment["changes"]
    ]
    return {
        "recorded": acknowledgment["recorded"],
        "changes": changes,
        "remarks": list(acknowledgment["remarks"]),
    }


def _entry(stage: Stage, answer: Json | None, shown: dict[str, Json]) -> Json:
    """Where those stand whose stand has changed since the entry before."""
    changed = {}
    for member in stage.members.values():
        if member.gone:
            continue
        stand = stand_of(member.state, stage.now)
        if shown.get(member.id) != stand:
            changed[member.id] = shown[member.id] = stand
    return {"at": instant(stage.now), "answer": answer, "members": changed}
