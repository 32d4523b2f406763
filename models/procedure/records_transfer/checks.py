"""What cannot be recorded of a request for records, and why."""

from collections.abc import Callable
from datetime import date
from typing import Any

from models.inputs.records_transfer import RecordsIntake, RecordsKind, RecordsStage
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.acceptance.checks import not_before
from models.procedure.case import Case, Played
from models.procedure.records_transfer.standing import RecordsStanding

ARRIVALS = ("record_partial", "record_delivered", "record_confirmed")
"""Reports of records that arrived; each brings a piece of evidence, or may."""


def contradiction(
    case: Case[RecordsIntake], standing: RecordsStanding, report: Played
) -> str | None:
    """Why a report contradicts what stands, in a sentence; None where it does not."""
    check = _CONTRADICTIONS.get(report.kind)
    return check(case, standing, report) if check is not None else "It changes nothing here."


def check_slips(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
    """Refuse a new report that contradicts what is known by now, or has come to nothing by it.

    Raises:
        Refusal: in a sentence.
    """
    if report.kind not in _CONTRADICTIONS:
        return
    why = contradiction(case, standing, report)
    if why is not None:
        raise Refusal(why)
    match report.kind:
        case "record_extension":
            _check_extension(standing, report)
        case "record_delivered" | "record_confirmed":
            _check_completion(standing, report.day)
        case "record_escalation" if standing.delivered_on is not None:
            message = (
                f"The records arrived on {short_day(standing.delivered_on)}: nobody is late any "
                "more."
            )
            raise Refusal(message)


def _sent(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> str | None:
    del case
    return _after("sent_on", report.day, standing.received_on, "the holder had the request")


def _received(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> str | None:
    del case
    day = report.day
    arrived = min((piece.received_on for piece in standing.evidence), default=None)
    return (
        _before("received_on", day, standing.sent_on, "the day the request was sent")
        or _after("received_on", day, arrived, "records arrived")
        or _after("received_on", day, standing.extended_on, "the holder asked for more time")
    )


def _extended(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> str | None:
    if case.intake.what is RecordsKind.CASE_FILE:
        return (
            "A case file is not extended: the rule on more time is about medical records "
            "(45 CFR 164.524(b)(2))."
        )
    until = report.said.until
    if until is not None and until <= report.day:
        return f"until: {short_day(until)} is not after the notice, {short_day(report.day)}."
    return _before("noticed_on", report.day, standing.sent_on, "the day the request was sent") or (
        _before("noticed_on", report.day, _known_receipt(standing), "the holder had the request")
    )


def _arrived(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> str | None:
    del case
    if report.kind == "record_delivered" and standing.delivered_on is not None:
        return (
            f"The records were complete already, on {short_day(standing.delivered_on)}; record "
            "what came "
            "since with record_partial."
        )
    if report.kind == "record_confirmed" and standing.concluded is not None:
        return f"The recipient had the records already, on {short_day(standing.concluded.day)}."
    return _before_the_request(standing, report.day)


def _escalated(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> str | None:
    del case
    if standing.waits_for is RecordsStage.SENDING:
        return "Nobody is late with what was not asked for: record_sent comes first."
    return _before_the_request(standing, report.day)


_Contradiction = Callable[[Case[RecordsIntake], RecordsStanding, Any], str | None]

_CONTRADICTIONS: dict[str, _Contradiction] = {
    "record_sent": _sent,
    "record_received": _received,
    "record_extension": _extended,
    "record_partial": _arrived,
    "record_delivered": _arrived,
    "record_confirmed": _arrived,
    "record_escalation": _escalated,
}
"""Why a report of each kind contradicts what stands, or None."""


def _check_extension(standing: RecordsStanding, report: Played) -> None:
    """Refuse an extension that the law does not have; what is known later may show it."""
    terms, until = standing.terms, report.said.until
    words = f": the law allows it {terms.words}" if terms else ""
    problem = None
    if standing.delivered_on is not None:
        problem = (
            f"The records arrived on {short_day(standing.delivered_on)}: nothing is left to extend."
        )
    elif standing.extended_on is not None and not extended_again(standing, report):
        problem = (
            "The holder has extended its time already, on "
            f"{short_day(standing.extended_on)}{words}."
        )
    elif terms is None:
        return
    elif report.day > terms.noticed_by:
        problem = (
            f"noticed_on: {short_day(report.day)} is after the last day for it, "
            f"{short_day(terms.noticed_by)}{words}."
        )
    elif until is not None and until <= terms.noticed_by:
        problem = (
            f"until: {short_day(until)} is no extension; the records are due on "
            f"{short_day(terms.noticed_by)}."
        )
    elif until is not None and until > terms.ends_by:
        problem = (
            f"until: {short_day(until)} is after {short_day(terms.ends_by)}, where the extension "
            f"ends{words}. Leave it "
            "out to count until then."
        )
    if problem is not None:
        raise Refusal(problem)


def extended_again(standing: RecordsStanding, report: Played) -> bool:
    """Whether it is the same notice, with another day promised."""
    return report.day == standing.extended_on and report.said.until != standing.promised_on


def _check_completion(standing: RecordsStanding, day: date) -> None:
    if standing.delivered_on is not None:
        not_before("on", day, standing.delivered_on, "the day all the records arrived")
        return
    last = max((piece.received_on for piece in standing.evidence), default=None)
    not_before("on", day, last, "the day the last part arrived")


def _before_the_request(standing: RecordsStanding, day: date) -> str | None:
    return _before("on", day, standing.sent_on, "the day the request was sent") or (
        _before("on", day, _known_receipt(standing), "the day the holder received the request")
    )


def _known_receipt(standing: RecordsStanding) -> date | None:
    return None if standing.receipt_presumed else standing.received_on


def _before(name: str, day: date, earliest: date | None, what: str) -> str | None:
    """Of a day before the one that has to come first."""
    if earliest is None or day >= earliest:
        return None
    return f"{name}: {short_day(day)} is before {what}, {short_day(earliest)}."


def _after(name: str, day: date, latest: date | None, what: str) -> str | None:
    """Of a day after the one by which it must have been."""
    if latest is None or day <= latest:
        return None
    return f"{name}: {short_day(day)} is after {what}, {short_day(latest)}."
