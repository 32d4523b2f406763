"""The block of facts after 'RE': whose appeal it is, of what, under which numbers."""

from collections.abc import Iterator

from models.papers.frame import as_dialed
from models.papers.paper import Sentence
from models.papers.request.asked import COUNCIL, HEARINGS, REQUEST, Asked
from models.papers.sources import private, report, reported
from models.papers.wording import Fact

_NUMBERED = HEARINGS | COUNCIL | {"part_d_reconsideration"}
"""Requests that quote the number of the appeal so far."""


def re_block(asked: Asked) -> Iterator[Sentence]:
    """Its lines."""
    facts, say = asked.facts, asked.say
    yield say("re.paper", title=asked.wording.text(f"paper.{asked.paper}"))
    if facts.is_plan:
        yield say("re.enrollee", enrollee=asked.beneficiary)
    else:
        yield say("re.beneficiary", beneficiary=asked.beneficiary)
    yield from _reached(asked)
    if facts.appellant == "representative":
        yield say("re.representative", representative=asked.sender)
    if facts.appellant in {"provider", "noncontract_provider"}:
        yield say("re.provider_party", provider=asked.sender)
    by_member = asked.private.member_number or not asked.private.medicare_number
    if facts.is_plan and by_member and asked.paper not in HEARINGS | COUNCIL:
        yield say(
            "re.member_number", member_number=private(asked.private.member_number, "member_number")
        )
    else:
        number = private(asked.private.medicare_number, "medicare_number")
        yield say("re.medicare_number", medicare_number=number)
    if facts.is_plan:
        yield say("re.plan", plan=asked.detail("plan"))
    code = "re.about" if asked.paper == REQUEST else "re.service"
    yield say(code, service=reported(facts.intake.service, 1, "service"))
    for name in ("items", "claim_numbers", "provider"):
        if getattr(facts.details, name):
            yield say(f"re.{name}", **{name: asked.detail(name)})
    needed = asked.paper != REQUEST and (not facts.is_plan or facts.pays)
    if facts.details.service_dates or needed:
        yield say("re.service_dates", service_dates=_dates(asked))
    yield from _numbers(asked)
    yield from _amounts(asked)
    about = facts.about
    if about is not None:
        yield say("re.decision", decision=asked.level_before, notice=asked.notice)


def _numbers(asked: Asked) -> Iterator[Sentence]:
    """The number of the appeal, and the others to quote."""
    if asked.paper in _NUMBERED or asked.appeal_number.value:
        yield asked.say("re.appeal_number", appeal_number=asked.appeal_number)
    for name, number in asked.facts.intake.references.items():
        yield asked.say("re.reference", name=name, number=reported(number, 1, "references"))


def _reached(asked: Asked) -> Iterator[Sentence]:
    """How the beneficiary is reached, where that must be said and is not above in the letter."""
    if asked.facts.appellant == "beneficiary":
        return
    if "address" in asked.required:
        yield asked.say("re.address", address=private(asked.private.address, "address"))
    if "phone" in asked.required:
        phone = as_dialed(asked.facts.beneficiary)
        yield asked.say("re.phone", phone=reported(phone, 1, "beneficiary.phone"))


def _amounts(asked: Asked) -> Iterator[Sentence]:
    """What was billed and denied; what the patient owes only where nothing of it is assumed."""
    found, number = asked.facts.recovery, asked.facts.detail_reports.get("amounts", 1)
    rests_on = (report(number),)
    for name in ("billed", "denied"):
        given = getattr(found.amounts, name)
        if given is not None:
            yield asked.say(f"re.{name}", **{name: Fact(given, rests_on)})
    if found.difference is not None and not found.assumed:
        yield asked.say(
            "re.owed",
            owed_denied=Fact(found.owed_denied, rests_on),
            owed_covered=Fact(found.owed_covered, rests_on),
        )


def _dates(asked: Asked) -> Fact:
    wording, detail = asked.wording, asked.detail("service_dates")
    if not detail.value:
        return detail
    days = [
        wording.day(one.starts_on)
        if one.ends_on in {None, one.starts_on}
        else wording.text("days", first=one.starts_on, last=one.ends_on)
        for one in asked.facts.details.service_dates
    ]
    return Fact(", ".join(days), detail.rests_on)
