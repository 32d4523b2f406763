"""A paper as a PDF, by Typst: one program library without a service, some 20 ms a letter."""

import json
from pathlib import Path

import typst

from activities.papers.marked import pieces
from models.papers.paper import Form, Paper, Part

_TEMPLATE = Path(__file__).parent / "paper.typ"


def as_pdf(paper: Paper, *, draft: bool) -> bytes:
    """A paper as a PDF of Letter size.

    Args:
        paper: What it says.
        draft: Whether each page is marked as a draft.
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
    inputs = {"paper": json.dumps(content)}
    return typst.compile(_TEMPLATE.read_bytes(), sys_inputs=inputs, ignore_system_fonts=True)


def _part(part: Part, paper: Paper) -> dict[str, object]:
    if part.form is Form.TEXT:
        rows = [[_pieces(" ".join(one.text for one in part.sentences), paper)]]
    else:
        rows = [[_pieces(line, paper) for line in one.text.splitlines()] for one in part.sentences]
    return {"name": part.name, "form": part.form.value, "heading": part.heading, "rows": rows}


def _pieces(text: str, paper: Paper) -> list[dict[str, object]]:
    return [{"text": piece, "gap": is_gap} for piece, is_gap in pieces(text, paper)]
