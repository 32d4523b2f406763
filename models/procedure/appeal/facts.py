"""What the rulebook may ask of an appeal: the facts of its rows, and the levels of its ladder."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from models.cases.standing import Clock
from models.inputs.appeal_intake import LEVELS, Intake
from models.inputs.common_intake import Override, Receipt
from models.procedure.appeal.standing import AppealStanding, KnownFacts, Notice
from models.procedure.case import Case
from models.procedure.clocks import moment
from models.rulebook import Facts, Level, rulebook

SILENCE = "no notice: the time to decide ran out"
"""What proves the receipt of a notice that never came."""


def level_of(case: Case[Intake], level: str) -> Level:
    """A level of the case's ladder.

    Raises:
        RulebookError: There is none of that name.
    """
    return rulebook.level(case.intake.program.value, level)


def above(level: Level) -> Level | None:
    """The level above a level, or None at the last."""
    return rulebook.level(level.program, level.next) if level.next else None


def level_before(case: Case[Intake], level: str) -> str | None:
    """The name of the level below a level, or None at the first."""
    levels = LEVELS[case.intake.program]
    place = levels.index(level)
    return levels[place - 1] if place else None


def level_after(case: Case[Intake], level: str) -> str | None:
    """The name of the level above a level, or None at the last."""
    levels = LEVELS[case.intake.program]
    place = levels.index(level) + 1
    return levels[place] if place < len(levels) else None


def late_office(level: Level, clock: Clock | None) -> str:
    """Where a late request goes, in the rulebook's words."""
    where = clock.where if clock is not None else ""
    return level.late_files_with or where or level.files_with


def rule_facts(
    case: Case[Intake],
    standing: AppealStanding,
    known: KnownFacts,
    level: str,
    receipt: Receipt | None = None,
    **changes: Any,
) -> Facts:
    """What the rulebook's rows may ask of a case at a level.

    Args:
        case: The case.
        standing: Where it stands.
        known: What is known beside its days.
        level: Where it is asked.
        receipt: The proven receipt of the notice in question.
        changes: Fields of `Facts` that differ from what the case has.
    """
    step = standing.reached(level)
    asked: dict[str, Any] = {
        "kind": case.intake.request_kind.value,
        "speed": standing.speed.value,
        "prior_authorization": case.intake.prior_authorization,
        "escalated": step is not None and step.escalated,
        "late": standing.late_window,
        "services_end": known.services_end,
        "statement": optional_moment(known.statement_on, known.statement_at),
        "received": receipt.on if receipt is not None else None,
        "received_evidence": receipt.evidence if receipt is not None else None,
    }
    return case.rule_facts(**{**asked, **changes})


def optional_moment(day: date | None, hour: time | None) -> date | datetime | None:
    """A day, or its local hour where that is known; None where the day is not."""
    return moment(day, hour) if day is not None else None


def known_at(
    case: Case[Intake], standing: AppealStanding, key: str, base: KnownFacts | None = None
) -> KnownFacts:
    """What is known when the case begins to wait for something: what was, and facts about that.

    Args:
        case: The case.
        standing: Where it stands before.
        key: Of what it will wait for.
        base: What was known before; what the standing holds when left out.
    """
    known = base or standing.known
    since = standing.moment or case.opened_at
    for fact in case.facts("record_receipt"):
        if fact.binds.get("key") == key:
            since = max(since, fact.at)
    for fact in case.facts("recalculate"):
        if fact.binds.get("key") != key:
            continue
        since, said = max(since, fact.at), fact.said
        if said.amount_in_controversy is not None:
            known = replace(known, amount=said.amount_in_controversy)
        # An hour belongs to its day: of another day it is not known unless it is given.
        if said.services_end is not None or said.services_end_at is not None:
            day = said.services_end or known.services_end
            known = replace(known, services_end=day, services_end_at=said.services_end_at)
        if said.statement_on is not None or said.statement_at is not None:
            day = said.statement_on or known.statement_on
            known = replace(known, statement_on=day, statement_at=said.statement_at)
    return replace(known, since=since)


def amount_corrected(case: Case[Intake], key: str) -> bool:
    """Whether the amount in controversy was reported while the case waited for something."""
    return any(
        fact.binds.get("key") == key and fact.said.amount_in_controversy is not None
        for fact in case.facts("recalculate")
    )


def notice_at(case: Case[Intake], notice: Notice, key: str) -> Notice:
    """A notice with what is known of it: its proven receipt, its day where none came."""
    if notice.number is None:
        days = [
            fact.said.notice_date
            for fact in case.facts("recalculate")
            if fact.binds.get("key") == key and fact.said.notice_date is not None
        ]
        if days:
            notice = replace(notice, on=days[-1], at=None)
    proven = case.fact("record_receipt", key)
    # A receipt before the notice was of the notice as it was dated then.
    if proven is not None and proven.said.received.on >= notice.on:
        return replace(notice, received=proven.said.received)
    return notice


def receiver_zone(case: Case[Intake], notice: Notice, key: str) -> str | None:
    """The time zone of whoever receives a request (IANA), where it was reported."""
    zones: list[str] = [
        fact.said.receiver_zone
        for fact in case.facts("recalculate")
        if fact.binds.get("key") == key and fact.said.receiver_zone is not None
    ]
    if zones:
        return zones[-1]
    return case.intake.receiver_zone if notice.root == 1 else None


def override_of(case: Case[Intake], key: str) -> Override | None:
    """The day that a clock was set to by hand, or None."""
    found: list[Override] = [
        fact.said.override
        for fact in case.facts("recalculate")
        if fact.said.override is not None and fact.binds.get("clock") == key
    ]
    return found[-1] if found else None
