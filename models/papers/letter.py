"""A letter about a case: its paper, the copy to read, the checklist, and what each rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.cases.language import Language
from models.cases.people import Person
from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.grievance import GrievanceIntake
from models.inputs.validation import Refusal
from models.papers.complaint.call_sheet import call_sheet
from models.papers.complaint.checklist import complaint_checklist
from models.papers.complaint.facts import ComplaintFacts
from models.papers.complaint.grievance import grievance_paper
from models.papers.forms.official import OfficialForm, official_forms
from models.papers.forms.values import form_values
from models.papers.paper import Paper, Sentence
from models.papers.private import PrivateDetails
from models.papers.request.basis import REQUEST, RequestBasis
from models.papers.request.checklist import Item, checklist, missing
from models.papers.request.exhibits import Exhibits
from models.papers.request.facts import RequestFacts, request_facts
from models.papers.request.request import request_paper
from models.papers.wording import Wording
from models.presentation.shown import Shown
from models.procedure.appeal.standing import AppealStanding
from models.procedure.cms_complaint.standing import ComplaintStanding
from models.rulebook import rulebook

_AFTER_FAST_TRACK = frozenset({"alj_hearing", "council"})
"""The levels of a fast-track appeal that are asked for in writing; those below by telephone."""

_COURT = "district_court"

_COMPLAINTS = frozenset({"grievance", "cms_complaint"})


@dataclass(frozen=True)
class Letter:
    """A letter, ready to be written down."""

    paper: Paper
    copy: Paper | None
    """The same in the beneficiary's language, to read; None where that is English."""

    items: tuple[Item, ...]
    forms: tuple[OfficialForm, ...] = ()
    """The official forms that go with it."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What their fields are filled with, by the names of `forms.values`; private ones among it."""

    @property
    def missing(self) -> tuple[Item, ...]:
        """The required elements that are missing; of a complaint, which may be oral, none is."""
        return missing(self.items) if self.paper.id not in _COMPLAINTS else ()

    @property
    def unfilled(self) -> tuple[str, ...]:
        """What keeps it from being final: elements that are missing, and gaps of a final paper."""
        gaps = (gap.what for gap in self.paper.final().gaps)
        return tuple(dict.fromkeys([*(one.required.element.title for one in self.missing), *gaps]))

    @property
    def dropped(self) -> tuple[Sentence, ...]:
        """What a final paper goes without: it lacks what is not at hand."""
        return tuple(one for one in self.paper.sentences() if one.is_for_drafts)

    def final(self) -> "Letter":
        """The same without those sentences."""
        copy = self.copy.final() if self.copy is not None else None
        return replace(self, paper=self.paper.final(), copy=copy)

    def sources(self) -> Iterator[dict[str, Any]]:
        """Each sentence of the paper, with what it rests on."""
        for part in self.paper.parts:
            for sentence in part.sentences:
                yield {"part": part.name, **sentence.as_json()}


def letter(
    shown: Shown,
    given: PrivateDetails,
    *,
    above: tuple[Shown, ...] = (),
    level: str | None = None,
    folder: Path | None = None,
) -> Letter:
    """The letter of a case.

    Args:
        shown: The case at the moment at which it is written.
        given: What only this letter is told.
        above: What a grievance or a complaint runs beside, the nearest first.
        level: The level the request is for; the present one when None.
        folder: An operator's texts, see `Wording`.

    Raises:
        Refusal: No letter goes to that level, in a sentence.
        TextError: A text of the operator's cannot be used.
    """
    standing = shown.standing
    if not isinstance(standing, AppealStanding):
        return _complaint(ComplaintFacts(shown, above, given), folder)
    facts = request_facts(shown.case, standing, level)
    paper = _paper_of(facts)
    basis = _basis(paper, facts, given, Wording(Language.ENGLISH, folder))
    language = _reads(facts.beneficiary)
    copy = None
    if language is not Language.ENGLISH:
        copy = request_paper(_basis(paper, facts, given, Wording(language, folder)))
    forms = (one for one in official_forms() if one.goes_with(paper, facts.appellant))
    written = request_paper(basis)
    items = checklist(basis, written)
    return Letter(written, copy, items, tuple(forms), form_values(basis))


def _complaint(facts: ComplaintFacts, folder: Path | None) -> Letter:
    """A grievance, or the call sheet of a complaint to CMS."""
    language = _reads(facts.intake.beneficiary)
    paper = _complaint_paper(facts, Wording(Language.ENGLISH, folder))
    copy = None
    if language is not Language.ENGLISH:
        copy = _complaint_paper(facts, Wording(language, folder))
    return Letter(paper, copy, complaint_checklist(paper.id, facts))


def _complaint_paper(facts: ComplaintFacts, wording: Wording) -> Paper:
    intake, standing = facts.intake, facts.shown.standing
    if isinstance(intake, GrievanceIntake):
        return grievance_paper(facts, intake, wording)
    if isinstance(intake, ComplaintIntake) and isinstance(standing, ComplaintStanding):
        return call_sheet(facts, intake, standing, wording)
    message = "No letter is known of this kind of case; expected an appeal, a grievance or a "
    raise Refusal(f"{message}complaint to CMS.")


def _basis(
    paper: str, facts: RequestFacts, given: PrivateDetails, wording: Wording
) -> RequestBasis:
    return RequestBasis(paper, facts, given, wording, Exhibits.of(facts, wording))


def _reads(beneficiary: Person | None) -> Language:
    return beneficiary.language if beneficiary is not None else Language.ENGLISH


def _paper_of(facts: RequestFacts) -> str:
    """The id of the request for a level; `request` where no list of its elements was seen.

    Raises:
        Refusal: It is made by telephone, sent on by the plan, or filed by a lawyer.
    """
    for one in rulebook.papers:
        if one.role == "request" and one.belongs_to(
            facts.program.value, facts.level.level, facts.appellant
        ):
            return one.id
    if _is_written(facts):
        return REQUEST
    message = (
        f"No letter is known for {facts.level.title} of this program: such a request is made by "
        "telephone or by the provider, sent on by the plan, or filed by a lawyer; it "
        f"goes to {facts.level.files_with}"
    )
    raise Refusal(message)


def _is_written(facts: RequestFacts) -> bool:
    """Whether a request for the level is one that we write, though no list of elements was seen."""
    level = facts.level
    if level.reached_by != "filing" or level.level == _COURT:
        return False
    return not facts.program.fast_track or level.level in _AFTER_FAST_TRACK
