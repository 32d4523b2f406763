"""The person has died: who may go on follows the text of the level, where one was seen."""

from contextlib import suppress

from models.cases.deadline import FollowUpKind
from models.cases.standing import Matter, Said
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import count, key, stated
from models.procedure.play import note
from models.rulebook import NotInForceError, RulebookError


def record_death(standing: AppealStanding, report: Played) -> None:
    """The person has died. The clocks run on; nothing is sent to them any more."""
    standing.death = report
    note(standing, Said("appeal.died", {"day": report.day}), report)


def look_after_estate(case: Case[Intake], standing: AppealStanding) -> None:
    """Who goes on is to be found out at whatever level the case is."""
    report = standing.death
    if report is None or standing.ending is not None:
        return
    level = level_of(case, standing.level)
    adjudicator = level.adjudicator_on(case.today)
    said = Said("appeal.death", {"adjudicator": adjudicator})
    if level.death is not None:
        # Of a day before the text that was seen, nothing is known.
        with suppress(NotInForceError):
            said = Said("appeal.death_by_rule", {"law": stated(level.death, report.day)})
    asked, rule = report.said.proof_requested_on, case.intake.program.terms.estate
    if asked is not None and rule is not None:
        try:
            last = count(rule, asked, case.zone, case.rule_facts()).due_on
        except RulebookError:
            last = asked
        said = Said("appeal.death_papers", {"adjudicator": adjudicator, "day": last})
    standing.matters.append(
        Matter(
            # One matter, whatever level the case is at by now.
            key=key(case.intake.entry_level, FollowUpKind.DEATH.value, report.number),
            kind=FollowUpKind.DEATH,
            level=standing.level,
            said=said,
        )
    )
