"""The script of a rehearsal: what is reported, and after how many days.

A mistake in one is answered by its line in the file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from models.inputs.validation import explain

_TODAY = re.compile(r"TODAY(?:([+-])(\d{1,5}))?")
"""In the content of a script, or in an intake: the day it is for the case, or so many days off."""

Path = tuple[int | str, ...]


class ScriptError(Exception):
    """A script that cannot be played; says why, a line for each mistake."""


class ScriptedReport(BaseModel):
    """One entry of a script: so many days later, this is reported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    update: str
    after_days: float = Field(
        default=0, ge=0, le=36_500, description="Days after the entry before it."
    )
    to: str = Field(
        default="",
        description="The case beside it that hears it, such as records.1; empty: the case itself.",
    )
    content: dict[str, Any] = Field(
        default_factory=dict,
        description="The update's JSON. TODAY stands for that day, TODAY+14 for a later one.",
    )

    @field_validator("update")
    @classmethod
    def _name(cls, value: str) -> str:
        if not value.isidentifier():
            message = "expected the name of an update, such as file_appeal"
            raise ValueError(message)
        return value

    def content_on(self, today: date) -> dict[str, Any]:
        """The update's JSON with TODAY put in."""
        content: dict[str, Any] = dated(self.content, today)
        return content


@dataclass(frozen=True)
class Script:
    """The entries of a script, and where in its file each of their fields stands."""

    reports: Sequence[ScriptedReport] = ()
    lines: dict[Path, int] | None = None
    """The line of each value by its path, such as (0, 'content', 'on'); from 1."""

    def explained(self, entry: int, message: str) -> str:
        """Why an entry was refused, each line of that after the number of its line in the file.

        Args:
            entry: Which, from 0.
            message: A sentence, or a line for each field: its path and what is wrong with it.
        """
        return "\n".join(
            _at(self.lines or {}, (entry, "content", *_path(line)), line)
            for line in message.splitlines()
        )


def read_script(text: str) -> Script:
    """A script from the text of its file.

    Raises:
        ScriptError: It is no JSON, or no script.
    """
    try:
        content = json.loads(text)
        lines = dict(_lines(text))
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}: is not valid JSON; check quotes, commas and braces"
        raise ScriptError(message) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or hundreds of lists within lists.
        content, lines = None, {}
    if not isinstance(content, list):
        message = "line 1: expected a list, see docs/rehearse.md"
        raise ScriptError(message)
    reports, wrong = [], []
    for number, entry in enumerate(content):
        try:
            reports.append(ScriptedReport.model_validate(entry))
        except ValidationError as error:
            wrong += [
                _at(lines, (number, *_path(line)), line)
                for line in explain(error, model=ScriptedReport).splitlines()
            ]
    if wrong:
        raise ScriptError("\n".join(wrong))
    return Script(reports, lines)


def dated(value: Any, today: date) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """The same with the days put in for TODAY and TODAY+14, however deep they stand."""
    if isinstance(value, dict):
        return {key: dated(item, today) for key, item in value.items()}
    if isinstance(value, list):
        return [dated(item, today) for item in value]
    found = _TODAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    sign, days = found.groups()
    return str(today + timedelta(int(f"{sign}{days}") if days else 0))


def _path(line: str) -> Path:
    """The path of the field that a line is about: `received.on: is required`."""
    path, colon, _ = line.partition(": ")
    if not colon or " " in path:
        return ()
    return tuple(int(part) if part.isdecimal() else part for part in path.split("."))


def _at(lines: dict[Path, int], path: Path, message: str) -> str:
    """A message with the line of what it is about, or of the nearest that it stands in."""
    for length in range(len(path), 0, -1):
        line = lines.get(path[:length])
        if line is not None:
            return f"line {line}: {message}"
    return message


def _lines(text: str) -> Iterator[tuple[Path, int]]:
    """The line of each value of a JSON text, from 1.

    JSON is YAML too, and the YAML reader says where each value begins; it accepts no tabs between
    values. Nothing is yielded where it does not accept the text: messages then name no line.
    """
    try:
        root = yaml.compose(text.replace("\t", " "), Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return
    if root is not None:
        yield from _lines_of(root, ())


def _lines_of(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, one in enumerate(node.value):
            yield from _lines_of(one, (*path, number))
    elif isinstance(node, yaml.MappingNode):
        for name, one in node.value:
            for place, line in _lines_of(one, (*path, str(name.value))):
                # A value may begin on a line after its name.
                yield place, name.start_mark.line + 1 if len(place) == len(path) + 1 else line
