"""What each paper must contain: the elements of a request, an appointment, a grievance.

They are in `law/elements.toml`. A paper is a request of one or more levels, is enclosed with a
request (an appointment of a representative, a waiver of liability), or stands alone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.rulebook.row import Address, Evidence, ProgramId, Words

Appellant = Literal[
    "beneficiary",
    "representative",
    "provider",
    "noncontract_provider",
    "physician",
    "prescriber",
]
"""Who makes a request: the beneficiary, called enrollee in a plan, or somebody else."""

PaperId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
LevelId = PaperId
ElementId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")]
"""The paper and the element, as redetermination.medicare_number."""

CaseField = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z]+)?$")]
"""A field of a case's intake, as beneficiary.name."""


class _Grounded(BaseModel):
    """What rests on a text, and how far that was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    citation: Words
    quote: Words | None = Field(default=None, description="None: no words of the text were seen.")
    source: Address | None = None
    read_on: date | None = Field(default=None, description="The day the source was read.")
    evidence: Evidence

    @property
    def verified(self) -> bool:
        """Whether the text was seen, going by the mark."""
        return "UNVERIFIED" not in self.evidence


class Follows(_Grounded):
    """What follows when an element is missing."""

    text: Words
    appellants: tuple[Appellant, ...] | None = Field(
        default=None, min_length=1, description="For whose request; for everybody's if left out."
    )
    programs: tuple[ProgramId, ...] | None = Field(
        default=None, min_length=1, description="Where; in all programs of the paper if left out."
    )


class Element(_Grounded):
    """One thing that a paper must contain."""

    id: ElementId
    title: Words = Field(description="As it follows 'missing:', without an article.")
    appellants: tuple[Appellant, ...] | None = Field(
        default=None, min_length=1, description="In whose paper; in everybody's when left out."
    )
    when: Words | None = Field(
        default=None, description="In which case alone it is asked for; always when left out."
    )
    field: CaseField | None = Field(
        default=None, description="The field of a case that fills it; None: no field does."
    )
    private: bool = Field(
        default=False, description="Whether it is never kept in a case: it is given for one paper."
    )
    follows: tuple[Follows, ...] = Field(
        default=(), description="What follows when it is missing, where the paper's does not hold."
    )


class Paper(BaseModel):
    """A request, what is enclosed with one, or a paper of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: PaperId
    title: Words
    role: Literal["request", "enclosure", "alone"] = Field(
        description="A request of some levels; enclosed with requests; or neither."
    )
    programs: tuple[ProgramId, ...] = Field(min_length=1)
    levels: tuple[LevelId, ...] | None = Field(
        default=None, min_length=1, description="Of an enclosure: at every level when left out."
    )
    appellants: tuple[Appellant, ...] | None = Field(
        default=None, min_length=1, description="Whose paper; everybody's when left out."
    )
    follows: tuple[Follows, ...] = Field(
        default=(), description="What follows when an element is missing."
    )
    note: Words | None = None
    elements: tuple[Element, ...] = Field(min_length=1)

    def belongs_to(self, program: str, level: str, appellant: Appellant) -> bool:
        """Whether it is the request for a level, or is enclosed with it."""
        return (
            self.role != "alone"
            and program in self.programs
            and (self.levels is None or level in self.levels)
            and (self.appellants is None or appellant in self.appellants)
        )

    def required_of(self, appellant: Appellant) -> tuple[Element, ...]:
        """The elements that somebody's paper must contain."""
        return tuple(
            one for one in self.elements if one.appellants is None or appellant in one.appellants
        )

    def what_follows(
        self, element: Element, program: str, appellant: Appellant
    ) -> tuple[Follows, ...]:
        """What follows when an element of somebody's paper is missing; nothing: it was not seen."""
        return tuple(
            one
            for one in (element.follows or self.follows)
            if (one.appellants is None or appellant in one.appellants)
            and (one.programs is None or program in one.programs)
        )


@dataclass(frozen=True)
class Required:
    """An element that somebody's request must contain."""

    element: Element
    paper: Paper
    follows: tuple[Follows, ...]
    """What follows when it is missing; empty where no text was seen that says so."""


@dataclass(frozen=True)
class Checked:
    """A required element, and whether it is there."""

    required: Required
    state: Literal["there", "missing", "unknown"]
    """unknown: nothing of the case says so, and the paper itself has to be looked at."""


def required_elements(
    papers: Iterable[Paper], program: str, level: str, appellant: Appellant
) -> tuple[Required, ...]:
    """What a request must contain, with what is enclosed: in the order of the papers.

    Args:
        papers: All there are.
        program: Of the case.
        level: The one the request is for.
        appellant: Who makes it.
    """
    return tuple(
        Required(element, paper, paper.what_follows(element, program, appellant))
        for paper in papers
        if paper.belongs_to(program, level, appellant)
        for element in paper.required_of(appellant)
    )


def checked(
    required: Iterable[Required], *, filled: Collection[str], missing: Collection[str]
) -> tuple[Checked, ...]:
    """Which elements are there, and which are missing.

    Args:
        required: Of `required_elements`.
        filled: The fields of the case that hold something.
        missing: What was reported as missing: ids of elements, or of a paper as a whole.
    """
    return tuple(Checked(one, _state(one, filled, missing)) for one in required)


def _state(
    one: Required, filled: Collection[str], missing: Collection[str]
) -> Literal["there", "missing", "unknown"]:
    if one.element.id in missing or one.paper.id in missing:
        return "missing"
    if one.element.field is None:
        return "unknown"
    return "there" if one.element.field in filled else "missing"
