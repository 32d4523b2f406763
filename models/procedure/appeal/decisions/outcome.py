"""What a decision does to an appeal: effectuation, the next level, a level again, or the end."""

from dataclasses import dataclass, replace
from decimal import Decimal

from models.cases.deadline import FollowUpKind
from models.cases.program import Outcome, Phase
from models.cases.standing import Cadence, Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import LEVELS, Intake
from models.procedure.appeal.decisions.adverse import adverse, dismissed, exhausted
from models.procedure.appeal.decisions.effectuation import to_put_into_effect
from models.procedure.appeal.decisions.sent_back import (
    SentBack,
    go_back,
    goes_back_to,
    sent_back,
    vacates_itself,
)
from models.procedure.appeal.facts import amount_corrected, level_before, level_of
from models.procedure.appeal.position import Position, end_of_ladder, go_on, leave_level
from models.procedure.appeal.requests.reopening import answered as reopening_answered
from models.procedure.appeal.requests.reopening import reopened
from models.procedure.appeal.standing import AppealStanding, LevelReached, Notice
from models.procedure.case import Case, Played
from models.procedure.clocks import key, stated
from models.procedure.play import note
from models.rulebook import Level, RulebookError, rulebook

WON = frozenset({Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE})
"""The outcomes that are put into effect, in full or in part, where the merits were decided."""


@dataclass(frozen=True)
class _Follows:
    """What the rulebook says to a decision."""

    positions: tuple[Position, ...]
    sent_back: SentBack | None = None


def decided_level(standing: AppealStanding, report: Played) -> str:
    """The level that a decision is of: as it says, or as it was understood when it was recorded."""
    said: appeal_reports.DecisionRecorded = report.said
    return str(said.level or report.binds.get("level") or standing.level)


def record_decision(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A level has decided."""
    said: appeal_reports.DecisionRecorded = report.said
    before, level = standing.known.amount, decided_level(standing, report)
    if built_upon(standing, level):
        revise(case, standing, level, report)
        return
    follows = _accepting(case, standing, level, report)
    reopening_answered(standing, level)
    reviewed, back = _reviewed(standing, level), follows.sent_back
    itself = vacates_itself(said)
    leave_level(standing, report.day, decided="" if itself else level)
    if comes_of_others(case, standing, level):
        # What was granted below is superseded by what was decided on it.
        standing.drop(FollowUpKind.EFFECTUATION)
    notice = _notice(standing, level, report)
    step = (
        standing.visited(level)
        if itself
        else _decide(standing, level_of(case, level), report, before)
    )
    standing.late_window = standing.withdrawn = False
    standing.forget_late_request()
    if back is not None:
        standing.notice = replace(notice, dismissal_by=back.step.reviews)
        go_back(case, standing, back.step)
    else:
        standing.notice = notice
        standing.last_outcome = standing.last_outcome if reviewed else said.outcome
    standing.partly_won = any(
        one.outcome is Outcome.PARTIALLY_FAVORABLE and not one.reviews for one in standing.levels
    )
    go_on(standing, *follows.positions)
    _write_down(case, standing, report, step, back)
    last = follows.positions[-1]
    known = said.remaining_amount is not None or amount_corrected(case, last.at)
    if said.outcome is Outcome.PARTIALLY_FAVORABLE and not reviewed and not known:
        standing.remarks.append(Said("appeal.how_much_remains"))
    if last.exhausted:
        end_of_ladder(standing, report.day)


def comes_of_others(case: Case[Intake], standing: AppealStanding, level: str) -> bool:
    """Whether a decision is of the next level, for which somebody else asked."""
    if level not in LEVELS[case.intake.program] or level_before(case, level) != standing.level:
        return False
    waits = {Phase.DECIDING, Phase.FILING, Phase.EFFECTUATION}
    return level_of(case, level).reached_by == "others" and standing.phase in waits


def built_upon(standing: AppealStanding, level: str) -> bool:
    """Whether a later request rests on the decision of a level, which was then reopened."""
    last = standing.asked
    beyond = last is not None and last.level != level and last.decided_on is None
    return reopened(standing, level) and beyond and standing.phase is Phase.DECIDING


def revise(case: Case[Intake], standing: AppealStanding, level: str, report: Played) -> None:
    """A revised decision beside a pending appeal adds what it opens, and undoes nothing."""
    said: appeal_reports.DecisionRecorded = report.said
    decided = level_of(case, level)
    words: dict[str, object] = {"level": decided.title, "day": report.day}
    if said.outcome in WON:
        position = to_put_into_effect(case, standing, decided, report, standing.known)
        standing.clocks.extend(position.clocks)
        standing.matters.extend(position.matters)
    standing.matters.append(
        Matter(
            key=key(level, FollowUpKind.CHECK_IN.value, report.number, "revised"),
            kind=FollowUpKind.CHECK_IN,
            level=level,
            said=Said("appeal.revised", words),
            cadence=Cadence.CHECK_IN_AT_ONCE,
        )
    )
    reopening_answered(standing, level)
    words["outcome"] = said.outcome.value
    note(standing, Said("appeal.revised_decision", words), report)


def _write_down(
    case: Case[Intake],
    standing: AppealStanding,
    report: Played,
    step: LevelReached | None,
    back: SentBack | None,
) -> None:
    said: appeal_reports.DecisionRecorded = report.said
    title = step.title if step is not None else standing.level_title
    facts: dict[str, object] = {"level": title, "day": report.day}
    if back is not None:
        facts["to"] = back.step.title
        code = "remanded" if said.outcome is Outcome.REMANDED else "vacated"
        code = "vacated_itself" if vacates_itself(said) else code
    elif step is not None and step.reviews and said.outcome is Outcome.UNFAVORABLE:
        facts["of"] = level_of(case, step.reviews).title
        code = "stands"
    else:
        facts["outcome"] = said.outcome.value
        code = "decided"
    note(standing, Said(f"appeal.{code}", facts), report)
    if said.remaining:
        remaining = Said("appeal.still_in_dispute", {"remaining": said.remaining})
        note(standing, remaining, report, main=False)


def _reviewed(standing: AppealStanding, level: str) -> str:
    """The level whose dismissal was under review at a level; empty where the merits were."""
    step = standing.reached(level)
    return step.reviews if step is not None else standing.reviewed


def _accepting(
    case: Case[Intake], standing: AppealStanding, level: str, report: Played
) -> _Follows:
    """What follows; a late request whose good cause nobody recorded is accepted by its decision.

    It was accepted on the day of that at the latest: times that count from its acceptance do so.
    """
    levels = standing.levels
    if standing.late_request_pending and level == standing.level:
        decided = level_of(case, level)
        step = LevelReached(
            level=level,
            title=decided.title,
            adjudicator=decided.adjudicator_on(report.day),
            root=report.number,
            filed_in=standing.good_cause_filed_in,
            filed_on=standing.good_cause_filed_on,
            reviews=standing.reviewed,
            late_filing=True,
            clock_on=report.day,
        )
        standing.levels = [*levels, step]
    try:
        return _what_follows(case, standing, level, report)
    except RulebookError:
        standing.levels = levels
        raise


def _what_follows(
    case: Case[Intake], standing: AppealStanding, level: str, report: Played
) -> _Follows:
    """What the rulebook says to a decision: to what is won of it, and to what is not."""
    said: appeal_reports.DecisionRecorded = report.said
    decided, base = level_of(case, level), standing.known
    if said.remaining_amount is not None:
        base = replace(base, amount=said.remaining_amount)
    to = goes_back_to(case, standing, level, report)
    if to:
        back = sent_back(case, standing, to, report, base)
        return _Follows((back.position,), back)
    notice = _notice(standing, level, report)
    fact = decided.binding if _reviewed(standing, level) else None
    law = [Said("common.law", {"law": stated(fact, report.day)})] if fact is not None else []
    if binds(decided, standing, report):
        over = exhausted(standing, decided, notice, base)
        return _Follows((replace(over, remarks=(*law, *over.remarks)),))
    positions = []
    if said.outcome in WON:
        positions.append(to_put_into_effect(case, standing, decided, report, base))
    if said.outcome is Outcome.DISMISSED:
        positions.append(dismissed(case, standing, decided, notice, base=base))
    elif said.outcome is not Outcome.FAVORABLE:
        clock = standing.decision_clock(level)
        due = clock.due_on if clock is not None else None
        positions.append(adverse(case, standing, decided, notice, base=base, decision_due=due))
    positions[-1] = replace(positions[-1], remarks=(*law, *positions[-1].remarks))
    return _Follows(tuple(positions))


def binds(level: Level, standing: AppealStanding, report: Played) -> bool:
    """Whether a text that was seen says that nothing follows a decision: a dismissal stands.

    Where none was seen, the next level stays open.
    """
    if level.binding is None or not _reviewed(standing, level.level):
        return False
    return rulebook.row(level.binding).version_on(report.day).verified


def _notice(standing: AppealStanding, level: str, report: Played) -> Notice:
    said: appeal_reports.DecisionRecorded = report.said
    dismissal = level if said.outcome is Outcome.DISMISSED else _reviewed(standing, level)
    return Notice(
        on=report.day,
        root=report.number,
        number=report.number,
        received=said.received,
        dismissal_by=dismissal,
        override=said.override,
    )


def _decide(
    standing: AppealStanding, level: Level, report: Played, amount: Decimal | None
) -> LevelReached:
    """Write down how a level decided."""
    outcome: Outcome = report.said.outcome
    step = standing.reached(level.level)
    if step is None:
        # The file went there without anybody recording its arrival.
        step = LevelReached(
            level=level.level,
            title=level.title,
            adjudicator=level.adjudicator_on(report.day),
            root=report.number,
            reviews=standing.reviewed,
        )
        standing.levels.append(step)
    decided = replace(
        step, decided_on=report.day, decided_in=report.number, outcome=outcome, amount=amount
    )
    standing.change_level(step, decided)
    return decided
