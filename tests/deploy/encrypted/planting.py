"""A value of its own in every text field of what is typed, to be looked for afterwards."""

import re
from typing import Any

from pydantic import BaseModel, ValidationError

_PEOPLE = {"case_manager", "beneficiary", "physician", "representative"}
_CODES = {
    "role",
    "code",
    "zone",
    "case_id",
    "level",
    "clock",
    "deadline",
    "evidence_id",
    "previews",
}
"""What names something of the case itself, or is shown in lists on purpose."""

_DEEP = 4
"""Objects within objects that are filled."""

_MARK = re.compile(r"zq\d{4}qz|\+1202555\d{4}")
_WRITTEN_MARKS = [re.compile(mark.encode()) for mark in _MARK.pattern.split("|")]
"""Each by itself: the beginning that all of its matches share makes the search a quick one."""


class Planted:
    """The values planted so far."""

    def __init__(self, day: str) -> None:
        """Days of forms are this one (ISO)."""
        self.values: set[str] = set()
        self._count, self._day = 0, day

    def intake(self, model: type[BaseModel], base: dict[str, Any]) -> dict[str, Any]:
        """An intake: `base`, and what is planted in every text field that takes it."""
        content = dict(base)
        for name, value in self._of_each_field(model).items():
            if isinstance(content.get(name), dict) and isinstance(value, dict):
                value = {**value, **content[name], **value}  # noqa: PLW2901
            attempt = {**content, name: value}
            if _is_planted(value) and _fits(model, attempt):
                content = attempt
        self._note(content)
        return content

    def report(self, model: type[BaseModel]) -> dict[str, Any]:
        """What a report may say, every field filled whether it fits or not."""
        content = self._of_each_field(model)
        self._note(content)
        return content

    def junk(self, content: dict[str, Any]) -> dict[str, Any]:
        """The same with what no form takes: text for a day, and a field that there is not."""
        junk = self._new()
        junked = {**content, "notice_date": junk, "outcome": junk, "nosuchfield": {"x": junk}}
        self._note(junked)
        return junked

    def found_in(self, content: bytes) -> set[str]:
        """Those of the planted values that can be read there."""
        marks = {found.decode() for mark in _WRITTEN_MARKS for found in mark.findall(content)}
        return marks & self.values

    def _note(self, content: Any) -> None:
        self.values |= {found for text in _texts(content) for found in _MARK.findall(text)}

    def _new(self) -> str:
        self._count += 1
        return f"zq{self._count:04d}qz"

    def _of_each_field(self, model: type[BaseModel]) -> dict[str, Any]:
        schema = model.model_json_schema()
        return self._object(schema, schema.get("$defs", {}), 0)

    def _object(self, about: dict[str, Any], defs: dict[str, Any], depth: int) -> dict[str, Any]:
        filled = {}
        for name, inner in about.get("properties", {}).items():
            if name in _CODES:
                continue
            value = self._person() if name in _PEOPLE else self._value(inner, defs, depth)
            if value is not None:
                filled[name] = value
        return filled

    def _value(self, about: dict[str, Any], defs: dict[str, Any], depth: int) -> Any:  # noqa: PLR0911
        if "$ref" in about:
            about = defs[about["$ref"].rpartition("/")[2]]
        if "anyOf" in about:
            found = (self._value(one, defs, depth) for one in about["anyOf"])
            return next((value for value in found if value is not None), None)
        if "enum" in about:
            return about["enum"][0]
        if depth > _DEEP:
            return None
        match about.get("type"), about.get("format"):
            case "string", "date":
                return self._day
            case "string", "email":
                return f"{self._new()}@desk.example"
            case "string", None:
                return f"{self._new()} words"
            case "integer" | "number", _:
                return 1
            case "array", _:
                inner = self._value(about.get("items", {}), defs, depth + 1)
                return None if inner is None else [inner]
            case "object", _ if "properties" in about:
                return self._object(about, defs, depth + 1)
            case "object", _:
                return {self._new(): self._new()}
        return None

    def _person(self) -> dict[str, str]:
        return {
            "email": f"{self._new()}@desk.example",
            "name": f"{self._new()} {self._new()}",
            "phone": f"+1202555{self._count % 100 + 100:04d}",
        }


def _fits(model: type[BaseModel], content: dict[str, Any]) -> bool:
    try:
        model.model_validate(content)
    except ValidationError:
        return False
    return True


def _is_planted(value: Any) -> bool:
    return any(_MARK.search(text) for text in _texts(value))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
