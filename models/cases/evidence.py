"""Evidence for an appeal: who gave what and when, and at which level it was filed.

Documents themselves stay where they are: evidence names a document and its place.
"""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Element(StrEnum):
    """The five things that make a second opinion evidence."""

    CONFIRMS_DIAGNOSIS = "confirms_diagnosis"
    MEDICALLY_NECESSARY = "medically_necessary"
    CITES_GUIDELINES = "cites_guidelines"
    REFUTES_ALTERNATIVE = "refutes_alternative"
    CONSENSUS = "consensus"


ELEMENT_WORDS = {
    Element.CONFIRMS_DIAGNOSIS: "confirms the diagnosis",
    Element.MEDICALLY_NECESSARY: "states, as the writer's own view, that the denied service is "
    "medically necessary",
    Element.CITES_GUIDELINES: "cites clinical guidelines",
    Element.REFUTES_ALTERNATIVE: "explains why the plan's alternative is worse for this patient",
    Element.CONSENSUS: "shows that it agrees with the treating physician",
}
"""Each element as a request for it reads, after 'The report'."""


class Agreement(StrEnum):
    """What an opinion says of the treatment that was denied."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    COVERED_ALTERNATIVE = "covered_alternative"


class EvidenceKind(StrEnum):
    """What sort of document it is."""

    SECOND_OPINION = "second_opinion"
    THIRD_OPINION = "third_opinion"
    ADDENDUM = "addendum"
    RECORDS = "records"
    LETTER = "letter"
    OTHER = "other"


class Evidence(BaseModel):
    """One document that bears on the appeal."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(description="Unique in the case: the workflow that gathered it, and a count.")
    kind: EvidenceKind
    name: str | None = Field(default=None, description="The document's name.")
    location: str | None = Field(default=None, description="Where the document is kept.")
    given_by: str | None = Field(default=None, description="Who wrote or sent it.")
    received_on: date
    elements: tuple[Element, ...] = ()
    agreement: Agreement | None = Field(
        default=None, description="What an opinion says of the treatment; None for the rest."
    )
    filed_at: str | None = Field(
        default=None, description="The level at which it was filed; None while it is not."
    )
    filed_on: date | None = None

    @property
    def speaks_against(self) -> bool:
        """Whether it is an opinion that does not support the treatment that was denied."""
        return self.agreement not in {None, Agreement.AGREES}

    @property
    def missing(self) -> tuple[Element, ...]:
        """The elements that an opinion for the treatment lacks; none for other documents."""
        if not self.speaks_against and self.kind in {
            EvidenceKind.SECOND_OPINION,
            EvidenceKind.THIRD_OPINION,
        }:
            return tuple(element for element in Element if element not in self.elements)
        return ()
