"""A case on a stage, with what tests ask of `deploy.rehearsal.Rehearsal`.

What only a server has, such as histories, is refused: such a test carries the mark `server`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.cases.deadline import Deadline
from models.inputs.common_report import UpdateReceipt
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.presentation import queries
from models.turns.closed import CLOSED_CASE_DAYS
from tests import clock
from tests.workflows.post import Post
from tests.workflows.stage import Family, SimulatedCase
from workflows.search_attributes import NEXT_DEADLINE, SEARCH_ATTRIBUTES
from workflows.visibility import not_opened

MARGIN = timedelta(seconds=30)
"""A clock is moved so much further than asked, as `deploy.rehearsal` does."""

SECOND_THOUGHTS = timedelta(days=CLOSED_CASE_DAYS + 1)
"""How long a case may stay that has ended."""

_METADATA = "__temporal_workflow_metadata"

_QUERIES: dict[str, Callable[[queries.Ask], Any]] = {
    "overview": queries.overview,
    "deadlines": queries.deadlines,
    "calendar": queries.calendar,
    "history": queries.history,
    "account": queries.account,
    "snapshot": queries.snapshot,
}


class NotOnStageError(Exception):
    """Only a server has what a test asks for: the test carries the mark `server`."""


class StagedHandle:
    """One case of a family, as a client's handle shows it."""

    def __init__(self, family: Family, name: str) -> None:
        self.family, self.id = family, name

    def __getattr__(self, name: str) -> Any:
        raise NotOnStageError(name)

    @property
    def member(self) -> SimulatedCase:
        if self.id not in self.family.members:
            message = f"workflow not found for ID: {self.id}"
            raise RPCError(message, RPCStatusCode.NOT_FOUND, b"")
        return self.family.members[self.id]

    async def execute_update(
        self,
        update: str,
        *given: Any,
        args: Sequence[Any] = (),
        id: str | None = None,  # noqa: A002 (the client's name)
        result_type: Any = None,
    ) -> Any:
        member = self.member
        if not member.is_running:
            message = "workflow execution already completed"
            raise RPCError(message, RPCStatusCode.NOT_FOUND, b"")
        try:
            answer = self.family.report(member, update, given or args, id or uuid4().hex)
        except ApplicationError as error:
            raise WorkflowUpdateFailedError(error) from error
        return _typed(answer, result_type)

    async def query(self, name: str, *, result_type: Any = None) -> Any:
        member = self.member
        if name == _METADATA:
            return WorkflowMetadata(current_details=_panel(member))
        try:
            return _typed(_QUERIES[name](member.ask()), result_type)
        except Refusal as refusal:
            raise WorkflowQueryFailedError(refusal.message) from refusal

    async def result(self) -> Any:
        """How it ended. Who waits for that waits until it takes no second thoughts any more."""
        member = self.member
        if member.is_running and member.has_ended:
            self.family.forward(member, member.now + SECOND_THOUGHTS)
        assert not member.is_running, f"{self.id} has not ended"
        if member.error is not None:
            raise WorkflowFailureError(cause=member.error) from member.error
        return member.result

    async def describe(self) -> SimpleNamespace:
        member = self.member
        return SimpleNamespace(
            status=member.status,
            parent_id=member.parent,
            typed_search_attributes=[
                SimpleNamespace(key=key, value=_attribute(key.name, value))
                for key in SEARCH_ATTRIBUTES
                if (value := member.attributes.get(key.name)) is not None
            ],
        )

    async def signal(self, name: str, word: Any) -> None:
        assert name == "hear"
        self.family.tell(self.id, {"heard": word})

    async def cancel(self) -> None:
        self.family.tell(self.id, {"cancelled": True})

    async def terminate(self, reason: str = "") -> None:
        del reason
        self.family.terminate(self.member)


class StagedCase:
    """A case on a clock that tests move: start it, let days pass, send updates, read on."""

    def __init__(self, family: Family, name: str) -> None:
        self._family = family
        self.handle: Any = StagedHandle(family, name)

    @classmethod
    def start(cls, post: Post, kind: str, case_id: str, *given: Any) -> "StagedCase":
        """Start a case at the moment at which the test begins."""
        family = Family(post)
        family.start(kind, case_id, given, clock.now())
        return cls(family, case_id)

    async def now(self) -> datetime:
        now: datetime = self.handle.member.now
        return now

    async def today(self, zone: str = "America/New_York") -> date:
        return local_day(await self.now(), zone)

    async def settle(self) -> None:
        """It has settled already; a case that is not there is not found, as on a server."""
        _ = self.handle.member

    async def pass_days(self, days: float) -> None:
        """Let so many days and half a minute go by for this case alone."""
        until = await self.now() + timedelta(days=days) + MARGIN
        self._family.forward(self.handle.member, until)

    async def send(self, update: str, **content: Any) -> UpdateReceipt:
        """Send an update and give back its receipt.

        Raises:
            WorkflowUpdateFailedError: the case refused it; its cause says why.
        """
        receipt: UpdateReceipt = await self.handle.execute_update(
            update, content, result_type=UpdateReceipt
        )
        return receipt

    async def deadlines(self) -> list[Deadline]:
        deadlines: list[Deadline] = await self.handle.query("deadlines", result_type=list[Deadline])
        return deadlines

    async def overview(self) -> dict[str, Any]:
        overview: dict[str, Any] = await self.handle.query("overview")
        return overview

    def beside(self, suffix: str) -> "StagedCase":
        return StagedCase(self._family, f"{self.handle.id}.{suffix}")


def _panel(member: SimulatedCase) -> str:
    if member.status is WorkflowExecutionStatus.FAILED:
        assert isinstance(member.error, ApplicationError)
        return not_opened(member.error.message)
    return queries.panel(member.ask())


def _typed(answer: Any, result_type: Any) -> Any:
    return TypeAdapter(result_type).validate_python(answer) if result_type else answer


def _attribute(name: str, value: str) -> Any:
    return datetime.fromisoformat(value) if name == NEXT_DEADLINE.name else value
