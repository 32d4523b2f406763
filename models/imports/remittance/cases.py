"""The denied claims of a remittance file as cases, and why the others are none."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.imports.cases_found import (
    MOST_CASES,
    CaseFound,
    Found,
    ImportRefusedError,
    NotOpened,
    Place,
    Problem,
    with_doubles,
)
from models.imports.ids import IdPattern
from models.imports.remittance.claims import (
    Adjustment,
    Claim,
    Remittance,
    Unpaid,
    remittance_of,
)
from models.imports.remittance.codes import REASONS, UNPROCESSABLE, in_words
from models.imports.remittance.segments import SegmentError, Transaction, transactions_of

_ID = "CLM-{claim_numbers}"
"""How ids are made where nothing else is said: the payer's number is the same each time."""

_MOST_CLAIMS = 100_000
"""In one transaction: more than the standard allows tenfold."""

_DENIED = "4"
_NO_DECISION = {
    "22": "it takes back an earlier decision on the claim (reversal)",
    "23": "it was not this payer's, who sent it on to another one",
    "25": "it was only priced in advance",
}
"""By claim status: why it makes no case."""

_CORRECTION = "CR"
"""The group of adjustments that undo earlier ones."""

_PROGRAMS = {"MA": "original", "MB": "original", "16": "part_c"}
"""By claim filing indicator: Part A, Part B, and a Medicare HMO."""

_APPELLANTS = {"original": "provider", "part_c": "noncontract_provider"}

_WHY = {
    "contractual": "what was not paid is contractual, or set by the fee schedule",
    "duplicate": "the claim was sent before; the decision on that one counts",
    "patient_share": "what was not paid is the patient's share",
    "other_payer": "another payer comes first, or has decided before",
}
"""Why adjustments of these sorts make no case; the first that is found is named."""

_NOTHING = "nothing was denied"
_MOST_SERVICES = 40
"""So many services are named in a case."""


def cases_of_remittance(
    content: bytes,
    contracts: Sequence[str],
    pattern: IdPattern | None,
    defaults: Mapping[str, Any],
) -> Found:
    """The cases of a file.

    Args:
        content: Of the file.
        contracts: Names or ids of payers with a contract: its providers have no Medicare appeal.
        pattern: How ids are made; by the claim number the payer gave, when None.
        defaults: What every intake says where the file does not: an intake, as it is typed.

    Raises:
        ImportRefusedError: It is no X12 file, or holds too many cases.
    """
    cases: list[CaseFound] = []
    not_opened: list[NotOpened] = []
    problems: list[Problem] = []
    contracted = {one.strip().casefold() for one in contracts}
    made = pattern or IdPattern(_ID)
    for transaction in transactions_of(content):
        place = Place(transaction.place * _MOST_CLAIMS, transaction.name)
        try:
            remittance = _read(transaction)
        except _NotUsableError as error:
            problems.append(Problem(place, str(error)))
            continue
        is_contracted = not contracted.isdisjoint(_names(remittance))
        for number, claim in enumerate(remittance.claims, 1):
            at = Place(place.number + number, f"{transaction.name}, claim {number}")
            program = _PROGRAMS.get(claim.filing) or defaults.get("program")
            why = _why_none(claim, program, is_contracted=is_contracted)
            if why is not None:
                not_opened.append(NotOpened(at, why))
            else:
                cases.append(_case(at, claim, remittance, program, made, defaults))
        if len(cases) > MOST_CASES:
            message = f"has more than {MOST_CASES} denied claims; split it into several files"
            raise ImportRefusedError([message])
    return Found(with_doubles(cases), tuple(not_opened), tuple(problems))


class _NotUsableError(Exception):
    """A transaction that cannot be read; says why."""


def _read(transaction: Transaction) -> Remittance:
    """A transaction, read whole or not at all.

    Raises:
        _NotUsableError: It cannot be read.
    """
    if transaction.problem:
        raise _NotUsableError(transaction.problem)
    if transaction.segments[0][1] != "835":
        message = "is no remittance advice (835)"
        raise _NotUsableError(message)
    try:
        remittance = remittance_of(transaction)
    except SegmentError as error:
        raise _NotUsableError(str(error)) from None
    if remittance.claims and not remittance.days:
        message = "says no day of payment (BPR16) and no day of decision (DTM 405)"
        raise _NotUsableError(message)
    return remittance


def _names(remittance: Remittance) -> set[str]:
    return {one.casefold() for one in {remittance.payer, *remittance.payer_ids} if one}


def _why_none(claim: Claim, program: object, *, is_contracted: bool) -> str | None:
    """Why a claim makes no case; None where it makes one."""
    if claim.status in _NO_DECISION:
        return _NO_DECISION[claim.status]
    if UNPROCESSABLE in claim.all_remarks:
        return f"remark {in_words(UNPROCESSABLE)}"
    if not _denials(claim):
        return _why_not_denied(claim)
    if is_contracted:
        return "you have a contract with the payer: its own dispute process applies"
    if program is None:
        return (
            "it does not say that it is Medicare (CLP06); if it is, say --set program=original or "
            "program=part_c"
        )
    return None


def _why_not_denied(claim: Claim) -> str:
    """Why nothing was denied, by the codes of what was not paid."""
    adjustments = [one for part in claim.parts for one in part.adjustments]
    if any(one.code not in REASONS and one.group != _CORRECTION for one in adjustments):
        return "a part was not paid under a code that is not known here; look at it yourself"
    sorts = {REASONS[one.code].sort for one in adjustments if one.code in REASONS}
    return next((why for sort, why in _WHY.items() if sort in sorts), _NOTHING)


def _denials(claim: Claim) -> list[tuple[Unpaid, Adjustment]]:
    """The adjustments by which something was denied, each with its service or the claim itself."""
    return [
        (part, one)
        for part in claim.parts
        for one in part.adjustments
        if one.amount > 0 and _is_denial(one, part, claim)
    ]


def _is_denial(adjustment: Adjustment, part: Unpaid, claim: Claim) -> bool:
    """Whether it denies something; an unknown code does where nothing was paid."""
    reason = REASONS.get(adjustment.code)
    if adjustment.group == _CORRECTION:
        return False
    if reason is not None:
        return reason.sort == "denial"
    return claim.status == _DENIED or not part.paid


def _case(  # noqa: PLR0913, PLR0917 (each says another thing of it)
    at: Place,
    claim: Claim,
    remittance: Remittance,
    program: object,
    pattern: IdPattern,
    defaults: Mapping[str, Any],
) -> CaseFound:
    denials = _denials(claim)
    codes = _once(getattr(part, "code", "") for part, _ in denials)[:_MOST_SERVICES]
    days = [day for day in (_days(part, claim) for part, _ in denials) if day is not None]
    said: dict[str, Any] = {
        "program": program,
        "kind": "payment",
        "appellant": _APPELLANTS.get(str(program)),
        # The earlier day is the safe one: no notice is older than the decision.
        "notice_date": min(remittance.days).isoformat(),
        "service": f"Billed services {', '.join(codes)}"[:200] if codes else "A billed claim",
        "plan": remittance.payer[:200],
        "provider": remittance.payee[:200],
        "claim_numbers": [claim.number] if claim.number else [],
        "items": codes,
        "service_dates": [dict(one) for one in dict.fromkeys(tuple(day.items()) for day in days)][
            :_MOST_SERVICES
        ],
        "denial_reason": _reason(denials, claim),
    }
    said = {name: value for name, value in said.items() if value}
    content = {**defaults, **said}
    id_, missing = pattern.fill(content)
    problems = (Problem(at, f"has no {missing} for its id"),) if missing else ()
    return CaseFound(at, "" if missing else id_, content, frozenset(said), {}, problems)


def _days(part: Unpaid, claim: Claim) -> dict[str, str] | None:
    """The days of a service, or those of the whole claim where it has none of its own."""
    dated = part if part.starts_on is not None else claim
    if dated.starts_on is None:
        return None
    days = {"starts_on": dated.starts_on.isoformat()}
    if dated.ends_on is not None and dated.ends_on > dated.starts_on:
        days["ends_on"] = dated.ends_on.isoformat()
    return days


def _reason(denials: Sequence[tuple[Unpaid, Adjustment]], claim: Claim) -> str:
    """The codes of the denial, each with what it says in our words."""
    codes = _once(in_words(one.code, one.group) for _, one in denials)
    remarks = [in_words(one) for one in claim.all_remarks]
    said = f"Codes of the remittance advice: {', '.join(codes)}"
    return (f"{said}; remarks: {', '.join(remarks)}" if remarks else said)[:2000]


def _once(texts: Iterable[str]) -> list[str]:
    return [one for one in dict.fromkeys(texts) if one]
