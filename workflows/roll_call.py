"""Calling the roll: whether those started by a run before this one still run.

The server tells only the run that started a child how the child ended. One that ends in order
reports it; one that is terminated or fails cannot. A later run asks: a signal does not reach
what has ended.
"""

import asyncio
from datetime import timedelta

from temporalio import workflow

from workflows.agenda import RollCall
from workflows.family import ARE_YOU_THERE, tell

with workflow.unsafe.imports_passed_through():
    from models.docket import Child, Docket

ROLL_CALL_EVERY = timedelta(days=7)
"""How long a child may be gone unseen. Shorter than what is mostly waited for beside a case, which
takes weeks; and two events a week for each child, and eight for waking up, are few in a history."""

_ROLL_CALL = "roll-call-of-children"


class Register:
    """The children that a run took over from the run before it."""

    def __init__(self, state: Docket) -> None:
        """Look for them at once: nobody has heard of them since that run ended."""
        self._open = [child for child in state.children if child.is_open]
        self._at = workflow.now()

    @property
    def next(self) -> RollCall | None:
        """When to call the roll again; None in a run that took nobody over."""
        return RollCall(self._at) if self._taken_over() else None

    async def call(self) -> list[Child]:
        """Those that do not run any more, where it is time to ask."""
        asked = self._taken_over()
        if not asked or workflow.now() < self._at:
            return []
        # Runs of before went on without this.
        if not workflow.patched(_ROLL_CALL):
            self._open = []
            return []
        self._at = workflow.now() + ROLL_CALL_EVERY
        there = await asyncio.gather(*(tell(child.id, ARE_YOU_THERE) for child in asked))
        return [child for child, is_there in zip(asked, there, strict=True) if not is_there]

    def _taken_over(self) -> list[Child]:
        self._open = [child for child in self._open if child.is_open]
        return self._open
