"""An official form is filled by its map and flattened; another edition is refused."""

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from pypdf import PdfReader

from activities.papers.folder import write_letter
from activities.papers.official_forms import BlankError, fields_of, filled, lacking
from models.papers.forms.official import FormMap, MapError, official_forms, read_map, skeleton
from models.papers.forms.values import NAMES
from models.rulebook import rulebook
from tests.activities.papers.blanks import BOXES, MAP, TEXTS, a_blank
from tests.models.papers.letters import knee, letter_of

VALUES = {
    "beneficiary_name": "Ana Perez",
    "medicare_number": "1EG4-TE5-MK73",
    "notice_date": "11/02/2026",
    "has_evidence": "yes",
}


@pytest.fixture
def form_map(tmp_path: Path) -> FormMap:
    file = tmp_path / "map.toml"
    file.write_text(MAP)
    return read_map(file)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_fields_of_a_blank_are_read(tmp_path: Path) -> None:
    fields = fields_of(a_blank(tmp_path))
    assert fields == {**dict.fromkeys(TEXTS, "text"), **dict.fromkeys(BOXES, "box")}


def test_a_filled_form_is_flat_and_reads_what_was_filled_in(
    tmp_path: Path, form_map: FormMap
) -> None:
    blank = a_blank(tmp_path)
    before = blank.read_bytes()
    content = filled(blank, form_map, VALUES, draft="")
    text = text_of(content)
    for value in ("Ana Perez", "1EG4-TE5-MK73", "11/02/2026", "See the letter", "REQUEST FORM"):
        assert value in text
    reader = PdfReader(io.BytesIO(content))
    assert not reader.get_fields()
    assert not reader.pages[0].get("/Annots")
    assert blank.read_bytes() == before


def test_a_box_is_checked_where_its_value_is_there(tmp_path: Path, form_map: FormMap) -> None:
    blank = a_blank(tmp_path)

    def drawn(**values: str) -> int:
        content = filled(blank, form_map, values, draft="")
        resources = PdfReader(io.BytesIO(content)).pages[0]["/Resources"].get_object()
        forms = resources.get("/XObject", {}).get_object()  # type: ignore[union-attr]
        return sum(b"re f" in one.get_object().get_data() for one in forms.values())

    assert drawn() == 0
    assert drawn(has_evidence="yes") == 1
    assert drawn(has_evidence="yes", expedited="yes") == 2


def test_what_is_not_known_leaves_its_field_blank(tmp_path: Path, form_map: FormMap) -> None:
    text = text_of(filled(a_blank(tmp_path), form_map, {"notice_date": "11/02/2026"}, draft=""))
    assert "11/02/2026" in text
    assert "Ana" not in text


def test_a_draft_says_so_on_each_page(tmp_path: Path, form_map: FormMap) -> None:
    assert "DRAFT: x" in text_of(filled(a_blank(tmp_path), form_map, VALUES, draft="DRAFT: x"))


def test_a_map_of_another_edition_is_refused(tmp_path: Path, form_map: FormMap) -> None:
    other = a_blank(tmp_path, without="Medicare Number")
    assert lacking(other, form_map) == ("Medicare Number",)
    with pytest.raises(BlankError, match="has no field Medicare Number"):
        filled(other, form_map, VALUES, draft="")


@pytest.mark.parametrize("content", [b"", b"MARKER", b"%PDF-1.7\nMARKER"])
def test_what_is_no_blank_is_said_without_its_content(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_bytes(content)
    with pytest.raises(BlankError) as caught:
        fields_of(file)
    assert str(caught.value).startswith("blank.pdf: ")
    assert "MARKER" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[fields]\nA = 'mars'", "mars: expected one of beneficiary_name"),
        ("[fields\n", "cannot be read"),
        ("edition = 'x'", "fields: Field required"),
        ("[fields]\nA = 1", "fields.A:"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(text)
    with pytest.raises(MapError) as caught:
        read_map(file)
    assert expected in str(caught.value)
    assert str(caught.value).startswith("map.toml: ")


def test_a_map_to_begin_with_can_be_read_and_names_the_nearest_values(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(skeleton(fields_of(a_blank(tmp_path))))
    found = read_map(file)
    assert set(found.fields) == set(TEXTS)
    assert found.fields["Beneficiary Name"] == "beneficiary_name"
    assert found.fields["Medicare Number"] == "medicare_number"
    assert found.fields["Signature"] == ""


def test_each_form_goes_with_a_request_that_the_rulebook_knows() -> None:
    papers = {one.id for one in rulebook.papers}
    for form in official_forms():
        assert set(form.papers) <= papers
        assert form.papers or form.appellants
        assert form.published
    assert {"CMS-20027", "CMS-20033", "OMHA-100", "DAB-101", "CMS-1696"} <= {
        one.id for one in official_forms()
    }


def test_a_letter_fills_the_forms_of_its_request_and_binds_them(tmp_path: Path) -> None:
    blanks, out = tmp_path / "blanks", tmp_path / "out"
    blanks.mkdir()
    a_blank(blanks)
    a_blank(blanks, "CMS-20027")
    for name in ("PART-C-MODEL", "CMS-20027"):
        (blanks / f"{name}.toml").write_text(MAP)
    files = write_letter(out, letter_of(knee()), blanks=blanks, files={}).files
    forms = [file for file in files if file.parent.name == "forms"]
    assert [file.name for file in forms] == ["PART-C-MODEL.pdf"]
    text = text_of(forms[0].read_bytes())
    assert "Ana Perez" in text
    assert "DRAFT: not reviewed" in text
    bound = text_of((out / "AC-1" / "packet.pdf").read_bytes())
    assert "REQUEST FORM" in bound


def test_a_letter_does_not_show_its_private_values() -> None:
    found = letter_of(knee())
    assert found.values["member_number"] == "M-77"
    assert "M-77" not in repr(found).replace(repr(found.paper), "")
    assert set(found.values) == set(NAMES)


@pytest.mark.parametrize("seed", [17, 146, 265, *range(10)])
def test_a_blank_that_is_broken_anywhere_is_filled_or_refused(seed: int, tmp_path: Path) -> None:
    a_blank(tmp_path)
    (blank,) = tmp_path.glob("*.pdf")
    (tmp_path / "map.toml").write_text(MAP)
    picked = random.Random(seed)
    content = bytearray(blank.read_bytes())
    for _ in range(picked.randrange(1, 20)):
        content[picked.randrange(len(content))] = picked.randrange(256)
    blank.write_bytes(content)
    with suppress(BlankError):
        filled(blank, read_map(tmp_path / "map.toml"), {"beneficiary_name": "Ana"}, draft="DRAFT")
