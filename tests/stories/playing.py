"""Plays a story on the core as it is: pure turns, a clock that is moved, and nothing else.

Every message is accepted at once, as on the stage on which the stories were recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState, state_from_json
from models.cases.deadline import Deadline, FollowUp, ReminderOutcome
from models.cases.kinds import KINDS, CaseKind
from models.cases.log.entries import Report
from models.cases.log.entries import instant as read_instant
from models.cases.standing import Clock, Standing
from models.inputs.validation import Refusal
from models.notices.messages.order import (
    CalledOff,
    Channel,
    Delivery,
    DeliveryOutcome,
    DeliveryReport,
    Matter,
    ReminderOrder,
)
from models.presentation.shown import shown
from models.procedure.acceptance.accept import accept
from models.procedure.case import Case
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.turns.carried import applied
from models.turns.turn import take
from models.words.english.tables import say, title
from tests.stories.files import Json, Story, instant, moment

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
    told = [_message(*one) for one in stage.sent]
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


def stand_of(state: CaseState, now: datetime) -> Json:
    """Where a case stands, as stories write it."""
    case = case_of(state, now)
    standing: Standing = play(PROCEDURES[state.kind], case)
    return stand_from(state, case, standing, _acknowledged(state, now))


def _acknowledged(state: CaseState, now: datetime) -> set[str]:
    seen = shown(state, now)
    items: list[Deadline | FollowUp] = [*seen.deadlines, *seen.follow_ups]
    return {one.id for one in items if one.acknowledged}


def stand_from(
    state: CaseState, case: Case[Any], standing: Standing, acknowledged: set[str]
) -> Json:
    """The same, of a case that was played."""
    own = {name: _word(getattr(standing, name, None)) for name in ("level", "phase", "speed")}
    own["adjudicator"] = getattr(standing, "adjudicator", None)
    step = standing.next_step
    assert step is not None
    plan = getattr(standing, "plan", None) if state.kind is CaseKind.APPEAL else None
    return {
        "kind": state.kind.value,
        "stage": standing.stage,
        **(own if state.kind is CaseKind.APPEAL else {}),
        "urgency": standing.urgency.value,
        "next_action": {
            "who": step.who,
            "what": say(step.what),
            "label": step.label,
            "by": _day(step.by),
            "update": step.update,
        },
        "deadlines": [_deadline(one, one.key in acknowledged) for one in standing.clocks],
        "matters": [
            {
                "kind": one.kind.value,
                "level": one.level,
                "title": title(one.said),
                "text": say(one.said),
                "acknowledged": one.key in acknowledged,
            }
            for one in standing.matters
        ],
        "milestones": [
            {
                "key": one.key,
                "needed": one.needed,
                "latest_on": _day(one.latest_on),
                "expected_on": _day(one.expected_on),
                "done_on": _day(one.done_on),
            }
            for one in standing.milestones
        ],
        "evidence": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "received_on": _day(one.received_on),
                "filed_at": one.filed_at,
                "filed_on": _day(one.filed_on),
                "elements": [element.value for element in one.elements],
            }
            for one in standing.evidence
        ],
        "plan": None
        if plan is None
        else {
            "goal_on": _day(plan.goal_on),
            "steps": {one.key: _day(one.latest_on) for one in plan.steps},
            "fits": getattr(standing, "plan_fits", None),
        },
        "remarks": [say(one) for one in standing.remarks],
        "children": [
            {"id": one.id, "kind": one.kind.value, "ending": one.ending} for one in case.children
        ],
        "ending": standing.ending,
        "ended_on": _day(standing.ended_on),
    }


def _deadline(clock: Clock, acknowledged: bool) -> Json:
    return {
        "level": clock.level,
        "purpose": clock.purpose.value,
        "rule": clock.reckoning.rule,
        "who": clock.who,
        "where": clock.where,
        "due_on": _day(clock.due_on),
        "expires_at": instant(clock.expires_at),
        "to_the_hour": clock.to_the_hour,
        "status": clock.status.value,
        "settled_on": _day(clock.settled_on),
        "overridden": clock.override is not None,
        "acknowledged": acknowledged,
    }


def _message(at: datetime, member: str, order: ReminderOrder) -> Json:
    matters: list[ReminderOrder | Matter] = [order, *order.also]
    roles = sorted(one.role.value for one in order.recipients)
    return {
        "at": instant(at),
        "from": member,
        "kind": order.kind.value,
        "roles": roles,
        "matters": [
            {
                "kind": one.kind.value,
                "about": _about(one.about),
                "reminder": "follow-up" if one.reminder.startswith("follow-up") else one.reminder,
                "due_on": _day(one.deadline.due_on) if one.deadline else None,
                "title": one.title,
                "action": one.action,
            }
            for one in matters
        ],
        "calendar": [f"{_about(one.id)} {one.due_on}" for one in order.calendar],
        "cancelled": [_cancelled(one, roles) for one in order.cancelled],
        "ending": order.ending,
    }


def _cancelled(one: CalledOff, roles: list[str]) -> str:
    """What is taken out of calendars; and whose, where it is not everybody's whom it goes to."""
    whose = sorted(role.value for role in one.roles)
    return _about(one.id) if whose == roles else f"{_about(one.id)} {','.join(whose)}"


def _about(key: str) -> str:
    """`<level>.<purpose>` of the key of a clock or matter."""
    return ".".join(key.split(".")[:2])


def _day(day: object) -> str | None:
    return str(day) if day is not None else None


def _word(value: Any) -> Any:
    return getattr(value, "value", value)
