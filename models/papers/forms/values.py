"""What the fields of a form may be filled with: facts of the case and of the private file."""

from collections.abc import Callable, Mapping

from models.papers.request.asked import Asked
from models.papers.wording import Fact

UNCHECKED = "expedited"
"""An example of a value for a check box."""


def _text(asked: Asked, fact: Fact) -> str:
    return asked.wording.shown(fact.value) if fact.value not in {None, "", ()} else ""


def _dates(asked: Asked) -> str:
    found = asked.facts.details.service_dates
    days = [
        f"{one.starts_on:%m/%d/%Y}"
        if one.ends_on in {None, one.starts_on}
        else f"{one.starts_on:%m/%d/%Y} - {one.ends_on:%m/%d/%Y}"
        for one in found
    ]
    return ", ".join(days)


def _notice(asked: Asked) -> str:
    about = asked.facts.about
    return f"{about.on:%m/%d/%Y}" if about is not None and about.on is not None else ""


def _phone(asked: Asked) -> str:
    return asked.signer.phone or "" if asked.signer is not None else ""


def _beneficiary_phone(asked: Asked) -> str:
    person = asked.facts.beneficiary
    return person.phone or "" if person is not None else ""


def _representative(asked: Asked) -> str:
    person = asked.facts.intake.representative
    return person.name or "" if person is not None else ""


_VALUES: Mapping[str, Callable[[Asked], str]] = {
    "beneficiary_name": lambda asked: _text(asked, asked.beneficiary),
    "beneficiary_phone": _beneficiary_phone,
    "beneficiary_address": lambda asked: asked.private.address or "",
    "medicare_number": lambda asked: asked.private.medicare_number or "",
    "member_number": lambda asked: asked.private.member_number or "",
    "appellant_name": lambda asked: _text(asked, asked.sender),
    "appellant_phone": _phone,
    "representative_name": _representative,
    "representative_address": lambda asked: asked.private.representative_address or "",
    "plan": lambda asked: asked.facts.details.plan or "",
    "provider": lambda asked: asked.facts.details.provider or "",
    "service": lambda asked: asked.facts.intake.service or "",
    "items": lambda asked: ", ".join(asked.facts.details.items),
    "service_dates": _dates,
    "claim_numbers": lambda asked: ", ".join(asked.facts.details.claim_numbers),
    "appeal_number": lambda asked: _text(asked, asked.appeal_number),
    "notice_date": _notice,
    "denial_reason": lambda asked: asked.facts.details.denial_reason or "",
    "disagreements": lambda asked: asked.facts.details.disagreements or "",
    "adjudicator": lambda asked: asked.facts.details.adjudicator.get(asked.facts.level.level, ""),
    "late_reasons": lambda asked: asked.facts.circumstances or "",
    "expedited": lambda asked: "yes" if asked.facts.speed.value == "expedited" else "",
    "has_evidence": lambda asked: "yes" if asked.facts.supporting else "",
    "has_representative": lambda asked: "yes" if asked.facts.intake.representative else "",
}

NAMES = tuple(_VALUES)
"""The names of the values, as maps use them."""


def form_values(asked: Asked) -> dict[str, str]:
    """Every value of a request, by its name; what is not known is empty."""
    return {name: value(asked) for name, value in _VALUES.items()}
