"""A paper: its parts, each sentence with what it rests on, its exhibits and its gaps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

MARKS = ("draft", "page", "of", "copy", "gap")
"""What stands around and within a paper: see `Paper.marks`."""

QUOTE, CITATION, ELEMENTS, COVERAGE = "quote", "citation", "elements", "coverage_rule"
"""Names of gaps that keep no paper from being final: for words of an exhibit, for a law and for a
list whose text was not seen, for a coverage rule where none is recorded."""


class Source(StrEnum):
    """What sort of thing a sentence rests on."""

    REPORT = "report"
    ROW = "row"
    ELEMENT = "element"
    TEMPLATE = "template"
    PRIVATE = "private"


@dataclass(frozen=True)
class RestsOn:
    """One thing that a sentence rests on."""

    source: Source
    name: str
    """The number of the report; the id of the row or element; the code of the template; the field
    of the private file."""

    citation: str = ""
    """Of a row: where the law stands, as its text says."""

    evidence: str = ""
    """Of a row: how far it was verified."""

    def as_json(self) -> dict[str, str]:
        """What `sources.json` has of it."""
        found = {"citation": self.citation, "evidence": self.evidence}
        return {self.source.value: self.name, **{name: one for name, one in found.items() if one}}


@dataclass(frozen=True)
class Gap:
    """Something that a person has to fill in, marked in the text."""

    name: str
    """Of what is missing, such as medicare_number."""

    what: str
    """As it stands in the mark, such as `the Medicare number`."""

    field: str = ""
    """The field of the case or of the private file that would fill it; empty: none does."""


@dataclass(frozen=True)
class Sentence:
    """A sentence or a line of a paper."""

    code: str
    """Of the template it was made of."""

    text: str
    rests_on: tuple[RestsOn, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def is_for_drafts(self) -> bool:
        """Whether it lacks what is not at hand: a final paper goes without it."""
        return any(gap.name in {QUOTE, CITATION, ELEMENTS, COVERAGE} for gap in self.gaps)

    def as_json(self) -> dict[str, Any]:
        """What `sources.json` has of it."""
        return {"text": self.text, "rests_on": [one.as_json() for one in self.rests_on]}


class Form(StrEnum):
    """How a part is laid out."""

    LINES = "lines"
    """Each sentence on a line of its own: a sender, an addressee, a signature."""

    FACTS = "facts"
    """The block of facts after 'RE'."""

    TEXT = "text"
    """Running text."""

    LIST = "list"
    """A numbered list."""

    FORM = "form"
    """Lines to be filled in by hand, as on a call sheet."""


@dataclass(frozen=True)
class Part:
    """A part of a paper."""

    name: str
    """Such as sender, request, timeliness, argument, asked, signature."""

    form: Form
    sentences: tuple[Sentence, ...]
    heading: str = ""


def paragraphs(
    name: str, heading: str, found: Iterable[Iterable[Sentence]], form: Form = Form.TEXT
) -> Iterator[Part]:
    """A part of several paragraphs: one of its own for each, the heading above the first."""
    for sentences in found:
        written = tuple(sentences)
        if written:
            yield Part(name, form, written, heading)
            heading = ""


@dataclass(frozen=True)
class Exhibit:
    """A document that goes with a paper."""

    number: int
    what: str
    """In words, as the list of exhibits has it."""

    evidence: str = ""
    """The id of the piece of evidence; `notice` and `appointment` for those two."""

    location: str = ""
    """Where the document is kept, as the case has it."""

    received_on: str = ""
    given_by: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A document of the case that is no exhibit by itself, and why: the manager decides."""

    evidence: str
    what: str
    why: str


@dataclass(frozen=True)
class Paper:
    """A paper, ready to be drawn."""

    id: str
    """Such as redetermination, grievance or cms_complaint."""

    case_id: str
    title: str
    language: str
    parts: tuple[Part, ...]
    exhibits: tuple[Exhibit, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    """Words around it, by `MARKS`: `copy` is what a reading copy says of itself."""

    def sentences(self) -> Iterator[Sentence]:
        """Its sentences, from top to bottom."""
        for part in self.parts:
            yield from part.sentences

    def final(self) -> "Paper":
        """The same without the sentences that are for drafts alone."""
        parts = (
            replace(part, sentences=tuple(one for one in part.sentences if not one.is_for_drafts))
            for part in self.parts
        )
        return replace(self, parts=tuple(part for part in parts if part.sentences))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What a person has to fill in, each once."""
        return tuple(dict.fromkeys(gap for one in self.sentences() for gap in one.gaps))
