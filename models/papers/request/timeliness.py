"""That a request is in time, or why it is late, and the amount in controversy."""

from collections.abc import Iterator

from models.cases.language import Language
from models.papers.paper import Sentence
from models.papers.request.basis import RequestBasis
from models.papers.sources import cited, reported
from models.papers.wording import Fact
from models.procedure.clocks import last_said
from models.words.english.tables import say


def timeliness(basis: RequestBasis) -> Iterator[Sentence]:
    """By the row, with its steps; a step of a row whose text was not seen is no sentence."""
    facts, clock = basis.facts, basis.facts.clock
    if clock is None:
        return
    reckoning = clock.reckoning
    law = cited(reckoning.rule, reckoning.citation, reckoning.evidence)
    last = reported(clock.due_on, facts.notice.number if facts.notice else None, what="last")
    if facts.late:
        yield basis.say("timeliness.late", last=clock.last_arguable, citation=law)
        return
    if basis.wording.language is Language.ENGLISH and reckoning.verified and not clock.override:
        for step in reckoning.steps:
            yield basis.say("timeliness.counted", step=Fact(step, law.rests_on))
    if facts.filed_on is not None and facts.filed_in is not None:
        filed = reported(facts.filed_on, facts.filed_in)
        yield basis.say("timeliness.filed", filed=filed, last=last, citation=law)
    else:
        yield basis.say("timeliness.in_time", last=last, citation=law)
    if clock.ground is not None and basis.wording.language is Language.ENGLISH:
        until = Fact(say(last_said(clock)), law.rests_on)
        yield basis.say("timeliness.counts", last_arguable=until)


def lateness(basis: RequestBasis) -> Iterator[Sentence]:
    """Why it is late, as was reported."""
    facts = basis.facts
    if not facts.late:
        return
    yield basis.say("lateness.asked")
    why = reported(facts.circumstances, facts.circumstances_in, "circumstances")
    yield basis.say("lateness.circumstances", circumstances=why)


def amount(basis: RequestBasis) -> Iterator[Sentence]:
    """The amount in controversy, where the level asks for one."""
    facts, threshold = basis.facts, basis.facts.threshold
    if threshold is None:
        return
    name = f"AIC.{threshold.forum}"
    yield basis.say(
        "amount.stated",
        amount=reported(facts.amount, 1, "amount_in_controversy", "amount"),
        year=str(facts.today.year),
        threshold=Fact(threshold.amount, what="threshold"),
        citation=cited(name, threshold.citation, threshold.evidence),
    )
