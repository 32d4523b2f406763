"""What a second opinion plans: the step that comes next, and whether all still fits."""

from temporalio import workflow

from workflows.docket import add, close_follow_ups, record, settle, today
from workflows.opinion_part import OpinionPart
from workflows.opinion_steps import fits, take_plan

with workflow.unsafe.imports_passed_through():
    from models.deadline import DeadlineStatus, FollowUpKind, Purpose
    from models.second_opinion import SecondOpinionOccasion


class OpinionPlanning(OpinionPart):
    """The plan backward from the day on which the report is needed."""

    async def begin(self) -> None:
        """Take up the plan and what Medicare pays of it."""
        state = self._state
        answer = await self._ask(SecondOpinionOccasion.OPENED, today(state))
        state.plan, state.estimate = answer.plan, answer.estimate
        state.standing = list(answer.standing)
        take_plan(state)
        record(state, "Opened.")
        await self.look_ahead()

    async def plan_anew(self) -> None:
        """The day on which the report is needed has moved."""
        state = self._state
        answer = await self._ask(SecondOpinionOccasion.OPENED, today(state))
        state.plan = answer.plan
        take_plan(state)
        await self.look_ahead()

    async def look_ahead(self) -> None:
        """Remind of the step that comes next, and say at once when the plan does not fit."""
        await self._check_fit()
        state = self._state
        step = None if state.lacking else state.next_step
        name = f"{step.key} {step.latest_on}" if step else "nothing"
        if name == state.reminded_of:
            return
        answer = await self._ask(SecondOpinionOccasion.NEXT_STEP, today(state), step=step)
        done = step is None or not state.reminded_of.startswith(f"{step.key} ")
        for deadline in state.deadlines:
            if deadline.is_open and deadline.purpose is Purpose.PLANNED:
                status = DeadlineStatus.MET if done else DeadlineStatus.SUPERSEDED
                settle(deadline, status, today(state))
        close_follow_ups(state, {FollowUpKind.CHECK_IN})
        add(state, answer)
        state.reminded_of = name
        if state.visit_on is None:
            state.estimate = answer.estimate or state.estimate

    async def _check_fit(self) -> None:
        state = self._state
        broken = not fits(state)
        if broken == state.plan_broken:
            return
        if broken:
            # An appeal that waits for the report says it itself, with its own choices.
            if state.parent_id is None:
                add(state, await self._ask(SecondOpinionOccasion.PLAN_BROKEN, today(state)))
            record(state, "The plan does not fit any more.")
        else:
            close_follow_ups(state, {FollowUpKind.PLAN_BROKEN})
            record(state, "The plan fits again.")
        state.plan_broken = broken
