"""A decision may be reopened, or a dismissal vacated by who dismissed: neither stops our time.

A refusal cannot be appealed; a revised decision has an appeal of its own.
"""

from datetime import date

from models.cases.deadline import FollowUpKind
from models.cases.standing import Cadence, Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import level_of, rule_facts
from models.procedure.appeal.standing import AppealStanding, KnownFacts, Notice
from models.procedure.case import Case, Played
from models.procedure.clocks import count, key
from models.procedure.play import note
from models.rulebook import Level


def last_decided(case: Case[Intake], standing: AppealStanding) -> str | None:
    """The level that decided last; None where none has."""
    for step in reversed(standing.levels):
        if step.decided_on is not None:
            return step.level
    return case.intake.entry_level if case.intake.notice_date is not None else None


def decided_on(case: Case[Intake], standing: AppealStanding, level: str) -> date | None:
    """When a level decided last, as the case went through it or as it began."""
    for step in reversed(standing.levels):
        if step.level == level and step.decided_on is not None:
            return step.decided_on
    return case.intake.notice_date if level == case.intake.entry_level else None


def reopened(standing: AppealStanding, level: str) -> bool:
    """Whether the reopening of a decision of a level was asked for and awaits its answer."""
    return any(
        one.kind is FollowUpKind.REOPENING and one.level == level for one in standing.matters
    )


def request_reopening(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A reopening was asked for."""
    said: appeal_reports.ReopeningRequested = report.said
    name = said.level or report.binds.get("level") or last_decided(case, standing)
    level = level_of(case, str(name))
    on = decided_on(case, standing, level.level) or report.day
    facts = rule_facts(case, standing, standing.known, level.level, ground=said.ground)
    rule = level.reopening_rule(facts)
    judged = Said("appeal.reopening_unlimited", {"ground": said.ground.replace("_", " ")})
    if rule is not None:
        last = count(rule, on, case.zone, facts).due_on
        code = "reopening_in_time" if report.day <= last else "reopening_late"
        judged = Said(f"appeal.{code}", {"day": last})
    words = {"level": level.title, "day": report.day, "adjudicator": level.adjudicator_on(on)}
    standing.matters = [
        one
        for one in standing.matters
        if one.level != level.level or one.kind is not FollowUpKind.REOPENING
    ]
    standing.matters.append(
        Matter(
            key=key(level.level, FollowUpKind.REOPENING.value, report.number),
            kind=FollowUpKind.REOPENING,
            level=level.level,
            said=Said("appeal.reopening", words),
            cadence=Cadence.CHECK_IN,
        )
    )
    note(standing, Said("appeal.reopening_asked", words), report)
    note(standing, judged, report, main=False)
    standing.remarks = [*standing.remarks, judged]


def answered(standing: AppealStanding, level: str) -> None:
    """A revised decision has come: nothing is awaited of that level's reopening any more."""
    standing.matters = [
        one
        for one in standing.matters
        if one.level != level or one.kind is not FollowUpKind.REOPENING
    ]


def to_vacate(
    case: Case[Intake], standing: AppealStanding, level: Level, notice: Notice, known: KnownFacts
) -> tuple[Matter, ...]:
    """Who dismissed may vacate that itself for a time: another day of ours, beside the review."""
    facts = rule_facts(case, standing, known, level.level)
    rule = level.vacating_rule(facts)
    if rule is None:
        return ()
    last = count(rule, notice.on, case.zone, facts).due_on
    words = {"adjudicator": level.adjudicator_on(notice.on), "day": last, "level": level.title}
    matter = Matter(
        key=key(level.level, FollowUpKind.VACATE.value, notice.root),
        kind=FollowUpKind.VACATE,
        level=level.level,
        said=Said("appeal.vacate", words),
        cadence=Cadence.CHECK_IN,
    )
    return (matter,)


def past_its_day(matter: Matter, today: date) -> bool:
    """Whether it is too late to have a dismissal vacated by who dismissed."""
    last = matter.said.facts.get("day")
    return matter.kind is FollowUpKind.VACATE and isinstance(last, date) and last < today
