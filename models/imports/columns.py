"""Which columns of a list are taken, and as what: by their headers, or as whoever imports says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.imports.cases_found import ImportRefusedError
from models.imports.fields import unknown_path
from models.imports.headers import HEADERS, Sort, plain, shown, typed
from models.imports.table import Row, Table, letter

_QUOTE = "'"


@dataclass(frozen=True)
class Taken:
    """A column that is taken."""

    index: int
    """From 0."""

    field: str
    sort: Sort
    shown: str
    """As it is named to people."""


def columns_of(
    table: Table, *, named: Mapping[str, str], left_out: Sequence[str], has_pattern: bool
) -> tuple[Taken, ...]:
    """The columns of a list that are taken.

    Args:
        table: The list.
        named: By header: the field that it stands for, where whoever imports says so.
        left_out: Headers of columns that are not looked at.
        has_pattern: Whether ids are made by a pattern.

    Raises:
        ImportRefusedError: A line for each column that cannot be taken, or is not known.
    """
    fields = {plain(header): path for header, path in named.items()}
    skipped = {plain(header) for header in left_out}
    headers = {plain(header) for header in table.headers if header}
    problems = [
        f"{option}: the list has no such column"
        for option, wanted in (("--column", set(fields)), ("--ignore", skipped))
        for _ in wanted - headers
    ]
    problems += [
        f"--column: {path if path.isidentifier() else 'what it names'} {why}"
        for path in named.values()
        if path != "id" and (why := unknown_path(path)) is not None
    ]
    taken: list[Taken] = []
    for index, header in enumerate(table.headers):
        name = shown(header, letter(index))
        if plain(header) in skipped and header:
            continue
        if not header:
            if _has_values(table.rows, index):
                problems.append(f"{name} has values and no header")
            continue
        if plain(header) in fields:
            path = fields[plain(header)]
            known = HEADERS.of_field(path)
            taken.append(Taken(index, path, known.sort if known else _sort(path), name))
            continue
        why = _why_not(header)
        column = HEADERS.find(header)
        if why is not None:
            problems.append(f"{name}: {why}")
        elif column is not None and not (column.field == "id" and has_pattern):
            taken.append(Taken(index, column.field, column.sort, name))
    widest = max((len(row.cells) for row in table.rows), default=0)
    problems += [
        f"column {letter(index)} has values and no header"
        for index in range(len(table.headers), widest)
        if _has_values(table.rows, index)
    ]
    problems += _twice(taken)
    if not has_pattern and all(one.field != "id" for one in taken):
        problems.append(
            "has no column with the id of each case: name it with --column 'HEADER=id', or say "
            "how an id is made with --id-pattern, such as 'AC-{claim_numbers}'"
        )
    if problems:
        raise ImportRefusedError(problems)
    return tuple(taken)


def _sort(path: str) -> Sort:
    """How a column is read that no list usually has, by the end of its field's name."""
    if path.endswith(("_on", ".on", "_date")):
        return "day"
    return "text"


def _why_not(header: str) -> str | None:
    """Why a column is not taken as it stands; None where it is known."""
    leave_out = f"leave it out with --ignore {typed(header)}"
    refusal = HEADERS.refusal(header)
    if refusal is not None:
        return f"{refusal}; delete the column, or {leave_out}"
    doubt = HEADERS.doubt(header)
    if doubt is not None:
        return f"{doubt.replace('HEADER', typed(header).strip(_QUOTE))}; or {leave_out}"
    if HEADERS.find(header) is not None:
        return None
    near = HEADERS.near(header)
    hint = f"did you mean {near}? " if near else ""
    path = near or "FIELD"
    name = typed(header).strip(_QUOTE)
    return f"is not known; {hint}say --column '{name}={path}', or {leave_out}"


def _has_values(rows: Sequence[Row], index: int) -> bool:
    return any(index < len(row.cells) and row.cells[index] is not None for row in rows)


def _twice(taken: Sequence[Taken]) -> list[str]:
    """Columns that say the same: which of two is meant only a person knows."""
    by_field: dict[str, list[Taken]] = {}
    for one in taken:
        by_field.setdefault(one.field, []).append(one)
    return [
        f"{' and '.join(one.shown for one in same)} both say {path}; leave one out with --ignore"
        for path, same in by_field.items()
        if len(same) > 1 and same[0].sort != "texts"
    ]
