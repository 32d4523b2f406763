"""What follows an adverse decision: our filing, the file sent on, the review of a dismissal."""

from dataclasses import replace
from datetime import date

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.program import Phase
from models.cases.standing import Matter, Said
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.decisions.forwarding import forwarded
from models.procedure.appeal.facts import above, known_at, notice_at, receiver_zone, rule_facts
from models.procedure.appeal.position import Position, our_clock
from models.procedure.appeal.requests.filing import open_to_file, to_file
from models.procedure.appeal.requests.reopening import to_vacate
from models.procedure.appeal.standing import AppealStanding, KnownFacts, Notice
from models.procedure.case import Case
from models.procedure.clocks import count, key, moment, stated
from models.rulebook import Level


def adverse(  # noqa: PLR0913 (each says another thing of the decision)
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    notice: Notice,
    *,
    base: KnownFacts | None = None,
    decision_due: date | None = None,
) -> Position:
    """A level decided against us, or its silence counts so: the next level, if there is one.

    Args:
        case: The case.
        standing: Where it stands before.
        level: That decided.
        notice: Of the decision, or the silence that stands for it.
        base: What is known after it; what the standing holds when left out.
        decision_due: The day by which it had to decide.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    following = above(level)
    if following is None:
        return exhausted(standing, level, notice, base)
    facts = rule_facts(case, standing, base or standing.known, level.level, notice.received)
    way = level.adverse_path(facts)
    if way == "asked_again":
        return asked_again(case, standing, level, notice, base)
    if way == "forwarded":
        return forwarded(
            case,
            standing,
            level,
            following,
            on=notice.on,
            at=notice.at,
            root=notice.root,
            notice=notice,
            decision_due=decision_due,
            base=base,
        )
    return to_file(case, standing, following, notice, base=base)


def dismissed(
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    notice: Notice,
    *,
    base: KnownFacts | None = None,
) -> Position:
    """A dismissal has a review of its own, heard by the level above.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    following = above(level)
    if following is None:
        return exhausted(standing, level, notice, base)
    at = key(following.level, Purpose.DISMISSAL_REVIEW.value, notice.root)
    known, proven = known_at(case, standing, at, base), notice_at(case, notice, at)
    facts = rule_facts(case, standing, known, level.level, proven.received)
    if level.adverse_path(facts) == "asked_again":
        return asked_again(case, standing, level, notice, base)
    review, vacate = level.dismissal_rule(facts), to_vacate(case, standing, level, notice, known)
    if review is None or review.rule is None:
        return _with(to_file(case, standing, following, notice, base=base), level, notice, vacate)
    reckoning = count(review.rule, moment(proven.on, proven.at), case.zone, facts)
    clock = our_clock(
        case,
        following,
        reckoning,
        at,
        purpose=Purpose.DISMISSAL_REVIEW,
        where=review.files_with,
        begins_on=proven.on,
        override=proven.override,
        receiver=receiver_zone(case, notice, at),
    )
    return _with(open_to_file(case, following, clock, at, known), level, notice, vacate)


def _with(position: Position, level: Level, notice: Notice, vacate: tuple[Matter, ...]) -> Position:
    """With what else may be done about a dismissal, and what the law says of it."""
    told = [Said("common.law", {"law": stated(fact, notice.on)}) for fact in level.dismissed]
    return replace(
        position,
        matters=(*position.matters, *vacate),
        remarks=(*told, *position.remarks),
    )


def asked_again(
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    notice: Notice,
    base: KnownFacts | None,
) -> Position:
    """No appeal follows: the request may be made again, and others ask for the level above."""
    at = key(level.level, Purpose.FILING.value, notice.root)
    facts: dict[str, object] = {
        "level": level.title,
        "where": level.files_with,
        "named": level.next or "",
    }
    matter = Matter(
        key=key(level.level, FollowUpKind.CHECK_IN.value, notice.root, "again"),
        kind=FollowUpKind.CHECK_IN,
        level=level.level,
        said=Said("appeal.asked_again", facts),
    )
    return Position(
        level=level,
        adjudicator=level.adjudicator_on(notice.on),
        phase=Phase.FILING,
        at=at,
        known=known_at(case, standing, at, base),
        matters=(matter,),
        remarks=tuple(Said("common.law", {"law": stated(fact, notice.on)}) for fact in level.again),
        unlimited=True,
    )


def exhausted(
    standing: AppealStanding, level: Level, notice: Notice, base: KnownFacts | None
) -> Position:
    """Nothing follows a decision of a level."""
    law = [Said("common.law", {"law": stated(level.final, notice.on)})] if level.final else []
    return Position(
        level=level,
        adjudicator=level.adjudicator_on(notice.on),
        phase=Phase.CLOSED,
        at=standing.at,
        known=base or standing.known,
        remarks=tuple(law),
        exhausted=True,
    )
