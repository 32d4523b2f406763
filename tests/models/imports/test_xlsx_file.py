import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from models.imports import xlsx_file
from models.imports.cases_found import ImportRefusedError
from models.imports.table import table_of
from models.imports.xlsx_file import read_xlsx
from tests.models.imports.lists import problems, read_rows, saved, workbook

HEADERS = ("Case #", "Program", "Denial Dt.", "Service", "Amt")
ROW = ("AC-1", "part_c", datetime(2026, 11, 2), "MRI", 1200.5)  # noqa: DTZ001 (a cell)


def with_part(content: bytes, name: str, change: tuple[bytes, bytes]) -> bytes:
    """A workbook in which a part says something else."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            said = old.read(part)
            new.writestr(part, said.replace(*change) if part == name else said)
    return written.getvalue()


def test_days_numbers_and_rows_as_a_spreadsheet_shows_them() -> None:
    table = table_of(read_xlsx(workbook(("Denials",), (), HEADERS, ROW, (), ROW)))
    assert table.headers == HEADERS
    assert [row.number for row in table.rows] == [4, 6]
    assert table.rows[0].cells[2:] == (date(2026, 11, 2), "MRI", Decimal("1200.5"))


def test_merged_cells_are_named_wherever_a_value_may_be_missing() -> None:
    rows = (HEADERS, ROW, ("AC-2", None, date(2026, 11, 3), "CT", 3))
    found = read_rows(read_xlsx(workbook(*rows, merged=["B2:B3"])))
    assert problems(found) == [
        ("row 3", "column B (Program)", "is merged with another cell; unmerge them")
    ]
    headers = ("Case #", "Program", "Denial Dt.", None, "Service")
    row = ("AC-1", "part_c", date(2026, 11, 2), "noon", "MRI")
    with pytest.raises(ImportRefusedError) as refused:
        read_rows(read_xlsx(workbook(headers, row, merged=["C1:D1"])))
    assert refused.value.reasons == ("column D has values and no header",)


def test_a_formula_that_was_never_computed_and_an_error_are_no_values() -> None:
    rows = (HEADERS, (*ROW[:4], "=1+1"), ("AC-2", "part_c", "#REF!", "MRI", None))
    found = read_rows(read_xlsx(workbook(*rows)))
    assert problems(found) == [
        ("row 2", "column E (Amt)", "holds a formula that was never computed"),
        ("row 3", "column C (Denial Dt.)", "holds an error of Excel"),
    ]


def test_the_sheet_that_holds_the_list() -> None:
    book = Workbook()
    for title in ("Notes", "Denials", "Old"):
        sheet = book.create_sheet(title)
        sheet.append(("Remember",) if title == "Notes" else HEADERS)
        sheet.append(("nothing",) if title == "Notes" else (title, *ROW[1:]))
    with pytest.raises(ImportRefusedError, match="several sheets; name one with --sheet"):
        read_xlsx(saved(book))
    assert read_xlsx(saved(book), "Old")[1].cells[0] == "Old"
    with pytest.raises(ImportRefusedError, match="no such sheet"):
        read_xlsx(saved(book), "Other")
    book["Old"].sheet_state = "hidden"
    assert read_xlsx(saved(book))[1].cells[0] == "Denials"
    book["Denials"].sheet_state = "hidden"
    with pytest.raises(ImportRefusedError, match="no visible sheet with a row of headers"):
        read_xlsx(saved(book))


def test_what_is_no_workbook_is_refused() -> None:
    good = workbook(HEADERS, ROW)
    sheet = "xl/worksheets/sheet1.xml"
    declared = (b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    for content in (
        b"PK\x03\x04" + b"x" * 100,
        good[: len(good) // 2],
        with_part(good, sheet, (b"<sheetData>", b"<sheetData><")),
        with_part(good, sheet, declared),
        with_part(good, "xl/workbook.xml", (b"<workbook", b"<other")),
    ):
        with pytest.raises(ImportRefusedError) as refused:
            table_of(read_xlsx(content))
        assert "AC-1" not in str(refused.value)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "_MOST_UNPACKED", 5_000_000)
    written = io.BytesIO(workbook(HEADERS, ROW))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"0" * 6_000_000)
    with pytest.raises(ImportRefusedError, match="unpacks to more"):
        read_xlsx(written.getvalue())


def test_a_sheet_of_a_million_empty_rows_ends() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADERS)
    sheet.append(ROW)
    sheet.cell(row=1_000_000, column=1).value = " "
    assert len(read_xlsx(saved(book))) == 2


def test_thousands_of_merged_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "_MOST_MERGED", 2)
    merged = [f"A{row}:B{row}" for row in range(10, 14)]
    with pytest.raises(ImportRefusedError, match="merged cells"):
        read_xlsx(workbook(HEADERS, ROW, merged=merged))
