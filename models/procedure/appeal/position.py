"""Where an appeal goes on: what each step works out first, and what is written of it then."""

from dataclasses import dataclass
from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.plan import BackwardPlan
from models.cases.program import Ending, Phase
from models.cases.standing import Clock, Matter, Said
from models.inputs.appeal_intake import Intake
from models.inputs.common_intake import Override
from models.procedure.appeal.facts import override_of
from models.procedure.appeal.standing import AppealStanding, KnownFacts
from models.procedure.case import Case
from models.procedure.clocks import clock, key, set_by_hand, where_received
from models.rulebook import Level
from models.rulebook.reckoning import Reckoning


@dataclass(frozen=True)
class Position:
    """A level, what the case waits for there, and the clocks and matters that begin."""

    level: Level
    adjudicator: str
    phase: Phase
    at: str
    """The key of what the case waits for."""

    known: KnownFacts
    clocks: tuple[Clock, ...] = ()
    matters: tuple[Matter, ...] = ()
    remarks: tuple[Said, ...] = ()
    amount_short: bool = False
    amount_until: date | None = None
    escalation: Reckoning | None = None
    plan: BackwardPlan | None = None
    unlimited: bool = False
    """A request may be filed here, and no day is the last for it."""

    exhausted: bool = False
    """No further level exists."""


LASTING = (
    FollowUpKind.EFFECTUATION,
    FollowUpKind.REOPENING,
    FollowUpKind.VACATE,
)
"""What is looked after beside the level that the case is at, and outlives it."""


def go_on(standing: AppealStanding, *positions: Position) -> None:
    """The case now stands where the last position says, with the clocks of all of them."""
    for one in positions:
        standing.level, standing.level_title = one.level.level, one.level.title
        standing.adjudicator, standing.phase = one.adjudicator, one.phase
        standing.at, standing.known = one.at, one.known
        standing.places.append(one.at)
        standing.amount_short, standing.amount_until = one.amount_short, one.amount_until
        standing.escalation, standing.plan = one.escalation, one.plan
        standing.unlimited = one.unlimited
        standing.clocks.extend(one.clocks)
        standing.matters.extend(one.matters)
    standing.remarks = [remark for one in positions for remark in one.remarks]


def leave_level(standing: AppealStanding, day: date, *, decided: str) -> None:
    """A decision ends what the case was waiting for, all but the effectuation of an earlier one.

    Args:
        standing: Where the case stands.
        day: Of the decision.
        decided: The level that decided; its time was kept.
    """
    for running in standing.open_clocks:
        if running.purpose is not Purpose.EFFECTUATION:
            met = running.purpose is Purpose.DECISION and running.level == decided
            running.settle(DeadlineStatus.MET if met else DeadlineStatus.SUPERSEDED, day)
    standing.keep_matters(*LASTING)


def end(standing: AppealStanding, ending: Ending, day: date) -> None:
    """The case is over on a day."""
    assert standing.moment is not None  # noqa: S101 (set before each step)
    standing.finish(ending.value, day, standing.moment)
    standing.phase = Phase.CLOSED


def end_of_ladder(
    standing: AppealStanding, day: date, otherwise: Ending = Ending.EXHAUSTED
) -> None:
    """No level is left: what was won is put into effect, otherwise the case is over."""
    if standing.awaits_effectuation:
        standing.phase = Phase.EFFECTUATION
    else:
        end(standing, Ending.PARTLY_WON if standing.partly_won else otherwise, day)


def our_clock(  # noqa: PLR0913 (each says another thing of the clock)
    case: Case[Intake],
    level: Level,
    reckoning: Reckoning,
    name: str,
    *,
    purpose: Purpose,
    where: str,
    begins_on: date,
    override: Override | None = None,
    receiver: str | None = None,
) -> Clock:
    """A clock we run on, at a level.

    Args:
        case: The case.
        level: Where the request goes up to.
        reckoning: Where it ends.
        name: Its key.
        purpose: Filing, or the review of a dismissal.
        where: Where the request goes, in the rulebook's words.
        begins_on: The day it is counted from, in the zone of the case.
        override: The last day that the notice prints.
        receiver: The zone of whoever receives the request (IANA), where that is known.
    """
    reckoning = where_received(reckoning, receiver)
    one = clock(name, reckoning, purpose, title=level.title, begins_on=begins_on)
    one.where = where
    one.about = Said("appeal.file_request", {"level": level.title})
    set_by_hand(one, override_of(case, name) or override)
    return one


def their_clock(  # noqa: PLR0913 (each says another thing of the clock)
    case: Case[Intake],
    level: Level,
    reckoning: Reckoning,
    root: int,
    *,
    purpose: Purpose,
    who: str,
    begins_on: date,
) -> Clock:
    """A clock that somebody else runs on, at a level."""
    name = key(level.level, purpose.value, root)
    one = clock(name, reckoning, purpose, title=level.title, begins_on=begins_on)
    one.who = who
    one.about = Said(f"appeal.{purpose.value}_of", {"level": level.title})
    one.action = Said(f"appeal.must_{purpose.value}", {"who": who})
    set_by_hand(one, override_of(case, name))
    return one
