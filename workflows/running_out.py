"""What follows in an appeal when a time runs out: ours, theirs, or that of an amount."""

from datetime import date, datetime

from temporalio import workflow

from workflows.casebook import end_of_ladder, filed_on, filing_deadline, hour_of, stand
from workflows.consulting import Consulting
from workflows.docket import add, close_follow_ups, record, settle, today

with workflow.unsafe.imports_passed_through():
    from models.any_intake import Receipt
    from models.consultation import Occasion
    from models.deadline import Deadline, DeadlineStatus, FollowUp, FollowUpKind, Purpose
    from models.local_time import local_day
    from models.program import Phase

_SILENCE = "no notice: the time to decide ran out"


class RunningOut(Consulting):
    """What the calendar alone does to one case."""

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

    async def _filing_expired(self, deadline: Deadline) -> None:
        state = self._state
        if state.amount_short:
            # The next level was closed to this amount, and nothing was combined to reach it.
            settle(deadline, DeadlineStatus.SUPERSEDED, deadline.due_on)
            end_of_ladder(state)
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
            at=hour_of(deadline),
            level=deadline.level,
            received=Receipt(on=deadline.due_on, evidence=_SILENCE),
            filed_on=filed_on(state, deadline.level),
        )
        settle(deadline, DeadlineStatus.MISSED, deadline.due_on)
        if answer.phase is Phase.FILING:
            state.notice_date, state.no_notice = deadline.due_on, True
            state.received = Receipt(on=deadline.due_on, evidence=_SILENCE)
        if state.may_be_escalated:
            # That right opened before, and is looked after already.
            stays = {"follow_ups": (), "escalation_opens": state.escalation_opens}
            answer = answer.model_copy(update=stays)
        stand(state, answer)

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

    async def look_ahead(self) -> None:
        """Say what the calendar has opened or closed though no deadline ended."""
        state, now = self._state, workflow.now()
        opens = state.escalation_opens
        if opens is not None and opens <= now and not state.may_be_escalated:
            await self._escalation_opened(opens)
        until = state.amount_until
        if until is not None and until < today(state) and state.phase is Phase.FILING:
            await self._amount_outrun(until)

    async def _escalation_opened(self, opens: datetime) -> None:
        """The case may go past an adjudicator whose clock, which began later, still runs."""
        state = self._state
        answer = await self._ask(
            Occasion.ESCALATION_OPENS, local_day(opens, state.intake.zone), level=state.level
        )
        add(state, answer)
        state.remarks.extend(answer.remarks)
        record(state, f"May be escalated now: {state.level_title}.")

    async def _amount_outrun(self, until: date) -> None:
        """A new year has begun that asks for more than the amount in controversy."""
        state = self._state
        answer = await self._ask(
            Occasion.AMOUNT_OUTRUN, today(state), standing=filing_deadline(state)
        )
        state.amount_short, state.amount_until = answer.amount_short, answer.amount_until
        state.remarks.extend(answer.remarks)
        close_follow_ups(state, {FollowUpKind.AMOUNT})
        record(state, f"A new year asks for more: the amount was enough until {until}.")


def _is_reckoned(deadline: Deadline) -> bool:
    """Whether a day to file was counted from the notice, and not set by hand or for a review."""
    return deadline.purpose is Purpose.FILING and deadline.override is None
