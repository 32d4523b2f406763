"""The law by which coverage is decided, as far as the rulebook has its text."""

from dataclasses import dataclass

from models.papers.facts import RequestFacts
from models.rulebook import rulebook


@dataclass(frozen=True)
class CoverageLaw:
    """One fact of the rulebook that a paper may rest on."""

    rule: str
    text: str
    citation: str
    evidence: str


def laws_of(facts: RequestFacts) -> tuple[CoverageLaw, ...]:
    """What coverage is decided by in the program of a case, in force on the day of the decision."""
    terms = facts.program.terms
    rules = [*terms.coverage]
    if facts.intake.prior_authorization:
        rules += terms.coverage_prior
    on = facts.about.on if facts.about is not None and facts.about.on is not None else facts.today
    in_force = {row.id for row in rulebook.rows(on=on)}
    versions = [(rule, rulebook.row(rule).version_on(on)) for rule in rules if rule in in_force]
    return tuple(
        CoverageLaw(rule, version.text, version.citation, version.evidence)
        for rule, version in versions
        if version.text
    )
