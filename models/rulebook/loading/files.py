"""Reads the rulebook's files and refuses every mistake with file, row and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from models.rulebook.amounts import YearOfAmounts
from models.rulebook.elements import Paper
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
from models.rulebook.loading.elements import ELEMENTS, read_papers
from models.rulebook.loading.parsing import id_of, read_table
from models.rulebook.loading.programs import check_programs, programs_by_id
from models.rulebook.loading.references import check_references, names_only_rows, rolls_of
from models.rulebook.loading.relief import RELIEF, read_relief
from models.rulebook.part_b_costs import YearOfCosts
from models.rulebook.programs import ProgramTerms, Section
from models.rulebook.relief import Relief
from models.rulebook.row import Row


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

    relief: tuple[Relief, ...] = ()
    """What ships, then what the desk adds."""

    papers: tuple[Paper, ...] = ()
    """What requests must contain: no day is counted by it, so the edition does not name it."""

    @cached_property
    def edition(self) -> str:
        """Names what they hold; see `models.rulebook.loading.edition`."""
        tables = [self.amounts, self.costs, self.programs.values()]
        if self.relief:
            tables.append(self.relief)
        return edition_of(self.rows.values(), self.levels, *tables)


def load(folder: Path) -> Contents:
    """Read and check a folder of rulebook files: ladders, tables, and rows in folders as they like.

    Raises:
        BrokenRulebookError: naming file, row and field of the first mistake.
    """
    tables = folder / TABLES
    rows: dict[str, Row] = {}
    files: dict[str, str] = {}
    paths = sorted(folder.rglob("*.toml"), key=lambda one: one.name)
    for path in paths:
        if path.name in NO_ROWS:
            continue
        for row in read_table(path, "row", Row, id_of):
            if row.id in rows:
                raise BrokenRulebookError(
                    path.name, row.id, "id", f"stands already in {files[row.id]}"
                )
            check_row(path.name, row)
            rows[row.id], files[row.id] = row, path.name
    amounts = tuple(read_table(tables / AMOUNTS, "year", YearOfAmounts, _year_name))
    check_years(AMOUNTS, amounts)
    costs = tuple(read_table(tables / COSTS, "year", YearOfCosts, _year_name))
    check_years(COSTS, costs)
    levels = _ladders(read_table(folder / LADDERS, "level", Level, _level_name))
    programs = programs_by_id(read_table(tables / PROGRAMS, "program", ProgramTerms, id_of))
    check_programs(programs, levels, rows, files)
    sections = tuple(read_table(tables / SECTIONS, "section", Section, _section_name))
    rolls = rolls_of(rows.values(), files)
    for ladder in levels.values():
        check_ladder(ladder, rows)
    named_in = {LADDERS, *files.values()}
    in_doubt = {
        path.name for path in paths if path.name in named_in and not names_only_rows(path, rows)
    }
    for row in rows.values():
        if files[row.id] in in_doubt:
            check_references(files[row.id], row.id, row, rows)
    if LADDERS in in_doubt:
        for level in (one for ladder in levels.values() for one in ladder):
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
        relief=read_relief(tables / RELIEF, programs, rows),
        papers=read_papers(folder / ELEMENTS, programs, levels),
    )


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
