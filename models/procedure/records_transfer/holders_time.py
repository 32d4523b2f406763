"""Applies the rulebook to a request for records: by when its holder must act, and what extends it.

No time is set here: for medical records it is R.HIPAA, for case files the rows R.CASEFILE.
"""

from dataclasses import dataclass
from datetime import date

from models.cases.deadline import Purpose
from models.cases.program import Program
from models.cases.standing import Clock, Said
from models.inputs.records_transfer import ExtensionTerms, RecordsIntake, RecordsKind
from models.procedure.case import Case
from models.procedure.clocks import clock, count, key, stated
from models.procedure.records_transfer.standing import PLACE, ROOT, TITLE
from models.rulebook import Facts, rulebook
from models.rulebook.reckoning import Reckoning

_MEDICAL_RECORDS = "R.HIPAA"
_CASE_FILE = {
    Program.HOSPITAL_DISCHARGE_MA: "R.CASEFILE.FASTTRACK",
    Program.TERMINATION_MA: "R.CASEFILE.FASTTRACK",
    Program.HOSPITAL_DISCHARGE_ORIGINAL: "R.CASEFILE.QIO",
    Program.TERMINATION_ORIGINAL: "R.CASEFILE.QIO",
}
"""The rules that set a time for a case file; elsewhere the law sets none in numbers."""

_STATED = {Program.PART_C: "R.CASEFILE.RECON"}


@dataclass(frozen=True)
class Receipt:
    """Since when the holder has the request, and what it has said of its time."""

    on: date
    presumed: bool = False
    """`on` is the latest day of receipt."""

    extended_on: date | None = None
    """When it said that it takes more time."""

    promised_on: date | None = None
    """The day it promised then."""


@dataclass(frozen=True)
class HoldersTime:
    """The holder's clock, where the law has one, with what is to be known of the count."""

    clock: Clock | None
    remarks: tuple[Said, ...]
    terms: ExtensionTerms | None


def holders_time(case: Case[RecordsIntake], receipt: Receipt) -> HoldersTime:
    """By when the holder must act on a request it has.

    Raises:
        RulebookError: no version of the rule is in force.
    """
    rule = _rule(case.intake)
    if rule is None:
        remarks = [Said("records_transfer.no_limit")]
        if case.intake.program in _STATED:
            law = stated(_STATED[case.intake.program], receipt.on)
            remarks.append(Said("common.law", {"law": law}))
        return HoldersTime(None, tuple(remarks), None)
    terms = _terms(rule, receipt.on, case.zone)
    reckoning, remarks = _reckoned(case, rule, receipt, terms)
    running = clock(
        key(PLACE, Purpose.RECORDS.value, ROOT),
        reckoning,
        Purpose.RECORDS,
        title=TITLE,
        begins_on=receipt.on,
    )
    running.who = rulebook.row(rule).who
    running.about = Said("records_transfer.records")
    running.action = Said("records_transfer.must_act", {"who": running.who})
    needed_on = case.intake.needed_on
    if needed_on is not None and needed_on < reckoning.due_on:
        days = {"needed": needed_on, "due": reckoning.due_on}
        remarks.append(Said("records_transfer.needed_sooner", days))
    return HoldersTime(running, tuple(remarks), terms)


def citation(case: Case[RecordsIntake], day: date) -> str:
    """Where the holder's time stands in the law; empty where the law sets none.

    Raises:
        RulebookError: no version of the rule is in force.
    """
    rule = _rule(case.intake)
    return rulebook.row(rule).version_on(day).citation if rule else ""


def _rule(intake: RecordsIntake) -> str | None:
    """The rule that sets the holder's time; None where no rule does."""
    if intake.what is RecordsKind.MEDICAL_RECORDS:
        return _MEDICAL_RECORDS
    return _CASE_FILE.get(intake.program)


def _terms(rule: str, on: date, zone: str) -> ExtensionTerms | None:
    """Until when the holder may take more time, and until when at most; None where it may not."""
    extension = rulebook.row(rule).version_on(on).extension
    if extension is None:
        return None
    return ExtensionTerms(
        noticed_by=count(rule, on, zone, Facts()).due_on,
        ends_by=count(rule, on, zone, Facts(extended=True)).due_on,
        words=f"{extension.ground} ({extension.citation})",
    )


def _reckoned(
    case: Case[RecordsIntake], rule: str, receipt: Receipt, terms: ExtensionTerms | None
) -> tuple[Reckoning, list[Said]]:
    """The holder's time with what extends it, and what is to be known of the count."""
    remarks = []
    if receipt.presumed:
        remarks.append(Said("records_transfer.presumed", {"day": receipt.on}))
    plain = count(rule, receipt.on, case.zone, Facts())
    if receipt.extended_on is None or terms is None:
        return plain, remarks
    facts = {"notice": receipt.extended_on, "terms": terms.words}
    if receipt.extended_on > terms.noticed_by:
        return plain, [*remarks, Said("records_transfer.extends_nothing", facts)]
    promised = receipt.promised_on
    if promised is not None and promised <= terms.noticed_by:
        return plain, [*remarks, Said("records_transfer.promises_nothing")]
    if promised is not None and promised > terms.ends_by:
        facts |= {"promised": promised, "ends": terms.ends_by}
        remarks.append(Said("records_transfer.promises_too_much", facts))
        promised = None
    days = (promised - terms.noticed_by).days if promised else None
    extended = count(rule, receipt.on, case.zone, Facts(extended=True, extension_days=days))
    return extended, remarks
