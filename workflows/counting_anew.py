"""Running clocks of an appeal counted anew: by what moves them, with better facts, by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from temporalio import workflow

from workflows.casebook import (
    decision_due,
    filed_on,
    filing_deadline,
    hour_of,
    level_before,
    reached,
    stand,
)
from workflows.consulting import Consulting
from workflows.docket import close_follow_ups, override_deadline, record, replace_deadline, today
from workflows.gathering import refile
from workflows.questions import clock_of, question
from workflows.recounting import latest
from workflows.refusals import refuse

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_intake import Override, Receipt
    from models.consultation import Occasion, Question
    from models.deadline import Deadline, FollowUpKind, Purpose
    from models.program import Phase, Speed

_NOT_EXPEDITED = (
    "The refusal to expedite may be complained of by an expedited grievance to the plan "
    "(42 CFR 422.564(f), 423.564(f))."
)


class CountingAnew(Consulting):
    """What moves the clocks of one case. Each step says, in a sentence, what was recorded."""

    async def record_receipt(self, event: events.ReceiptRecorded) -> str:
        """Proof of actual receipt replaces the presumption; the filing day is counted anew."""
        await self._recount_filing(received=event.received)
        return record(self._state, f"Receipt of the notice proven: {event.received.on}.")

    async def request_expedited(self, event: events.ExpeditedRequested) -> str:
        """A request to expedite: granted, it moves the case to the short clock."""
        state = self._state
        asked = f"Expedited handling asked for {event.requested_on}"
        if event.answer == "pending":
            return record(state, f"{asked}: awaits an answer.")
        granted = event.answer == "granted"
        # Refused, the standard clock counts from the expedited request itself, where that was it
        # (42 CFR 422.570(d), 422.584(d), 423.570(d)).
        moved: dict[str, object] = {}
        if granted:
            moved = {"clock_on": event.requested_on, "clock_at": event.requested_at}
            moved |= {"extended": False, "extension_days": None}
        await self._recount_decision(moved, speed=Speed.EXPEDITED if granted else Speed.STANDARD)
        if not granted and _NOT_EXPEDITED not in state.remarks:
            state.remarks.append(_NOT_EXPEDITED)
        return record(state, f"{asked}: {event.answer}.")

    async def record_extension(self, event: events.ExtensionRecorded) -> str:
        """The adjudicator took more time: its clock is counted anew, earlier extensions added."""
        state = self._state
        step = reached(state, state.level)
        days = event.days
        if step is not None and step.extended:
            if days is None or step.extension_days is None:
                raise refuse(
                    "days: extended before; give the days of each, or set the day by an override."
                )
            days += step.extension_days
        await self._recount_decision({"extended": True, "extension_days": days})
        what = record(state, f"Extension noticed {event.noticed_on}.")
        if event.reason:
            record(state, f"Reason: {event.reason}")
        return what

    async def recalculate(self, event: events.Recalculated) -> str:
        """Today's rulebook, corrected facts or an override applied: what moved is shown."""
        state = self._state
        theirs = self._their_deadline(event.deadline) if event.override else None
        if theirs is not None and event.override is not None:
            override_deadline(theirs, event.override)
            return record(state, f"Set by hand: {theirs.id}, to {theirs.due_on}.")
        corrected: dict[str, object] = {}
        for day, hour in (("statement_on", "statement_at"), ("services_end", "services_end_at")):
            if {day, hour} & event.model_fields_set:
                # An hour belongs to its day: of another day it is not known unless it is given.
                moved = getattr(event, day) or getattr(state.intake, day)
                corrected |= {day: moved, hour: getattr(event, hour)}
        before = state.intake
        state.intake = before.model_copy(update=corrected)
        try:
            await self._recount(event)
        except BaseException:
            state.intake = before
            raise
        if event.amount_in_controversy is not None:
            state.amount = event.amount_in_controversy
        what = record(state, "Recalculated with the rulebook and the facts of today.")
        record(state, f"Reason: {event.reason}")
        return what

    async def replan_reminders(self) -> None:
        """People have changed: plan what is still to come for those on the case now.

        The day stays as it was reckoned: a corrected rulebook is applied by `recalculate` alone.
        """
        state = self._state
        deadline = filing_deadline(state)
        if state.phase is not Phase.FILING or deadline is None:
            return
        # Runs of before counted the day again.
        if not workflow.patched("reminders are planned anew for the day that stands"):
            await self._recount_filing()
            return
        answer = await self._ask(
            Occasion.PEOPLE_CHANGED,
            state.notice_date or today(state),
            level=deadline.level,
            override=deadline.override,
            standing=deadline,
        )
        replace_deadline(state, deadline, answer.deadlines[0])

    def _their_deadline(self, name: str | None) -> Deadline | None:
        """The open deadline of somebody else that is named, or the only kind open if none is."""
        running = [item for item in self._state.deadlines if item.is_open]
        if name is None and any(item.purpose.ours for item in running):
            return None
        return next(
            (
                item
                for item in running
                if not item.purpose.ours and (name is None or item.id == name)
            ),
            None,
        )

    async def _recount(self, event: events.Recalculated) -> None:
        """Count whichever clocks run now anew, with the corrections of an event."""
        state = self._state
        await self._recount_what_follows()
        if state.phase in {Phase.FILING, Phase.GOOD_CAUSE} and filing_deadline(state) is not None:
            await self._recount_filing(
                notice_date=event.notice_date,
                override=event.override,
                amount=event.amount_in_controversy,
                late=state.late_window and not self._first_window_again(event),
            )
        elif state.phase is Phase.DECIDING:
            moved: dict[str, object] = {}
            before = filed_on(state, state.level)
            step = reached(state, state.level)
            if event.filed_on is not None:
                moved = {"filed_on": event.filed_on}
                if step is not None and step.clock_on == before:
                    # Otherwise the clock began later: with good cause, or an expedited request.
                    moved |= {"clock_on": event.filed_on, "clock_at": event.filed_at}
            if event.records_on is not None:
                moved |= {"records_on": event.records_on, "records_at": event.records_at}
            await self._recount_decision(moved, amount=event.amount_in_controversy)
            if event.filed_on is not None:
                refile(state, before, event.filed_on)

    def _first_window_again(self, event: events.Recalculated) -> bool:
        """Whether the end of services was moved after the first time to ask had passed by it."""
        return bool(
            self._state.late_window
            and event.services_end is not None
            and workflow.patched("the first window may open again")
        )

    async def _recount_filing(
        self,
        *,
        notice_date: date | None = None,
        received: Receipt | None = None,
        override: Override | None = None,
        amount: Decimal | None = None,
        late: bool | None = None,
    ) -> None:
        """Count our own deadline anew with better facts; what is not corrected stays."""
        state = self._state
        deadline = filing_deadline(state)
        if deadline is None:
            raise refuse("No filing deadline is open.")
        day = notice_date or state.notice_date or today(state)
        received = received or state.received
        dismissed = deadline.purpose is Purpose.DISMISSAL_REVIEW
        answer = await self._ask(
            Occasion.DISMISSAL if dismissed else Occasion.FILING_RECOUNTED,
            day,
            level=level_before(state, deadline.level) if dismissed else deadline.level,
            received=received,
            override=override or deadline.override,
            amount=state.amount if amount is None else amount,
            late=state.late_window if late is None else late,
        )
        replace_deadline(state, deadline, answer.deadlines[0])
        moot = {FollowUpKind.GOOD_CAUSE, FollowUpKind.CHECK_IN, FollowUpKind.AMOUNT}
        close_follow_ups(state, moot)
        if not self._still_late(answer.deadlines[0]):
            state.good_cause_filed_on = None
        state.late_window = state.late_window if late is None else late
        state.notice_date, state.received = day, received
        stand(state, answer.model_copy(update={"deadlines": ()}))

    def _still_late(self, deadline: Deadline) -> bool:
        """Whether the late request that awaits its answer is late by the new count too."""
        filed = self._state.good_cause_filed_on
        if filed is None or not workflow.patched("a late request outlives a new count"):
            return False
        if filed > deadline.due_on:
            return True
        record(self._state, f"The request filed {filed} is in time by the new count.")
        return False

    async def _recount_decision(
        self,
        moved: Mapping[str, object],
        *,
        speed: Speed | None = None,
        amount: Decimal | None = None,
    ) -> None:
        """Count the adjudicator's clock anew from all that moved it; an override stays.

        Args:
            moved: What is new of the level's clock, by the fields of `LevelReached`.
            speed: The clock it runs on from now, where that changes.
            amount: The amount in controversy, where that is corrected.
        """
        state = self._state
        step = reached(state, state.level)
        if step is None or step.clock_on is None:
            raise refuse("No filed request awaits a decision.")
        clock = step.model_copy(update=dict(moved))
        answer = await self._ask(
            Occasion.FILED,
            clock.clock_on or step.clock_on,
            at=clock.clock_at,
            speed=speed or state.speed,
            amount=state.amount if amount is None else amount,
            extended=clock.extended,
            extension_days=clock.extension_days,
            records_on=clock.records_on,
            records_at=clock.records_at,
            late=clock.late_filing or state.late_window,
        )
        state.levels[state.levels.index(step)] = clock
        # What the clock waited for may be known now.
        kept = [remark for remark in state.remarks if remark == _NOT_EXPEDITED]
        state.remarks = [*answer.remarks, *kept]
        state.speed = speed or state.speed
        state.escalation_opens = answer.escalation_opens
        deadline = latest(state, Purpose.DECISION)
        if deadline is None or deadline.level != state.level or not answer.deadlines:
            state.deadlines.extend(answer.deadlines)
            return
        counted = answer.deadlines[0]
        if not deadline.is_open:
            # It had run out by the old count; whether it has by the new one is seen next.
            moot = {FollowUpKind.ESCALATION, FollowUpKind.CHECK_IN}
            opens = answer.escalation_opens
            if opens is not None and opens <= workflow.now():
                # That right counts from elsewhere, and stands.
                moot.remove(FollowUpKind.ESCALATION)
            close_follow_ups(state, moot)
        replace_deadline(state, deadline, counted)
        if deadline.override is not None:
            override_deadline(counted, deadline.override)
            counted.sequence = deadline.sequence + 1

    async def _recount_what_follows(self) -> None:
        """Count anew what the plan still owes: the file sent on, a decision put into effect."""
        for deadline in [item for item in self._state.deadlines if item.is_open]:
            asked = self._what_began(deadline)
            if asked is None or not workflow.patched("what follows is counted again"):
                continue
            answer = await self._consult(asked)
            counted = next(
                (one for one in answer.deadlines if one.purpose is deadline.purpose), None
            )
            if counted is not None:
                replace_deadline(self._state, deadline, counted)
                if deadline.override is not None:
                    override_deadline(counted, deadline.override)

    def _what_began(self, deadline: Deadline) -> Question | None:
        """What was asked as a clock began that the plan runs on after a decision or a silence."""
        state = self._state
        step = reached(state, deadline.level)
        if deadline.purpose is Purpose.EFFECTUATION and step is not None and step.decided_on:
            return question(
                state,
                Occasion.FAVORABLE_DECISION,
                step.decided_on,
                level=deadline.level,
                **clock_of(self._state, deadline.level),
            )
        if deadline.purpose is not Purpose.FORWARDING:
            return None
        late = latest(state, Purpose.DECISION)
        decided = step.decided_on if step is not None else None
        if late is not None and late.level == deadline.level and decided is None:
            at = hour_of(late)
            return question(state, Occasion.DECISION_LATE, late.due_on, level=late.level, at=at)
        return question(
            state,
            Occasion.ADVERSE_DECISION,
            decided or state.notice_date or today(state),
            level=deadline.level,
            forward_from=decision_due(state, deadline.level),
        )
