"""Reads the tables of notices, and holds them to the rulebook."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from models.rulebook import Rulebook, UnknownRuleError, rulebook
from models.rulebook.errors import BrokenRulebookError
from models.rulebook.identification.notice import Notice
from models.rulebook.loading.parsing import id_of, read_table
from models.rulebook.loading.references import check_references

FOLDER = Path(__file__).parent / "table"


@cache
def notices() -> tuple[Notice, ...]:
    """The notices that ship with the program, by their titles; read at the first call.

    Raises:
        BrokenRulebookError: naming file, notice and field of the first mistake.
    """
    return read_notices(FOLDER, rulebook)


def read_notices(folder: Path, book: Rulebook) -> tuple[Notice, ...]:
    """The notices of all files of a folder, checked against a rulebook.

    Raises:
        BrokenRulebookError: naming file, notice and field of the first mistake.
    """
    rows = {row.id: row for row in book.rows()}
    found: dict[str, Notice] = {}
    for path in sorted(folder.glob("*.toml")):
        for notice in read_table(path, "notice", Notice, id_of):
            if notice.id in found:
                raise BrokenRulebookError(path.name, notice.id, "id", "stands twice")
            _check(path.name, notice, book)
            check_references(path.name, notice.id, notice, rows)
            found[notice.id] = notice
    return tuple(sorted(found.values(), key=lambda one: one.title.casefold()))


def _check(file: str, notice: Notice, book: Rulebook) -> None:
    """Program, level, kind and rule are there, and belong together."""
    if notice.program is not None and notice.level is not None:
        try:
            book.level(notice.program, notice.level)
        except UnknownRuleError as error:
            field = "level" if notice.program in book.programs else "program"
            raise BrokenRulebookError(file, notice.id, field, str(error)) from None
        _check_one_of(file, notice, "kind", notice.kind, book.program(notice.program).kinds)
    if notice.rule is not None:
        try:
            row = book.row(notice.rule)
        except UnknownRuleError as error:
            raise BrokenRulebookError(file, notice.id, "rule", str(error)) from None
        if notice.program is not None:
            _check_one_of(file, notice, "program", notice.program, row.programs)


def _check_one_of(
    file: str, notice: Notice, field: str, value: str | None, known: Iterable[str]
) -> None:
    names = tuple(known)
    if value not in names:
        problem = f"expected one of {', '.join(names)}, not {value}"
        raise BrokenRulebookError(file, notice.id, field, problem)
