"""Why the decision should be reversed: only what the notice, the rules and the exhibits say.

In this order: the reason that the notice gives; the coverage rule; what each exhibit shows, quoted
and attributed; that independent opinions agree, where they do. No medical sentence of our own: an
exhibit's words are quoted, and where they are not at hand the place is marked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.cases.evidence import Evidence
from models.cases.program import Kind
from models.papers.paper import COVERAGE, QUOTE, RestsOn, Sentence, Source
from models.papers.request.basis import COUNCIL, REQUEST, RequestBasis
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


def argument(basis: RequestBasis) -> Iterator[Iterable[Sentence]]:
    """Its paragraphs."""
    facts = basis.facts
    yield _reason(basis)
    yield (_law(basis, law) for law in laws_of(facts))
    yield _statement(basis)
    shown = [tuple(_shown_by(basis, one)) for one in facts.supporting]
    shown.append(tuple(_agreement(basis)))
    yield from shown
    yield _disagreements(basis, others=any(is_reason(one) for written in shown for one in written))


def is_reason(sentence: Sentence) -> bool:
    """Whether a sentence says something against the decision, and not only what it is."""
    return sentence.code.startswith(_REASONS) and not sentence.gaps


def _reason(basis: RequestBasis) -> Iterator[Sentence]:
    yield basis.say("argument.reason", denial_reason=basis.detail("denial_reason"))
    rules = basis.facts.details.coverage_rules
    if basis.paper == REQUEST and not rules:
        return
    code = "argument.rules" if len(rules) > 1 else "argument.rule"
    yield basis.say(code, coverage_rule=basis.detail("coverage_rules", COVERAGE))


def _law(basis: RequestBasis, law: CoverageLaw) -> Sentence:
    citation = cited(law.rule, law.citation, law.evidence)
    return basis.say("argument.law", words=law.text.removesuffix("."), citation=citation)


def _statement(basis: RequestBasis) -> Iterator[Sentence]:
    """Of an exception in Part D: the statement of the prescriber that it rests on."""
    intake = basis.facts.intake
    if "supporting_statement" in basis.required and intake.request_kind is Kind.EXCEPTION:
        on = reported(intake.statement_on, 1, "statement_on")
        yield basis.say("argument.statement", statement_on=on)


def _shown_by(basis: RequestBasis, one: Evidence) -> Iterator[Sentence]:
    number = basis.exhibits.numbers[one.id]
    what = Fact(basis.exhibits.all[number - 1].what, (_of(one),))
    yield basis.say("argument.exhibit", number=number, what=what)
    by = Fact(one.given_by, (_of(one),), "given_by")
    if one.id in basis.private.quotes:
        yield basis.say("argument.written_by", given_by=by, quote=_quote(basis, one.id))
    for element in one.elements:
        quote = _quote(basis, f"{one.id}/{element.value}")
        yield basis.say(f"argument.shows_{element.value}", number=number, given_by=by, quote=quote)


def _quote(basis: RequestBasis, name: str) -> Fact:
    """Words of an exhibit: those given for the whole of it, or those on one element."""
    words = basis.private.quotes.get(name)
    if words is None:
        return Fact(None, (), f"--private: quotes.{name}", QUOTE)
    return Fact(words, (RestsOn(Source.PRIVATE, f"quotes.{name}"),))


def _agreement(basis: RequestBasis) -> Iterator[Sentence]:
    agreeing = basis.facts.agreeing
    if not agreeing:
        return
    numbers = [str(basis.exhibits.numbers[one.id]) for one in agreeing]
    writers = Fact([one.given_by for one in agreeing], tuple(_of(one) for one in agreeing))
    yield basis.say("argument.agree", writers=writers, numbers=numbers)


def _disagreements(basis: RequestBasis, *, others: bool) -> Iterator[Sentence]:
    """Why the decision is wrong, as reported; a gap where a reason is required and there is none.

    Args:
        basis: What the request is composed from.
        others: Whether the exhibits give reasons already.
    """
    given = basis.detail("disagreements")
    is_gap = "disagreements" in basis.required or ("reasons" in basis.required and not others)
    if given.value or is_gap:
        code = "argument.disagreements" if basis.paper in COUNCIL else "argument.reasons"
        words = given if given.value is None else replace(given, value=as_clause(str(given.value)))
        yield basis.say(code, disagreements=words)


def _of(one: Evidence) -> RestsOn:
    """The piece of evidence, as the case lists it."""
    return RestsOn(Source.REPORT, f"evidence {one.id}")
