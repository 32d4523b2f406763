"""What a decision won is authorized, provided or paid: the time for it, and that it was done."""

from dataclasses import replace

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Ending, Outcome, Phase
from models.cases.standing import Cadence, Clock, Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import known_at, optional_moment, rule_facts
from models.procedure.appeal.position import Position, end, their_clock
from models.procedure.appeal.requests.reopening import reopened
from models.procedure.appeal.standing import AppealStanding, KnownFacts
from models.procedure.case import Case, Played
from models.procedure.clocks import count, key
from models.procedure.play import note
from models.rulebook import Level, rulebook


def to_put_into_effect(
    case: Case[Intake], standing: AppealStanding, level: Level, report: Played, base: KnownFacts
) -> Position:
    """Won: the decision must be put into effect.

    Args:
        case: The case.
        standing: Where it stands before.
        level: That decided.
        report: Of the decision.
        base: What is known after it.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    step, on = standing.reached(level.level), report.day
    at = key(level.level, Purpose.EFFECTUATION.value, report.number)
    known = known_at(case, standing, at, base)
    position = Position(
        level=level,
        adjudicator=level.adjudicator_on(on),
        phase=Phase.EFFECTUATION,
        at=at,
        known=known,
    )
    request = (step.clock_on or step.filed_on) if step is not None else None
    facts = rule_facts(case, standing, known, level.level, filed=request)
    rule = level.effectuation_rule(facts)
    if rule is None or rule.rule is None or reopened(standing, level.level):
        # No text that was read gives a time for a revised decision.
        matter = _matter(level, report.number, "effectuation_unlimited")
        matter.cadence = Cadence.CHECK_IN
        return _with(position, matter)
    start = optional_moment(on, None) or on
    if rule.counted_from == "request" and step is not None and request is not None:
        start = optional_moment(request, step.clock_at) or request
        extension = {"extended": step.extended, "extension_days": step.extension_days}
        facts = facts.model_copy(update=extension)
    reckoning = count(rule.rule, start, case.zone, facts)
    # The adjudicator decided; plan or contractor puts it into effect.
    clock = their_clock(
        case,
        level,
        reckoning,
        report.number,
        purpose=Purpose.EFFECTUATION,
        who=rulebook.row(reckoning.rule).who,
        begins_on=on,
    )
    return _with(position, clock)


def effectuation_expired(standing: AppealStanding, clock: Clock, level: Level) -> None:
    """The time to put a decision into effect has run out."""
    clock.settle(DeadlineStatus.MISSED, clock.due_on)
    standing.matters.append(_matter(level, clock.root, "effectuation_late"))


def waiting(standing: AppealStanding) -> dict[str, str]:
    """The levels whose decisions wait to be put into effect, with their titles, oldest first."""
    clocks = [one for one in standing.open_clocks if one.purpose is Purpose.EFFECTUATION]
    matters = [one for one in standing.matters if one.kind is FollowUpKind.EFFECTUATION]
    roots = {one.key: (one.root, one.level) for one in clocks}
    roots |= {one.key: (int(one.key.rpartition(".")[2]), one.level) for one in matters}
    titles = {one.level: one.title for one in standing.levels}
    return {level: titles.get(level, level) for _, level in sorted(roots.values())}


def record_effectuation(standing: AppealStanding, report: Played) -> None:
    """Put into effect: the case is won, unless a part of it is still appealed."""
    said: appeal_reports.EffectuationRecorded = report.said
    levels = waiting(standing)
    # A report that was accepted before two decisions waited means the oldest.
    level = said.level or report.binds.get("level") or next(iter(levels))
    facts = {"day": said.on, "level": levels[level]}
    if not said.complete:
        note(standing, Said("appeal.effected_in_part", facts), report)
        return
    running = [
        one
        for one in standing.open_clocks
        if one.purpose is Purpose.EFFECTUATION and one.level == level
    ]
    if running:
        min(running, key=lambda one: one.root).settle(DeadlineStatus.MET, said.on)
    else:
        matter = next(
            one
            for one in standing.matters
            if one.kind is FollowUpKind.EFFECTUATION and one.level == level
        )
        standing.matters.remove(matter)
    note(standing, Said("appeal.effected", facts), report)
    if standing.phase is Phase.EFFECTUATION and not standing.awaits_effectuation:
        won = standing.last_outcome is Outcome.FAVORABLE
        end(standing, Ending.WON if won else Ending.PARTLY_WON, report.day)


def _matter(level: Level, root: int, name: str) -> Matter:
    return Matter(
        key=key(level.level, FollowUpKind.EFFECTUATION.value, root, name.rpartition("_")[2]),
        kind=FollowUpKind.EFFECTUATION,
        level=level.level,
        said=Said(f"appeal.{name}", {"level": level.title}),
    )


def _with(position: Position, item: Clock | Matter) -> Position:
    if isinstance(item, Clock):
        return replace(position, clocks=(item,))
    return replace(position, matters=(item,))
