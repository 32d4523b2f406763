"""A paper as a PDF, by Typst: one program library without a service, some 20 ms a letter."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import typst
from pypdf import PdfReader

from activities.papers.marked import pieces
from models.papers.paper import Form, Paper, Part

_TEMPLATES = Path(__file__).parent


class FontError(ValueError):
    """A text that no font at hand shows; does not repeat it."""


def as_pdf(paper: Paper, *, draft: bool) -> bytes:
    """A paper as a PDF of Letter size.

    Args:
        paper: What it says.
        draft: Whether each page is marked as a draft.

    Raises:
        FontError: A character of it would be blank.
    """
    marks = [paper.marks["draft"]] if draft else []
    content = {
        "head": [*marks, *filter(None, [paper.marks["copy"]])],
        "draft": draft,
        "case_id": paper.case_id,
        "page": paper.marks["page"],
        "of": paper.marks["of"],
        "language": paper.language,
        "title": paper.title,
        "parts": [_part(part, paper) for part in paper.parts],
    }
    said = "".join(one.text for one in paper.sentences())
    return compiled("paper.typ", {"paper": json.dumps(content)}, said)


def compiled(template: str, inputs: Mapping[str, str], said: str) -> bytes:
    """A template as a PDF, in our own font; with those of the machine where a character needs them.

    Args:
        template: The name of its file.
        inputs: What it takes.
        said: All of the characters that its pages must show.

    Raises:
        FontError: One would be blank.
    """
    source = (_TEMPLATES / template).read_bytes()
    for ours_alone in (True, False):
        pdf = typst.compile(source, sys_inputs=dict(inputs), ignore_system_fonts=ours_alone)
        shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        if not {one for one in said if one.isprintable() and not one.isspace()} - {*shown}:
            return pdf
    message = (
        "the letter has characters that no font on this machine shows; install one that does, "
        "such as fonts-noto-cjk for Chinese names"
    )
    raise FontError(message)


def _part(part: Part, paper: Paper) -> dict[str, object]:
    if part.form is Form.TEXT:
        rows = [[_pieces(" ".join(one.text for one in part.sentences), paper)]]
    else:
        rows = [[_pieces(line, paper) for line in one.text.splitlines()] for one in part.sentences]
    return {"name": part.name, "form": part.form.value, "heading": part.heading, "rows": rows}


def _pieces(text: str, paper: Paper) -> list[dict[str, object]]:
    return [{"text": piece, "gap": is_gap} for piece, is_gap in pieces(text, paper)]
