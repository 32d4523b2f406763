"""A case goes down: a dismissal is vacated, or a level remands. Nothing is decided on the merits.

The level that it goes back to decides anew, and its time begins again: as the rulebook's row says
where there is one, else from the day of the decision that sent it back, with a remark.
"""

from dataclasses import dataclass, replace

from models.cases.deadline import FollowUpKind
from models.cases.program import Outcome
from models.cases.standing import Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import LEVELS, Intake
from models.procedure.appeal.decisions.decision import filed
from models.procedure.appeal.facts import level_before, level_of
from models.procedure.appeal.position import Position
from models.procedure.appeal.standing import AppealStanding, KnownFacts, LevelReached
from models.procedure.case import Case, Played
from models.procedure.clocks import stated


@dataclass(frozen=True)
class SentBack:
    """Where a case goes back to."""

    step: LevelReached
    position: Position


def goes_back_to(case: Case[Intake], standing: AppealStanding, level: str, report: Played) -> str:
    """The level that a decision sends the case back to; empty where it does not.

    Args:
        case: The case.
        standing: Where it stands before.
        level: That decided.
        report: Of the decision.
    """
    outcome = report.said.outcome
    if outcome is Outcome.REMANDED:
        return report.said.to or level_before(case, level) or ""
    step = standing.reached(level)
    reviewed = step.reviews if step is not None else standing.reviewed
    return reviewed if outcome in _VACATES else ""


def vacates_itself(said: appeal_reports.DecisionRecorded) -> bool:
    """Whether a level that had dismissed a request takes it up again by itself."""
    return said.outcome is Outcome.REMANDED and said.to is not None and said.to == said.level


_VACATES = frozenset({Outcome.FAVORABLE, Outcome.PARTIALLY_FAVORABLE})
"""At a review of a dismissal: the dismissal falls."""


def sent_back(
    case: Case[Intake], standing: AppealStanding, to: str, report: Played, base: KnownFacts
) -> SentBack:
    """The case is at a level again, whose time begins again.

    Args:
        case: The case.
        standing: Where it stands before.
        to: The level that it goes back to.
        report: Of the decision that sends it there.
        base: What is known after it.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    level, day = level_of(case, to), report.day
    before = standing.visited(to)
    step = LevelReached(
        level=level.level,
        title=level.title,
        adjudicator=level.adjudicator_on(day),
        root=report.number,
        filed_on=day,
        reviews=before.reviews if before is not None else "",
        sent_back=True,
        late_filing=before is not None and before.late_filing,
        clock_on=day,
    )
    step, position = filed(case, replace(standing, known=base, late_window=False), level, step)
    if not position.clocks or step.records_on is not None:
        return SentBack(step, position)
    text = Said("appeal.counted_anew", {"adjudicator": level.adjudicator_on(day)})
    if level.anew is not None:
        text = Said("appeal.begins_again", {"law": stated(level.anew, day)})
    return SentBack(step, replace(position, remarks=(text, *position.remarks)))


def go_back(case: Case[Intake], standing: AppealStanding, step: LevelReached) -> None:
    """What the case went through at that level and above it is past."""
    order = LEVELS[case.intake.program]
    place = order.index(step.level)
    standing.levels = [
        replace(one, past=True) if order.index(one.level) >= place else one
        for one in standing.levels
    ]
    standing.levels.append(step)
    standing.matters = [
        one
        for one in standing.matters
        if one.kind is not FollowUpKind.VACATE or order.index(one.level) < place
    ]
