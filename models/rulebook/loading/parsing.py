"""Reads a TOML file of one kind of tables, and refuses every mistake with file, entry and field."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import rtoml
from pydantic import BaseModel, ValidationError

from models.rulebook.errors import BrokenRulebookError

_ModelT = TypeVar("_ModelT", bound=BaseModel)


def read_table(
    path: Path,
    table: str,
    model: type[_ModelT],
    name: Callable[[dict[str, Any]], str],
    *,
    may_be_empty: bool = False,
) -> list[_ModelT]:
    """The entries of a file that holds tables of one name.

    Args:
        path: Of the file.
        table: The name of its tables.
        model: Of each.
        name: How an entry is called in an error.
        may_be_empty: Whether the file may hold none.

    Raises:
        BrokenRulebookError: naming file, entry and field of the first mistake.
    """
    try:
        found = rtoml.load(path)
    except OSError:
        raise BrokenRulebookError(path.name, "(none)", "(file)", "cannot be read") from None
    except ValueError as error:
        raise BrokenRulebookError(path.name, "(none)", "(file)", f"no TOML: {error}") from None
    entries = found.pop(table, [] if may_be_empty else None)
    if found:
        raise BrokenRulebookError(
            path.name, "(none)", next(iter(found)), f"unknown; expected only [[{table}]] tables"
        )
    tables = isinstance(entries, list) and all(isinstance(one, dict) for one in entries)
    if not tables or not (entries or may_be_empty):
        raise BrokenRulebookError(path.name, "(none)", table, f"expected [[{table}]] tables")
    return [_parsed(path.name, model, entry, name(entry)) for entry in entries]


def _parsed(file: str, model: type[_ModelT], entry: dict[str, Any], name: str) -> _ModelT:
    try:
        return model.model_validate(_frozen(entry))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field, problem = ".".join(str(part) for part in first["loc"]), first["msg"]
        problem = problem.removeprefix("Value error, ").replace("a valid tuple", "a list")
        if not field:
            # A check of the entry as a whole begins its message with the field.
            field, _, problem = problem.partition(": ")
        raise BrokenRulebookError(file, name, field, problem) from None


def _frozen(value: Any) -> Any:  # noqa: ANN401 (TOML holds anything)
    """Lists as tuples, which is what the strict models take."""
    if isinstance(value, list):
        return tuple([_frozen(item) if isinstance(item, _NESTED) else item for item in value])
    if isinstance(value, dict):
        return {
            key: _frozen(item) if isinstance(item, _NESTED) else item for key, item in value.items()
        }
    return value


_NESTED = (list, dict)


def id_of(entry: dict[str, Any]) -> str:
    """The id of an entry, as errors call it."""
    return str(entry.get("id", "(without id)"))
