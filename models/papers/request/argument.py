"""Why the decision should be reversed: only what the notice, the rules and the exhibits say.

In this order: the reason that the notice gives; the coverage rule; what each exhibit shows, quoted
and attributed; that independent opinions agree, where they do. No medical sentence of our own: an
exhibit's words are quoted, and where they are not at hand the place is marked.
"""

from collections.abc import Iterable, Iterator

from models.cases.evidence import Element, Evidence
from models.papers.paper import QUOTE, RestsOn, Sentence, Source
from models.papers.request.asked import COUNCIL, REQUEST, Asked
from models.papers.request.coverage import CoverageLaw, laws_of
from models.papers.sources import cited
from models.papers.wording import Fact


def argument(asked: Asked) -> Iterator[Iterable[Sentence]]:
    """Its paragraphs."""
    facts = asked.facts
    yield _reason(asked)
    yield (_law(asked, law) for law in laws_of(facts))
    for one in facts.supporting:
        yield _shown_by(asked, one)
    yield _agreement(asked)
    if asked.paper in COUNCIL:
        yield [asked.say("argument.disagreements", disagreements=asked.detail("disagreements"))]


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


def _shown_by(asked: Asked, one: Evidence) -> Iterator[Sentence]:
    number = asked.exhibits.number(one)
    what = Fact(asked.exhibits.all[number - 1].what, (_of(one),))
    yield asked.say("argument.exhibit", number=number, what=what)
    by = Fact(one.given_by, (_of(one),), "given_by")
    for element in one.elements:
        quote = _quote(asked, one, element)
        yield asked.say(f"argument.shows_{element.value}", number=number, given_by=by, quote=quote)
    if not one.elements and one.id in asked.private.quotes:
        yield asked.say("argument.written_by", given_by=by, quote=_quote(asked, one, None))


def _quote(asked: Asked, one: Evidence, element: Element | None) -> Fact:
    """The words of an exhibit: those on the element, else those given for the whole of it."""
    quotes = asked.private.quotes
    names = [f"{one.id}/{element.value}"] if element is not None else []
    name = next((each for each in (*names, one.id) if each in quotes), None)
    if name is None:
        return Fact(None, (), f"--private: quotes.{[*names, one.id][0]}", QUOTE)
    return Fact(quotes[name], (RestsOn(Source.PRIVATE, f"quotes.{name}"),))


def _agreement(asked: Asked) -> Iterator[Sentence]:
    agreeing = asked.facts.agreeing
    if not agreeing:
        return
    numbers = [str(asked.exhibits.number(one)) for one in agreeing]
    writers = Fact([one.given_by for one in agreeing], tuple(_of(one) for one in agreeing))
    yield asked.say("argument.agree", writers=writers, numbers=numbers)


def _of(one: Evidence) -> RestsOn:
    """The piece of evidence, as the case lists it."""
    return RestsOn(Source.REPORT, f"evidence {one.id}")
