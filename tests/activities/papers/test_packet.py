"""A packet binds letter and exhibits, with contents and page numbers."""

import io
import re
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

from activities.papers.packet import ExhibitError, packet
from models.papers.letter import Letter
from tests.models.papers.letters import knee, letter_of, reported
from tests.models.presentation.complaints import at


@pytest.fixture(scope="module")
def letter() -> Letter:
    return letter_of(knee())


def document(folder: Path, name: str, pages: int) -> Path:
    """A PDF whose pages say which they are."""
    text = " #pagebreak() ".join(f"{name} sheet {number}" for number in range(1, pages + 1))
    file = folder / f"{name}.pdf"
    file.write_bytes(typst.compile(text.encode()))
    return file


def bound(letter: Letter, *, files: dict[str, str]) -> bytes:
    """The packet of a draft."""
    return packet(letter, draft=True, files=files, forms={})


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_contents_name_the_page_on_which_each_exhibit_begins(
    letter: Letter, tmp_path: Path
) -> None:
    ids = [one.evidence for one in letter.paper.exhibits]
    files = {
        "notice": str(document(tmp_path, "notice", 3)),
        ids[1]: str(document(tmp_path, "opinion", 2)),
        ids[3]: str(document(tmp_path, "letter", 1)),
    }
    before = {name: Path(file).read_bytes() for name, file in files.items()}
    content = bound(letter, files=files)
    pages, reader = texts(content), PdfReader(io.BytesIO(content))
    marks = {
        str(one["/Title"]): (reader.get_destination_page_number(one) or 0) + 1
        for one in reader.outline
        if isinstance(one, Destination)
    }
    for name, what in (("notice", "1. Notice"), ("opinion", "2. Second"), ("letter", "4. Letter")):
        first = next(page for title, page in marks.items() if title.startswith(what))
        assert f"{name} sheet 1" in pages[first - 1]
        assert re.search(rf"{re.escape(what)}.*?\b{first}\b", pages[0], re.DOTALL)
    assert "not in this packet" in pages[0]
    for number, page in enumerate(pages, start=1):
        assert f"AC-1 · {number}/{len(pages)}" in page
    assert before == {name: Path(file).read_bytes() for name, file in files.items()}


def test_a_picture_is_a_page(letter: Letter, tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    picture.write_bytes(typst.compile(b"scanned", format="png"))
    without = len(texts(bound(letter, files={})))
    assert len(texts(bound(letter, files={"notice": str(picture)}))) == without + 1


def test_a_document_is_found_where_the_case_has_it(tmp_path: Path) -> None:
    kept = document(tmp_path, "kept", 1)
    content = {"received_on": "2026-11-09", "kind": "records", "location": str(kept)}
    found = letter_of(reported(knee(), "record_evidence", at(10), **content))
    assert any("kept sheet" in page for page in texts(bound(found, files={})))
    kept.unlink()
    assert not any("kept sheet" in page for page in texts(bound(found, files={})))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MARKER no pdf", "is no PDF that can be read"),
        (b"", "is no PDF that can be read"),
        (b"%PDF-1.7\nMARKER", "is no PDF that can be read"),
    ],
)
def test_what_is_no_document_is_named_by_its_exhibit(
    content: bytes, why: str, letter: Letter, tmp_path: Path
) -> None:
    file = tmp_path / "MARKERNAME.pdf"
    file.write_bytes(content)
    with pytest.raises(ExhibitError) as caught:
        bound(letter, files={"notice": str(file)})
    assert str(caught.value).startswith("exhibit 1: ")
    assert why in str(caught.value)
    assert "MARKER" not in str(caught.value)


def test_a_locked_or_missing_document_is_said(letter: Letter, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=document(tmp_path, "locked", 1))
    writer.encrypt("secret")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    for file, why in ((locked, "password"), (tmp_path / "none.pdf", "No such file")):
        with pytest.raises(ExhibitError, match=why):
            bound(letter, files={"notice": str(file)})
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(ExhibitError, match="the picture cannot be read"):
        bound(letter, files={"notice": str(broken)})


def test_pages_of_an_exhibit_say_which_it_is(letter: Letter, tmp_path: Path) -> None:
    pages = texts(bound(letter, files={"notice": str(document(tmp_path, "notice", 2))}))
    assert all("Exhibit 1 · AC-1" in page for page in pages[-2:])
    assert not any("Exhibit 1 · " in page for page in pages[:-2])


def test_a_letter_that_was_edited_takes_the_place_of_ours(letter: Letter, tmp_path: Path) -> None:
    pages = texts(bound(letter, files={"letter": str(document(tmp_path, "edited", 1))}))
    assert "edited sheet 1" in pages[1]
    assert not any("I ask for a reconsideration" in page for page in pages)
