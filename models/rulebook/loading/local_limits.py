"""Reads a desk's own file of time limits, and checks it against the rulebook."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from models.rulebook.errors import BrokenRulebookError
from models.rulebook.local.limits import LocalLimit, unfit
from models.rulebook.programs import ProgramTerms
from models.rulebook.row import Row

_TABLE = "limit"


def read_local_limits(
    file: Path, rows: Mapping[str, Row], programs: Mapping[str, ProgramTerms]
) -> tuple[LocalLimit, ...]:
    """The limits of a file, in its order: of several that hold for a case the last counts.

    Raises:
        BrokenRulebookError: naming file, entry and field of the first mistake.
    """
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BrokenRulebookError(file.name, "(none)", "(file)", "cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise BrokenRulebookError(file.name, "(none)", "(file)", f"no TOML: {error}") from None
    entries = found.pop(_TABLE, None)
    if found or not isinstance(entries, list):
        field = next(iter(found), _TABLE)
        raise BrokenRulebookError(file.name, "(none)", field, f"expected only [[{_TABLE}]] tables")
    limits = []
    for number, entry in enumerate(entries, start=1):
        name = f"{number}"
        try:
            limit = LocalLimit.model_validate(entry)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field, problem = ".".join(str(part) for part in first["loc"]), first["msg"]
            problem = problem.removeprefix("Value error, ")
            if not field:
                # A check of the entry as a whole begins its message with the field.
                field, _, problem = problem.partition(": ")
            raise BrokenRulebookError(file.name, name, field, problem) from None
        wrong = unfit(limit, rows, programs)
        if wrong is not None:
            raise BrokenRulebookError(file.name, name, *wrong)
        limits.append(limit)
    return tuple(limits)
