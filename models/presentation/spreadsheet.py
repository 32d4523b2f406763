"""Tables that a spreadsheet opens, and takes no value of for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a formula begins with."""


def as_csv(header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as CSV under a header, fit for a spreadsheet."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, fieldnames=header)
    table.writeheader()
    table.writerows({name: inert(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def inert(value: object) -> object:
    """A value that a spreadsheet does not take for a formula: typed and provider's words may be."""
    if isinstance(value, str) and value.startswith(_FORMULAS) and value != "-":
        return f"'{value}"
    return value
