"""Lines of the account that are written down as they come about, in the memory of the case.

Of a case beside this one only the latest word is kept, and with that goes when a plan no longer
fit: neither could be told later.

An entry `line NUMBER` holds `at`, and `code` and `facts` of what is said.
"""

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

from models.cases.standing import Note, Said

_KEPT = 100
"""Lines of one case; of more the latest are kept."""

_SORT = "line "


def write_line(memory: MutableMapping[str, Any], at: datetime, said: Said) -> None:
    """Write down what has come about.

    Args:
        memory: Of the case; the line is added to it.
        at: When that became known (UTC).
        said: In facts that JSON can hold.
    """
    numbers = _numbers(memory)
    number = (numbers[-1] if numbers else 0) + 1
    entry = {"at": at.isoformat(), "code": said.code, "facts": dict(said.facts)}
    memory[f"{_SORT}{number}"] = entry
    for old in numbers[: max(0, len(numbers) + 1 - _KEPT)]:
        del memory[f"{_SORT}{old}"]


def written_lines(memory: Mapping[str, Any]) -> list[Note]:
    """The lines that were written down, oldest first."""
    entries = [memory[f"{_SORT}{number}"] for number in _numbers(memory)]
    return [
        Note(datetime.fromisoformat(entry["at"]), Said(entry["code"], entry["facts"]))
        for entry in entries
    ]


def _numbers(memory: Mapping[str, Any]) -> list[int]:
    return sorted(int(name.removeprefix(_SORT)) for name in memory if name.startswith(_SORT))
