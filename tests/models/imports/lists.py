"""Lists as desks keep them, made here."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from models.imports.cases_found import Found
from models.imports.columns import columns_of
from models.imports.csv_file import read_csv
from models.imports.days import DateOrder
from models.imports.ids import IdPattern
from models.imports.rows import cases_of
from models.imports.table import Row, table_of

HEADERS = "Case ID,Program,Denial Date,Service"
MANAGER = {"case_manager": {"email": "manager@legalaid.example"}}

Problems = list[tuple[str, str, str]]


def read(
    text: str,
    *,
    named: Mapping[str, str] | None = None,
    left_out: Sequence[str] = (),
    dates: DateOrder | None = None,
    pattern: str | None = None,
) -> Found:
    """The cases of a list as CSV."""
    return read_rows(
        read_csv(text.encode()), named=named, left_out=left_out, dates=dates, pattern=pattern
    )


def read_rows(
    rows: Sequence[Row],
    *,
    named: Mapping[str, str] | None = None,
    left_out: Sequence[str] = (),
    dates: DateOrder | None = None,
    pattern: str | None = None,
) -> Found:
    table = table_of(rows)
    columns = columns_of(
        table, named=named or {}, left_out=left_out, has_pattern=pattern is not None
    )
    made = IdPattern(pattern) if pattern is not None else None
    return cases_of(table, columns, dates=dates, pattern=made, defaults=MANAGER)


def problems(found: Found) -> Problems:
    """What is wrong with each row, as the file alone shows it: row, column, what."""
    return [(str(one.place), one.column, one.what) for case in found.cases for one in case.problems]


def workbook(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for one in rows:
        sheet.append(list(one))
    for span in merged:
        sheet.merge_cells(span)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
