"""Shows a docket to the outside: details panel, search attributes, read model."""

from datetime import timedelta
from typing import Any, Generic

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeUpdate

from workflows.agenda import ViewRetry
from workflows.details import details
from workflows.face import Face, StateT
from workflows.local_failures import LOCAL_FAILURES
from workflows.search_attributes import (
    CASE_MANAGER,
    CASE_STAGE,
    NEXT_ACTION,
    NEXT_DEADLINE,
    PROGRAM,
    URGENCY,
)
from workflows.views import snapshot

with workflow.unsafe.imports_passed_through():
    from models.docket_view import DocketSnapshot

WRITE_SNAPSHOT = "write_snapshot"

_WRITE = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3)
"""The view may wait: a database that is down must not hold up a case."""

_PATIENCE = timedelta(seconds=8)
"""Within one workflow task, which may take ten seconds."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=10), timedelta(hours=4)
"""Pauses before a failed write of the view is tried again: they double, from first to longest."""

_NOT_WORTH_A_WRITE = {"sequence", "taken_at", "rungs"}
"""Fields that differ though nothing has changed, or that can wait for the next write.

A reminder that was not sent is in the details at once; the record of it comes with what follows.
"""


class Publisher(Generic[StateT]):
    """What the outside knows of one docket, and when it must be told again."""

    def __init__(self, state: StateT, face: Face[StateT]) -> None:
        """Nothing has been shown yet in this run."""
        self._state = state
        self._face = face
        self._written: DocketSnapshot | None = None
        self._pause = _FIRST_PAUSE
        self.shown = -1
        self.retry: ViewRetry | None = None

    def show(self) -> DocketSnapshot:
        """Bring the details panel and the search attributes up to date."""
        workflow.set_current_details(details(self._state, self._face))
        view = snapshot(self._state, self._face)
        _upsert(view)
        return view

    async def publish(self) -> None:
        """Show the case as it now is, and write the read model if that differs."""
        self.shown = self._state.sequence
        view = self.show()
        if self._written is not None and _content(view) == _content(self._written):
            return
        try:
            await workflow.execute_local_activity(
                WRITE_SNAPSHOT,
                view,
                schedule_to_close_timeout=_PATIENCE,
                retry_policy=_WRITE,
                summary="Read model",
            )
        except LOCAL_FAILURES:
            workflow.logger.warning("The read model could not be written; the case goes on")
            self.retry = ViewRetry(workflow.now() + self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        else:
            self._written, self.retry, self._pause = view, None, _FIRST_PAUSE


def _content(view: DocketSnapshot) -> dict[str, Any]:
    return view.model_dump(exclude=_NOT_WORTH_A_WRITE)


def _upsert(view: DocketSnapshot) -> None:
    """Upsert the search attributes that differ from what the server has."""
    known = workflow.info().typed_search_attributes
    keywords = {
        CASE_STAGE: view.stage,
        PROGRAM: view.program.value,
        CASE_MANAGER: view.case_manager,
        NEXT_ACTION: view.next_action,
        URGENCY: view.urgency.value,
    }
    updates: list[SearchAttributeUpdate[Any]] = [
        key.value_set(value) for key, value in keywords.items() if known.get(key) != value
    ]
    if known.get(NEXT_DEADLINE) != view.next_deadline:
        updates.append(
            NEXT_DEADLINE.value_unset()
            if view.next_deadline is None
            else NEXT_DEADLINE.value_set(view.next_deadline)
        )
    if updates:
        workflow.upsert_search_attributes(updates)
