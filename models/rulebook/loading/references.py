"""The rows that the sentences of the rulebook name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from models.rulebook.errors import BrokenRulebookError
from models.rulebook.row import Row

_NAMED_ROW = re.compile(r"\b[A-Z]{1,3}(?:\.[A-Z0-9]+)*\.[A-Z0-9]{2,}(?:\.[A-Z0-9]+)*\b")
"""The id of a row within a sentence. U.S.C. is none: all its parts are single letters."""


def names_only_rows(path: Path, rows: Mapping[str, Row]) -> bool:
    """Whether all that looks like the id of a row in a file is one; if not, look at its entries.

    Nearly always it does, and to look through a file at once is quicker than through each sentence.
    """
    # Each word once: an id has no space within.
    words = set(path.read_text(encoding="utf-8").split())
    return rows.keys() >= set(_NAMED_ROW.findall(" ".join(words)))


def check_references(file: str, name: str, entry: BaseModel, rows: Mapping[str, Row]) -> None:
    """The rows that the sentences of an entry name are there.

    Raises:
        BrokenRulebookError: one is not.
    """
    for field, words in _texts(entry.model_dump(exclude={"id"})):
        for named in _NAMED_ROW.findall(words):
            if named not in rows:
                raise BrokenRulebookError(file, name, field, f"names {named}, which is no row")


def rolls_of(rows: Iterable[Row], files: Mapping[str, str]) -> dict[str, Row]:
    """The row of each roll over weekends and holidays, by its name.

    Args:
        rows: All rows.
        files: The file of each, by its id.

    Raises:
        BrokenRulebookError: two rows state the same roll, or a row names one that none states.
    """
    rows = tuple(rows)
    found: dict[str, Row] = {}
    for row in rows:
        if row.rolls is None:
            continue
        other = found.setdefault(row.rolls.name, row)
        if other is not row:
            raise BrokenRulebookError(
                files[row.id], row.id, "rolls.name", f"stands already in {other.id}"
            )
    for row in rows:
        for number, version in enumerate(row.versions):
            if version.roll not in {"none", *found}:
                raise BrokenRulebookError(
                    files[row.id], row.id, f"versions.{number}.roll", "is stated by no row"
                )
    return found


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (dumped)
    """Every text within dumped fields, by the path to it; addresses are none."""
    if isinstance(value, str):
        yield field, value
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = ((key, part) for key, part in value.items() if key != "source")
    elif isinstance(value, tuple):
        pairs = enumerate(value)
    for key, part in pairs:
        yield from _texts(part, f"{field}.{key}" if field else str(key))
