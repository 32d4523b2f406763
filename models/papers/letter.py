"""A letter about a case: its paper, the copy to read, the checklist, and what each rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.cases.language import Language
from models.cases.people import Person
from models.inputs.validation import Refusal
from models.papers.asked import Asked
from models.papers.checklist import Item, checklist, missing
from models.papers.exhibits import Exhibits
from models.papers.facts import RequestFacts, request_facts
from models.papers.paper import Paper
from models.papers.private import PrivateDetails
from models.papers.request import request_paper
from models.papers.wording import Wording
from models.presentation.shown import Shown
from models.procedure.appeal.standing import AppealStanding
from models.rulebook import rulebook


@dataclass(frozen=True)
class Letter:
    """A letter, ready to be written down."""

    paper: Paper
    copy: Paper | None
    """The same in the beneficiary's language, to read; None where that is English."""

    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """The required elements that are missing."""
        return missing(self.items)

    @property
    def unfilled(self) -> tuple[str, ...]:
        """What keeps it from being final: elements that are missing, and gaps but for quotes."""
        gaps = (gap.what for gap in self.paper.final().gaps)
        return tuple(dict.fromkeys([*(one.required.element.title for one in self.missing), *gaps]))

    def final(self) -> "Letter":
        """The same without the sentences that lack their quotes."""
        copy = self.copy.final() if self.copy is not None else None
        return replace(self, paper=self.paper.final(), copy=copy)

    def sources(self) -> Iterator[dict[str, Any]]:
        """Each sentence of the paper, with what it rests on."""
        for part in self.paper.parts:
            for sentence in part.sentences:
                yield {"part": part.name, **sentence.as_json()}


def letter(
    shown: Shown, given: PrivateDetails, *, level: str | None = None, folder: Path | None = None
) -> Letter:
    """The letter of a case.

    Args:
        shown: The case at the moment at which it is written.
        given: What only this letter is told.
        level: The level the request is for; the present one when None.
        folder: An operator's texts, see `Wording`.

    Raises:
        Refusal: No letter goes to that level, in a sentence.
        TextError: A text of the operator's cannot be used.
    """
    standing = shown.standing
    if not isinstance(standing, AppealStanding):
        message = "A letter of this kind of case is not known; expected an appeal."
        raise Refusal(message)
    facts = request_facts(shown.case, standing, level)
    paper = _paper_of(facts)
    asked = _asked(paper, facts, given, Wording(Language.ENGLISH, folder))
    language = _reads(facts.beneficiary)
    copy = None
    if language is not Language.ENGLISH:
        copy = request_paper(_asked(paper, facts, given, Wording(language, folder)))
    return Letter(request_paper(asked), copy, checklist(asked))


def _asked(paper: str, facts: RequestFacts, given: PrivateDetails, wording: Wording) -> Asked:
    return Asked(paper, facts, given, wording, Exhibits.of(facts, wording))


def _reads(beneficiary: Person | None) -> Language:
    return beneficiary.language if beneficiary is not None else Language.ENGLISH


def _paper_of(facts: RequestFacts) -> str:
    """The id of the request for a level.

    Raises:
        Refusal: None is known: it is made by telephone, sent on by the plan, or not read about.
    """
    for one in rulebook.papers:
        if one.role == "request" and one.belongs_to(
            facts.program.value, facts.level.level, facts.appellant
        ):
            return one.id
    message = (
        f"No letter is known for {facts.level.title} of this program and appellant: the rulebook "
        f"holds no list of what it must contain. The request goes to {facts.level.files_with}."
    )
    raise Refusal(message)
