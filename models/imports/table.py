"""A list as rows of cells, whatever file it came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from models.imports.cases_found import MOST_CASES, ImportRefusedError
from models.imports.headers import HEADERS

MOST_COLUMNS = 200
LONGEST_CELL = 4000
"""Characters of a cell; no field takes more."""

_FIRST_ROWS = 20
"""So far down the headers may stand: lists often begin with a title."""

_ENOUGH = 2
"""So many known headers make a row that of the headers."""

_EMPTY = frozenset({"", "-", "--", "n/a", "na", "#n/a", "none", "null", "nil"})
"""What people write where there is nothing."""


@dataclass(frozen=True)
class Unfit:
    """A cell that holds no value to be taken; says why."""

    why: str


Cell = str | date | Decimal | Unfit | None
"""A value of a list: text, a day, a number, or nothing."""


@dataclass(frozen=True)
class Row:
    """One row that is not empty."""

    number: int
    """As a spreadsheet shows it, from 1."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A list: its headers, and the rows below them."""

    headers: tuple[str, ...]
    """As they are written, in their order; empty where a column has none."""

    rows: tuple[Row, ...]


def text_cell(text: str) -> str | None:
    """A text without what cannot be seen; None where nobody wrote anything."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return None if shown.casefold() in _EMPTY else shown


def known_headers(cells: Iterable[Cell]) -> int:
    """How many cells of a row are headers that are known."""
    first = islice(cells, MOST_COLUMNS)
    return sum(HEADERS.knows(one) for one in first if isinstance(one, str))


def table_of(rows: Sequence[Row]) -> Table:
    """A list from all its rows, those above its headers left out.

    Raises:
        ImportRefusedError: There is no row of headers, nothing below it, or too much.
    """
    first = rows[:_FIRST_ROWS]
    best = max(first, key=lambda row: known_headers(row.cells), default=None)
    if best is None or known_headers(best.cells) < _ENOUGH:
        message = (
            f"there is no row of headers among the first {_FIRST_ROWS} rows: expected names such "
            "as Case ID, Program, Denial Date, Service"
        )
        raise ImportRefusedError([message])
    below = tuple(row for row in rows if row.number > best.number)
    if not below:
        raise ImportRefusedError(["there is no row below the headers"])
    if len(below) > MOST_CASES:
        raise ImportRefusedError([f"has more than {MOST_CASES} rows; split it into several files"])
    headers = tuple(str(cell) if isinstance(cell, str) else "" for cell in best.cells)
    return Table(headers, below)


def letter(column: int) -> str:
    """The name of a column in a spreadsheet, from 0: A, B, ... Z, AA."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
