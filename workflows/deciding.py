"""What a decision does to an appeal, and what one does that takes the place of a mistaken one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Unpack

from temporalio import workflow

from workflows.casebook import (
    correctable,
    decide_level,
    decision_due,
    end_of_ladder,
    leave_level,
    stand,
    take_back,
)
from workflows.consulting import Consulting
from workflows.docket import record
from workflows.questions import Facts, clock_of
from workflows.refusals import refuse

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_intake import Receipt
    from models.case import LevelReached
    from models.consultation import Answer, Occasion
    from models.program import Outcome, Phase

_HOW_MUCH_REMAINS = (
    "A part remains in dispute. How much of the amount in controversy it is decides which levels "
    "are open to it: record it with the update `recalculate`, as amount_in_controversy."
)


class Deciding(Consulting):
    """The decisions of one case. Each gives back, in a sentence, what was recorded."""

    async def record_decision(self, event: events.DecisionRecorded) -> str:
        """Decided: effectuation, the next level, the review of a dismissal, or the end."""
        state = self._state
        mistaken = self._mistaken(event)
        level = event.level or (mistaken.level if mistaken else state.level)
        was, before, received = "", state.amount, event.received
        if mistaken is not None:
            was = f", not {mistaken.decided_on}: {mistaken.outcome}"
            received = received or self._proof_that_stays(event)
            if mistaken.outcome is Outcome.PARTIALLY_FAVORABLE:
                before = mistaken.amount
        amount = self._left_in_dispute(event, mistaken, before)
        late = state.late_window if mistaken is None else mistaken.late_filing
        answers = await self._what_follows(
            event, level, received=received, amount=amount, late=late
        )
        self._refuse_idle_override(event, answers)
        if mistaken is not None:
            take_back(state, mistaken, event.notice_date)
        leave_level(state, event.notice_date)
        state.late_window, state.no_notice, state.good_cause_filed_on = False, False, None
        step = decide_level(state, level, event.outcome, event.notice_date)
        step.amount, state.amount = before, amount
        state.notice_date, state.received = event.notice_date, received
        stand(state, *answers)
        decided = f"{step.title} decided {event.notice_date}: {event.outcome.value}{was}."
        what = record(state, f"Corrected: {decided}" if mistaken else decided)
        if event.remaining:
            record(state, f"Still in dispute: {event.remaining}")
        if event.outcome is Outcome.PARTIALLY_FAVORABLE and event.remaining_amount is None:
            state.remarks.append(_HOW_MUCH_REMAINS)
        if answers[-1].exhausted:
            end_of_ladder(state)
        return what

    async def _what_follows(
        self, event: events.DecisionRecorded, level: str, **facts: Unpack[Facts]
    ) -> list[Answer]:
        """What the rulebook says to a decision: to what is won of it, and to what is not."""
        answers = []
        if event.outcome in {Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE}:
            won: Facts = {**clock_of(self._state, level), "late": facts["late"]}
            answers.append(
                await self._ask(Occasion.FAVORABLE_DECISION, event.notice_date, level=level, **won)
            )
        if event.outcome is not Outcome.FAVORABLE:
            dismissed = event.outcome is Outcome.DISMISSED
            lost: Facts = {**facts, "override": event.override}
            lost["forward_from"] = decision_due(self._state, level)
            answers.append(
                await self._ask(
                    Occasion.DISMISSAL if dismissed else Occasion.ADVERSE_DECISION,
                    event.notice_date,
                    level=level,
                    ahead=len(answers),
                    **lost,
                )
            )
        return answers

    def _left_in_dispute(
        self, event: events.DecisionRecorded, mistaken: LevelReached | None, before: Decimal | None
    ) -> Decimal | None:
        """What is in controversy after a decision, of what was before it."""
        if event.remaining_amount is not None:
            return event.remaining_amount
        partly = Outcome.PARTIALLY_FAVORABLE
        still_partly = mistaken is not None and mistaken.outcome is event.outcome is partly
        return self._state.amount if still_partly else before

    def _mistaken(self, event: events.DecisionRecorded) -> LevelReached | None:
        """The level whose recorded decision this one takes the place of."""
        step = correctable(self._state, event.level)
        if step is None or workflow.patched("a decision can be corrected"):
            return step
        if event.level is None or self._state.phase is Phase.EFFECTUATION:
            raise refuse("No decision is expected before a filing.")
        return None

    def _proof_that_stays(self, event: events.DecisionRecorded) -> Receipt | None:
        """Proof of when the notice came holds for its corrected date too, where it can."""
        proven = self._state.received
        fits = proven is not None and proven.on >= event.notice_date and not self._state.no_notice
        return proven if fits else None

    def _refuse_idle_override(
        self, event: events.DecisionRecorded, answers: Sequence[Answer]
    ) -> None:
        """Refuse a last day to file that a notice is said to print, where nothing is to be filed.

        Runs of before took it without effect.
        """
        ours = any(one.purpose.ours for answer in answers for one in answer.deadlines)
        if event.override is None or ours:
            return
        if workflow.patched("an override has a day to set"):
            raise refuse(
                "override: after this decision no request of ours has a last day. Set the day of "
                "another clock with recalculate, naming its deadline."
            )
