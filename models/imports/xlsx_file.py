"""Lists as Excel workbooks."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from models.imports.cases_found import MOST_CASES, ImportRefusedError
from models.imports.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Cell,
    Row,
    Unfit,
    known_headers,
    text_cell,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES = 50_000_000
_MOST_UNPACKED = 200_000_000
"""Bytes of all parts together. A list of 20,000 rows has a tenth of that."""

_MOST_PARTS = 2000
_MOST_EMPTY = 1000
"""Empty rows after each other, after which nothing follows: some files say they have a million."""

_MOST_MERGED = 1000
_CHUNK = 1 << 16
_DECLARATION = b"<!DOCTYPE"
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_LONGEST_TAG = 200
_FIRST_ROWS = 20

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""What comes of an archive that is broken, or locked with a password."""

_NO_WORKBOOK = "is no Excel workbook; save it as .xlsx or as CSV"


def read_xlsx(content: bytes, sheet: str | None = None) -> list[Row]:
    """The rows of a sheet that are not empty, the headers among them.

    Args:
        content: Of the file.
        sheet: The name of the sheet; without it the only one that holds a list.

    Raises:
        ImportRefusedError: It is no such file, or which sheet is meant is not clear.
    """
    merged = _checked(content)
    with _opened(content, values=True) as shown, _opened(content, values=False) as written:
        names = [one.title for one in shown.worksheets]
        if sheet is not None and sheet not in names:
            raise ImportRefusedError(["has no such sheet; --sheet takes its name as it is written"])
        chosen = sheet or _only_list(shown)
        rows = list(_rows(shown[chosen], written[chosen]))
        part = _part_of(content, names.index(chosen))
    return [_with_merged(one, merged.get(part, [])) for one in rows]


class _Opened:
    """A workbook that is closed again."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook

    def __enter__(self) -> "Workbook":
        return self._workbook

    def __exit__(self, *_: object) -> None:
        self._workbook.close()


def _opened(content: bytes, *, values: bool) -> _Opened:
    """A workbook with the values of its formulas as Excel saved them, or with the formulas."""
    from openpyxl import load_workbook  # noqa: PLC0415 (takes as long as all else)

    try:
        return _Opened(load_workbook(io.BytesIO(content), read_only=True, data_only=values))
    except Exception:  # noqa: BLE001 (whatever a broken file makes of it; none of it is repeated)
        raise ImportRefusedError([_NO_WORKBOOK]) from None


def _checked(content: bytes) -> dict[str, list[tuple[int, int, int, int]]]:
    """The merged cells of each part, once it is known that the file unpacks to what memory holds.

    Raises:
        ImportRefusedError: It is no workbook, or one that is made to do harm.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefusedError([f"is larger than {MOST_BYTES // 1_000_000} MB"])
    merged: dict[str, list[tuple[int, int, int, int]]] = {}
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_UNPACKED:
                raise ImportRefusedError(["unpacks to more than any list has"])
            for part in parts:
                with archive.open(part) as opened:
                    before = b""
                    # What a part says of its size may be wrong.
                    while chunk := opened.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > _MOST_UNPACKED:
                            raise ImportRefusedError(["unpacks to more than any list has"])
                        seen = before + chunk
                        if _DECLARATION in seen:
                            raise ImportRefusedError([_NO_WORKBOOK])
                        cells = merged.setdefault(part.filename, [])
                        cells += [_corners(one) for one in _MERGED.finditer(seen)]
                        if len(cells) > _MOST_MERGED:
                            message = f"has more than {_MOST_MERGED} merged cells; unmerge them"
                            raise ImportRefusedError([message])
                        before = seen[-_LONGEST_TAG:]
    except _BROKEN:
        raise ImportRefusedError([_NO_WORKBOOK]) from None
    return merged


def _corners(found: re.Match[bytes]) -> tuple[int, int, int, int]:
    """First row, last row, first column and last column, columns from 0."""
    first, top, last, bottom = found.groups()
    return int(top), int(bottom), _column(first), _column(last)


def _column(name: bytes) -> int:
    number = 0
    for one in name.decode():
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1


def _part_of(content: bytes, index: int) -> str:
    """The part of the archive that holds a sheet, by its place among the sheets."""
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415

    reader = ExcelReader(io.BytesIO(content), read_only=True)
    reader.read_manifest()
    reader.read_workbook()
    parts = [
        str(relation.target)
        for _, relation in reader.parser.find_sheets()
        if "chartsheet" not in str(relation.Type)
    ]
    reader.archive.close()
    return parts[index].lstrip("/") if index < len(parts) else ""


def _only_list(workbook: "Workbook") -> str:
    """The name of the only sheet that holds a list.

    Raises:
        ImportRefusedError: There are several, or none.
    """
    shown = [one for one in workbook.worksheets if one.sheet_state == "visible"]
    lists = [one.title for one in shown if _holds_a_list(one)]
    if len(lists) > 1:
        raise ImportRefusedError(["has lists on several sheets; name one with --sheet"])
    if not lists:
        message = (
            "has no visible sheet with a row of headers: expected names such as Case ID, Program, "
            "Denial Date, Service"
        )
        raise ImportRefusedError([message])
    return lists[0]


def _holds_a_list(sheet: Any) -> bool:  # noqa: ANN401 (a sheet of openpyxl)
    first = _guarded(sheet.iter_rows(max_row=_FIRST_ROWS, max_col=MOST_COLUMNS))
    return any(known_headers(_cell(one.value, None) for one in row) > 1 for row in first)


def _rows(shown: Any, written: Any) -> Iterator[Row]:  # noqa: ANN401 (sheets of openpyxl)
    """The rows of a sheet that are not empty.

    Args:
        shown: With the values of its formulas.
        written: The same with the formulas.
    """
    for sheet in (shown, written):
        # Files of other programs say a wrong size, of which cells would be left out.
        sheet.reset_dimensions()
    found = empty = 0
    both = zip_longest(
        _guarded(shown.iter_rows(max_col=MOST_COLUMNS)),
        _guarded(written.iter_rows(max_col=MOST_COLUMNS)),
        fillvalue=(),
    )
    for number, (values, formulas) in enumerate(both, 1):
        cells = [
            None if formula.value is None else _cell(value.value, formula.value)
            for value, formula in zip(values, formulas, strict=False)
        ]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            empty += 1
            if empty > _MOST_EMPTY:
                return
            continue
        empty, found = 0, found + 1
        if found > MOST_CASES + _FIRST_ROWS:
            message = f"has more than {MOST_CASES} rows; split it into several files"
            raise ImportRefusedError([message])
        yield Row(number, tuple(cells))


def _guarded(rows: Iterable[Any]) -> Iterator[Any]:
    """The same rows; what is broken in the file is said without its values."""
    each = iter(rows)
    while True:
        try:
            row = next(each)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 (whatever a broken file makes of it; none of it is repeated)
            raise ImportRefusedError([_NO_WORKBOOK]) from None
        yield row


def _cell(value: object, formula: object) -> Cell:  # noqa: PLR0911 (a line for each sort of value)
    """A value as a list has it; that of a formula as Excel computed it last."""
    if value is None:
        is_formula = isinstance(formula, str) and formula.startswith("=")
        return Unfit("holds a formula that was never computed") if is_formula else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            return Unfit(f"is longer than {LONGEST_CELL} characters")
        if value.startswith("#") and value.endswith(("!", "?", "/A", "/0")):
            return Unfit("holds an error of Excel")
        return text_cell(value)
    return Unfit("holds a value that no field takes")


def _number(value: float) -> Cell:
    """A number, as a spreadsheet would show it: it computes with 15 digits."""
    as_text = f"{value:.15g}"
    return Decimal(as_text) if as_text[-1].isdigit() else Unfit("holds no number")


def _with_merged(row: Row, merged: list[tuple[int, int, int, int]]) -> Row:
    """A row in which cells that take their value from another one say so."""
    cells: list[Cell] = list(row.cells)
    for top, bottom, first, last in merged:
        if not top <= row.number <= bottom:
            continue
        for column in range(first, min(last + 1, len(cells))):
            if (row.number, column) != (top, first) and cells[column] is None:
                cells[column] = Unfit("is merged with another cell; unmerge them")
    return Row(row.number, tuple(cells))
