"""The procedure of an appeal: what each event does to a case, level by level.

Reads as the law's ladder does. Every question of law goes to the rulebook through `consult`; what
is decided here is only what the case itself decides. Each step asks first and writes afterwards,
so that a question the rulebook cannot answer leaves the case as it was.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Unpack

from temporalio import workflow

from workflows.casebook import (
    awaits_effectuation,
    correctable,
    decide_level,
    decision_deadline,
    end,
    enter_level,
    filed_on,
    filing_deadline,
    first_window,
    is_effectuation,
    leave_level,
    level_after,
    level_before,
    reached,
    stand,
    take_back,
)
from workflows.docket import (
    add,
    close_follow_ups,
    open_deadline,
    open_items,
    override_deadline,
    record,
    replace_deadline,
    settle,
    today,
)
from workflows.gathering import attach, refile, unfiled
from workflows.questions import Facts, question
from workflows.recounting import latest
from workflows.refusals import refuse

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_intake import Override, Receipt
    from models.case import CaseState, LevelReached
    from models.consultation import Answer, Occasion, Question
    from models.deadline import Deadline, DeadlineStatus, FollowUp, FollowUpKind, Purpose
    from models.local_time import local_time
    from models.program import Ending, Outcome, Phase, Speed, Stage

Consult = Callable[[Question], Awaitable[Answer]]

_SILENCE = "no notice: the time to decide ran out"

_HOW_MUCH_REMAINS = (
    "A part remains in dispute. How much of the amount in controversy it is decides which levels "
    "are open to it: record it with the update `recalculate`, as amount_in_controversy."
)

_NOT_EXPEDITED = (
    "The refusal to expedite may be complained of by an expedited grievance to the plan "
    "(42 CFR 422.564(f), 423.564(f))."
)


class AppealProcedure:
    """The steps of one case. Each gives back, in a sentence, what was recorded."""

    def __init__(self, state: CaseState, consult: Consult) -> None:
        """Work on this state, asking the rulebook through `consult`."""
        self._state = state
        self._consult = consult

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

    async def record_receipt(self, event: events.ReceiptRecorded) -> str:
        """Proof of actual receipt replaces the presumption; the filing day is counted anew."""
        await self._recount_filing(received=event.received)
        return record(self._state, f"Receipt of the notice proven: {event.received.on}.")

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

    async def record_decision(self, event: events.DecisionRecorded) -> str:
        """Decided: effectuation, the next level, the review of a dismissal, or the end."""
        state = self._state
        mistaken = self._mistaken(event)
        level = event.level or (mistaken.level if mistaken else state.level)
        amount, received, override = state.amount, event.received, event.override
        if mistaken is not None:
            received = received or self._proof_that_stays(event)
            if mistaken.outcome is Outcome.PARTIALLY_FAVORABLE:
                amount = mistaken.amount
        in_dispute = amount if event.remaining_amount is None else event.remaining_amount
        late = state.late_window if mistaken is None else mistaken.late_filing
        answers = []
        if event.outcome in {Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE}:
            answers.append(
                await self._ask(
                    Occasion.FAVORABLE_DECISION,
                    event.notice_date,
                    level=level,
                    **self._clock(level) | {"late": late},
                )
            )
        if event.outcome is not Outcome.FAVORABLE:
            dismissed = event.outcome is Outcome.DISMISSED
            answers.append(
                await self._ask(
                    Occasion.DISMISSAL if dismissed else Occasion.ADVERSE_DECISION,
                    event.notice_date,
                    level=level,
                    late=late,
                    received=received,
                    override=override,
                    forward_from=_decision_due(state, level),
                    amount=in_dispute,
                    ahead=len(answers),
                )
            )
        self._refuse_idle_override(event, answers)
        was = "" if mistaken is None else f", not {mistaken.decided_on}: {mistaken.outcome}"
        if mistaken is not None:
            take_back(state, mistaken, event.notice_date)
        leave_level(state, event.notice_date)
        state.late_window, state.no_notice, state.good_cause_filed_on = False, False, None
        step = decide_level(state, level, event.outcome, event.notice_date)
        step.amount, state.amount = amount, in_dispute
        state.notice_date, state.received = event.notice_date, received
        stand(state, *answers)
        decided = f"{step.title} decided {event.notice_date}: {event.outcome.value}{was}."
        what = record(state, f"Corrected: {decided}" if mistaken else decided)
        if event.remaining:
            record(state, f"Still in dispute: {event.remaining}")
        if event.outcome is Outcome.PARTIALLY_FAVORABLE and event.remaining_amount is None:
            state.remarks.append(_HOW_MUCH_REMAINS)
        if answers[-1].exhausted:
            self._end_of_ladder()
        return what

    def _mistaken(self, event: events.DecisionRecorded) -> LevelReached | None:
        """The level whose recorded decision this one takes the place of."""
        step = correctable(self._state, event.level)
        if step is None or workflow.patched("a decision can be corrected"):
            return step
        if event.level is None or self._state.phase is Phase.EFFECTUATION:
            raise refuse("No decision is expected before a filing.")
        return None

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

    def _proof_that_stays(self, event: events.DecisionRecorded) -> Receipt | None:
        """Proof of when the notice came holds for its corrected date too, where it can."""
        proven = self._state.received
        fits = proven is not None and proven.on >= event.notice_date and not self._state.no_notice
        return proven if fits else None

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
            self._end_of_ladder(Ending.LAPSED)
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

    async def close(self, event: events.Closed) -> str:
        """The case manager ends the case."""
        self._state.keep_grievances = event.keep_grievances
        what = record(self._state, f"Closed: {event.ending.value}. {event.reason}")
        end(self._state, event.ending)
        return what

    async def expire(self, deadline: Deadline) -> None:
        """A deadline ran out: ours opens the good-cause path, theirs the next right."""
        state = self._state
        if deadline.purpose.ours:
            await self._filing_expired(deadline)
        elif deadline.purpose is Purpose.DECISION:
            await self._decision_expired(deadline)
        elif deadline.purpose is Purpose.EFFECTUATION:
            answer = await self._ask(
                Occasion.EFFECTUATION_LATE, deadline.due_on, level=deadline.level
            )
            settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
            add(state, answer)
        else:
            settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        record(state, f"Ran out: {deadline.purpose.value} of {deadline.level_title}.")

    async def renew(self, follow_up: FollowUp) -> None:
        """Every planned follow-up was used: plan more, for as long as the matter is open."""
        state = self._state
        answer = await self._ask(
            Occasion.FOLLOW_UPS_USED_UP,
            today(state),
            level=follow_up.level,
            follow_up=follow_up.kind,
        )
        follow_up.is_open = False
        # It is the same matter as before, and what to do about it is the same.
        same = {"title": follow_up.title, "text": follow_up.text}
        again = tuple(item.model_copy(update=same) for item in answer.follow_ups)
        add(state, answer.model_copy(update={"follow_ups": again}))

    async def _filing_expired(self, deadline: Deadline) -> None:
        state = self._state
        if state.amount_short:
            # The next level was closed to this amount, and nothing was combined to reach it.
            settle(deadline, DeadlineStatus.SUPERSEDED, deadline.due_on)
            self._end_of_ladder()
            return
        filed = state.good_cause_filed_on
        answer = await self._ask(
            Occasion.FILING_MISSED if filed is None else Occasion.LATE_REQUEST,
            deadline.due_on,
            level=deadline.level,
            missed=deadline.reckoning.rule,
            files_with=deadline.where,
            received=state.received,
            noticed_on=state.notice_date if _is_reckoned(deadline) else None,
        )
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        state.late_window = answer.phase is Phase.FILING
        stand(state, answer)

    async def _decision_expired(self, deadline: Deadline) -> None:
        state = self._state
        answer = await self._ask(
            Occasion.DECISION_LATE,
            deadline.due_on,
            at=_hour(deadline),
            level=deadline.level,
            received=Receipt(on=deadline.due_on, evidence=_SILENCE),
            filed_on=filed_on(state, deadline.level),
        )
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        if answer.phase is Phase.FILING:
            state.notice_date, state.no_notice = deadline.due_on, True
            state.received = Receipt(on=deadline.due_on, evidence=_SILENCE)
        stand(state, answer)

    def _end_of_ladder(self, otherwise: Ending = Ending.EXHAUSTED) -> None:
        """No level is left: what was won is put into effect, otherwise the case is over."""
        state = self._state
        if awaits_effectuation(state):
            state.phase = Phase.EFFECTUATION
        else:
            end(state, Ending.PARTLY_WON if state.partly_won else otherwise)

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
                **self._clock(deadline.level),
            )
        if deadline.purpose is not Purpose.FORWARDING:
            return None
        late = latest(state, Purpose.DECISION)
        decided = step.decided_on if step is not None else None
        if late is not None and late.level == deadline.level and decided is None:
            at = _hour(late)
            return question(state, Occasion.DECISION_LATE, late.due_on, level=late.level, at=at)
        return question(
            state,
            Occasion.ADVERSE_DECISION,
            decided or state.notice_date or today(state),
            level=deadline.level,
            forward_from=_decision_due(state, deadline.level),
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
        deadline = latest(state, Purpose.DECISION)
        if deadline is None or deadline.level != state.level or not answer.deadlines:
            state.deadlines.extend(answer.deadlines)
            return
        counted = answer.deadlines[0]
        if not deadline.is_open:
            # It had run out by the old count; whether it has by the new one is seen next.
            close_follow_ups(state, {FollowUpKind.ESCALATION, FollowUpKind.CHECK_IN})
        replace_deadline(state, deadline, counted)
        if deadline.override is not None:
            override_deadline(counted, deadline.override)
            counted.sequence = deadline.sequence + 1

    def _clock(self, level: str) -> Facts:
        """What the clock of a level's adjudicator counted from, for what counts from there too."""
        step = reached(self._state, level)
        if step is None:
            return {}
        return {
            "filed_on": step.clock_on or step.filed_on,
            "filed_at": step.clock_at,
            "extended": step.extended,
            "extension_days": step.extension_days,
        }

    async def look_ahead(self) -> None:
        """Say when a new year has begun that asks for more than the amount in controversy."""
        state = self._state
        until, deadline = state.amount_until, filing_deadline(state)
        if until is None or until >= today(state) or state.phase is not Phase.FILING:
            return
        answer = await self._ask(Occasion.AMOUNT_OUTRUN, today(state), standing=deadline)
        state.amount_short, state.amount_until = answer.amount_short, answer.amount_until
        state.remarks.extend(answer.remarks)
        close_follow_ups(state, {FollowUpKind.AMOUNT})
        record(state, f"A new year asks for more: the amount was enough until {until}.")

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

    async def _escalate_to_court(self, event: events.Escalated) -> str:
        """The Council says that it cannot decide: its notice opens the court (42 CFR 405.1132)."""
        state = self._state
        answer = await self._ask(Occasion.ADVERSE_DECISION, event.on)
        leave_level(state, event.on)
        state.notice_date, state.received = event.on, None
        stand(state, answer)
        return record(state, f"Notice that no decision will come dated {event.on}.")

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


def _is_reckoned(deadline: Deadline) -> bool:
    """Whether a day to file was counted from the notice, and not set by hand or for a review."""
    return deadline.purpose is Purpose.FILING and deadline.override is None


def _decision_due(state: CaseState, level: str) -> date | None:
    """The day by which the adjudicator of a level had to decide, where its clock ran."""
    deadline = decision_deadline(state, level)
    return deadline.due_on if deadline is not None else None


def _hour(deadline: Deadline) -> time | None:
    """The local hour at which a deadline ran out, for a clock that starts there."""
    if not deadline.to_the_hour:
        return None
    return local_time(deadline.expires_at, deadline.reckoning.zone).time()
