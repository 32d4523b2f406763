"""What the workflows beside an appeal have in common: consulting, closing, and being withdrawn."""

from datetime import date, time, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy

from workflows.docket import add, finish, record, today
from workflows.docket_workflow import DocketWorkflow
from workflows.face import StateT
from workflows.next_action import urgency_of_ours
from workflows.views import overview_of, story_of

with workflow.unsafe.imports_passed_through():
    from models.any_event import UpdateReceipt
    from models.any_intake import Override
    from models.beside import PlainEnding, Renewal, Withdrawal, WorkClosed
    from models.consultation import Asked, Clocks
    from models.deadline import FollowUp, FollowUpKind
    from models.docket import Docket
    from models.docket_view import DocketOverview, DocketStory
    from models.people import Role
    from models.program import Urgency

ClocksT = TypeVar("ClocksT", bound=Clocks)

CONSULT = RetryPolicy(maximum_attempts=3)
"""Counting is pure: what fails three times fails for good, and says why."""

_LATE = {FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED, FollowUpKind.REFUSED}
"""Follow-ups that say that somebody is past their time, or that a right waits to be used."""


class BesideWorkflow(DocketWorkflow[StateT]):
    """A workflow that serves an appeal, or stands alone."""

    _how = Withdrawal()

    def _withdrawal(self) -> Withdrawal:
        return self._how

    async def _consult(self, activity: str, question: Asked, answer: type[ClocksT]) -> ClocksT:
        """Ask the rulebook by a local activity, whose answer the history keeps."""
        clocks: ClocksT = await workflow.execute_local_activity(
            activity,
            question,
            result_type=answer,
            schedule_to_close_timeout=timedelta(seconds=30),
            retry_policy=CONSULT,
            summary="Rulebook",
        )
        return clocks

    async def _renew(self, follow_up: FollowUp) -> None:
        """Go on asking once per check-in interval, for as long as the matter is open."""
        asked = asking(self._state, today(self._state))
        question = Renewal(**asked, follow_up=follow_up.model_copy(update={"rungs": []}))
        answer = await self._consult("renew_follow_up", question, Clocks)
        follow_up.is_open = False
        add(self._state, answer)

    def _story(self) -> DocketStory:
        return DocketStory(**story_of(self._state))

    @workflow.update(description="End this work, with the reason.")
    async def close(self, event: WorkClosed) -> UpdateReceipt:
        """Close the work."""
        return await self._report(event, self._closed)

    @close.validator
    def _check_close(self, event: WorkClosed) -> None:
        self._check(event)

    async def _closed(self, event: WorkClosed) -> str:
        what = record(self._state, f"Closed. {event.reason}")
        finish(self._state, PlainEnding.CLOSED)
        return what

    def _abandon(self) -> None:
        finish(self._state, PlainEnding.WITHDRAWN)

    @workflow.signal(description="The work it was started for is over. Not for people.")
    async def withdraw(self, how: Withdrawal | None = None) -> None:
        """End without a result: the appeal it served is over."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is None:
                self._how = how or Withdrawal()
                record(self._state, "Withdrawn: the case it served has ended.")
                self._abandon()
                self._changed()

    @workflow.query(description="Where it stands and what comes next.")
    def overview(self) -> DocketOverview:
        """Where the work stands."""
        return DocketOverview(**overview_of(self._state, self._face))


def asking(
    state: Docket, on: date, *, at: time | None = None, override: Override | None = None
) -> dict[str, Any]:
    """What every consultation carries, by the fields of `Asked`."""
    intake = state.intake
    return {
        "case_id": state.case_id,
        "program": intake.program,
        "on": on,
        "at": at,
        "override": override,
        "count": len(state.deadlines) + len(state.follow_ups),
        "now": workflow.now(),
        "zone": intake.zone,
        "zones": {
            role: person.zone or intake.zone
            for role in Role
            if (person := intake.people.get(role)) is not None and person.reachable
        },
        "policy": intake.reminders,
    }


def book(state: Docket, answer: Clocks) -> None:
    """The answer's clocks run, and its remarks stand instead of those before."""
    add(state, answer)
    state.remarks = list(answer.remarks)


def urgency(state: Docket) -> Urgency:
    """How near our own next deadline is, and whether somebody is past their time."""
    if state.ending is not None:
        return Urgency.CLOSED
    if any(follow_up.is_open and follow_up.kind in _LATE for follow_up in state.follow_ups):
        return Urgency.OVERDUE
    return urgency_of_ours(state)
