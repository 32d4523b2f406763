"""The procedure of an appeal: how a case climbs, level by level.

Reads as the law's ladder does: it opens, is filed, moves up, is put into effect, and is closed.
What a decision does stands in `workflows.deciding`, what moves a running clock in
`workflows.counting_anew`, and what follows when one runs out in `workflows.running_out`.
"""

from temporalio import workflow

from workflows.casebook import (
    awaits_effectuation,
    end,
    end_of_ladder,
    enter_level,
    filing_deadline,
    first_window,
    is_effectuation,
    leave_level,
    level_after,
    stand,
)
from workflows.consulting import Consulting
from workflows.docket import (
    close_follow_ups,
    open_deadline,
    open_items,
    record,
    replace_deadline,
    settle,
    today,
)
from workflows.gathering import attach, unfiled
from workflows.refusals import refuse

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.consultation import Occasion
    from models.deadline import Deadline, DeadlineStatus, FollowUp, FollowUpKind, Purpose
    from models.program import Ending, Outcome, Phase, Speed, Stage


class AppealProcedure(Consulting):
    """The steps of one case. Each gives back, in a sentence, what was recorded."""

    async def open(self) -> str:
        """The case begins: at a denial to appeal, or at a request that awaits its decision."""
        state, intake = self._state, self._state.intake
        if intake.stage is Stage.PENDING and intake.filed_on is not None:
            answer = await self._ask(
                Occasion.FILED, intake.filed_on, at=intake.filed_at, opening=True
            )
            enter_level(state, answer, intake.filed_on, at=intake.filed_at)
            stand(state, answer)
            return record(state, f"Opened: {answer.level_title} filed {intake.filed_on}.")
        denied = intake.notice_date or today(state)
        answer = await self._ask(
            Occasion.ADVERSE_DECISION,
            denied,
            received=intake.received,
            override=intake.override,
            opening=True,
        )
        state.last_outcome = Outcome.UNFAVORABLE
        state.notice_date, state.received = denied, intake.received
        stand(state, answer)
        return record(state, f"Opened: denial dated {denied}.")

    async def file_appeal(self, event: events.AppealFiled) -> str:
        """The request reached the right office: our clock stops, theirs starts."""
        state = self._state
        speed = event.speed or state.speed
        own = await self._own_last_day(event, speed)
        in_time = first_window(state, event.filed_on)
        late = state.late_window and in_time is None
        answer = await self._ask(
            Occasion.FILED,
            event.filed_on,
            at=event.filed_at,
            speed=speed,
            late=late,
            records_on=event.records_on,
            records_at=event.records_at,
        )
        deadline = filing_deadline(state)
        if deadline is not None and in_time is not None:
            # It was filed within the first window, and is told only now.
            settle(deadline, DeadlineStatus.SUPERSEDED, event.filed_on)
            deadline = in_time
        if deadline is not None and own is not None:
            replace_deadline(state, deadline, own)
            deadline = own
        if deadline is not None:
            settle(deadline, DeadlineStatus.MET, event.filed_on)
        close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.EFFECTUATION})
        state.speed = speed
        step = enter_level(state, answer, event.filed_on, at=event.filed_at)
        step.records_on, step.records_at = event.records_on, event.records_at
        step.late_filing = state.late_window = late
        stand(state, answer)
        # A filing that is recorded some days late did not carry what arrived in between.
        in_hand = [piece for piece in unfiled(state) if piece.received_on <= event.filed_on]
        attach(state, in_hand, event.filed_on)
        what = record(state, f"{answer.level_title} filed {event.filed_on}.")
        if event.confirmation:
            record(state, f"Confirmation: {event.confirmation}")
        return what

    async def _own_last_day(self, event: events.AppealFiled, speed: Speed) -> Deadline | None:
        """The deadline of a request at another speed than the case had, where that is another day.

        In Part D an expedited hearing is asked for within 60 days of the notice's date, another
        within 60 days of its receipt (42 CFR 423.2002).
        """
        state = self._state
        deadline = filing_deadline(state)
        if deadline is None or deadline.purpose is not Purpose.FILING or speed is state.speed:
            return None
        if deadline.override is not None or not workflow.patched("each speed has its last day"):
            return None
        answer = await self._ask(
            Occasion.FILING_RECOUNTED,
            state.notice_date or today(state),
            level=deadline.level,
            received=state.received,
            speed=speed,
        )
        own = answer.deadlines[0]
        if event.filed_on > own.due_on:
            raise refuse(
                f"filed_on: {event.filed_on} is after the last day of a request of this speed, "
                f"{own.due_on}; record a late request with request_good_cause, or leave speed out."
            )
        return own if own.due_on != deadline.due_on else None

    async def escalate(self, event: events.Escalated) -> str:
        """The next office has the case: forwarded by the plan, or escalated past a late one."""
        state = self._state
        forwarded = state.phase is Phase.FORWARDING
        level = state.level if forwarded else level_after(state, state.level)
        if level is not None and level_after(state, level) is None:
            return await self._escalate_to_court(event)
        answer = await self._ask(
            Occasion.FILED, event.on, at=event.at, level=level, escalated=not forwarded
        )
        settle(open_deadline(state, Purpose.FORWARDING), DeadlineStatus.MET, event.on)
        close_follow_ups(state, {FollowUpKind.FORWARDING, FollowUpKind.ESCALATION})
        enter_level(state, answer, event.on, at=event.at, escalated=not forwarded)
        stand(state, answer)
        what = "received the case file" if forwarded else "received the escalated case"
        return record(state, f"{answer.level_title}: {what} {event.on}.")

    async def _escalate_to_court(self, event: events.Escalated) -> str:
        """The Council says that it cannot decide: its notice opens the court (42 CFR 405.1132)."""
        state = self._state
        answer = await self._ask(Occasion.ADVERSE_DECISION, event.on)
        leave_level(state, event.on)
        state.notice_date, state.received = event.on, None
        stand(state, answer)
        return record(state, f"Notice that no decision will come dated {event.on}.")

    async def record_effectuation(self, event: events.EffectuationRecorded) -> str:
        """Put into effect: the case is won, unless a part of it is still appealed."""
        state = self._state
        if not event.complete:
            return record(state, f"Put into effect in part {event.on}.")
        # The oldest first: a decision in part may wait beside a later, fuller one.
        waiting = [item for item in open_items(state) if is_effectuation(item)]
        waiting.sort(key=lambda item: isinstance(item, FollowUp))
        done = waiting[0] if waiting else None
        if isinstance(done, Deadline):
            settle(done, DeadlineStatus.MET, event.on)
        elif done is not None:
            done.is_open = False
        what = record(state, f"Put into effect {event.on}.")
        if state.phase is Phase.EFFECTUATION and not awaits_effectuation(state):
            end(state, Ending.WON if state.last_outcome is Outcome.FAVORABLE else Ending.PARTLY_WON)
        return what

    async def request_good_cause(self, event: events.GoodCauseRequested) -> str:
        """A late request with its reasons, or the answer to it."""
        state = self._state
        if event.circumstances:
            record(state, f"Why it is late: {event.circumstances}")
        if event.answer is None:
            filed = event.filed_on or today(state)
            answer = await self._ask(Occasion.LATE_REQUEST, filed)
            close_follow_ups(state, {FollowUpKind.GOOD_CAUSE})
            state.good_cause_filed_on = filed
            stand(state, answer)
            if unfiled(state) and workflow.patched("evidence goes with a late request"):
                attach(state, [one for one in unfiled(state) if one.received_on <= filed], filed)
            return record(state, f"Late request with its reasons filed {filed}.")
        answered = event.answered_on or today(state)
        if event.answer == "granted":
            # A late request's clock starts when good cause is granted (42 CFR 405.970(b)(1)).
            answer = await self._ask(Occasion.FILED, answered, late=True)
            close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.EFFECTUATION})
            step = enter_level(state, answer, state.good_cause_filed_on or answered)
            step.late_filing, step.clock_on = True, answered
        else:
            answer = await self._ask(Occasion.DISMISSAL, answered)
            close_follow_ups(state, set(FollowUpKind) - {FollowUpKind.EFFECTUATION})
            state.notice_date, state.received = answered, None
        state.good_cause_filed_on = None
        stand(state, answer)
        what = record(state, f"Good cause {event.answer} {answered}.")
        if answer.exhausted:
            end_of_ladder(state, Ending.LAPSED)
        return what

    async def close(self, event: events.Closed) -> str:
        """The case manager ends the case."""
        self._state.keep_grievances = event.keep_grievances
        what = record(self._state, f"Closed: {event.ending.value}. {event.reason}")
        end(self._state, event.ending)
        return what
