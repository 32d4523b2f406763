"""The plan sends the case file on by itself: its time to do so, and the file's arrival."""

from datetime import date, datetime, time, timedelta

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.program import Phase
from models.cases.standing import Matter, Said
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import known_at, level_of, rule_facts
from models.procedure.appeal.position import Position, their_clock
from models.procedure.appeal.standing import AppealStanding, KnownFacts, Notice
from models.procedure.case import Case
from models.procedure.clocks import count, key, moment, start_of_day
from models.rulebook import Level


def forwarded(  # noqa: PLR0913 (each says another thing of what made it due)
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    following: Level,
    *,
    on: date,
    at: time | None = None,
    root: int,
    notice: Notice | None = None,
    decision_due: date | None = None,
    base: KnownFacts | None = None,
) -> Position:
    """The plan affirmed, or its time ran out: it must send the file on by itself.

    Args:
        case: The case.
        standing: Where it stands before.
        level: Of the plan.
        following: The level above it.
        on: The day it affirmed, or by which it had to decide.
        at: Its local hour, where known.
        root: The number of the report of the decision, or of the request that was not decided.
        notice: By which it affirmed, if it did.
        decision_due: The day by which a plan that affirmed had to decide.
        base: What was known before; what the standing holds when left out.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    if level.forwards_to is not None:
        following = level_of(case, level.forwards_to)
    stretch = key(following.level, Purpose.FORWARDING.value, root)
    known = known_at(case, standing, stretch, base)
    receipt = notice.received if notice is not None else None
    facts = rule_facts(case, standing, known, level.level, receipt)
    plan, reviewer = level.adjudicator_on(on), following.adjudicator_on(on)
    clocks = []
    begins: datetime | None = None
    step = level.forwarding_step(facts)
    if step is not None and step.rule is not None:
        due = decision_due if step.counted_from == "decision_due" else None
        reckoning = count(step.rule, due or moment(on, at), case.zone, facts)
        clock = their_clock(
            case, level, reckoning, root, purpose=Purpose.FORWARDING, who=plan, begins_on=due or on
        )
        clocks.append(clock)
        begins = clock.expires_at
    elif decision_due is not None:
        begins = start_of_day(decision_due + timedelta(days=1), case.zone)
    matter = Matter(
        key=key(following.level, FollowUpKind.FORWARDING.value, root, "arrival"),
        kind=FollowUpKind.FORWARDING,
        level=following.level,
        said=Said("appeal.forwarding", {"plan": plan, "reviewer": reviewer}),
        begins_at=begins if begins is not None and begins > _now(case, standing) else None,
    )
    return Position(
        level=following,
        adjudicator=reviewer,
        phase=Phase.FORWARDING,
        at=stretch,
        known=known,
        clocks=tuple(clocks),
        matters=(matter,),
    )


def _now(case: Case[Intake], standing: AppealStanding) -> datetime:
    return standing.moment or case.opened_at
