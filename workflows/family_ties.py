"""What a workflow hears from those beside it and tells them: its parent and its children.

How such a message is sent and what it changes in a docket is in `workflows.family`.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow

from workflows.docket import record
from workflows.docket_keeping import DocketKeeping
from workflows.face import StateT
from workflows.family import CHANGE_PEOPLE, HEAR, WITHDRAW, heard, note_lost, tell
from workflows.roll_call import Register
from workflows.stopped_sms import within_reach_again
from workflows.undelivered import contacts_changed

with workflow.unsafe.imports_passed_through():
    from models.beside import Withdrawal
    from models.docket import Child, ChildReport, DocketKind
    from models.people import ContactChanges, Role

_FAREWELL = timedelta(milliseconds=1)
"""Any timer makes the server begin another workflow task."""

_NOT_NEWS: dict[str, Any] = {
    "sequence": True,
    "what": True,
    "evidence": {"__all__": {"agreement"}},
}
"""What alone is no reason to report. An agreement comes with its piece and never changes; left out,
a run that began with what an earlier release had told does not tell it again."""


class FamilyTies(DocketKeeping[StateT]):
    """The part of a workflow that belongs to a family of workflows."""

    _register: Register

    async def _tell_parent(self) -> None:
        """Report to whoever started this workflow, where anything it may use has changed."""
        state = self._state
        if state.parent_id is None:
            return
        report = ChildReport(
            child=state.case_id,
            kind=state.kind,
            sequence=state.sequence,
            stage=self._face.stage(state),
            what=state.records[-1].what if state.records else "",
            milestones=tuple(step.model_copy() for step in state.milestones),
            evidence=tuple(state.evidence),
            ending=state.ending,
        )
        told = report.model_dump_json(exclude=_NOT_NEWS)
        if told != state.told_parent:
            state.told_parent = told
            await tell(state.parent_id, HEAR, report)

    async def _tell_children(self) -> None:
        """The work is over: those beside it that no longer serve end with it."""
        for child in self._state.children:
            if child.is_open and self._ends_with_us(child):
                await tell(child.id, WITHDRAW, self._withdrawal())
        if any(not child.is_over for child in self._state.children):
            # The report that ended the work is answered in a task before the one that ends it:
            # a child's signal or end in that moment would make the server drop both.
            await workflow.sleep(_FAREWELL, summary="Answering before the end")

    def _withdrawal(self) -> Withdrawal:
        """What those that end with this work are told of it."""
        return Withdrawal()

    def _ends_with_us(self, child: Child) -> bool:
        """Whether a workflow beside this one has no use of its own."""
        return child.kind in {DocketKind.SECOND_OPINION, DocketKind.RECORDS_TRANSFER}

    @workflow.signal(description="A workflow started beside this one reports. Not for people.")
    async def hear(self, report: ChildReport) -> None:
        """Take note of what a child reports."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is None and heard(self._state, report):
                await self._as_task_failure(self._heard(report))
                self._changed()

    async def _heard(self, report: ChildReport) -> None:
        """What else follows from a child's report."""

    async def _call_the_roll(self) -> None:
        """Find out who ended beside this work in silence since an earlier run started them."""
        missing = await self._register.call()
        if missing and not self._is_cancelled():
            # A report of how it ended may have come just before, and goes first.
            await workflow.wait_condition(workflow.all_handlers_finished)
            for child in missing:
                note_lost(self._state, child, "not running any more")

    @workflow.signal(description="Whoever started it asks if it still runs. Not for people.")
    def are_you_there(self) -> None:
        """Nothing to do: that it could be asked is the answer."""

    async def _look_after_lost(self) -> None:
        """What ended beside this work without a word leaves open what it looked after."""
        for child in self._state.children:
            if child.lost:
                child.lost = False
                # Runs of before went on without this.
                if workflow.patched("lost-children-looked-after"):
                    async with self._turn:
                        await self._as_task_failure(self._lost(child))
                        self._changed()

    async def _lost(self, child: Child) -> None:
        """What follows where a child ended without a report."""

    @workflow.signal(description="The case it runs beside has other people. Not for people.")
    async def change_people(self, changes: ContactChanges) -> None:
        """Take over the contact details of whoever started this workflow."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._turn:
            if self._state.ending is not None:
                return
            changed = ", ".join(sorted(changes.model_fields_set))
            await self._as_task_failure(self._take_over(changes))
            record(self._state, f"Taken over from the case it runs beside: {changed}.")
            self._changed()

    async def _take_over(self, changes: ContactChanges) -> None:
        await self._change_people(changes)
        await self._after_report()

    async def _change_people(self, changes: ContactChanges) -> bool:
        """Others are on the case now, and on all that runs beside it.

        Returns:
            Whether something that their old contacts refused is sent again.
        """
        self._change_intake({role: getattr(changes, role) for role in changes.model_fields_set})
        await self._people_changed()
        for child in self._state.children:
            if child.is_open:
                # Only what was given: who is left out stays who they are.
                given_only = changes.model_dump(mode="json", exclude_unset=True)
                await tell(child.id, CHANGE_PEOPLE, given_only)
        within_reach_again(self._state)
        roles = [Role(name) for name in sorted(changes.model_fields_set)]
        return contacts_changed(self._state, roles)

    def _change_intake(self, changes: dict[str, object]) -> None:
        self._state.intake = self._state.intake.model_copy(update=changes)
