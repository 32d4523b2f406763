"""Holds what commands print with `--json` to docs/json.md, which programs rely on."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from cli import build_app
from tests.deploy.running_stack import ROOT

_SECTION = re.compile(r"^## `(?P<command>[a-z -]+)`$", re.MULTILINE)
_FIELD = re.compile(r"^\| `(?P<path>[^`]+)` \|", re.MULTILINE)


def documented() -> dict[str, set[str]]:
    """The fields that the page has for each command."""
    parts = _SECTION.split((ROOT / "docs" / "json.md").read_text())
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {command: set(_FIELD.findall(text)) for command, text in pairs}


def commands_with_json() -> set[str]:
    """The commands that have `--json`, those of groups with the group's name before theirs."""
    return set(_with_json(typer.main.get_command(build_app()), ()))


def _with_json(command: Any, names: tuple[str, ...]) -> Iterator[str]:
    for name, one in getattr(command, "commands", {}).items():
        yield from _with_json(one, (*names, name))
    if any("--json" in parameter.opts for parameter in command.params):
        yield " ".join(names)


def check(arguments: Sequence[str], printed: str) -> None:
    """Fail unless this is one document, of this command, with fields of the page alone."""
    document = json.loads(printed)
    page = documented()
    typed = " ".join(arguments)
    command = next(one for one in page if typed == one or typed.startswith(f"{one} "))
    assert document.pop("schema") == f"appealclock.{command.replace(' ', '-')}/1"
    assert {path for path in _paths(document) if not _has(page[command], path)} == set()


def _has(fields: set[str], path: str) -> bool:
    """Whether a field is on the page, or is part of one that is there as a whole."""
    whole = re.split(r"\[\]|\.", path)[0]
    in_parts = any(field.startswith((f"{whole}[]", f"{whole}.")) for field in fields)
    return path in fields or (in_parts if path == whole else whole in fields and not in_parts)


def _paths(document: dict[str, Any]) -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield from {f"{name}[].{key}" for one in value for key in one}
        elif isinstance(value, dict) and value:
            yield from (f"{name}.{key}" for key in value)
        else:
            yield name
