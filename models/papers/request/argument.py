"""Why the decision should be reversed: only what the notice, the rules and the exhibits say.

In this order: the reason that the notice gives; the coverage rule; what each exhibit shows, quoted
and attributed; that independent opinions agree, where they do. No medical sentence of our own: an
exhibit's words are quoted, and where they are not at hand the place is marked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.cases.evidence import Evidence
from models.cases.program import Kind
from models.papers.paper import QUOTE, RestsOn, Sentence, Source
from models.papers.request.asked import COUNCIL, REQUEST, Asked
from models.papers.request.coverage import CoverageLaw, laws_of
from models.papers.sources import cited, reported
from models.papers.wording import Fact, as_clause

_REASONS = (
    "argument.shows_",
    "argument.written_by",
    "argument.agree",
    "argument.disagreements",
    "argument.reasons",
)
"""What the codes of sentences begin with that say something against the decision."""


def argument(asked: Asked) -> Iterator[Iterable[Sentence]]:
    """Its paragraphs."""
    facts = asked.facts
    yield _reason(asked)
    yield (_law(asked, law) for law in laws_of(facts))
    yield _statement(asked)
    shown = [tuple(_shown_by(asked, one)) for one in facts.supporting]
    shown.append(tuple(_agreement(asked)))
    yield from shown
    yield _disagreements(asked, others=any(is_reason(one) for written in shown for one in written))


def is_reason(sentence: Sentence) -> bool:
    """Whether a sentence says something against the decision, and not only what it is."""
    return sentence.code.startswith(_REASONS) and not sentence.gaps


def _reason(asked: Asked) -> Iterator[Sentence]:
    yield asked.say("argument.reason", denial_reason=asked.detail("denial_reason"))
    rules = asked.facts.details.coverage_rules
    if asked.paper == REQUEST and not rules:
        return
    code = "argument.rules" if len(rules) > 1 else "argument.rule"
    yield asked.say(code, coverage_rule=asked.detail("coverage_rules", "coverage_rule"))


def _law(asked: Asked, law: CoverageLaw) -> Sentence:
    citation = cited(law.rule, law.citation, law.evidence)
    return asked.say("argument.law", words=law.text.removesuffix("."), citation=citation)


def _statement(asked: Asked) -> Iterator[Sentence]:
    """Of an exception in Part D: the statement of the prescriber that it rests on."""
    intake = asked.facts.intake
    if "supporting_statement" in asked.required and intake.request_kind is Kind.EXCEPTION:
        on = reported(intake.statement_on, 1, "statement_on")
        yield asked.say("argument.statement", statement_on=on)


def _shown_by(asked: Asked, one: Evidence) -> Iterator[Sentence]:
    number = asked.exhibits.numbers[one.id]
    what = Fact(asked.exhibits.all[number - 1].what, (_of(one),))
    yield asked.say("argument.exhibit", number=number, what=what)
    by = Fact(one.given_by, (_of(one),), "given_by")
    if one.id in asked.private.quotes:
        yield asked.say("argument.written_by", given_by=by, quote=_quote(asked, one.id))
    for element in one.elements:
        quote = _quote(asked, f"{one.id}/{element.value}")
        yield asked.say(f"argument.shows_{element.value}", number=number, given_by=by, quote=quote)


def _quote(asked: Asked, name: str) -> Fact:
    """Words of an exhibit: those given for the whole of it, or those on one element."""
    words = asked.private.quotes.get(name)
    if words is None:
        return Fact(None, (), f"--private: quotes.{name}", QUOTE)
    return Fact(words, (RestsOn(Source.PRIVATE, f"quotes.{name}"),))


def _agreement(asked: Asked) -> Iterator[Sentence]:
    agreeing = asked.facts.agreeing
    if not agreeing:
        return
    numbers = [str(asked.exhibits.numbers[one.id]) for one in agreeing]
    writers = Fact([one.given_by for one in agreeing], tuple(_of(one) for one in agreeing))
    yield asked.say("argument.agree", writers=writers, numbers=numbers)


def _disagreements(asked: Asked, *, others: bool) -> Iterator[Sentence]:
    """Why the decision is wrong, as reported; a gap where a reason is required and there is none.

    Args:
        asked: The request.
        others: Whether the exhibits give reasons already.
    """
    given = asked.detail("disagreements")
    is_gap = "disagreements" in asked.required or ("reasons" in asked.required and not others)
    if given.value or is_gap:
        code = "argument.disagreements" if asked.paper in COUNCIL else "argument.reasons"
        words = given if given.value is None else replace(given, value=as_clause(str(given.value)))
        yield asked.say(code, disagreements=words)


def _of(one: Evidence) -> RestsOn:
    """The piece of evidence, as the case lists it."""
    return RestsOn(Source.REPORT, f"evidence {one.id}")
