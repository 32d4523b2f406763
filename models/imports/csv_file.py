"""Lists as text with separators: CSV, as spreadsheets and databases write it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

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

MOST_BYTES = 50_000_000

_SEPARATORS = (",", ";", "\t", "|")
_FIRST_ROWS = 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WRITTEN_AS_TEXT = re.compile(r'="([^"]*)"')
"""How programs write a number that a spreadsheet is to leave alone."""

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

_FORMULA = "holds a formula; write its value"


def read_csv(content: bytes) -> list[Row]:
    """The rows of a CSV file that are not empty, the headers among them.

    Raises:
        ImportRefusedError: It is no such file.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefusedError([f"is larger than {MOST_BYTES // 1_000_000} MB"])
    text = _text(content)
    named = _SEPARATOR_LINE.match(text)
    separator = named[1] if named is not None else _separator(text)
    found = []
    for number, cells in enumerate(_records(text, separator), 1):
        if named is not None and number == 1:
            continue
        if len(cells) > MOST_COLUMNS:
            raise ImportRefusedError([f"row {number} has more than {MOST_COLUMNS} columns"])
        read = tuple(_cell(one) for one in cells)
        if any(one is not None for one in read):
            found.append(Row(number, read))
        if len(found) > MOST_CASES + _FIRST_ROWS:
            message = f"has more than {MOST_CASES} rows; split it into several files"
            raise ImportRefusedError([message])
    return found


def _text(content: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 as Excel's 'Unicode Text', or in Windows-1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content[:1000]:
        # Nothing else that people save has such bytes in ordinary letters.
        encoding = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ImportRefusedError(["is no text; save it as 'CSV UTF-8' or as .xlsx"])
    return text


def _separator(text: str) -> str:
    """The separator by which most headers are known; a comma where none is."""

    def found(separator: str) -> int:
        most = 0
        try:
            for cells in islice(_records(text, separator), _FIRST_ROWS):
                most = max(most, known_headers(_cell(one) for one in cells))
        except ImportRefusedError:
            # By the right one it may be read.
            return most
        return most

    return max(_SEPARATORS, key=found)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:
            message = f"row {number} cannot be read: is a quotation mark left open?"
            raise ImportRefusedError([message]) from None
        yield cells


def _cell(text: str) -> Cell:
    as_text = _WRITTEN_AS_TEXT.fullmatch(text.strip())
    if as_text is not None:
        return text_cell(as_text[1])
    if len(text) > LONGEST_CELL:
        return Unfit(f"is longer than {LONGEST_CELL} characters")
    if text.startswith("="):
        return Unfit(_FORMULA)
    return text_cell(text)
