"""What each part of an appeal's procedure has: the case, and a rulebook to ask about it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Unpack

from temporalio import workflow

from workflows.questions import Facts, question

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.consultation import Answer, Occasion, Question

Consult = Callable[[Question], Awaitable[Answer]]


class Consulting:
    """A part of the procedure of one case.

    Every question of law goes to the rulebook; what is decided here is only what the case itself
    decides. Each step asks first and writes afterwards, so that a question the rulebook cannot
    answer leaves the case as it was.
    """

    def __init__(self, state: CaseState, consult: Consult) -> None:
        """Work on this state, asking the rulebook through `consult`."""
        self._state = state
        self._consult = consult

    async def _ask(
        self,
        occasion: Occasion,
        on: date,
        *,
        level: str | None = None,
        ahead: int = 0,
        **facts: Unpack[Facts],
    ) -> Answer:
        """Consult the rulebook on what happened at a level, the present one when left out."""
        asked = question(self._state, occasion, on, level=level, ahead=ahead, **facts)
        return await self._consult(asked)
