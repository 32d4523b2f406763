"""An adjudicator's time to decide: as a request reaches it, as it moves, and when it runs out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.program import Missing, Phase, Speed
from models.cases.standing import Cadence, Matter, Said, Schedule
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.amounts import amount_needed
from models.procedure.appeal.facts import known_at, level_of, optional_moment, rule_facts
from models.procedure.appeal.position import Position, their_clock
from models.procedure.appeal.requests.elements import lacking, what_follows
from models.procedure.appeal.standing import AppealStanding, KnownFacts, LevelReached
from models.procedure.case import Case, Played
from models.procedure.clocks import count, key, stated
from models.procedure.play import note
from models.rulebook import Level, rulebook

NOT_EXPEDITED = Said("appeal.not_expedited")
"""What may be done about a refusal to expedite."""

_STAYS = frozenset({NOT_EXPEDITED.code, "appeal.counted_anew", "appeal.begins_again"})
"""The advice that holds though a clock moves."""


def filed(
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    step: LevelReached,
    *,
    speed: Speed | None = None,
) -> tuple[LevelReached, Position]:
    """The adjudicator has the request: its clock runs, or check-ins where the law has none.

    Args:
        case: The case.
        standing: Where it stands before.
        level: Of the adjudicator.
        step: How the case goes through that level, with what its clock counts from.
        speed: The clock it runs on; the case's own when left out.

    Returns:
        The step with what else is known of it, and where the case goes on.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    at = key(level.level, Purpose.DECISION.value, step.root)
    known, step = known_at(case, standing, at), _with_records(case, step, at)
    on = step.clock_on or case.opened_on
    adjudicator = level.adjudicator_on(on)
    facts = rule_facts(
        case,
        standing,
        known,
        level.level,
        speed=(speed or standing.speed).value,
        late=step.late_filing or standing.late_window,
        services_over=_services_over(step, known),
        escalated=step.escalated,
        extended=step.extended,
        extension_days=step.extension_days,
    )
    position = Position(
        level=level, adjudicator=adjudicator, phase=Phase.DECIDING, at=at, known=known
    )
    if step.incomplete:
        lacks = incomplete_matter(case, level, adjudicator, step.root, step.incomplete)
        waits = case.intake.program.terms.waits
        papers = dict.fromkeys(one.paper for one in step.incomplete)
        # The answer to the filing says it too; the matter is for panel and mail.
        laws = what_follows(case, step.incomplete)
        laws += [
            Said("common.law", {"law": stated(waits[paper], on)})
            for paper in papers
            if paper in waits
        ]
        return step, replace(position, matters=(lacks,), remarks=tuple(laws))
    rule = level.decision_step(facts)
    if rule is None or rule.rule is None:
        awaited = awaiting(level, step.root, "no_time_limit", adjudicator=adjudicator)
        return step, replace(position, matters=(awaited,))
    start = optional_moment(on, step.clock_at) or on
    when: date | datetime | None = None
    remarks: tuple[Said, ...] = tuple(_elsewhere(case, rule.rule))
    if rule.counted_from == "records":
        when = optional_moment(step.records_on, step.records_at)
        if when is None:
            remarks += (Said("appeal.records_awaited", {"adjudicator": adjudicator}),)
    elif step.sent_back:
        # The day on which it had the case back, where that was reported.
        when = optional_moment(step.records_on, step.records_at)
    if known.amount is not None:
        amount = amount_needed(known, level, on, on, case.zone)
        remarks += amount.remarks if amount.short else ()
    reckoning = count(rule.rule, when or start, case.zone, facts)
    clock = their_clock(
        case,
        level,
        reckoning,
        step.root,
        purpose=Purpose.DECISION,
        who=adjudicator,
        begins_on=on,
    )
    if step.filed_in is not None:
        clock.schedule = Schedule.ANSWER
    position = replace(position, clocks=(clock,), remarks=remarks)
    opens = level.escalation_opens_rule(facts)
    right = count(opens, start, case.zone, facts) if opens is not None else None
    if right is not None and right.due_at < reckoning.due_at:
        position = replace(position, escalation=right)
    return step, position


def _elsewhere(case: Case[Intake], rule: str) -> Iterator[Said]:
    """That a time holds in other States than that of the case."""
    states, own = rulebook.row(rule).states, case.intake.state
    if states and own is not None and own not in states:
        yield Said("appeal.holds_elsewhere", {"states": ", ".join(states)})


def _services_over(step: LevelReached, known: KnownFacts) -> bool:
    """Whether services had ended, or the patient had left, when a request was filed."""
    if step.services_over is not None or step.filed_on is None or known.services_end is None:
        return bool(step.services_over)
    return step.filed_on > known.services_end


def _with_records(case: Case[Intake], step: LevelReached, at: str) -> LevelReached:
    """The day the adjudicator had the records, where it was reported later than the filing."""
    for fact in case.facts("recalculate"):
        if fact.binds.get("key") == at and fact.said.records_on is not None:
            step = replace(step, records_on=fact.said.records_on, records_at=fact.said.records_at)
    return step


def move_clock(
    case: Case[Intake],
    standing: AppealStanding,
    *,
    speed: Speed | None = None,
    **moved: Any,
) -> None:
    """The adjudicator's clock counts anew from what moved it.

    Args:
        case: The case.
        standing: Where it stands: an adjudicator decides.
        speed: The clock it runs on from now, where that changes.
        moved: What is new of the level, by the fields of `LevelReached`.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    before = standing.levels[-1]
    level = level_of(case, standing.level)
    step, position = filed(case, standing, level, replace(before, **moved), speed=speed)
    kept = [remark for remark in standing.remarks if remark.code in _STAYS]
    standing.change_level(before, step)
    standing.speed = speed or standing.speed
    keys = {clock.key for clock in standing.clocks}
    for clock in position.clocks:
        if clock.key in keys:
            place = next(n for n, one in enumerate(standing.clocks) if one.key == clock.key)
            standing.clocks[place] = clock
        else:
            standing.clocks.append(clock)
    standing.known, standing.escalation = position.known, position.escalation
    standing.remarks = [*position.remarks, *kept]


def extend(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The adjudicator took more time; extensions add up."""
    said: appeal_reports.ExtensionRecorded = report.said
    step = standing.levels[-1]
    days = said.days
    if step.extended and days is not None:
        days += step.extension_days or 0
    move_clock(case, standing, extended=True, extension_days=days)
    note(standing, Said("common.extension_noticed", {"day": said.noticed_on}), report)
    if said.reason:
        note(standing, Said("common.reason", {"reason": said.reason}), report, main=False)


def expedite(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A request to expedite: granted, it moves the case to the short clock."""
    said: appeal_reports.ExpeditedRequested = report.said
    if said.answer == "granted":
        move_clock(
            case,
            standing,
            speed=Speed.EXPEDITED,
            clock_on=said.requested_on,
            clock_at=said.requested_at,
            extended=False,
            extension_days=None,
        )
    elif said.answer == "denied":
        # Refused, the standard clock counts from the expedited request itself, where that was it
        # (42 CFR 422.570(d), 422.584(d), 423.570(d)).
        move_clock(case, standing, speed=Speed.STANDARD)
        if NOT_EXPEDITED not in standing.remarks:
            standing.remarks.append(NOT_EXPEDITED)
    facts = {"day": said.requested_on}
    note(standing, Said(f"appeal.expedited_{said.answer}", facts), report)


def incomplete_matter(
    case: Case[Intake], level: Level, adjudicator: str, root: int, lacks: tuple[Missing, ...]
) -> Matter:
    """What a request lacks, to be sent after it; and what follows, for who makes it."""
    facts = {
        "level": level.title,
        "adjudicator": adjudicator,
        "lacks": [*map(lacking, lacks), *what_follows(case, lacks)],
    }
    return Matter(
        key=key(level.level, FollowUpKind.INCOMPLETE.value, root),
        kind=FollowUpKind.INCOMPLETE,
        level=level.level,
        said=Said("appeal.incomplete", facts),
    )


def awaiting(
    level: Level,
    root: int,
    name: str,
    cadence: Cadence = Cadence.CHECK_IN,
    **facts: object,
) -> Matter:
    """What is awaited at a level without a time limit, and asked about.

    Args:
        level: Where it is awaited.
        root: The number of the report it goes back to.
        name: Of its words.
        cadence: How often it is brought up.
        facts: What else its words tell.
    """
    return Matter(
        key=key(level.level, FollowUpKind.CHECK_IN.value, root, name),
        kind=FollowUpKind.CHECK_IN,
        level=level.level,
        said=Said(f"appeal.{name}", {"level": level.title, **facts}),
        cadence=cadence,
    )


def late_without_right(standing: AppealStanding, level: Level, root: int, on: date) -> Position:
    """The time to decide ran out, and the law opens no further right at this level."""
    adjudicator = level.adjudicator_on(on)
    matter = awaiting(
        level,
        root,
        "late_without_right",
        Cadence.CHECK_IN_AT_ONCE,
        adjudicator=adjudicator,
    )
    return Position(
        level=level,
        adjudicator=adjudicator,
        phase=Phase.DECIDING,
        at=standing.at,
        known=standing.known,
        matters=(matter,),
    )
