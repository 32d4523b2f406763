"""Names the edition of the law: changes when, and only when, what cases are counted by changes.

A digest of every row, ladder, amount and federal holiday. The order of files, of rows and of the
fields of a row does not count, nor which file holds a row, nor a field that says nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from models.rulebook.counting.working_days import federal_holidays
from models.rulebook.covered_days import FIRST_OF_ALL, LAST_OF_ALL

_DIGITS = 12


def edition_of(
    rows: Iterable[BaseModel],
    levels: Mapping[str, Iterable[BaseModel]],
    *years: Iterable[BaseModel],
) -> str:
    """The name of an edition: 12 hexadecimal digits.

    Args:
        rows: The time limits and facts, in any order.
        levels: The ladder of each program, lowest level first.
        years: Tables of amounts and costs, oldest year first.
    """
    held = {
        "rows": sorted((_plain(row) for row in rows), key=_text),
        "levels": {program: [_plain(one) for one in ladder] for program, ladder in levels.items()},
        "years": [[_plain(year) for year in table] for table in years],
        "holidays": [
            day.isoformat()
            for year in range(FIRST_OF_ALL.year, LAST_OF_ALL.year + 1)
            for day in sorted(federal_holidays(year))
        ],
    }
    return hashlib.sha256(_text(held).encode()).hexdigest()[:_DIGITS]


def with_own(edition: str, limits: Iterable[BaseModel]) -> str:
    """The name of an edition with what a desk adds to it: other digits where it adds anything."""
    own = [_plain(one) for one in limits]
    if not own:
        return edition
    return hashlib.sha256(_text([edition, own]).encode()).hexdigest()[:_DIGITS]


def _plain(part: BaseModel) -> dict[str, Any]:
    # A field that a later release adds says nothing in the rows that leave it out.
    return part.model_dump(mode="json", exclude_defaults=True)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
