"""A family of cases under one clock, on which turns fail, workers go away and children are lost.

Nothing of it depends on the machine: the same seed gives the same world.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from pydantic_core import to_json

from models.cases.standing import Standing
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices import composing
from models.notices.composing import Notices
from models.notices.messages.order import ReminderOrder
from models.notices.messages.ordering import Order
from models.procedure.case import Case
from models.rehearsal.simulation import SimulatedCase
from models.turns import turn as turns
from tests.simulation.checker.timeline import Timeline
from tests.simulation.sender import Sender
from tests.stories.playing import Stage

Json = dict[str, Any]

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_PAUSES = (1, 2, 4, 8, 60, 600)
"""Seconds until a turn that failed is taken again."""

_SHOWN_EACH = 10
"""Of all turns each so many-th shows the case to those who do not ask."""

_PRESENTED: dict[str, object] = {"shown": None, "_view": None, "attributes": {}, "story": {}}
"""What a turn asks of how a case is shown, and what is answered in its place."""

_ANSWERS = {"shown", "story"}
"""Of these, what the answer to a report and the result of a case are made of."""

_MANY = 400
"""More turns at one moment than any family needs."""


class Refused(Exception):  # noqa: N818 (what the world says of itself)
    """Something of the world that may never be, in a sentence."""


@dataclass(frozen=True)
class Gap:
    """A while in which nothing happened though it was due."""

    begun: datetime
    until: datetime
    case: str = ""
    """Whose turns failed; empty: no worker was there."""


@dataclass(frozen=True)
class Outcome:
    """What became of a message, on its way back."""

    at: datetime
    case: str
    news: Json


@dataclass
class World(Stage):
    """The stage, with faults."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))
    sender: Sender = field(default_factory=lambda: Sender(random.Random(0)))
    faulty: float = 0.01
    """How often a turn fails, and how often no worker is there as something comes due."""

    timelines: dict[str, Timeline] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    on_the_way: list[Outcome] = field(default_factory=list)
    turns: int = 0
    policy: ReminderSchedule | None = None
    """Another schedule than that of the intakes, once there is one."""

    _failing: dict[str, tuple[datetime, datetime, int]] = field(default_factory=dict)
    """Since when the turns of a case fail, when the next is taken, and how many failed."""

    _seen: tuple[Case[Any], Standing] | None = None
    _is_shown: bool = True
    _is_answered: bool = True

    @contextmanager
    def watched(self) -> Iterator[None]:
        """See what stands at each turn: what is handed to the notices is written down."""
        notices = composing.notices

        def seen(case: Case[Any], standing: Standing, *args: Any, **more: Any) -> Notices:
            if self.policy is not None:
                intake = case.intake.model_copy(update={"reminders": self.policy})
                case = replace(case, intake=intake)
            self._seen = case, standing
            return notices(case, standing, *args, **more)

        with ExitStack() as patches:
            patches.enter_context(patch.object(turns, "notices", seen))
            for name, instead in _PRESENTED.items():
                known = getattr(turns, name)
                rarely = partial(self._shown_rarely, known, instead, answers=name in _ANSWERS)
                patches.enter_context(patch.object(turns, name, rarely))
            yield

    def _shown_rarely(
        self, known: Callable[..., Any], instead: object, *args: Any, answers: bool, **more: Any
    ) -> Any:
        """How a case is shown is no part of what is judged: it is asked for now and then."""
        is_asked = self._is_shown or (answers and self._is_answered)
        return known(*args, **more) if is_asked else instead

    # --- turns ----------------------------------------------------------------------------------

    def turn(self, member: SimulatedCase, candidate: Json | None = None) -> Json:
        ask = self.ask(member, candidate)
        before = _content(member.case)
        # An answer and a result are made of what is shown.
        ending = member.case["turns"] and self.timelines[member.id].ended_at is not None
        self._is_answered = bool(candidate or ending)
        self._is_shown = self.turns % _SHOWN_EACH == 0
        self._seen = None
        begun = turns.begin(ask)
        if isinstance(begun, turns.Begun):
            # No mail is sent in the turn that answers a person.
            left = self.sender.sent_to(member.id, begun.left) if begun.left else None
            sent = self._sent_within(begun.orders) if candidate is None else []
            answer = begun.end(sent, left).answer
        else:
            answer = begun.answer
        self.turns += 1
        if _content(member.case) != before:
            message = f"a turn of {member.id} changed the case that it was asked about"
            raise Refused(message)
        if member.id in self.members and self._fails():
            self._failed(member)
            return {"failed": True}
        if "refused" in answer:
            return answer
        if member.id in self._failing:
            since, _, _ = self._failing.pop(member.id)
            self.gaps.append(Gap(since, self.now, member.id))
            self.sender.know(member.id, since, self.now)
        case, standing = self._written_down()
        self.standings[member.id] = standing
        if member.id not in self.timelines:
            self.timelines[member.id] = Timeline(member.id, case.zone, self.now)
        self.timelines[member.id].look(case, standing, self.now)
        self.carry_out(member, ask, answer)
        for name, entry in member.case["memory"].items():
            if name.startswith("retracted "):
                _, key, *_ = name.split(" ")
                self.timelines[member.id].named(str(entry["matter"]), key, self.now)
        for order in answer["alert"]:
            ok = self.chance.random() < 0.9
            member.news.append({"alerted": order["reminder"], "ok": ok})
        return answer

    def begin(self, kind: str, id_: str, intake: Json, parent: str | None) -> Json | None:
        refused = super().begin(kind, id_, intake, parent)
        if refused is not None and parent in self.members:
            self.members[parent].news.append({"lost": id_, "how": "failed"})
        return refused

    def _written_down(self) -> tuple[Case[Any], Standing]:
        assert self._seen is not None
        return self._seen

    def _fails(self) -> bool:
        return self.chance.random() < self.faulty

    def _failed(self, member: SimulatedCase) -> None:
        """The answer of a turn is lost: nothing has changed, and it is asked again."""
        since, _, count = self._failing.get(member.id, (self.now, self.now, 0))
        pause = timedelta(seconds=_PAUSES[min(count, len(_PAUSES) - 1)])
        self._failing[member.id] = since, self.now + pause, count + 1

    # --- messages -------------------------------------------------------------------------------

    def _sent_within(self, orders: Sequence[Order]) -> list[Json]:
        """What is sent in a turn; some of it, and what fails for now, is left to the queue.

        The turn may be lost after that, with all that it knew of what it sent.
        """
        done = []
        for one in orders:
            if self.chance.random() < 0.2:
                continue
            report, failure = self.sender.send(one.message, self.now)
            if report is not None and not failure:
                done.append({"sent": one.key, "outcome": report, "failure": ""})
        return done

    def deliver(self, member: SimulatedCase, one: Json) -> None:
        order = ReminderOrder.model_validate(one["message"])
        report, failure = self.sender.send(order, self.now)
        news = {"sent": one["key"], "outcome": report, "failure": failure}
        if report is None:
            wait = timedelta(minutes=15)
        elif self.chance.random() < 0.03:
            wait = timedelta(minutes=self.chance.choice([1, 5, 14]))
        else:
            member.news.append(news)
            return
        self.on_the_way.append(Outcome(self.now + wait, member.id, news))

    # --- the clock ------------------------------------------------------------------------------

    def forward(self, until: datetime) -> None:
        """Move the clock: what comes due happens in its order, unless nobody is there."""
        while (due := self._next()) <= until:
            self.now = max(self.now, due)
            if self.chance.random() < self.faulty:
                self._nobody_there()
            for one in [one for one in self.on_the_way if one.at <= self.now]:
                self.on_the_way.remove(one)
                if self.members[one.case].is_running:
                    self.members[one.case].news.append(one.news)
            self.rest()
        self.now = max(self.now, until)

    def rest(self) -> None:
        for _ in range(_MANY):
            member = next(self._stirred(), None)
            if member is None:
                return
            self.turn(member)
        message = f"no rest at {self.now}"
        raise Refused(message)

    def _nobody_there(self) -> None:
        minutes = self.chance.choice([3, 40, 150, 600, 1500, 3000])
        until = self.now + timedelta(minutes=minutes)
        self.gaps.append(Gap(self.now, until))
        self.now = until

    def _next(self) -> datetime:
        moments = [one.at for one in self.on_the_way]
        moments += [
            self._moment_of(member) for member in self.members.values() if member.is_running
        ]
        return min(moments, default=_NEVER)

    def _moment_of(self, member: SimulatedCase) -> datetime:
        failing = self._failing.get(member.id)
        if failing is not None:
            return failing[1]
        if member.news:
            return self.now
        return member.wake or _NEVER

    def _stirred(self) -> Iterator[SimulatedCase]:
        for member in self.members.values():
            if member.is_running and self._moment_of(member) <= self.now:
                yield member

    def lose(self, id_: str) -> None:
        """A child ends without a word."""
        self._failing.pop(id_, None)
        timeline = self.timelines[id_]
        timeline.ended_at, timeline.lost = timeline.ended_at or self.now, True
        self.terminate(id_)


def _content(case: Json) -> bytes:
    """What a case carries: a turn may not write into it."""
    return to_json({**case, "log": (len(case["log"]), case["log"][-1])})
