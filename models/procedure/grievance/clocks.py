"""Applies the rulebook to a grievance: until when to file it, and when the plan must answer.

What follows when one of these runs out, such as the complaint to CMS, is `expire` in procedure.py.
"""

from datetime import date

from models.cases.deadline import Purpose
from models.cases.standing import Clock, Said
from models.inputs.grievance import Form, GrievanceExtended, GrievanceIntake, Ground
from models.procedure.case import Case
from models.procedure.clocks import clock, count, key, moment, stated
from models.procedure.grievance.standing import PLACE, TITLE, Filing
from models.rulebook import rulebook
from models.rulebook.programs import GrievanceTerms


def _terms(intake: GrievanceIntake) -> GrievanceTerms:
    """The rows of grievances in the program."""
    terms = intake.program.terms.grievance
    assert terms is not None  # noqa: S101 (an intake has none of another program)
    return terms


def to_file(case: Case[GrievanceIntake]) -> Clock | None:
    """Our own clock: file within the days after the event; None where no limit is set.

    Raises:
        RulebookError: no version of the rule is in force.
    """
    intake = case.intake
    rule = _terms(intake).file
    if rule is None:
        return None
    reckoning = count(rule, intake.event_on, case.zone, case.rule_facts())
    running = clock(
        key(PLACE, Purpose.GRIEVANCE.value, 1),
        reckoning,
        Purpose.GRIEVANCE,
        title=TITLE,
        begins_on=intake.event_on,
    )
    running.where, running.about = "the plan", Said("grievance.file")
    running.action = Said("grievance.must_file")
    return running


def answer(
    case: Case[GrievanceIntake], filing: Filing, extension: GrievanceExtended | None
) -> Clock:
    """The plan's clock: 24 hours on the grounds that allow it, else weeks.

    Raises:
        RulebookError: no version of the rule is in force, or the hour never came.
    """
    rule, facts = expedited_rule(case.intake), case.rule_facts()
    if rule is None:
        rule = _terms(case.intake).decide
        if extension is not None:
            facts = case.rule_facts(extended=True, extension_days=extension.days)
    reckoning = count(rule, moment(filing.on, filing.at), case.zone, facts)
    running = clock(
        key(PLACE, Purpose.ANSWER.value, filing.number),
        reckoning,
        Purpose.ANSWER,
        title=TITLE,
        begins_on=filing.on,
    )
    running.who, running.about = "the plan", Said("grievance.answer")
    running.action = Said("grievance.must_answer")
    return running


def track(case: Case[GrievanceIntake], day: date) -> list[Said]:
    """What is to be known while it runs: its track, and what is owed to complaints about care.

    Raises:
        RulebookError: no version of a rule is in force.
    """
    rule = expedited_rule(case.intake)
    if rule is None:
        return quality(case, day)
    citation = rulebook.row(rule).version_on(day).citation
    return [Said("grievance.within_24_hours", {"citation": citation}), *quality(case, day)]


def quality(case: Case[GrievanceIntake], day: date) -> list[Said]:
    """Complaints about care have a written answer, and a door of their own: the QIO.

    Raises:
        RulebookError: no version of a rule is in force.
    """
    if case.intake.about is not Ground.QUALITY_OF_CARE:
        return []
    window = count("QIO.QOC.FILE", case.intake.event_on, case.zone, case.rule_facts())
    facts = {"day": window.due_on, "citation": window.citation}
    return [_law("G.FORM", day), Said("grievance.qio", facts)]


def unresolved(
    case: Case[GrievanceIntake], form: Form, answered: Form | None, day: date
) -> list[Said]:
    """What is to be known where the plan's answer leaves the matter unresolved.

    Args:
        case: Whose grievance it is.
        form: How it was filed.
        answered: How the plan answered.
        day: Of the answer.

    Raises:
        RulebookError: no version of a rule is in force.
    """
    remarks = [_law("G.NOAPPEAL", day), *quality(case, day)]
    about_care = case.intake.about is Ground.QUALITY_OF_CARE
    if answered is Form.ORAL and (about_care or form is Form.WRITTEN):
        # About the quality of care it is said anyway, with the right to complain to the QIO.
        why = "" if about_care else stated("G.FORM", day)
        remarks.append(Said("grievance.in_writing", {"why": why}))
    return remarks


def expedited_rule(intake: GrievanceIntake) -> str | None:
    """The 24-hour rule where the ground allows it (42 CFR 422.564(f), 423.564(f)); else None."""
    terms = _terms(intake)
    if intake.about.value not in terms.grounds or (terms.unless_obtained and intake.drug_obtained):
        return None
    return terms.expedited


def _law(rule: str, day: date) -> Said:
    return Said("common.law", {"law": stated(rule, day)})
