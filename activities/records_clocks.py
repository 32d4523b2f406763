"""Applies the rulebook to a request for records: when the holder must act, and what then."""

from collections.abc import Callable
from datetime import timedelta

from temporalio import activity

from activities.clocks import Step, check_in, follow_up, matter, stated, theirs
from activities.rulebook_failures import plain_rulebook_failures
from models.deadline import FollowUp, FollowUpKind, Purpose
from models.local_time import day_in_words, local_day
from models.program import Program
from models.reckoning import Reckoning
from models.records_transfer import (
    ExtensionTerms,
    RecordsClocks,
    RecordsKind,
    RecordsOccasion,
    RecordsQuestion,
    RecordsRecipient,
)
from models.rulebook import Facts, rulebook

TRANSFER = Step("records_transfer", "the request for records")

_MEDICAL_RECORDS = "R.HIPAA"
_CASE_FILE = {
    Program.HOSPITAL_DISCHARGE_MA: "R.CASEFILE.FASTTRACK",
    Program.TERMINATION_MA: "R.CASEFILE.FASTTRACK",
    Program.HOSPITAL_DISCHARGE_ORIGINAL: "R.CASEFILE.QIO",
    Program.TERMINATION_ORIGINAL: "R.CASEFILE.QIO",
}
"""The rules that set a time for a case file; elsewhere the law sets none in numbers."""

_STATED = {Program.PART_C: "R.CASEFILE.RECON"}

_PRIVACY_OFFICER_DAYS = 10
"""How long a privacy officer is given to answer: a desk's assumption, no rule's."""

_WORDS = {
    RecordsRecipient.SPECIALIST: "the specialist",
    RecordsRecipient.CASE_MANAGER: "the case manager",
    RecordsRecipient.ADJUDICATOR: "the adjudicator",
}


@activity.defn(name="consult_on_records")
@plain_rulebook_failures()
def consult_on_records(question: RecordsQuestion) -> RecordsClocks:
    """What follows from what happened to a request: the clocks that now run, and advice.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when no row is in force.
    """
    return _ANSWERS[question.occasion](question)


def _opened(question: RecordsQuestion) -> RecordsClocks:
    text = (
        "Send the request to the holder, with the patient's authorization where one is needed, and "
        "record it with the update `record_sent`. The holder's time runs from the day it receives "
        "the request: send it so that this day can be shown."
    )
    item = matter(TRANSFER, FollowUpKind.TRACKING, "send the request for records", text)
    return RecordsClocks(follow_ups=(follow_up(question, item),))


def _sent(question: RecordsQuestion) -> RecordsClocks:
    text = (
        "Ask the holder whether it has the request, and since which day: its time runs from then. "
        "Record the day with the update `record_received`; if the request was lost, send it again "
        "and record that with `record_sent`."
    )
    title = "ask whether the holder has the request"
    item = matter(TRANSFER, FollowUpKind.CONFIRM_RECEIPT, title, text)
    return RecordsClocks(follow_ups=(follow_up(question, item),))


def _received(question: RecordsQuestion) -> RecordsClocks:
    """The holder's clock, where the law has one; otherwise the desk asks again and again."""
    rule = _rule(question)
    if rule is None:
        return _without_a_limit(question)
    reckoning, remarks = _reckoned(question, rule)
    who = rulebook.row(rule).who
    deadline = theirs(question, TRANSFER, reckoning, Purpose.RECORDS, who)
    deadline.action = (
        f"{who[:1].upper()}{who[1:]} must act on the request by then. Record what arrives with the "
        "updates `record_partial` and `record_delivered`."
    )
    if question.needed_on is not None and question.needed_on < reckoning.due_on:
        remarks.append(
            f"The records are needed by {day_in_words(question.needed_on)}, but the law gives "
            f"until {day_in_words(reckoning.due_on)}: ask for them sooner, and say why."
        )
    return RecordsClocks(
        deadlines=(deadline,), remarks=tuple(remarks), terms=_terms(question, rule)
    )


def _reckoned(question: RecordsQuestion, rule: str) -> tuple[Reckoning, list[str]]:
    """The holder's time with what extends it, and what is to be known of the count."""
    remarks = []
    if question.presumed:
        remarks.append(
            "The day the holder received the request is not known: the count begins on "
            f"{day_in_words(question.on)}, the latest it can have been. Record the true day with "
            "`record_received`."
        )
    terms = _terms(question, rule)
    if question.extended_on is None or terms is None:
        return _reckon(question, rule), remarks
    notice = day_in_words(question.extended_on)
    if question.extended_on > terms.noticed_by:
        remarks.append(f"The notice of {notice} extends nothing: it is allowed {terms.words}.")
        return _reckon(question, rule), remarks
    promised = question.promised_on
    if promised is not None and promised <= terms.noticed_by:
        remarks.append("The day promised is no later than the law's own: nothing is extended.")
        return _reckon(question, rule), remarks
    if promised is not None and promised > terms.ends_by:
        remarks.append(
            f"The holder promised {day_in_words(promised)}, which is too late: the extension is "
            f"allowed {terms.words}, and ends on {day_in_words(terms.ends_by)}."
        )
        promised = None
    days = (promised - terms.noticed_by).days if promised else None
    facts = Facts(extended=True, extension_days=days)
    return _reckon(question, rule, facts), remarks


def _terms(question: RecordsQuestion, rule: str) -> ExtensionTerms | None:
    """Until when the holder may take more time, and until when at most; None where it may not."""
    extension = rulebook.row(rule).version_on(question.on).extension
    if extension is None:
        return None
    return ExtensionTerms(
        noticed_by=_reckon(question, rule).due_on,
        ends_by=_reckon(question, rule, Facts(extended=True)).due_on,
        words=f"{extension.ground} ({extension.citation})",
    )


def _reckon(question: RecordsQuestion, rule: str, facts: Facts | None = None) -> Reckoning:
    return rulebook.reckon(rule, question.on, zone=question.zone, facts=facts or Facts())


def _without_a_limit(question: RecordsQuestion) -> RecordsClocks:
    remarks = ["The law sets no time in numbers for this case file: ask again and again."]
    if question.program in _STATED:
        remarks.append(stated(_STATED[question.program], question.on))
    if question.privacy_officer_on is not None or question.ocr_on is not None:
        return RecordsClocks(follow_ups=(_pressing(question),), remarks=tuple(remarks))
    text = (
        "No rule says by when the case file must come. Ask how the request stands; record what "
        "arrives with the updates `record_partial` and `record_delivered`."
    )
    item = matter(TRANSFER, FollowUpKind.CHECK_IN, "ask how the request for records stands", text)
    return RecordsClocks(follow_ups=(check_in(question, item),), remarks=tuple(remarks))


def _press(question: RecordsQuestion) -> RecordsClocks:
    return RecordsClocks(follow_ups=(_pressing(question),))


def _pressing(question: RecordsQuestion) -> FollowUp:
    """What to do next about a holder that does not answer, by what was done already."""
    arrived = "If the records arrive, record it with `record_delivered`."
    if question.ocr_on is not None:
        text = f"Ask OCR how the complaint stands, and the holder for the records. {arrived}"
        item = matter(TRANSFER, FollowUpKind.CHECK_IN, "ask how the complaint to OCR stands", text)
        return check_in(question, item)
    if question.privacy_officer_on is not None:
        written = question.privacy_officer_on
        wait_until = written + timedelta(days=_PRIVACY_OFFICER_DAYS)
        text = (
            f"The privacy officer was written to on {day_in_words(written)}. If the records have "
            f"not come by {day_in_words(wait_until)}, complain to the HHS Office for Civil Rights "
            '(OCR), and record it with the update `record_escalation` and "to": "ocr". The '
            f"{_PRIVACY_OFFICER_DAYS} days are this desk's assumption: no rule sets a time. "
            f"{arrived}"
        )
        title = "complain to the HHS Office for Civil Rights (OCR)"
        item = matter(TRANSFER, FollowUpKind.UNRESOLVED, title, text)
        left = max(wait_until - local_day(question.now, question.zone), timedelta())
        return follow_up(question, item, begins=question.now + left)
    text = (
        f"The holder's time has run out{_citation(question)}. Write to the holder's privacy "
        "officer: name the day the request was received, and ask for the records at once. Record "
        f'it with the update `record_escalation` and "to": "privacy_officer". {arrived}'
    )
    title = "write to the holder's privacy officer"
    return follow_up(question, matter(TRANSFER, FollowUpKind.OVERDUE, title, text))


def _delivered(question: RecordsQuestion) -> RecordsClocks:
    """The records have come; now the recipient must say that they are there."""
    whom = _WORDS[question.recipient]
    text = (
        f"Ask {whom} whether the records are there, complete and readable. Record it with the "
        "update `record_confirmed`."
    )
    title = f"ask whether {whom} has the records"
    item = matter(TRANSFER, FollowUpKind.CONFIRM_RECEIPT, title, text)
    return RecordsClocks(follow_ups=(follow_up(question, item),))


_ANSWERS: dict[RecordsOccasion, Callable[[RecordsQuestion], RecordsClocks]] = {
    RecordsOccasion.OPENED: _opened,
    RecordsOccasion.SENT: _sent,
    RecordsOccasion.RECEIVED: _received,
    RecordsOccasion.LATE: _press,
    RecordsOccasion.ESCALATED: _press,
    RecordsOccasion.DELIVERED: _delivered,
}


def _rule(question: RecordsQuestion) -> str | None:
    """The rule that sets the holder's time; None where no rule does."""
    if question.what is RecordsKind.MEDICAL_RECORDS:
        return _MEDICAL_RECORDS
    return _CASE_FILE.get(question.program)


def _citation(question: RecordsQuestion) -> str:
    rule = _rule(question)
    return f" ({rulebook.row(rule).version_on(question.on).citation})" if rule else ""
