"""Documents that are anything: each is taken, or refused without a word of what is in it."""

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from activities.papers.documents import DocumentError, read_document, read_pdf
from activities.papers.packet import ExhibitError, packet
from tests.models.papers.letters import knee, letter_of

_WHOLE = typst.compile(b"XANTHOUS #pagebreak() XANTHOUS")


def _locked(user_password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(_WHOLE))
    writer.encrypt(user_password, "owner")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_a_pdf_that_is_broken_anywhere_is_bound_or_refused(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    picked = random.Random(seed)
    content = bytearray(_WHOLE)
    for _ in range(30):
        content[picked.randrange(len(content))] = picked.randrange(256)
    file = tmp_path / "broken.pdf"
    file.write_bytes(content)
    with suppress(ExhibitError):
        packet(letter_of(knee()), draft=True, files={"notice": str(file)}, forms={})
    assert caplog.records == []


def test_a_pdf_that_opens_without_a_password_is_taken_though_it_is_encrypted() -> None:
    found = read_pdf(_locked(""))
    assert [page.extract_text() for page in found.pages] == ["XANTHOUS"] * 2
    with pytest.raises(DocumentError, match="locked with a password"):
        read_pdf(_locked("secret"))


def test_a_pdf_without_pages_is_refused() -> None:
    written = io.BytesIO()
    PdfWriter().write(written)
    with pytest.raises(DocumentError, match="has no pages"):
        read_pdf(written.getvalue())


def test_nothing_of_a_document_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DocumentError) as caught:
        read_pdf(b"XANTHOUS of no form")
    assert "XANT" not in str(caught.value)
    assert caplog.records == []


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/"])
def test_a_device_or_a_folder_is_no_file(name: str) -> None:
    with pytest.raises(DocumentError, match="is no file"):
        read_document(Path(name), 1000)


def test_a_file_that_is_too_large_or_absent_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * 2_000_001)
    with pytest.raises(DocumentError, match="too large; expected at most 2 MB"):
        read_document(large, 2_000_000)
    with pytest.raises(DocumentError, match="No such file"):
        read_document(tmp_path / "none", 1000)


def test_pages_of_any_size_and_rotation_are_bound(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(612, 792).rotate(90)
    writer.add_blank_page(20, 20)
    writer.add_blank_page(5000, 14000)
    file = tmp_path / "odd.pdf"
    writer.write(file)
    content = packet(letter_of(knee()), draft=True, files={"notice": str(file)}, forms={})
    assert "Exhibit 1" in PdfReader(io.BytesIO(content)).pages[-1].extract_text()
