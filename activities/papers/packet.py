"""The packet: the letter, its forms and its exhibits as one PDF, with contents and page numbers.

The documents stay where they are: each is read, and none is changed.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from pypdf import PageObject, PdfReader, PdfWriter

from activities.papers.documents import DocumentError, read_document, read_pdf
from activities.papers.pdf import as_pdf, compiled
from models.papers.letter import Letter
from models.papers.paper import Exhibit, Paper

_TEMPLATES = Path(__file__).parent
_IMAGES = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
LETTER = "letter"
"""Names the letter itself among the files: one that was edited takes the place of ours."""

_LARGEST = 200_000_000
"""Bytes of one document."""


class ExhibitError(ValueError):
    """A document that cannot go into a packet; names the exhibit and says why."""


@dataclass(frozen=True)
class Piece:
    """A part of a packet: its name in the contents, and its pages; without a file it has none."""

    name: str
    pages: PdfReader | None
    label: str = ""
    """What its pages say of themselves, such as Exhibit 2."""

    @property
    def sheets(self) -> Sequence[PageObject]:
        """Its pages; none where it has no file."""
        return self.pages.pages if self.pages is not None else ()


def packet(
    letter: Letter, *, draft: bool, files: Mapping[str, str], forms: Mapping[str, bytes]
) -> bytes:
    """A packet.

    Args:
        letter: Leads it.
        draft: Whether the pages of the letter are marked as a draft.
        files: By the id of the evidence, or `notice`: the file of the exhibit. Where there is none,
            the place that the case has for it is looked at. Or `LETTER`.
        forms: Filled forms by the names of their files; they come after the letter.

    Raises:
        ExhibitError: A document cannot be read, or is neither a PDF nor a picture.
    """
    paper = letter.paper
    pieces = [Piece(paper.title, _letter(paper, files, draft=draft))]
    pieces += [Piece(Path(name).stem, _pdf(name, content)) for name, content in forms.items()]
    for one in paper.exhibits:
        name = f"{one.number}. {one.what}"
        file = _file_of(one, files)
        pages = _document(one, file) if file is not None else None
        pieces.append(Piece(name, pages, f"Exhibit {one.number}"))
    contents = _contents(letter, pieces)
    writer = PdfWriter()
    for sheets in (contents.pages, *(piece.sheets for piece in pieces)):
        for page in sheets:
            writer.add_page(page)
    total = len(writer.pages)
    labels = [""] * len(contents.pages) + [one.label for one in pieces for _ in one.sheets]
    marks = [
        " · ".join(filter(None, (label, paper.case_id, f"{number}/{total}")))
        for number, label in enumerate(labels, start=1)
    ]
    for page, stamp in zip(writer.pages, _stamps(writer.pages, marks), strict=True):
        page.merge_page(stamp)
    _outline(writer, pieces, len(contents.pages))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def without_file(paper: Paper, files: Mapping[str, str]) -> tuple[Exhibit, ...]:
    """The exhibits that a packet lists and does not have.

    Args:
        paper: Whose they are.
        files: As `packet` takes them.
    """
    return tuple(one for one in paper.exhibits if _file_of(one, files) is None)


def _letter(paper: Paper, files: Mapping[str, str], *, draft: bool) -> PdfReader:
    """As a person edited it, where that is given; else as it was composed."""
    if LETTER not in files:
        return PdfReader(io.BytesIO(as_pdf(paper, draft=draft)))
    return _pdf("the letter", _read("the letter", Path(files[LETTER]).expanduser()))


def _file_of(exhibit: Exhibit, files: Mapping[str, str]) -> Path | None:
    """The document of an exhibit: as it is given, else where the case says that it is kept."""
    if exhibit.evidence in files:
        return Path(files[exhibit.evidence]).expanduser()
    kept = Path(exhibit.location).expanduser() if exhibit.location else None
    return kept if kept is not None and kept.is_absolute() and kept.is_file() else None


def _document(exhibit: Exhibit, file: Path) -> PdfReader:
    name = f"exhibit {exhibit.number}"
    kind = _IMAGES.get(file.suffix.lower())
    if kind is None:
        return _pdf(name, _read(name, file))
    content = _read(name, file)
    with TemporaryDirectory() as folder:
        main, picture = Path(folder) / "main.typ", f"picture.{kind}"
        main.write_bytes((_TEMPLATES / "picture.typ").read_bytes())
        (Path(folder) / picture).write_bytes(content)
        try:
            pdf = typst.compile(main, sys_inputs={"file": picture}, ignore_system_fonts=True)
        except (typst.TypstError, RuntimeError):
            message = f"{name}: the picture cannot be read"
            raise ExhibitError(message) from None
    return PdfReader(io.BytesIO(pdf))


def _pdf(name: str, content: bytes) -> PdfReader:
    try:
        return read_pdf(content)
    except DocumentError as error:
        message = f"{name}: {error}"
        raise ExhibitError(message) from None


def _read(name: str, file: Path) -> bytes:
    try:
        return read_document(file, _LARGEST)
    except DocumentError as error:
        message = f"{name}: {error}"
        raise ExhibitError(message) from None


def _contents(letter: Letter, pieces: list[Piece]) -> PdfReader:
    """The first pages: what is in it, and on which pages. They count themselves."""
    length = 1
    while True:
        rows, page = [], length + 1
        for piece in pieces:
            count = len(piece.sheets)
            rows.append({"name": piece.name, "page": str(page) if count else ""})
            page += count
        content = {"case_id": letter.paper.case_id, "title": letter.paper.title, "rows": rows}
        said = "".join([letter.paper.title, *(piece.name for piece in pieces)])
        contents = compiled("contents.typ", {"content": json.dumps(content)}, said)
        found = PdfReader(io.BytesIO(contents))
        if len(found.pages) == length:
            return found
        length = len(found.pages)


def _stamps(pages: Sequence[PageObject], marks: Sequence[str]) -> Sequence[PageObject]:
    """For each page one of its size, with its mark alone."""
    each = [
        {"width": float(page.mediabox.width), "height": float(page.mediabox.height), "mark": mark}
        for page, mark in zip(pages, marks, strict=True)
    ]
    stamps = compiled("stamp.typ", {"pages": json.dumps(each)}, "")
    return PdfReader(io.BytesIO(stamps)).pages


def _outline(writer: PdfWriter, pieces: list[Piece], start: int) -> None:
    page = start
    for piece in pieces:
        if piece.sheets:
            writer.add_outline_item(title=piece.name, page_number=page)
            page += len(piece.sheets)
