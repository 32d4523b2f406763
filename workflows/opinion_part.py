"""What each part of a second opinion has: its docket, and a rulebook to ask about it."""

from collections.abc import Awaitable, Callable
from datetime import date, time

from temporalio import workflow

from workflows.beside import asking
from workflows.opinion_steps import seen_on

with workflow.unsafe.imports_passed_through():
    from models.local_time import local_day
    from models.second_opinion import (
        SecondOpinionAnswer,
        SecondOpinionFacts,
        SecondOpinionOccasion,
        SecondOpinionQuestion,
        SecondOpinionState,
    )

ConsultOnOpinion = Callable[[SecondOpinionQuestion], Awaitable[SecondOpinionAnswer]]


class OpinionPart:
    """A part of the procedure of one second opinion.

    Each step asks the rulebook first and writes afterwards: a question that it cannot answer leaves
    the docket as it was.
    """

    def __init__(self, state: SecondOpinionState, consult: ConsultOnOpinion) -> None:
        """Work on this docket, asking the rulebook through `consult`."""
        self._state = state
        self._consult = consult

    async def _ask(
        self,
        occasion: SecondOpinionOccasion,
        on: date,
        *,
        at: time | None = None,
        **more: object,
    ) -> SecondOpinionAnswer:
        state = self._state
        known = {name: getattr(state.intake, name) for name in SecondOpinionFacts.model_fields}
        question = SecondOpinionQuestion(
            **asking(state, on, at=at),
            occasion=occasion,
            facts=SecondOpinionFacts(**known),
            third=state.third,
            opened_on=local_day(state.opened_at, state.intake.zone),
            seen_on=seen_on(state),
            **more,
        )
        return await self._consult(question)
