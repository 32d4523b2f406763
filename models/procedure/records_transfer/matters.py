"""What is to be asked of whom while records are not where they are needed."""

from datetime import date, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.standing import Cadence, Matter, Said
from models.inputs.records_transfer import RecordsIntake, RecordsRecipient
from models.local_time import local_day
from models.procedure.case import Case
from models.procedure.clocks import key
from models.procedure.records_transfer.holders_time import citation
from models.procedure.records_transfer.standing import PLACE, ROOT, RecordsStanding

PRESSING = (FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED, FollowUpKind.CHECK_IN)
"""What is asked of a holder that has the request and does not answer."""

_PRIVACY_OFFICER_DAYS = 10
"""How long a privacy officer is given to answer: a desk's assumption, no rule's."""

_WORDS = {
    RecordsRecipient.SPECIALIST: "the specialist",
    RecordsRecipient.CASE_MANAGER: "the case manager",
    RecordsRecipient.ADJUDICATOR: "the adjudicator",
}


def to_send() -> Matter:
    """The request is still to be sent."""
    return _matter(FollowUpKind.TRACKING, ROOT, Said("records_transfer.send"))


def to_confirm_receipt(number: int) -> Matter:
    """Until the holder is known to have the request, somebody must ask."""
    return _matter(FollowUpKind.CONFIRM_RECEIPT, number, Said("records_transfer.ask_for_receipt"))


def to_confirm_arrival(intake: RecordsIntake, number: int) -> Matter:
    """The records have come; now the recipient must say that they are there."""
    whom = {"whom": _WORDS[intake.recipient]}
    return _matter(
        FollowUpKind.CONFIRM_RECEIPT, number, Said("records_transfer.ask_recipient", whom)
    )


def without_a_limit(case: Case[RecordsIntake], standing: RecordsStanding, day: date) -> Matter:
    """What to do about a holder that no law gives a time in numbers."""
    if standing.privacy_officer_on is not None or standing.ocr_on is not None:
        return pressing(case, standing, day)
    asked = _matter(FollowUpKind.CHECK_IN, ROOT, Said("records_transfer.ask_again"))
    asked.cadence = Cadence.CHECK_IN
    return asked


def pressing(case: Case[RecordsIntake], standing: RecordsStanding, day: date) -> Matter:
    """What to do next about a holder that does not answer, by what was done already.

    Args:
        case: Whose request it is.
        standing: Where it stands.
        day: As of when the law is cited.

    Raises:
        RulebookError: no version of the rule is in force.
    """
    if standing.ocr_on is not None:
        said = Said("records_transfer.with_ocr")
        asked = _matter(FollowUpKind.CHECK_IN, standing.escalated_by, said)
        asked.cadence = Cadence.CHECK_IN
        return asked
    if standing.privacy_officer_on is not None:
        return _with_privacy_officer(case, standing, standing.privacy_officer_on)
    where = citation(case, day)
    facts = {"citation": f" ({where})" if where else ""}
    return _matter(FollowUpKind.OVERDUE, ROOT, Said("records_transfer.late", facts))


def _with_privacy_officer(
    case: Case[RecordsIntake], standing: RecordsStanding, written: date
) -> Matter:
    """Complain to OCR, once the privacy officer has had time to answer."""
    wait_until = written + timedelta(days=_PRIVACY_OFFICER_DAYS)
    facts = {"written": written, "until": wait_until, "days": _PRIVACY_OFFICER_DAYS}
    said = Said("records_transfer.with_privacy_officer", facts)
    asked = _matter(FollowUpKind.UNRESOLVED, standing.escalated_by, said)
    assert standing.moment is not None  # noqa: S101 (set before each step)
    left = wait_until - local_day(standing.moment, case.zone)
    if left > timedelta():
        asked.begins_at = standing.moment + left
    return asked


def _matter(kind: FollowUpKind, root: int, said: Said) -> Matter:
    return Matter(key=key(PLACE, kind.value, root), kind=kind, level=PLACE, said=said)
