"""Reads the rulebook's files and refuses every mistake with file, row and field."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models.rulebook.amounts import YearOfAmounts
from models.rulebook.errors import BrokenRulebookError
from models.rulebook.ladder import Level
from models.rulebook.loading.checking import (
    AMOUNTS,
    COSTS,
    LADDERS,
    NO_ROWS,
    PROGRAMS,
    SECTIONS,
    TABLES,
    check_ladder,
    check_row,
    check_years,
)
from models.rulebook.loading.edition import edition_of
from models.rulebook.loading.programs import check_programs, programs_by_id
from models.rulebook.loading.references import check_references, rolls_of
from models.rulebook.part_b_costs import YearOfCosts
from models.rulebook.programs import ProgramTerms, Section
from models.rulebook.row import Row

_ModelT = TypeVar("_ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Contents:
    """All that the files hold, checked."""

    rows: Mapping[str, Row]
    programs: Mapping[str, ProgramTerms]
    sections: tuple[Section, ...]
    levels: Mapping[str, tuple[Level, ...]]
    amounts: tuple[YearOfAmounts, ...]
    costs: tuple[YearOfCosts, ...]
    rolls: Mapping[str, Row]
    """The row of each roll over weekends and holidays, by its name."""

    files: Mapping[str, str]
    """The file of each row, by its id."""

    @cached_property
    def edition(self) -> str:
        """Names what they hold; see `models.rulebook.loading.edition`."""
        return edition_of(
            self.rows.values(), self.levels, self.amounts, self.costs, self.programs.values()
        )


def load(folder: Path) -> Contents:
    """Read and check a folder of rulebook files: ladders, tables, and rows in folders as they like.

    Raises:
        BrokenRulebookError: naming file, row and field of the first mistake.
    """
    tables = folder / TABLES
    rows: dict[str, Row] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*.toml"), key=lambda one: one.name):
        if path.name in NO_ROWS:
            continue
        for row in _read(path, "row", Row, _row_name):
            if row.id in rows:
                raise BrokenRulebookError(
                    path.name, row.id, "id", f"stands already in {files[row.id]}"
                )
            check_row(path.name, row)
            rows[row.id], files[row.id] = row, path.name
    amounts = tuple(_read(tables / AMOUNTS, "year", YearOfAmounts, _year_name))
    check_years(AMOUNTS, amounts)
    costs = tuple(_read(tables / COSTS, "year", YearOfCosts, _year_name))
    check_years(COSTS, costs)
    levels = _ladders(_read(folder / LADDERS, "level", Level, _level_name))
    programs = programs_by_id(_read(tables / PROGRAMS, "program", ProgramTerms, _row_name))
    check_programs(programs, levels, rows, files)
    sections = tuple(_read(tables / SECTIONS, "section", Section, _section_name))
    rolls = rolls_of(rows.values(), files)
    for row in rows.values():
        check_references(files[row.id], row.id, row, rows)
    for ladder in levels.values():
        check_ladder(ladder, rows)
        for level in ladder:
            check_references(LADDERS, f"{level.program} {level.level}", level, rows)
    return Contents(
        rows=rows,
        programs=programs,
        sections=sections,
        levels=levels,
        amounts=amounts,
        costs=costs,
        rolls=rolls,
        files=files,
    )


def _read(
    path: Path, table: str, model: type[_ModelT], name: Callable[[dict[str, Any]], str]
) -> list[_ModelT]:
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except OSError:
        raise BrokenRulebookError(path.name, "(none)", "(file)", "cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise BrokenRulebookError(path.name, "(none)", "(file)", f"no TOML: {error}") from None
    entries = found.pop(table, None)
    if found:
        raise BrokenRulebookError(
            path.name, "(none)", next(iter(found)), f"unknown; expected only [[{table}]] tables"
        )
    if not isinstance(entries, list) or not entries:
        raise BrokenRulebookError(path.name, "(none)", table, f"expected [[{table}]] tables")
    return [_parsed(path.name, model, entry, name(entry)) for entry in entries]


def _parsed(file: str, model: type[_ModelT], entry: dict[str, Any], name: str) -> _ModelT:
    try:
        return model.model_validate(_frozen(entry))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field, problem = ".".join(str(part) for part in first["loc"]), first["msg"]
        problem = problem.replace("a valid tuple", "a list")
        if not field:
            # A check of the row as a whole begins its message with the field.
            field, _, problem = problem.removeprefix("Value error, ").partition(": ")
        raise BrokenRulebookError(file, name, field, problem) from None


def _frozen(value: Any) -> Any:  # noqa: ANN401 (TOML holds anything)
    """Lists as tuples, which is what the strict models take."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _row_name(entry: dict[str, Any]) -> str:
    return str(entry.get("id", "(without id)"))


def _level_name(entry: dict[str, Any]) -> str:
    return f"{entry.get('program', '(without program)')} {entry.get('level', '(without level)')}"


def _section_name(entry: dict[str, Any]) -> str:
    return str(entry.get("file", "(without file)"))


def _year_name(entry: dict[str, Any]) -> str:
    return str(entry.get("effective_from", "(without effective_from)"))


def _ladders(levels: Iterable[Level]) -> dict[str, tuple[Level, ...]]:
    ladders: dict[str, list[Level]] = {}
    for level in levels:
        ladders.setdefault(level.program, []).append(level)
    return {program: tuple(ladder) for program, ladder in ladders.items()}
