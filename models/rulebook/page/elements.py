"""The part of docs/rulebook.md on what each paper must contain."""

from models.rulebook.book import Rulebook
from models.rulebook.elements import Element, Follows, Paper
from models.rulebook.page.cells import evidence_of, grounds_of, line_of, lines_of

_INTRODUCTION = """\
## What each paper must contain

The elements of requests, of what is enclosed with them, and of papers alone. A request that lacks
some is reported with their ids: `file_appeal` with `incomplete`. What is *private* is never typed
into a case.
"""


def elements_page(book: Rulebook) -> str:
    """Every paper with its elements, as Markdown."""
    return "\n".join([_INTRODUCTION, *map(_paper, book.papers)])


def _paper(paper: Paper) -> str:
    where = f"Programs: {', '.join(f'`{one}`' for one in paper.programs)}."
    if paper.levels is not None:
        where += f" Levels: {', '.join(f'`{one}`' for one in paper.levels)}."
    if paper.appellants is not None:
        where += f" For: {_names(paper.appellants)}."
    lines = [f"### {paper.title} (`{paper.id}`)\n", where]
    lines += [paper.note] if paper.note else []
    lines += ["", "| Element | What | Law | Evidence |", "|---|---|---|---|"]
    lines += [_element(one) for one in paper.elements]
    lines += [_follows(f"When one is missing: {_text(one)}", one) for one in paper.follows]
    return "\n".join(lines) + "\n"


def _element(element: Element) -> str:
    doubt = "" if element.verified else " **⚠**"
    words = [element.title]
    if element.appellants is not None:
        words.append(f"for: {_names(element.appellants)}")
    if element.when is not None:
        words.append(f"when {element.when}")
    if element.field is not None:
        words.append(f"from the case: `{element.field}`")
    words += ["*private*"] if element.private else []
    words += [
        f"missing: {_text(one)} ({one.citation}; {evidence_of(one.evidence)})"
        for one in element.follows
    ]
    return line_of([f"`{element.id}`{doubt}", lines_of(words), *grounds_of(element)])


def _text(follows: Follows) -> str:
    whom = f" (for: {_names(follows.appellants)})" if follows.appellants is not None else ""
    return f"{follows.text}{whom}"


def _follows(words: str, follows: Follows) -> str:
    return line_of(["", words, *grounds_of(follows)])


def _names(appellants: tuple[str, ...]) -> str:
    return ", ".join(one.replace("_", " ") for one in appellants)
