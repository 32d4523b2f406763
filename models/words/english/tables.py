"""Says a code with its facts in English.

A table is a TOML file; its name begins the codes it holds, so that `grievance.answer_late` is the
entry `answer_late` of grievance.toml. An entry is a text, or a matter with a `title` and a `text`.
"""

import string
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

from models.cases.standing import Said
from models.local_time import long_day, short_day

FOLDER = Path(__file__).parent

_DAYS = {"": short_day, "short": short_day, "long": long_day}


class _Formatter(string.Formatter):
    """Days are written short, or long where a template asks for it; texts may ask for a capital.

    A fact that was kept as JSON is read as a day where a template asks for one.
    """

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Said):
            value = say(value)
        if isinstance(value, list | tuple):
            value = " ".join(say(one) if isinstance(one, Said) else str(one) for one in value)
        if format_spec in {"short", "long"} and isinstance(value, str):
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return _DAYS[format_spec](value)
        if format_spec == "capital":
            text = str(value)
            return text[:1].upper() + text[1:]
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()


def say(said: Said) -> str:
    """The text of a code, with its facts filled in.

    Raises:
        KeyError: No table holds the code, or a fact is missing.
    """
    entry = _entry(said.code)
    template = entry if isinstance(entry, str) else entry["text"]
    return _filled(template, said.facts)


def title(said: Said) -> str:
    """What a matter is, in a few words; may be shown in lists.

    Raises:
        KeyError: No table holds the code, or it has no title.
    """
    entry = _entry(said.code)
    return _filled(entry["title"], said.facts)


def codes() -> frozenset[str]:
    """Every code that has its words."""
    return _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(_entries())


def _filled(template: str, facts: Mapping[str, object]) -> str:
    return " ".join(_FORMATTER.vformat(template, (), facts).split())


def _entry(code: str) -> Any:  # noqa: ANN401 (a text, or a table of texts)
    return _entries()[code]


@cache
def _entries() -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        table = rtoml.loads(file.read_text(encoding="utf-8"))
        entries |= {f"{file.stem}.{name}": entry for name, entry in table.items()}
    return entries
