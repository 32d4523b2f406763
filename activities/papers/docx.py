"""A paper as a Word document, to be edited before it is signed."""

import io
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph

from activities.papers.marked import pieces
from models.papers.paper import Form, Paper, Part

_FONT = "Liberation Serif"
_SIZE = Pt(11)
_MARK = RGBColor(0xA5, 0x00, 0x26)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Of the document's properties: the same paper is the same file, and names nobody."""


def as_docx(paper: Paper, *, draft: bool) -> bytes:
    """A paper as a document.

    Args:
        paper: What it says.
        draft: Whether each page is marked as a draft.
    """
    document = Document()
    _page(document, paper, draft=draft)
    for part in paper.parts:
        _part(document, part, paper)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", paper.case_id, ""
    properties.created = properties.modified = _EPOCH
    written = io.BytesIO()
    document.save(written)
    return _without_moments(written)


def _without_moments(written: io.BytesIO) -> bytes:
    """The same archive with one moment for each of its parts, which had that of their writing."""
    packed = io.BytesIO()
    with ZipFile(written) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = ZipInfo(one.filename, _EPOCH.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(one))
    return packed.getvalue()


def _page(document: DocumentObject, paper: Paper, *, draft: bool) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _SIZE
    style.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.1)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    marks = [paper.marks["draft"]] if draft else []
    for mark in [*marks, *filter(None, [paper.marks["copy"]])]:
        run = head.add_run(mark if not head.runs else f" · {mark}")
        run.bold, run.font.color.rgb = True, _MARK
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{paper.case_id} · {paper.marks['page']} ")
    _number(foot, "PAGE")
    foot.add_run(f" {paper.marks['of']} ")
    _number(foot, "NUMPAGES")


def _number(paragraph: Paragraph, field: str) -> None:
    """A field that Word counts: the page, or how many there are."""
    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = field
            run._r.append(text)  # noqa: SLF001 (python-docx has no fields)
            continue
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)  # noqa: SLF001


def _part(document: DocumentObject, part: Part, paper: Paper) -> None:
    if part.heading:
        heading = document.add_paragraph()
        heading.add_run(part.heading).bold = True
        heading.paragraph_format.space_before = Pt(10)
        heading.paragraph_format.keep_with_next = True
    if part.form is Form.TEXT:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if part.heading else 6)
        _write(paragraph, " ".join(one.text for one in part.sentences), paper)
        return
    for number, one in enumerate(part.sentences, start=1):
        lines = one.text.splitlines()
        for place, line in enumerate(lines):
            paragraph = document.add_paragraph()
            if place == 0 and number == 1 and not part.heading:
                paragraph.paragraph_format.space_before = Pt(10)
            if part.form in {Form.LIST, Form.FORM, Form.FACTS}:
                paragraph.paragraph_format.left_indent = Inches(0.3)
            prefix = f"{number}. " if part.form is Form.LIST and place == 0 else ""
            _write(paragraph, prefix + line, paper)


def _write(paragraph: Paragraph, text: str, paper: Paper) -> None:
    for piece, is_gap in pieces(text, paper):
        run = paragraph.add_run(piece)
        if is_gap:
            run.bold, run.font.color.rgb = True, _MARK
