"""The request for appeal: from what is on the case, in the order in which an adjudicator reads."""

from collections.abc import Iterator

from models.cases.evidence import Evidence
from models.cases.program import Speed, plan_program
from models.papers.frame import assembled, sender, signature, text_part
from models.papers.paper import ELEMENTS, Form, LeftOut, Paper, Part, Sentence, paragraphs
from models.papers.request.argument import argument
from models.papers.request.asked import REQUEST, Asked
from models.papers.request.exhibits import APPOINTMENT, what_it_is
from models.papers.request.re_block import re_block
from models.papers.request.timeliness import amount, lateness, timeliness
from models.papers.sources import private, reported
from models.papers.wording import Fact, Wording


def request_paper(asked: Asked) -> Paper:
    """The request for a level."""
    facts, wording = asked.facts, asked.wording
    parts: tuple[Part, ...] = (
        sender(wording, asked.sender, facts.appellant, asked.signer, asked.private),
        _addressed_to(asked),
        Part("re", Form.FACTS, tuple(re_block(asked)), wording.text("re.heading")),
        Part("request", Form.TEXT, tuple(_request(asked))),
        text_part(wording, "timeliness", timeliness(asked)),
        text_part(wording, "lateness", lateness(asked)),
        text_part(wording, "amount", amount(asked)),
        *paragraphs("argument", wording.text("heading.argument"), argument(asked)),
        text_part(wording, "asked", _what_is_asked(asked)),
        signature(wording, asked.sender),
        Part("exhibits", Form.LIST, asked.exhibits.listed, wording.text("heading.exhibits")),
        text_part(wording, "copies", _copies(asked)),
    )
    left_out = tuple(_left_out(one, wording) for one in facts.opposing)
    return assembled(
        asked.paper,
        facts.case_id,
        wording,
        parts,
        exhibits=asked.exhibits.all,
        left_out=left_out,
    )


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
        number = asked.exhibits.numbers.get(APPOINTMENT)
        if number is not None:
            yield asked.say("request.appointment", number=number)
    yield asked.say(
        f"request.{asked.paper}",
        notice=asked.notice,
        decided_by=asked.decided_by,
        level=asked.wording.text(f"level.{facts.level.level}"),
    )
    if asked.paper == REQUEST:
        yield asked.say("request.elements", list=Fact(None, what=ELEMENTS))
    if facts.is_of_dismissal:
        yield asked.say("request.dismissal")
    if facts.speed is Speed.EXPEDITED:
        yield asked.say("request.expedited")


def _what_is_asked(asked: Asked) -> Iterator[Sentence]:
    facts = asked.facts
    service = reported(facts.intake.service, 1, "service")
    if facts.is_of_dismissal:
        yield asked.say("asked.dismissal")
    elif asked.paper == REQUEST:
        yield asked.say("asked.request", service=service)
    elif facts.pays:
        yield asked.say("asked.payment", service=service)
    elif plan_program(facts.program).value == "part_d":
        yield asked.say("asked.drug", service=service)
    else:
        yield asked.say("asked.service", service=service)
    yield asked.say("asked.answer")


def _copies(asked: Asked) -> Iterator[Sentence]:
    """Of a hearing in Original Medicare: the other parties get a copy; in Part D they do not."""
    if asked.paper == "alj_request":
        yield asked.say("copies.parties", copies=private(asked.private.copies, "copies"))


def _left_out(one: Evidence, wording: Wording) -> LeftOut:
    return LeftOut(one.id, what_it_is(one, wording), wording.text("exhibits.left_out"))
