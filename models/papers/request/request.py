"""The request for appeal: from what is on the case, in the order in which an adjudicator reads."""

from collections.abc import Iterator

from models.cases.evidence import Evidence
from models.cases.program import Speed, plan_program
from models.papers.frame import assembled, sender, signature, text_part
from models.papers.paper import ELEMENTS, Form, LeftOut, Paper, Part, Sentence, paragraphs
from models.papers.request.argument import argument
from models.papers.request.basis import REQUEST, RequestBasis
from models.papers.request.exhibits import APPOINTMENT, what_it_is
from models.papers.request.re_block import re_block
from models.papers.request.timeliness import amount, lateness, timeliness
from models.papers.sources import private, reported
from models.papers.wording import Fact, Wording


def request_paper(basis: RequestBasis) -> Paper:
    """The request for a level."""
    facts, wording = basis.facts, basis.wording
    parts: tuple[Part, ...] = (
        sender(wording, basis.sender, facts.appellant, basis.signer, basis.private),
        _addressed_to(basis),
        Part("re", Form.FACTS, tuple(re_block(basis)), wording.text("re.heading")),
        Part("request", Form.TEXT, tuple(_request(basis))),
        text_part(wording, "timeliness", timeliness(basis)),
        text_part(wording, "lateness", lateness(basis)),
        text_part(wording, "amount", amount(basis)),
        *paragraphs("argument", wording.text("heading.argument"), argument(basis)),
        text_part(wording, "asked", _what_is_asked(basis)),
        signature(wording, basis.sender),
        Part("exhibits", Form.LIST, basis.exhibits.listed, wording.text("heading.exhibits")),
        text_part(wording, "copies", _copies(basis)),
    )
    left_out = tuple(_left_out(one, wording) for one in facts.opposing)
    return assembled(
        basis.paper,
        facts.case_id,
        wording,
        parts,
        exhibits=basis.exhibits.all,
        left_out=left_out,
    )


def _addressed_to(basis: RequestBasis) -> Part:
    """The office as the notice has it."""
    facts = basis.facts
    named = facts.details.adjudicator.get(facts.level.level)
    number = facts.detail_reports.get("adjudicator", 1)
    office = reported(named, number, f"adjudicator.{facts.level.level}", "addressee")
    return Part("addressee", Form.LINES, (basis.say("addressee.office", addressee=office),))


def _request(basis: RequestBasis) -> Iterator[Sentence]:
    facts = basis.facts
    if facts.appellant == "representative":
        yield basis.say("request.on_behalf", beneficiary=basis.beneficiary)
        number = basis.exhibits.numbers.get(APPOINTMENT)
        if number is not None:
            yield basis.say("request.appointment", number=number)
    yield basis.say(
        f"request.{basis.paper}",
        notice=basis.notice,
        decided_by=basis.decided_by,
        level=basis.wording.text(f"level.{facts.level.level}"),
    )
    if basis.paper == REQUEST:
        yield basis.say("request.elements", list=Fact(None, what=ELEMENTS))
    if facts.is_of_dismissal:
        yield basis.say("request.dismissal")
    if facts.speed is Speed.EXPEDITED:
        yield basis.say("request.expedited")


def _what_is_asked(basis: RequestBasis) -> Iterator[Sentence]:
    facts = basis.facts
    service = reported(facts.intake.service, 1, "service")
    if facts.is_of_dismissal:
        yield basis.say("asked.dismissal")
    elif basis.paper == REQUEST:
        yield basis.say("asked.request", service=service)
    elif facts.pays:
        yield basis.say("asked.payment", service=service)
    elif plan_program(facts.program).value == "part_d":
        yield basis.say("asked.drug", service=service)
    else:
        yield basis.say("asked.service", service=service)
    yield basis.say("asked.answer")


def _copies(basis: RequestBasis) -> Iterator[Sentence]:
    """Of a hearing in Original Medicare: the other parties get a copy; in Part D they do not."""
    if basis.paper == "alj_request":
        yield basis.say("copies.parties", copies=private(basis.private.copies, "copies"))


def _left_out(one: Evidence, wording: Wording) -> LeftOut:
    return LeftOut(one.id, what_it_is(one, wording), wording.text("exhibits.left_out"))
