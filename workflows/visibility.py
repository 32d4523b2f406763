"""How a case is seen in Temporal: its search attributes, its queries and its details panel.

Queries are computed at the moment they are asked for, by today's law; they issue no command.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

from workflows.runtime.inputs import failure
from workflows.runtime.timer import Pauses
from workflows.search_attributes import NEXT_DEADLINE, SEARCH_ATTRIBUTES, URGENCY

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind
    from models.inputs.validation import Refusal
    from models.presentation import queries
    from models.presentation.panel.markdown import plain

AnswerT = TypeVar("AnswerT")

_PRESSING = {"urgent", "overdue"}


def show(attributes: Mapping[str, str | None]) -> None:
    """Upsert the search attributes that differ from what the server has.

    Args:
        attributes: By name; `NextDeadline` is an instant in ISO form, or None.
    """
    known = workflow.info().typed_search_attributes
    updates: list[SearchAttributeUpdate[Any]] = []
    for key in SEARCH_ATTRIBUTES:
        if key.name not in attributes:
            continue
        text = attributes[key.name]
        value: Any = datetime.fromisoformat(text) if text and key is NEXT_DEADLINE else text
        if known.get(key) != value:
            updates.append(key.value_unset() if value is None else key.value_set(value))
    if updates:
        workflow.upsert_search_attributes(updates)


def show_urgent() -> None:
    """Say in lists that somebody must look at the case; the next turn says how it is."""
    if workflow.info().typed_search_attributes.get(URGENCY) not in _PRESSING:
        workflow.upsert_search_attributes([URGENCY.value_set("urgent")])


def moment_of_looking() -> datetime:
    """The present of whoever asks (UTC): the later of the workflow's clock and the wall clock.

    For queries alone: the workflow's clock stands still between its tasks, and runs ahead where a
    case is on virtual time.
    """
    with workflow.unsafe.sandbox_unrestricted():
        return max(workflow.now(), datetime.now(UTC))


_AGAIN = (
    "Choose *More Actions*, *Start Workflow Like This One* to get the form back as you typed it, "
    "put this right, and start it under the same Workflow ID."
)


def not_opened(why: str) -> str:
    """The panel of a case that was refused."""
    lines = "\n".join(f"- {plain(line)}" for line in why.splitlines() if line.strip())
    return f"# Not opened\n\n{lines}\n\n{_AGAIN}"


class VisibleCase:
    """The part of a case that is looked at."""

    kind: ClassVar[CaseKind]
    _case: dict[str, Any]
    _parent: str | None
    _refusal: Refusal | None
    _failing: Pauses

    @workflow.query(description="Where the case stands and what comes next.")
    def overview(self, *_: Any) -> dict[str, Any]:
        """Where the case stands."""
        return self._shown(queries.overview)

    @workflow.query(description="Every deadline, open and settled, with its reckoning.")
    def deadlines(self, *_: Any) -> list[dict[str, Any]]:
        """Every deadline so far."""
        return self._shown(queries.deadlines)

    @workflow.query(description="The open deadlines and follow-ups, by day.")
    def calendar(self, *_: Any) -> list[dict[str, Any]]:
        """What is open."""
        return self._shown(queries.calendar)

    @workflow.query(description="Every report: what it says, and what became of it.")
    def history(self, *_: Any) -> list[dict[str, Any]]:
        """Every report of the case."""
        return self._shown(queries.history)

    @workflow.query(description="What came about, line by line.")
    def account(self, *_: Any) -> list[dict[str, Any]]:
        """The account of the case."""
        return self._shown(queries.account)

    @workflow.query(description="Every clock so far, and each way it was counted.")
    def clocks(self, *_: Any) -> dict[str, Any]:
        """What `appealclock explain --case` prints."""
        return self._shown(queries.clocks)

    @workflow.query(description="What the database keeps of the case. Not for people.")
    def snapshot(self, *_: Any) -> dict[str, Any]:
        """What `appealclock rebuild-view` writes."""
        return self._shown(queries.snapshot)

    @workflow.query(description="Everything the case carries. Not for people.")
    def whole(self, *_: Any) -> dict[str, Any]:
        """What `appealclock letter` composes from: it may say more than any list shows."""
        return self._shown(queries.whole)

    def panel(self) -> str:
        """The details panel, as Markdown; of a case that was refused, why."""
        if self._refusal is not None:
            return not_opened(self._refusal.message)
        return queries.panel(self._ask_of_now())

    def _shown(self, query: Callable[[dict[str, Any]], AnswerT]) -> AnswerT:
        if self._refusal is not None:
            message = f"The case was not opened: {self._refusal.message}"
            raise failure(Refusal(message))
        try:
            return query(self._ask_of_now())
        except Refusal as refusal:
            raise failure(refusal) from None

    @property
    def _id(self) -> str:
        return workflow.info().workflow_id

    def _ask(self, now: datetime, **more: Any) -> dict[str, Any]:
        """The case, for a function that knows what it is about."""
        common = {"id": self._id, "kind": self.kind.value, "parent": self._parent}
        return {**common, "case": self._case, "now": now.isoformat(), **more}

    def _ask_of_now(self) -> dict[str, Any]:
        since = self._failing.since
        ask = self._ask(moment_of_looking(), turn_failed=since.isoformat() if since else None)
        opened = bool(self._case["turns"])
        return ask if opened else {**ask, "case": {**self._case, "log": []}}
