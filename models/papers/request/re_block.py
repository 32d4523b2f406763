"""The block of facts after 'RE': whose appeal it is, of what, under which numbers."""

from collections.abc import Iterator

from models.papers.frame import as_dialed
from models.papers.paper import Sentence
from models.papers.request.basis import COUNCIL, HEARINGS, REQUEST, RequestBasis
from models.papers.sources import private, report, reported
from models.papers.wording import Fact

_NUMBERED = HEARINGS | COUNCIL | {"part_d_reconsideration"}
"""Requests that quote the number of the appeal so far."""


def re_block(basis: RequestBasis) -> Iterator[Sentence]:
    """Its lines."""
    facts, say = basis.facts, basis.say
    yield say("re.paper", title=basis.wording.text(f"paper.{basis.paper}"))
    if facts.is_plan:
        yield say("re.enrollee", enrollee=basis.beneficiary)
    else:
        yield say("re.beneficiary", beneficiary=basis.beneficiary)
    yield from _reached(basis)
    if facts.appellant == "representative":
        yield say("re.representative", representative=basis.sender)
    if facts.appellant in {"provider", "noncontract_provider"}:
        yield say("re.provider_party", provider=basis.sender)
    by_member = basis.private.member_number or not basis.private.medicare_number
    if facts.is_plan and by_member and basis.paper not in HEARINGS | COUNCIL:
        yield say(
            "re.member_number", member_number=private(basis.private.member_number, "member_number")
        )
    else:
        number = private(basis.private.medicare_number, "medicare_number")
        yield say("re.medicare_number", medicare_number=number)
    if facts.is_plan:
        yield say("re.plan", plan=basis.detail("plan"))
    code = "re.about" if basis.paper == REQUEST else "re.service"
    yield say(code, service=reported(facts.intake.service, 1, "service"))
    for name in ("items", "claim_numbers", "provider"):
        if getattr(facts.details, name):
            yield say(f"re.{name}", **{name: basis.detail(name)})
    needed = basis.paper != REQUEST and (not facts.is_plan or facts.pays)
    if facts.details.service_dates or needed:
        yield say("re.service_dates", service_dates=_dates(basis))
    yield from _numbers(basis)
    yield from _amounts(basis)
    about = facts.about
    if about is not None:
        yield say("re.decision", decision=basis.level_before, notice=basis.notice)


def _numbers(basis: RequestBasis) -> Iterator[Sentence]:
    """The number of the appeal, and the others to quote."""
    if basis.paper in _NUMBERED or basis.appeal_number.value:
        yield basis.say("re.appeal_number", appeal_number=basis.appeal_number)
    for name, number in basis.facts.intake.references.items():
        yield basis.say("re.reference", name=name, number=reported(number, 1, "references"))


def _reached(basis: RequestBasis) -> Iterator[Sentence]:
    """How the beneficiary is reached, where that must be said and is not above in the letter."""
    if basis.facts.appellant == "beneficiary":
        return
    if "address" in basis.required:
        yield basis.say("re.address", address=private(basis.private.address, "address"))
    if "phone" in basis.required:
        phone = as_dialed(basis.facts.beneficiary)
        yield basis.say("re.phone", phone=reported(phone, 1, "beneficiary.phone"))


def _amounts(basis: RequestBasis) -> Iterator[Sentence]:
    """What was billed and denied; what the patient owes only where nothing of it is assumed."""
    found, number = basis.facts.recovery, basis.facts.detail_reports.get("amounts", 1)
    rests_on = (report(number),)
    for name in ("billed", "denied"):
        given = getattr(found.amounts, name)
        if given is not None:
            yield basis.say(f"re.{name}", **{name: Fact(given, rests_on)})
    if found.difference is not None and not found.assumed:
        yield basis.say(
            "re.owed",
            owed_denied=Fact(found.owed_denied, rests_on),
            owed_covered=Fact(found.owed_covered, rests_on),
        )


def _dates(basis: RequestBasis) -> Fact:
    wording, detail = basis.wording, basis.detail("service_dates")
    if not detail.value:
        return detail
    days = [
        wording.day(one.starts_on)
        if one.ends_on in {None, one.starts_on}
        else wording.text("days", first=one.starts_on, last=one.ends_on)
        for one in basis.facts.details.service_dates
    ]
    return Fact(", ".join(days), detail.rests_on)
