"""The ids of cases that come out of a file: the same each time that it is read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from models.imports.cases_found import ImportRefusedError
from models.imports.fields import unknown_path

_FIELD = re.compile(r"\{([^{}]*)\}")
_OTHER = re.compile(r"[^A-Za-z0-9.]+", re.ASCII)

_PRIVATE = frozenset({"service", "denial_reason", "beneficiary", "representative", "physician"})
"""No id says what they say: ids stand in subjects and lists, and are never encrypted."""


def as_id(text: str) -> str:
    """A text as an id: with a dash for whatever an id cannot hold."""
    return _OTHER.sub("-", text).strip("-.")


def part_of_id(text: str) -> str:
    """A value within an id, without dots: these divide a case from the cases beside it."""
    return as_id(text.replace(".", "-"))


class IdPattern:
    """How an id is made of what a row says, such as `AC-{claim_numbers}`."""

    def __init__(self, pattern: str) -> None:
        """Read a pattern.

        Raises:
            ImportRefusedError: It names no field, one that is none, or one that is private.
        """
        self._pattern = pattern
        self.fields = tuple(_FIELD.findall(pattern))
        if not self.fields:
            message = "--id-pattern: expected a field in braces, such as AC-{claim_numbers}"
            raise ImportRefusedError([message])
        for path in self.fields:
            if (why := unknown_path(path)) is not None:
                raise ImportRefusedError([f"--id-pattern: {{{path}}} {why}"])
            if path.partition(".")[0] in _PRIVATE:
                message = (
                    f"--id-pattern: {{{path}}} is private, and ids stand in subjects and lists"
                )
                raise ImportRefusedError([message])

    def fill(self, content: Mapping[str, Any]) -> tuple[str, str]:
        """The id that an intake gets, and the field that it lacks for one, if any."""
        values = {path: _value(content, path) for path in self.fields}
        missing = next((path for path, value in values.items() if not value), "")
        made = _FIELD.sub(lambda found: values[found[1]], self._pattern)
        return as_id(made), missing


def _value(content: Mapping[str, Any], path: str) -> str:
    name, _, inner = path.partition(".")
    value = content.get(name)
    if inner:
        value = value.get(inner) if isinstance(value, Mapping) else None
    if isinstance(value, Mapping):
        value = next(iter(value.values()), None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return part_of_id("-".join(str(one) for one in value))
    return part_of_id(str(value)) if value is not None else ""
