"""What follows in an appeal when a time runs out: ours, theirs, a right's, or that of an amount."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.program import Phase
from models.cases.standing import Clock, Said
from models.inputs.appeal_intake import Intake
from models.inputs.common_intake import Receipt
from models.local_time import end_of_day, local_day, local_time
from models.procedure.appeal.decisions.adverse import adverse
from models.procedure.appeal.decisions.decision import late_without_right
from models.procedure.appeal.decisions.effectuation import effectuation_expired
from models.procedure.appeal.decisions.escalation import escalation_opened, right_to_escalate
from models.procedure.appeal.decisions.forwarding import forwarded
from models.procedure.appeal.facts import SILENCE, above, level_of
from models.procedure.appeal.position import Position, go_on
from models.procedure.appeal.requests.filing import amount_outrun, filing_expired, safe_day_passed
from models.procedure.appeal.standing import AppealStanding, Notice, hour_of
from models.procedure.case import Case, Played
from models.procedure.play import End, end_of, note

RIGHT, AMOUNT, SAFE_DAY = "right to escalate", "amount", "day to work to"
"""What ends beside clocks: the wait for a right, the year in which an amount is enough, and the day
to work to where a filing counts until a later one."""


@dataclass(frozen=True)
class _OurHour(End):
    """The last hour of ours: what is filed at that very hour is in time."""

    def precedes(self, report: Played) -> bool:
        """Whether it comes before a report."""
        if self.day != report.day or report.hour is None:
            return super().precedes(report)
        return local_time(self.instant, self.zone).time() < report.hour


def ends(case: Case[Intake], standing: AppealStanding) -> Iterator[End]:
    """The moments at which the calendar does something to an appeal."""
    for clock in standing.open_clocks:
        yield _our_end(clock, end_of(clock)) if clock.purpose.ours else end_of(clock)
        if clock.last_arguable_at > clock.expires_at and not clock.passed:
            safe = replace(end_of(clock), instant=clock.expires_at, day=clock.due_on, what=SAFE_DAY)
            yield _our_end(clock, safe)
    right = standing.escalation
    if right is not None and not standing.may_be_escalated:
        yield End(right.due_at, right.due_on, right.to_the_hour, right.zone, what=RIGHT)
    until = standing.amount_until
    if until is not None and standing.phase is Phase.FILING:
        at = end_of_day(until, case.zone)
        yield End(at, until, to_the_hour=False, zone=case.zone, what=AMOUNT)


def _our_end(clock: Clock, end: End) -> End:
    if not clock.to_the_hour:
        return end
    if local_time(end.instant, end.zone).time() == time.min:
        # A limit that ends as its day begins was counted without an hour.
        return replace(end, to_the_hour=False)
    return _OurHour(end.instant, end.day, end.to_the_hour, end.zone, end.what, end.key)


def expire(case: Case[Intake], standing: AppealStanding, end: End) -> None:
    """The calendar does something to an appeal."""
    if end.what == RIGHT:
        escalation_opened(case, standing, end)
        return
    if end.what == AMOUNT:
        amount_outrun(case, standing, end.day)
        return
    clock = standing.clock(end.key)
    assert clock is not None  # noqa: S101 (its end was asked of the open clocks)
    if end.what == SAFE_DAY:
        safe_day_passed(standing, clock)
        return
    if clock.purpose is Purpose.CONTINUATION:
        # Missing it loses no appeal: the time to file runs on.
        clock.settle(DeadlineStatus.MISSED, clock.due_on)
    elif clock.purpose.ours:
        filing_expired(case, standing, clock, local_day(end.instant, case.zone))
    elif clock.purpose is Purpose.DECISION:
        _decision_expired(case, standing, clock, end)
    elif clock.purpose is Purpose.EFFECTUATION:
        effectuation_expired(standing, clock, level_of(case, clock.level))
    else:
        clock.settle(DeadlineStatus.MISSED, clock.due_on)
    facts = {"purpose": clock.purpose.value, "level": clock.level_title}
    note(standing, Said("appeal.ran_out", facts))


def _decision_expired(case: Case[Intake], standing: AppealStanding, clock: Clock, end: End) -> None:
    """The adjudicator's time ran out: the next right opens."""
    silence = Notice(
        on=clock.due_on,
        root=clock.root,
        at=hour_of(clock),
        received=Receipt(on=clock.due_on, evidence=SILENCE),
        dismissal_by=standing.levels[-1].reviews if standing.levels else "",
    )
    position = _decision_late(case, standing, silence, clock, end)
    clock.settle(DeadlineStatus.MISSED, clock.due_on)
    if position.phase is Phase.FILING:
        standing.notice = silence
    if standing.may_be_escalated:
        # That right opened before, and is looked after already.
        position = replace(position, matters=(), escalation=standing.escalation)
    go_on(standing, position)


def _decision_late(
    case: Case[Intake], standing: AppealStanding, silence: Notice, clock: Clock, end: End
) -> Position:
    level = level_of(case, clock.level)
    following = above(level)
    if following is not None and level.late_decision == "opens_appeal":
        position = adverse(case, standing, level, silence)
        remark = Said(
            "appeal.not_decided_in_time", {"adjudicator": level.adjudicator_on(silence.on)}
        )
        return replace(position, remarks=(remark, *position.remarks))
    if following is not None and level.late_decision == "forwarded":
        return forwarded(
            case,
            standing,
            level,
            following,
            on=silence.on,
            at=silence.at,
            root=silence.root,
            notice=silence,
        )
    if following is not None and level.late_decision == "escalation":
        return right_to_escalate(case, standing, level, following, end)
    return late_without_right(standing, level, clock.root, silence.on)
