"""The request for appeal: from what is on the case, in the order in which an adjudicator reads."""

from collections.abc import Iterator

import phonenumbers

from models.cases.evidence import Evidence
from models.cases.people import Person
from models.cases.program import Speed, plan_program
from models.papers.argument import argument
from models.papers.asked import Asked
from models.papers.exhibits import what_it_is
from models.papers.paper import Form, LeftOut, Paper, Part, Sentence, paragraphs
from models.papers.re_block import re_block
from models.papers.sources import private, reported
from models.papers.timeliness import amount, lateness, timeliness
from models.papers.wording import Fact, Wording


def request_paper(asked: Asked) -> Paper:
    """The request for a level."""
    facts, wording = asked.facts, asked.wording
    parts: tuple[Part, ...] = (
        _sender(asked),
        _addressed_to(asked),
        Part("re", Form.FACTS, tuple(re_block(asked)), wording.text("re.heading")),
        Part("request", Form.TEXT, tuple(_request(asked))),
        _part(asked, "timeliness", timeliness(asked)),
        _part(asked, "lateness", lateness(asked)),
        _part(asked, "amount", amount(asked)),
        *paragraphs("argument", wording.text("heading.argument"), argument(asked)),
        _part(asked, "asked", _what_is_asked(asked)),
        _signature(asked),
        Part("exhibits", Form.LIST, asked.exhibits.listed, wording.text("heading.exhibits")),
        _part(asked, "copies", _copies(asked)),
    )
    return Paper(
        id=asked.paper,
        case_id=facts.case_id,
        title=wording.text(f"paper.{asked.paper}"),
        language=wording.language.value,
        parts=tuple(part for part in parts if part.sentences),
        exhibits=asked.exhibits.all,
        left_out=tuple(_left_out(one, wording) for one in facts.opposing),
        marks={
            name: wording.text(f"mark.{name}") for name in ("draft", "page", "of", "copy", "gap")
        },
    )


def _part(asked: Asked, name: str, sentences: Iterator[Sentence]) -> Part:
    return Part(name, Form.TEXT, tuple(sentences), asked.wording.text(f"heading.{name}"))


def _sender(asked: Asked) -> Part:
    given, signer = asked.private, asked.signer
    own = {"beneficiary": "address", "representative": "representative_address"}
    field = own.get(asked.facts.appellant, "sender_address")
    name = field if getattr(given, field) else "sender_address"
    address = private(getattr(given, name), field, "sender_address")
    phone = reported(_as_dialed(signer), 1, "phone", "sender_phone")
    return Part(
        "sender",
        Form.LINES,
        (
            asked.say("sender.name", sender=asked.sender),
            asked.say("sender.address", sender_address=address),
            asked.say("sender.phone", sender_phone=phone),
            asked.say("sender.date"),
        ),
    )


def _as_dialed(signer: Person | None) -> str | None:
    if signer is None or signer.phone is None:
        return None
    number = phonenumbers.parse(signer.phone)
    own = number.country_code == phonenumbers.country_code_for_region("US")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if own else form.INTERNATIONAL)


def _addressed_to(asked: Asked) -> Part:
    """The office as the notice has it."""
    facts = asked.facts
    named = facts.details.adjudicator.get(facts.level.level)
    number = facts.detail_reports.get("adjudicator", 1)
    office = reported(named, number, f"adjudicator.{facts.level.level}", "addressee")
    return Part("addressee", Form.LINES, (asked.say("addressee.office", addressee=office),))


def _request(asked: Asked) -> Iterator[Sentence]:
    facts = asked.facts
    if facts.appellant == "representative":
        yield asked.say("request.on_behalf", beneficiary=asked.beneficiary)
    by = facts.about.by if facts.about is not None else None
    yield asked.say(f"request.{asked.paper}", notice=asked.notice, decided_by=by)
    if facts.is_of_dismissal:
        yield asked.say("request.dismissal")
    if facts.speed is Speed.EXPEDITED:
        yield asked.say("request.expedited")


def _what_is_asked(asked: Asked) -> Iterator[Sentence]:
    facts = asked.facts
    service = reported(facts.intake.service, 1, "service")
    if facts.is_of_dismissal:
        yield asked.say("asked.dismissal")
    elif facts.pays:
        yield asked.say("asked.payment", service=service)
    elif plan_program(facts.program).value == "part_d":
        yield asked.say("asked.drug", service=service)
    else:
        yield asked.say("asked.service", service=service)
    yield asked.say("asked.answer")


def _signature(asked: Asked) -> Part:
    lines = (
        asked.say("signature.closing"),
        asked.say("signature.line"),
        asked.say("signature.name", sender=asked.sender),
        asked.say("signature.date"),
    )
    return Part("signature", Form.LINES, lines)


def _copies(asked: Asked) -> Iterator[Sentence]:
    """Of a hearing in Original Medicare: the other parties get a copy; in Part D they do not."""
    if asked.paper == "alj_request":
        yield asked.say("copies.parties", copies=Fact(None))


def _left_out(one: Evidence, wording: Wording) -> LeftOut:
    return LeftOut(
        one.id, what_it_is(one, wording), "it does not support the treatment that was denied"
    )
