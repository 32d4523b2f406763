"""The cases of a list: each row an intake, with what is wrong by row and column."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.cases.ids import reads_like_a_persons_number
from models.imports.cases_found import CaseFound, Found, Problem, row, with_doubles
from models.imports.columns import Taken
from models.imports.days import DateOrder, DayError, day_of, days_of, order_of
from models.imports.fields import put
from models.imports.headers import HEADERS, plain
from models.imports.ids import IdPattern, as_id
from models.imports.table import Cell, Row, Table, Unfit

_SEVERAL = re.compile(r"\s*[;|]\s*")
_DOLLARS = re.compile(r"\$?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)", re.ASCII)

_PERSONS_NUMBER = (
    "reads like a Medicare number or a Social Security number, which never go into a case"
)

_LONG = Decimal(10) ** 15
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+", re.ASCII)
_NOT_WHOLE = (
    "is a long number that a spreadsheet has shortened; format the column as text and enter it anew"
)

_EVIDENCE = "received.evidence"
_OF_THE_LIST = "The list of the desk that was imported"


class _CellError(Exception):
    """What is wrong with a cell, without what it holds."""


@dataclass
class _RowRead:
    """What one row says so far."""

    content: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    problems: list[Problem] = field(default_factory=list)


def cases_of(
    table: Table,
    columns: Sequence[Taken],
    *,
    dates: DateOrder | None = None,
    pattern: IdPattern | None = None,
    defaults: Mapping[str, Any],
) -> Found:
    """The cases of a list.

    Args:
        table: The list.
        columns: Those that are taken.
        dates: The order of its dates, where whoever imports says it.
        pattern: How ids are made of what a row says; None where a column has them.
        defaults: What every intake says where its row does not: an intake, as it is typed.

    Raises:
        ImportRefusedError: The order of its dates is not clear.
    """
    of_days = [one.index for one in columns if one.sort in {"day", "days"}]
    order = order_of(_cells(table.rows, of_days), dates)
    by_path = {one.field: one.shown for one in columns}
    cases = [
        _case(one, columns, order, pattern, defaults, by_path)
        for one in table.rows
        if any(_at(one, taken.index) is not None for taken in columns)
    ]
    return Found(with_doubles(cases))


def _case(  # noqa: PLR0913, PLR0917 (each says another thing of how it is read)
    one: Row,
    columns: Sequence[Taken],
    order: DateOrder,
    pattern: IdPattern | None,
    defaults: Mapping[str, Any],
    by_path: Mapping[str, str],
) -> CaseFound:
    read = _read(one, columns, order)
    place, id_, problems = row(one.number), read.id, read.problems
    content = _merged(defaults, read.content)
    said = {problem.column for problem in problems}
    if pattern is not None:
        id_, missing = pattern.fill(content)
        column = by_path.get(missing, "")
        if missing and (not column or column not in said):
            what = (
                "is empty, and --id-pattern takes it" if column else f"has no {missing} for its id"
            )
            problems.append(Problem(place, what, column))
        id_ = "" if missing else id_
    elif not id_ and by_path.get("id", "") not in said:
        problems.append(Problem(place, "has no id", by_path.get("id", "")))
    return CaseFound(place, id_, content, frozenset(read.content), by_path, tuple(problems))


def _cells(rows: Iterable[Row], indexes: Sequence[int]) -> Iterable[Cell]:
    return (_at(row, index) for row in rows for index in indexes)


def _at(row: Row, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None


def _read(one: Row, columns: Sequence[Taken], order: DateOrder) -> _RowRead:
    read = _RowRead()
    for taken in columns:
        cell = _at(one, taken.index)
        if cell is None:
            continue
        try:
            _take(read, taken, cell, order)
        except (_CellError, DayError) as error:
            read.problems.append(Problem(row(one.number), str(error), taken.shown))
    received = read.content.get("received")
    if received is not None and "on" in received and "evidence" not in received:
        put(read.content, _EVIDENCE, _OF_THE_LIST)
    elif received is not None and "on" not in received:
        # What proves the receipt says nothing without its day.
        del read.content["received"]
    return read


def _take(read: _RowRead, taken: Taken, cell: Cell, order: DateOrder) -> None:
    """Add what a cell says.

    Raises:
        _CellError: It says nothing that can be taken.
        DayError: The same of a day.
    """
    if isinstance(cell, Unfit):
        raise _CellError(cell.why)
    if taken.sort == "days":
        first, last = days_of(cell, order)
        put(read.content, "service_dates.starts_on", first.isoformat())
        if last is not None:
            put(read.content, "service_dates.ends_on", last.isoformat())
        return
    if taken.sort == "day":
        put(read.content, taken.field, day_of(cell, order).isoformat())
        return
    if taken.sort == "dollars":
        put(read.content, taken.field, _dollars(cell))
        return
    text = _text(cell)
    if reads_like_a_persons_number(text):
        raise _CellError(_PERSONS_NUMBER)
    if taken.sort == "id":
        read.id = as_id(text)
    elif taken.sort == "texts":
        several = [part for part in _SEVERAL.split(text) if part]
        known = read.content.get(taken.field, [])
        read.content[taken.field] = [*known, *several]
    elif taken.sort == "word":
        put(read.content, taken.field, _word(taken.field, text))
    else:
        put(read.content, taken.field, text)


def _word(path: str, text: str) -> str:
    """A value of a list as the form has it, where it is known under another name."""
    known = HEADERS.values.get(path, {})
    name = plain(text)
    if name in known:
        return known[name]
    # Levels are named in the rulebook alone, in small letters with underscores.
    return name.replace(" ", "_") if path == "level" else text


def _text(cell: Cell) -> str:
    """A cell as text; a whole number as a spreadsheet shows it.

    Raises:
        _CellError: It was a long number, of which a spreadsheet keeps the first digits alone.
    """
    if isinstance(cell, Decimal) and abs(cell) < _LONG:
        return f"{cell:f}"
    if isinstance(cell, Decimal) or _SHORTENED.fullmatch(str(cell)) is not None:
        raise _CellError(_NOT_WHOLE)
    return str(cell)


def _dollars(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        # What a spreadsheet computed has more digits than cents.
        cents = round(cell, 2)
        if cents < 0 or abs(cents - cell) > Decimal("0.001"):
            raise _CellError("expected dollars such as 2400.00")
        return f"{cents:.2f}"
    found = _DOLLARS.fullmatch(cell.removeprefix("USD").strip()) if isinstance(cell, str) else None
    if found is None:
        raise _CellError("expected dollars such as 2400.00")
    return found[1].replace(",", "")


def _merged(defaults: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults with what a row says in their place, person by person field by field."""
    merged = dict(defaults)
    for name, value in content.items():
        before = merged.get(name)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[name] = {**before, **value} if both else value  # type: ignore[dict-item]
    return merged
