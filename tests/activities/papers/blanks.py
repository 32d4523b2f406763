"""A blank form as agencies publish them: text fields and check boxes on a page."""

from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

MAP = """
edition = "01/25"

[fields]
"Beneficiary Name" = "beneficiary_name"
"Medicare Number" = "medicare_number"
"Date of the notice" = "notice_date"
"Reason" = "text:See the letter that goes with this form."

[checked]
"Evidence attached" = "has_evidence"
"Fast" = "expedited"
"""

TEXTS = ("Beneficiary Name", "Medicare Number", "Date of the notice", "Reason", "Signature")
BOXES = ("Evidence attached", "Fast")


def a_blank(folder: Path, name: str = "PART-C-MODEL", *, without: str = "") -> Path:
    """A blank with these fields, but for one."""
    page = folder / "page.pdf"
    page.write_bytes(typst.compile(b'#set page(paper: "us-letter")\nREQUEST FORM'))
    writer = PdfWriter(clone_from=PdfReader(page))
    names = [one for one in (*TEXTS, *BOXES) if one != without]
    fields = ArrayObject(
        writer._add_object(_field(writer, one, number)) for number, one in enumerate(names)
    )
    writer.pages[0][NameObject("/Annots")] = fields
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/Helv"): font})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/Fields"): fields,
            NameObject("/NeedAppearances"): BooleanObject(value=True),
            NameObject("/DA"): TextStringObject("/Helv 10 Tf 0 g"),
            NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
        }
    )
    file = folder / f"{name}.pdf"
    writer.write(file)
    page.unlink()
    return file


def _field(writer: PdfWriter, name: str, number: int) -> DictionaryObject:
    top = 700 - number * 40
    is_box = name in BOXES
    found = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Btn" if is_box else "/Tx"),
            NameObject("/T"): TextStringObject(name),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject(
                FloatObject(one) for one in (72, top, 90 if is_box else 400, top + 18)
            ),
        }
    )
    if not is_box:
        found[NameObject("/DA")] = TextStringObject("/Helv 10 Tf 0 g")
        return found
    states = DictionaryObject()
    for state, drawn in (("/On", b"q 0 0 18 18 re f Q"), ("/Off", b"")):
        stream = StreamObject()
        stream.set_data(drawn)
        stream.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject(FloatObject(one) for one in (0, 0, 18, 18)),
            }
        )
        states[NameObject(state)] = writer._add_object(stream)
    found[NameObject("/AP")] = DictionaryObject({NameObject("/N"): states})
    found[NameObject("/V")] = found[NameObject("/AS")] = NameObject("/Off")
    return found
