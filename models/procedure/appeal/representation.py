"""The appointment of the representative: its year, and what is missing of its elements.

It counts for a year from the day that it carries both signatures; filed with a request in that
year, it holds for the rest of the appeal (42 CFR 405.910(e), the rows REP.VALID and REP.YEAR).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.program import Missing
from models.cases.standing import Matter, Note, PanelPart, Said
from models.inputs.appeal_intake import Intake
from models.inputs.request.appointment import Appointment
from models.inputs.validation import Refusal
from models.local_time import end_of_day
from models.procedure.appeal.requests.elements import lacking, what_follows
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import count, key, stated
from models.rulebook import NotInForceError, RulebookError, rulebook
from models.rulebook.elements import Paper

APPOINTMENT = "record_appointment"

_PAPER = Missing.APPOINTMENT_OF_REPRESENTATIVE.value
_YEAR, _VALID = "REP.YEAR", "REP.VALID"

_BEFORE_THE_YEAR_ENDS = timedelta(days=30)
"""How long before its year ends an appointment that was not filed is brought up."""


@dataclass(frozen=True)
class Appointed:
    """The appointment of a representative as it was reported last."""

    said: Appointment
    number: int
    """Of the report that told of it; the intake's is 1."""

    until: date | None = None
    """The last day of its year; None where the day of the signatures is not known."""

    filed_on: date | None = None
    """The first day in its year on which it went with a request or completed one, whole."""


def appointed(case: Case[Intake], standing: AppealStanding) -> Appointed | None:
    """The appointment of the case's representative; None where none was reported."""
    said, number = case.intake.appointment, 1
    for report in case.facts(APPOINTMENT):
        said, number = report.said, report.number
    if said is None:
        return None
    signed = said.signed_on
    until = _until(case, signed) if signed is not None else None
    if signed is None or until is None or said.missing:
        return Appointed(said, number, until)
    days = (day for step in standing.levels for day in (step.filed_on, step.appointment_on))
    within = [day for day in days if day is not None and signed <= day <= until]
    return Appointed(said, number, until, min(within, default=None))


def asks_for_appointment(case: Case[Intake]) -> Paper | None:
    """The paper, where the case has a representative and its program asks for an appointment."""
    if case.intake.representative is None:
        return None
    paper = rulebook.paper(_PAPER)
    return paper if case.intake.program in paper.programs else None


def check_appointment(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse an appointment of nobody.

    Raises:
        Refusal: in a sentence.
    """
    del standing, report
    if case.intake.representative is None:
        message = "The case has no representative: add one with update_contacts first."
        raise Refusal(message)
    if asks_for_appointment(case) is None:
        message = "The rulebook has no appointment of representative for this program."
        raise Refusal(message)


def look_after_appointment(case: Case[Intake], standing: AppealStanding) -> None:
    """What is missing of the appointment, and that its year ends before it was filed."""
    found = appointed(case, standing)
    if found is None or asks_for_appointment(case) is None:
        return
    if found.said.missing:
        said = Said("appeal.appointment_lacks", {"lacks": _missing(case, found)})
        standing.matters.append(_matter(case, found, "missing", said))
    if found.filed_on is None and found.until is not None:
        facts = {"signed": found.said.signed_on, "until": found.until}
        if found.until < case.today:
            said = Said("appeal.appointment_over", facts)
            standing.matters.append(_matter(case, found, "year", said))
        elif found.until - _BEFORE_THE_YEAR_ENDS <= case.today:
            said = Said("appeal.appointment_ends", facts)
            standing.matters.append(_matter(case, found, "year", said))


def appointment_looks(case: Case[Intake], standing: AppealStanding) -> Iterator[datetime]:
    """When the year of an appointment that was not filed comes near its end, and when it ends."""
    found = appointed(case, standing) if asks_for_appointment(case) is not None else None
    if found is None or found.until is None or found.filed_on is not None:
        return
    yield end_of_day(found.until - _BEFORE_THE_YEAR_ENDS - timedelta(days=1), case.zone)
    yield end_of_day(found.until, case.zone)


def appointment_notes(case: Case[Intake]) -> Iterator[Note]:
    """The lines of the account about the appointment."""
    for report in case.facts(APPOINTMENT):
        if report.said.signed_on is not None:
            facts = {"day": report.said.signed_on}
            yield Note(report.at, Said("appeal.appointment_signed", facts), report.number)
        else:
            yield Note(report.at, Said("appeal.appointment_looked_at"), report.number)


def appointment_part(case: Case[Intake], standing: AppealStanding) -> PanelPart | None:
    """The part of the panel of a case with a representative."""
    paper = asks_for_appointment(case)
    if paper is None or standing.ending is not None:
        return None
    found = appointed(case, standing)
    lines = [_law(_VALID, case.today)]
    if found is not None:
        lines = [*_missing(case, found), *lines]
        if not found.said.missing:
            count_ = {"count": len(paper.elements)}
            lines = [Said("appeal.appointment_complete", count_), *lines]
        waits = case.intake.program.terms.waits.get(_PAPER)
        lines += [_law(waits, case.today)] if waits is not None and found.said.missing else []
    return PanelPart(
        title=Said("appeal.appointment"),
        lead=_lead(case, found, paper),
        lines=tuple(one for one in lines if one is not None),
    )


def _lead(case: Case[Intake], found: Appointed | None, paper: Paper) -> Said:
    if found is None:
        return Said("appeal.appointment_unrecorded", {"count": len(paper.elements)})
    if found.until is None:
        return Said("appeal.appointment_unsigned")
    facts = {"signed": found.said.signed_on, "until": found.until, "filed": found.filed_on}
    if found.filed_on is not None:
        return Said("appeal.appointment_filed", facts)
    code = "appointment_past" if found.until < case.today else "appointment_valid"
    return Said(f"appeal.{code}", facts)


def _missing(case: Case[Intake], found: Appointed) -> list[Said]:
    missing = found.said.missing
    return [*map(lacking, missing), *what_follows(case, missing)]


def _matter(case: Case[Intake], found: Appointed, variant: str, said: Said) -> Matter:
    level = case.intake.entry_level
    return Matter(
        # One matter, whatever level the case is at by now.
        key=key(level, FollowUpKind.APPOINTMENT.value, found.number, variant),
        kind=FollowUpKind.APPOINTMENT,
        level=level,
        said=said,
    )


def _until(case: Case[Intake], signed_on: date) -> date | None:
    """The last day of the year; None where the rulebook does not say it for that day."""
    try:
        return count(_YEAR, signed_on, case.zone, case.rule_facts()).due_on
    except RulebookError:
        return None


def _law(rule: str, on: date) -> Said | None:
    try:
        return Said("common.law", {"law": stated(rule, on)})
    except NotInForceError:
        return None
