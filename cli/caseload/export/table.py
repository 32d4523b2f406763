"""A table that is exported: rows under a header, as CSV or as a sheet of a workbook."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.presentation.spreadsheet import as_csv, inert

Row = Mapping[str, object]
"""A value for each column: a text, a number, a day, an instant or None."""


@dataclass(frozen=True)
class Table:
    """Rows under a header."""

    name: str
    """Names its file and its sheet."""

    header: tuple[str, ...]
    rows: Sequence[Row]

    def csv(self) -> bytes:
        """As CSV in UTF-8, days and instants as ISO has them."""
        rows = [{name: _iso(row[name]) for name in self.header} for row in self.rows]
        return as_csv(self.header, rows).encode()


def workbook(tables: Iterable[Table]) -> bytes:
    """The tables as an XLSX workbook, a sheet each; days are days, instants text."""
    from openpyxl import Workbook  # noqa: PLC0415  (keeps other commands quick)

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append(list(table.header))
        for row in table.rows:
            sheet.append([_cell(row[name]) for name in table.header])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> object:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", str(inert(value)))
    return value
