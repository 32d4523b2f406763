"""Cases played by pure turns, without a server: years in milliseconds.

Every case of a family has its own clock, as on the server of the tests. What only a server has,
such as histories, is not here, see `staged_case`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json, to_json
from temporalio.client import WorkflowExecutionStatus
from temporalio.exceptions import CancelledError, TerminatedError

from models.cases.kinds import KINDS, CaseKind
from models.cases.log.entries import INTAKE, instant
from models.inputs.validation import Refusal
from models.turns.carried import applied
from models.turns.turn import check, take
from tests.workflows.post import Post
from workflows.runtime.inputs import failure, one_object, refusal_of

_MANY = 500
"""More turns at one moment than any family needs: it would never come to rest."""

_AT_ONCE = timedelta(seconds=1)
"""As the workflow has it: no turn asks for another at once."""

_KINDS = {one.workflow_type: kind for kind, one in KINDS.items()}


@dataclass
class SimulatedCase:
    """One case of a family, with what its workflow would hold."""

    id: str
    kind: CaseKind
    parent: str | None
    case: dict[str, Any]
    now: datetime
    wake: datetime | None
    news: list[dict[str, Any]] = field(default_factory=list)
    attributes: dict[str, str | None] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    error: BaseException | None = None
    status: WorkflowExecutionStatus = WorkflowExecutionStatus.RUNNING
    over: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether its case has ended, though it may still run."""
        return self.over is not None

    @property
    def is_running(self) -> bool:
        return self.status is WorkflowExecutionStatus.RUNNING

    @property
    def is_due(self) -> bool:
        """Whether it takes a turn now."""
        woken = self.wake is not None and self.wake <= self.now
        return self.is_running and (bool(self.news) or woken)

    def ask(self, **more: Any) -> dict[str, Any]:
        """What a turn, a validator or a query is asked."""
        common = {"id": self.id, "kind": self.kind.value, "parent": self.parent}
        return {**common, "case": self.case, "now": self.now.isoformat(), **more}

    def end(self, status: WorkflowExecutionStatus, error: BaseException | None = None) -> None:
        self.status, self.error = status, error


class Family:
    """Cases that know of one another."""

    def __init__(self, post: Post) -> None:
        """Send messages by this post."""
        self.members: dict[str, SimulatedCase] = {}
        self._post = post

    def start(self, kind: str, name: str, given: Sequence[Any], at: datetime) -> SimulatedCase:
        """Start a case. As a workflow it may fail at once, and then says why."""
        try:
            content, refusal = one_object(_through_temporal(given)), None
        except Refusal as caught:
            content, refusal = {}, caught
        member = self._begin(kind, name, content, at, None)
        if refusal is not None:
            member.end(WorkflowExecutionStatus.FAILED, failure(refusal))
        self.rest()
        return member

    def report(self, member: SimulatedCase, kind: str, given: Sequence[Any], update: str) -> Any:
        """Report something; the acknowledgment.

        Raises:
            ApplicationError: It is refused, and says why.
        """
        try:
            content = one_object(_through_temporal(given))
        except Refusal as refusal:
            raise failure(refusal) from None
        candidate = {"kind": kind, "content": content, "update": update}
        judged = check(member.ask(candidate=candidate, news=[]))
        answer = self._turn(member, candidate)
        refused = refusal_of(answer) if "refused" in answer else None
        # A report that its validator refuses leaves no trace: it must refuse what the turn would.
        assert str(judged) == str(refused)
        self.rest()
        if refused is not None:
            raise failure(refused)
        return answer["acknowledgment"]

    def forward(self, member: SimulatedCase, until: datetime) -> None:
        """Move the clock of one case: what comes due in between happens in its order."""
        while member.is_running and member.wake is not None and member.wake <= until:
            member.now = max(member.now, member.wake)
            self.rest()
        member.now = max(member.now, until)

    def terminate(self, member: SimulatedCase) -> None:
        """End a case from outside."""
        member.end(WorkflowExecutionStatus.TERMINATED, TerminatedError("ended by hand"))
        self.tell(member.parent, {"lost": member.id, "how": "terminated"})

    def tell(self, name: str | None, news: dict[str, Any]) -> None:
        """Let a case hear something; nobody does where it has ended."""
        self._note(name, news)
        self.rest()

    def rest(self) -> None:
        """Let everybody take turns until nobody has news and nothing is due.

        Raises:
            AssertionError: That never comes.
        """
        for _ in range(_MANY):
            member = next((one for one in self.members.values() if one.is_due), None)
            if member is None:
                return
            self._turn(member)
            if member.wake is not None and member.wake <= member.now:
                member.wake = member.now + _AT_ONCE
        names = [one.id for one in self.members.values() if one.is_due]
        message = f"no rest for {names}"
        raise AssertionError(message)

    def _begin(
        self, kind: str, name: str, content: dict[str, Any], at: datetime, parent: str | None
    ) -> SimulatedCase:
        entry = {"number": 1, "kind": INTAKE, "content": content, "at": at.isoformat()}
        member = SimulatedCase(name, _KINDS[kind], parent, {"log": [entry], "turns": 0}, at, at)
        self.members[name] = member
        return member

    def _turn(
        self, member: SimulatedCase, candidate: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        opening = not member.case["turns"]
        # What is heard before the case is open waits until it is.
        news = [] if opening else list(member.news)
        turn = take(_through_temporal(member.ask(candidate=candidate, news=news)))
        answer: dict[str, Any] = _through_temporal(turn.answer)
        if "refused" in answer:
            if opening:
                member.end(WorkflowExecutionStatus.FAILED, failure(refusal_of(answer)))
                self._note(member.parent, {"lost": member.id, "how": "failed"})
            return answer
        if "preview" in answer:
            return answer
        del member.news[: len(news)]
        if turn.view is not None:
            self._post.file(turn.view)
        self._do(member, answer)
        return answer

    def _do(self, member: SimulatedCase, answer: dict[str, Any]) -> None:
        """Take an answer over and do what it says, in the order of the workflow."""
        member.case = applied(member.case, answer)
        member.wake = instant(answer["wake"]) if answer["wake"] else None
        member.attributes, member.over = answer["attributes"], answer["over"]
        for one in answer["start"]:
            self._start_child(member, one)
        for one in answer["tell"]:
            self._note(one["to"], {"heard": one["word"]})
        for one in answer["send"]:
            member.news.append({"sent": one["key"], **self._post.send(one["message"])})
        for one in answer["alert"]:
            self._post.alert(one)
            member.news.append({"alerted": one["reminder"], "ok": True})
        if answer["over"] == "done" and not member.news:
            member.result = answer["result"]
            if answer["cancelled"]:
                member.end(WorkflowExecutionStatus.CANCELED, CancelledError())
            else:
                member.end(WorkflowExecutionStatus.COMPLETED)

    def _start_child(self, parent: SimulatedCase, one: dict[str, Any]) -> None:
        if one["id"] in self.members and self.members[one["id"]].is_running:
            parent.news.append({"taken": one["id"]})
            return
        self._begin(one["type"], one["id"], one["intake"], parent.now, parent.id)
        parent.news.append({"started": one["id"]})

    def _note(self, name: str | None, news: dict[str, Any]) -> None:
        if name in self.members and self.members[name].is_running:
            self.members[name].news.append(news)


def _through_temporal(value: Any) -> Any:
    return from_json(to_json(value))
