"""The document and the PDF of a paper say the same, and say on each page that it is a draft."""

import io
import re
import time
import zipfile
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from activities.papers.docx import as_docx
from activities.papers.pdf import FontError, as_pdf
from models.papers.paper import Paper
from tests.models.papers.letters import ANA, knee, letter_of

_DRAFT = "DRAFT: not reviewed, not signed"


def words(text: str) -> list[str]:
    """The words of a text; a hyphen may end a line in either."""
    return re.sub(r"\s+", " ", text).replace("- ", "-").split()


def of_pdf(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def of_docx(content: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


def body(pages: list[str]) -> str:
    """What stands between head and foot."""
    return "\n".join(
        line
        for page in pages
        for line in page.splitlines()
        if line not in {_DRAFT} and not re.fullmatch(r"AC-1 · page \d+ of \d+", line.strip())
    )


@pytest.fixture(scope="module", params=["knee", "injected"])
def paper(request: pytest.FixtureRequest) -> Paper:
    hostile: dict[str, Any] = {
        "knee": {},
        "injected": {
            "plan": '#read("/etc/passwd") <b>&amp; \\u{41} *x* _y_ $z$',
            "denial_reason": ']#[ "quoted" \\ // @ref ---',
            "beneficiary": {**ANA, "name": "Ana = Perez"},
        },
    }[request.param]
    return letter_of(knee(**hostile)).paper


def test_document_and_pdf_say_the_same(paper: Paper) -> None:
    pdf, docx = of_pdf(as_pdf(paper, draft=True)), of_docx(as_docx(paper, draft=True))
    assert words(body(pdf)) == words(docx)
    for sentence in paper.sentences():
        assert " ".join(words(sentence.text)) in " ".join(words(docx))


def test_each_page_of_a_draft_says_so_and_has_its_case_and_number(paper: Paper) -> None:
    pages = of_pdf(as_pdf(paper, draft=True))
    for number, page in enumerate(pages, start=1):
        assert _DRAFT in page
        assert f"AC-1 · page {number} of {len(pages)}" in page
    document = Document(io.BytesIO(as_docx(paper, draft=True)))
    assert document.sections[0].header.paragraphs[0].text == _DRAFT
    assert document.sections[0].footer.paragraphs[0].text.startswith("AC-1 · page ")


def test_a_final_paper_is_no_draft(paper: Paper) -> None:
    assert not any("DRAFT" in page for page in of_pdf(as_pdf(paper, draft=False)))
    document = Document(io.BytesIO(as_docx(paper, draft=False)))
    assert document.sections[0].header.paragraphs[0].text == ""


def test_gaps_stand_out_in_the_document(paper: Paper) -> None:
    document = Document(io.BytesIO(as_docx(paper, draft=True)))
    bold = [run.text for one in document.paragraphs for run in one.runs if run.bold]
    for gap in paper.gaps:
        assert f"[TO FILL IN: {gap.what}]" in bold


def test_the_same_paper_is_the_same_document_whenever_and_names_nobody(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = as_docx(paper, draft=True)
    later = time.localtime(time.mktime((2027, 3, 1, 12, 0, 0, 0, 0, 0)))
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: later)  # type: ignore[attr-defined]
    assert as_docx(paper, draft=True) == first
    properties = Document(io.BytesIO(as_docx(paper, draft=True))).core_properties
    assert (properties.author, properties.title) == ("", "AC-1")


def test_a_copy_to_read_says_that_it_is_one() -> None:
    copy = letter_of(knee(beneficiary={**ANA, "language": "es"})).copy
    assert copy is not None
    for page in of_pdf(as_pdf(copy, draft=True)):
        assert "Copia para leer" in page
        assert "BORRADOR" in page


@pytest.mark.parametrize("name", ["محمد علي", "שרה כהן", "Łódź Ñandú", "Ελένη", "Наталья"])
def test_names_in_other_letters_are_shown(name: str) -> None:
    content = as_pdf(letter_of(knee(beneficiary={"name": name})).paper, draft=True)
    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert not {*name} - {*shown}


def test_a_letter_that_would_show_a_blank_is_refused() -> None:
    with pytest.raises(FontError, match="install one") as caught:
        as_pdf(letter_of(knee(plan="Plan \U00016f00\U0001d800\U00016e40")).paper, draft=True)
    assert "Plan" not in str(caught.value)
