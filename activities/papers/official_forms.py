"""Reads the fields of a blank form, and fills it: flattened, so that it reads the same everywhere.

A blank stays where it is and as it is. Nothing is signed: a field for a signature is left blank.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter

from activities.papers.documents import DocumentError, read_document, read_pdf
from models.papers.forms.official import TEXT, FormMap

_STAMP = Path(__file__).parent / "draft.typ"
_LARGEST = 100_000_000
_TEXT, _BOX = "/Tx", "/Btn"


class BlankError(ValueError):
    """A blank that cannot be used; names the file and says why."""


def fields_of(blank: Path) -> dict[str, str]:
    """The fields of a blank that can be filled: `text` or `box`, by their names.

    Raises:
        BlankError: It is no PDF, is locked, or has no fields.
    """
    kinds = {_TEXT: "text", _BOX: "box"}
    with _readable(blank):
        found = _reader(blank).get_fields() or {}
        fields = {
            name: kinds[kind] for name, one in found.items() if (kind := one.get("/FT")) in kinds
        }
    if not fields:
        message = f"{blank.name}: has no fields to fill: it is a picture of a form, or an XFA form"
        raise BlankError(message)
    return fields


def lacking(blank: Path, form_map: FormMap) -> tuple[str, ...]:
    """The fields that a map names and a blank does not have.

    Raises:
        BlankError: As `fields_of`.
    """
    fields = fields_of(blank)
    texts = [name for name in form_map.fields if fields.get(name) != "text"]
    boxes = [name for name in form_map.checked if fields.get(name) != "box"]
    return (*texts, *boxes)


def filled(blank: Path, form_map: FormMap, values: Mapping[str, str], *, draft: str) -> bytes:
    """A form filled and flattened.

    Args:
        blank: The form as it is published.
        form_map: Which field is filled with what.
        values: By their names; what is not known leaves its field blank.
        draft: What each page is marked with; nothing where it is empty.

    Raises:
        BlankError: The blank cannot be used, or is another edition than the map's.
    """
    missing = lacking(blank, form_map)
    if missing:
        message = f"{blank.name}: has no field {missing[0]}: the map is of another edition"
        raise BlankError(message)
    with _readable(blank):
        return _filled(blank, form_map, values, draft)


def _filled(blank: Path, form_map: FormMap, values: Mapping[str, str], draft: str) -> bytes:
    writer = PdfWriter(clone_from=_reader(blank))
    texts = {name: _value(value, values) for name, value in form_map.fields.items()}
    texts = {name: value for name, value in texts.items() if value}
    boxes = {
        name: _on(writer, name) for name, value in form_map.checked.items() if values.get(value)
    }
    for page in writer.pages:
        writer.update_page_form_field_values(
            page, {**texts, **boxes}, auto_regenerate=False, flatten=True
        )
    writer.remove_annotations(subtypes="/Widget")
    writer.root_object.pop("/AcroForm", None)
    if draft:
        _mark(writer, draft)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _value(named: str, values: Mapping[str, str]) -> str:
    return named.removeprefix(TEXT) if named.startswith(TEXT) else values.get(named, "")


def _on(writer: PdfWriter, name: str) -> str:
    """The state of a check box that is checked."""
    for page in writer.pages:
        for reference in page.get("/Annots") or ():
            one = reference.get_object()
            if one.get("/T") == name:
                states = [*one["/AP"]["/N"]] if "/AP" in one else []
                return next((state for state in states if state != "/Off"), "/Yes")
    return "/Yes"


def _mark(writer: PdfWriter, draft: str) -> None:
    for page in writer.pages:
        box = page.mediabox
        size = {"width": str(float(box.width)), "height": str(float(box.height))}
        stamp = typst.compile(
            _STAMP.read_bytes(), sys_inputs={"mark": draft, **size}, ignore_system_fonts=True
        )
        page.merge_page(PdfReader(io.BytesIO(stamp)).pages[0])


@contextmanager
def _readable(blank: Path) -> Iterator[None]:
    """While the context is open: what is wrong with the fields of a blank is said of the blank."""
    try:
        yield
    except BlankError:
        raise
    except Exception:  # noqa: BLE001 (what a broken form makes of its reader is on no list)
        message = f"{blank.name}: its fields cannot be read: the file is broken"
        raise BlankError(message) from None


def _reader(blank: Path) -> PdfReader:
    try:
        return read_pdf(read_document(blank, _LARGEST))
    except DocumentError as error:
        message = f"{blank.name}: {error}"
        raise BlankError(message) from None
