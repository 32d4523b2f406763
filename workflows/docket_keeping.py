"""What every part of a workflow has: its docket, the turn to write in it, and its sequence."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from typing import Generic

from temporalio import workflow

from workflows.face import Face, StateT
from workflows.local_failures import LOCAL_FAILURES

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event
    from models.deadline import Deadline

_CANCELLED = "cancelled-in-good-order"


class DocketKeeping(ABC, Generic[StateT]):
    """A docket that several handlers write in, each in its turn."""

    _state: StateT
    _face: Face[StateT]
    _turn: asyncio.Lock
    _opened: bool

    @abstractmethod
    async def _expire(self, deadline: Deadline) -> None:
        """A deadline ran out: say what follows. The deadline is settled afterwards."""

    @abstractmethod
    def _check_event(self, event: Event) -> None:
        """Refuse what contradicts the docket."""

    async def _people_changed(self) -> None:
        """Others are on the case now: plan for them what is still to come."""

    async def _after_report(self) -> None:
        """A report was recorded: what else follows, for those beside this workflow."""

    async def _as_task_failure(self, step: Awaitable[None]) -> None:
        """Run a step that no person asked for; if the rulebook fails, stop the clock, not the case.

        An error that is no Temporal failure fails the workflow task: it shows in the UI, is tried
        again until a mended worker is deployed, and nothing recorded is lost.
        """
        try:
            await step
        except LOCAL_FAILURES as error:
            message = f"The rulebook could not be consulted: {error.cause or error}"
            raise RuntimeError(message) from error

    def _changed(self) -> None:
        self._state.sequence += 1

    def _is_cancelled(self) -> bool:
        """Whether somebody asked Temporal to cancel this run: a button of the UI does that.

        Asked of the run itself, because what it awaited may have taken the interruption for a
        failure of its own. Runs that were cancelled before this was heeded ended at once.
        """
        return workflow.cancellation_reason() is not None and workflow.patched(_CANCELLED)
