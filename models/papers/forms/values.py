"""What the fields of a form may be filled with: facts of the case and of the private file."""

from collections.abc import Callable, Mapping

from models.papers.request.basis import RequestBasis
from models.papers.wording import Fact

UNCHECKED = "expedited"
"""An example of a value for a check box."""


def _text(basis: RequestBasis, fact: Fact) -> str:
    return basis.wording.shown(fact.value) if fact.value not in {None, "", ()} else ""


def _dates(basis: RequestBasis) -> str:
    found = basis.facts.details.service_dates
    days = [
        f"{one.starts_on:%m/%d/%Y}"
        if one.ends_on in {None, one.starts_on}
        else f"{one.starts_on:%m/%d/%Y} - {one.ends_on:%m/%d/%Y}"
        for one in found
    ]
    return ", ".join(days)


def _notice(basis: RequestBasis) -> str:
    about = basis.facts.about
    return f"{about.on:%m/%d/%Y}" if about is not None and about.on is not None else ""


def _phone(basis: RequestBasis) -> str:
    return basis.signer.phone or "" if basis.signer is not None else ""


def _beneficiary_phone(basis: RequestBasis) -> str:
    person = basis.facts.beneficiary
    return person.phone or "" if person is not None else ""


def _representative(basis: RequestBasis) -> str:
    person = basis.facts.intake.representative
    return person.name or "" if person is not None else ""


_VALUES: Mapping[str, Callable[[RequestBasis], str]] = {
    "beneficiary_name": lambda basis: _text(basis, basis.beneficiary),
    "beneficiary_phone": _beneficiary_phone,
    "beneficiary_address": lambda basis: basis.private.address or "",
    "medicare_number": lambda basis: basis.private.medicare_number or "",
    "member_number": lambda basis: basis.private.member_number or "",
    "appellant_name": lambda basis: _text(basis, basis.sender),
    "appellant_phone": _phone,
    "representative_name": _representative,
    "representative_address": lambda basis: basis.private.representative_address or "",
    "plan": lambda basis: basis.facts.details.plan or "",
    "provider": lambda basis: basis.facts.details.provider or "",
    "service": lambda basis: basis.facts.intake.service or "",
    "items": lambda basis: ", ".join(basis.facts.details.items),
    "service_dates": _dates,
    "claim_numbers": lambda basis: ", ".join(basis.facts.details.claim_numbers),
    "appeal_number": lambda basis: _text(basis, basis.appeal_number),
    "notice_date": _notice,
    "denial_reason": lambda basis: basis.facts.details.denial_reason or "",
    "disagreements": lambda basis: basis.facts.details.disagreements or "",
    "adjudicator": lambda basis: basis.facts.details.adjudicator.get(basis.facts.level.level, ""),
    "late_reasons": lambda basis: basis.facts.circumstances or "",
    "expedited": lambda basis: "yes" if basis.facts.speed.value == "expedited" else "",
    "has_evidence": lambda basis: "yes" if basis.facts.supporting else "",
    "has_representative": lambda basis: "yes" if basis.facts.intake.representative else "",
}

NAMES = tuple(_VALUES)
"""The names of the values, as maps use them."""


def form_values(basis: RequestBasis) -> dict[str, str]:
    """Every value of a request, by its name; what is not known is empty."""
    return {name: value(basis) for name, value in _VALUES.items()}
