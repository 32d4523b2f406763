"""From the specialist to the visit of a second opinion, and the records that must be there."""

from datetime import date

from temporalio import workflow

from workflows.docket import record, today
from workflows.family import child_intake, start_child
from workflows.opinion_part import OpinionPart
from workflows.opinion_steps import (
    RECORDS,
    RECORDS_REQUEST,
    SPECIALIST,
    VISIT,
    expect,
    pass_step,
    presume_step,
    take_plan,
)

with workflow.unsafe.imports_passed_through():
    from models import second_opinion as facts
    from models.docket import DocketKind
    from models.program import Program
    from models.records_transfer import RecordsFacts, RecordsIntake, RecordsStarted
    from models.second_opinion import SecondOpinionOccasion

_OUTSIDE = (
    "The specialist is outside the network: ask the plan to authorize the visit with the update "
    "`request_referral` and out_of_network."
)


class OpinionVisit(OpinionPart):
    """The way to the visit. Each step gives back, in a sentence, what was recorded."""

    async def choose_specialist(self, event: facts.SpecialistChosen) -> str:
        """A specialist is found, inside the network or outside it."""
        state = self._state
        pass_step(state, SPECIALIST, event.on)
        state.remarks = [remark for remark in state.remarks if remark != _OUTSIDE]
        if not event.in_network and state.intake.program is Program.PART_C:
            state.remarks.append(_OUTSIDE)
        if event.visit_on is not None:
            await self._book(event.visit_on)
        return record(state, f"Specialist chosen {event.on}.")

    async def book_visit(self, event: facts.VisitBooked) -> str:
        """The visit has its day, which shows that there is a specialist."""
        await self._book(event.visit_on)
        presume_step(self._state, SPECIALIST, today(self._state))
        return record(self._state, f"Visit booked for {event.visit_on}.")

    async def request_records(self, event: RecordsStarted) -> str:
        """A records transfer starts beside it."""
        state = self._state
        transfer = child_intake(state.intake, RecordsIntake, RecordsFacts(**event.model_dump()))
        child = await start_child(
            state, DocketKind.RECORDS_TRANSFER, transfer, serves=event.recipient.value
        )
        return f"Records transfer started: {child.id}."

    async def record_records_request(self, event: facts.RecordsRequested) -> str:
        """The records were asked for without a workflow of their own."""
        pass_step(self._state, RECORDS_REQUEST, event.on)
        return record(self._state, f"Records asked for {event.on}.")

    async def record_records(self, event: facts.RecordsAtSpecialist) -> str:
        """The specialist has the records."""
        pass_step(self._state, RECORDS, event.on)
        return record(self._state, f"Records at the specialist {event.on}.")

    async def record_visit(self, event: facts.VisitHappened) -> str:
        """The visit took place."""
        pass_step(self._state, VISIT, event.on)
        return record(self._state, f"Visit {event.on}.")

    async def _book(self, day: date) -> None:
        """The estimate goes by the deductible of the visit's year."""
        answer = await self._ask(SecondOpinionOccasion.VISIT_BOOKED, day)
        self._state.visit_on, self._state.estimate = day, answer.estimate
        expect(self._state, VISIT, day)
        take_plan(self._state)
