"""What a decision does to an appeal: effectuation, the next level, a review, or the end."""

from dataclasses import replace
from decimal import Decimal

from models import events
from models.cases.standing import Said
from models.intake import Intake
from models.procedure.appeal.adverse import adverse, dismissed
from models.procedure.appeal.effectuation import to_put_into_effect
from models.procedure.appeal.facts import amount_corrected, level_of
from models.procedure.appeal.position import Position, end_of_ladder, go_on, leave_level
from models.procedure.appeal.standing import AppealStanding, LevelReached, Notice
from models.procedure.case import Case, Played
from models.procedure.play import note
from models.program import Outcome

WON = frozenset({Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE})
"""The outcomes that are put into effect, in full or in part."""


def decided_level(standing: AppealStanding, report: Played) -> str:
    """The level that a decision is of: as it says, or as it was understood when it was recorded."""
    said: events.DecisionRecorded = report.said
    return str(said.level or report.binds.get("level") or standing.level)


def record_decision(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A level has decided."""
    said: events.DecisionRecorded = report.said
    before, level = standing.known.amount, decided_level(standing, report)
    positions = _what_follows(case, standing, level, report)
    leave_level(standing, report.day)
    step = _decide(standing, level, report, before)
    standing.late_window = False
    standing.good_cause_filed_on = standing.good_cause_filed_in = None
    standing.notice = _notice(report)
    go_on(standing, *positions)
    facts = {"level": step.title, "day": report.day, "outcome": said.outcome.value}
    note(standing, Said("appeal.decided", facts), report)
    if said.remaining:
        remaining = Said("appeal.still_in_dispute", {"remaining": said.remaining})
        note(standing, remaining, report, main=False)
    known = said.remaining_amount is not None or amount_corrected(case, positions[-1].at)
    if said.outcome is Outcome.PARTIALLY_FAVORABLE and not known:
        standing.remarks.append(Said("appeal.how_much_remains"))
    if positions[-1].exhausted:
        end_of_ladder(standing, report.day)


def _what_follows(
    case: Case[Intake], standing: AppealStanding, level: str, report: Played
) -> list[Position]:
    """What the rulebook says to a decision: to what is won of it, and to what is not."""
    said: events.DecisionRecorded = report.said
    decided, base = level_of(case, level), standing.known
    if said.remaining_amount is not None:
        base = replace(base, amount=said.remaining_amount)
    positions = []
    if said.outcome in WON:
        positions.append(to_put_into_effect(case, standing, decided, report, base))
    if said.outcome is Outcome.DISMISSED:
        positions.append(dismissed(case, standing, decided, _notice(report), base=base))
    elif said.outcome is not Outcome.FAVORABLE:
        clock = standing.decision_clock(level)
        due = clock.due_on if clock is not None else None
        notice = _notice(report)
        positions.append(adverse(case, standing, decided, notice, base=base, decision_due=due))
    return positions


def _notice(report: Played) -> Notice:
    said: events.DecisionRecorded = report.said
    return Notice(
        on=report.day,
        root=report.number,
        number=report.number,
        received=said.received,
        override=said.override,
    )


def _decide(
    standing: AppealStanding, level: str, report: Played, amount: Decimal | None
) -> LevelReached:
    """Write down how a level decided."""
    outcome: Outcome = report.said.outcome
    step = standing.reached(level)
    if step is None:
        # The file went there without anybody recording its arrival.
        step = LevelReached(
            level=level,
            title=standing.level_title,
            adjudicator=standing.adjudicator,
            root=report.number,
        )
        standing.levels.append(step)
    decided = replace(
        step, decided_on=report.day, decided_in=report.number, outcome=outcome, amount=amount
    )
    standing.change_level(step, decided)
    standing.last_outcome = outcome
    standing.partly_won = any(one.outcome is Outcome.PARTIALLY_FAVORABLE for one in standing.levels)
    return decided
