"""Reads a desk's own file of time limits, and checks it against the rulebook."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path

from models.rulebook.errors import BrokenRulebookError
from models.rulebook.loading.parsing import read_table
from models.rulebook.local.limits import LocalLimit, unfit
from models.rulebook.programs import ProgramTerms
from models.rulebook.row import Row


def read_local_limits(
    file: Path, rows: Mapping[str, Row], programs: Mapping[str, ProgramTerms]
) -> tuple[LocalLimit, ...]:
    """The limits of a file, in its order: of several that hold for a case the last counts.

    Raises:
        BrokenRulebookError: naming file, entry and field of the first mistake.
    """
    numbers = count(1)
    limits = read_table(
        file, "limit", LocalLimit, lambda _entry: str(next(numbers)), may_be_empty=True
    )
    for number, limit in enumerate(limits, start=1):
        wrong = unfit(limit, rows, programs)
        if wrong is not None:
            raise BrokenRulebookError(file.name, str(number), *wrong)
    return tuple(limits)
