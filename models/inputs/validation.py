"""How a form that does not fit is answered: field by field, in plain words of bounded length.

No sentence repeats what was typed.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.inputs.spelling import (
    may_be_the_day,
    may_be_the_time,
    may_mean,
    near_field,
    numbers_for_days,
    other_weekday,
    values_named,
)

INVALID_INPUT = "InvalidInput"
"""Type of the failure that a bad input becomes."""

REFUSED = "Refused"
"""Type of the failure that an impossible report or start becomes."""

RULEBOOK_FAILURE = "RulebookFailure"
"""Type of the failure when the rulebook cannot count what was reported."""

LINES_SHOWN = 10
"""So many fields are explained one by one; the rest are counted."""

_LONGEST = 4000
"""Characters of an answer: a failure must fit into a history many times over."""

_MOST_VALUES = 5000
"""Values in one form, however deep: many times what the longest has."""

_A_DAY = "expected a date such as 2026-11-02"

_A_MARK = "has a character that cannot be printed, as it comes with copying; type it anew"
_MARK = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HAVING = re.compile(r"^[A-Z]\w+ should have ")

_UNKNOWN = "extra_forbidden"

_EXPECTED = {
    "missing": "is required",
    _UNKNOWN: "is not a field of this form; check its spelling",
    "json_invalid": "is not valid JSON; check quotes, commas and braces",
    "model_type": "expected a JSON object",
    "model_attributes_type": "expected a JSON object",
    "value_error.email": "expected an email address such as name@group.example",
}

ModelT = TypeVar("ModelT", bound=BaseModel)


class Refusal(Exception):  # noqa: N818 (what people read; no defect)
    """What cannot be recorded, and why: a sentence, or a line per field."""

    def __init__(self, message: str, kind: str = REFUSED) -> None:
        """Say why, as a failure of a kind."""
        super().__init__(bounded(message))
        self.kind = kind

    @property
    def message(self) -> str:
        """Why it cannot be recorded."""
        return str(self.args[0])


def read(model: type[ModelT], content: object) -> ModelT:
    """A form as its model.

    Raises:
        Refusal: of kind `InvalidInput`, a line per field that does not fit.
    """
    _refuse_many(model, content)
    said, lines = _tried(model, content)
    if said is None or lines:
        raise Refusal("\n".join(lines), INVALID_INPUT)
    return said


def unfit(model: type[BaseModel], content: object) -> tuple[str, ...]:
    """What does not fit a form, a line per field; nothing where it all does."""
    return _tried(model, content)[1]


def _tried(model: type[ModelT], content: object) -> tuple[ModelT | None, tuple[str, ...]]:
    """A form as its model, where it can be read, and what does not fit it."""
    said: ModelT | None = None
    lines: tuple[str, ...] = ()
    try:
        said = model.model_validate(content)
    except ValidationError as error:
        lines = tuple(explain(error, model=model).splitlines())
    # Pydantic takes a number for the seconds since 1970.
    paths = islice(numbers_for_days(model, content), LINES_SHOWN)
    numbers = tuple(f"{'.'.join(map(_shown, path))}: " for path in paths)
    others = (line for line in lines if not line.startswith(numbers))
    marks = (
        f"{'.'.join(map(_shown, path))}: {_A_MARK}"
        for path in islice(_marked(content), LINES_SHOWN)
    )
    return said, (*others, *(f"{name}{_A_DAY}" for name in numbers), *marks)


def _marked(content: object) -> Iterator[tuple[int | str, ...]]:
    """The paths of texts with a mark that no letter, and not every database, can hold."""
    left: list[tuple[tuple[int | str, ...], object]] = [((), content)]
    while left:
        path, one = left.pop()
        if isinstance(one, Mapping):
            if any(isinstance(name, str) and _MARK.search(name) for name in one):
                yield (*path, "a key")
            left.extend(((*path, name), value) for name, value in reversed([*one.items()]))
        elif isinstance(one, list | tuple):
            left.extend(((*path, place), value) for place, value in reversed([*enumerate(one)]))
        elif isinstance(one, str) and _MARK.search(one):
            yield path


def _refuse_many(model: type[BaseModel], content: object) -> None:
    """Refuse at a glance what holds far more than any form: explaining it would take seconds."""
    if isinstance(content, Mapping) and model.model_config.get("extra") == "forbid":
        known = model.model_fields
        unknown = [name for name in content if name not in known]
        if len(unknown) > LINES_SHOWN:
            lines = [
                f"{_shown(name)}: {_unknown(model, (name,))}" for name in unknown[:LINES_SHOWN]
            ]
            more = f"and {len(unknown) - LINES_SHOWN} more"
            raise Refusal("\n".join([*lines, more]), INVALID_INPUT)
    size = _size(content)
    if size > _MOST_VALUES:
        message = f"expected a form of at most {_MOST_VALUES} values; this has more"
        raise Refusal(message, INVALID_INPUT)


def _size(content: object) -> int:
    """How many values a JSON value holds, counted as far as matters."""
    count, left = 0, [content]
    while left and count <= _MOST_VALUES:
        one = left.pop()
        count += 1
        if isinstance(one, Mapping):
            left.extend(one.values())
        elif isinstance(one, list | tuple):
            left.extend(one)
    return count


def bounded(message: str) -> str:
    """A message that is no longer than a failure may be."""
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]} ..."


def only_missing(message: str) -> bool:
    """Whether all that a refusal says is that fields are required."""
    required = f": {_EXPECTED['missing']}"
    return bool(message) and all(line.endswith(required) for line in message.splitlines())


def explain(
    error: ValidationError,
    *,
    model: type[BaseModel] | None = None,
    without: tuple[int | str, ...] = (),
    under: tuple[int | str, ...] = (),
) -> str:
    """One line per field that does not fit: its path and what is expected, never its value.

    Of a value only what was likely meant is said: a word that the form knows, a day or an hour;
    and the weekday of a day.

    Args:
        error: Of Pydantic.
        model: Of the form, where a field that is misspelled is to be named.
        without: What stands at the beginning of each path and is no field of the form.
        under: The path of the field that the error is about, where it is about a part of a form.
    """
    details = error.errors(include_url=False)
    lines = [_line(detail, model, without, under) for detail in details[:LINES_SHOWN]]
    more = len(details) - len(lines)
    return bounded("\n".join([*lines, f"and {more} more"] if more else lines))


def _line(
    detail: ErrorDetails,
    model: type[BaseModel] | None,
    without: tuple[int | str, ...],
    under: tuple[int | str, ...],
) -> str:
    parts: tuple[Any, ...] = detail["loc"]
    if without and parts[: len(without)] == without:
        parts = parts[len(without) :]
    parts = (*under, *parts)
    path = ".".join(_shown(part) for part in parts)
    message = str(detail["msg"]).removeprefix("Value error, ")
    # A check across fields has no path; its message names the field itself.
    if detail["type"] == _UNKNOWN and model is not None:
        message = _unknown(model, detail["loc"])
    elif path or detail["type"] in _EXPECTED:
        message = _expected(detail) + _meant(detail)
    return f"{path}: {message}" if path else message


def _unknown(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """What is said of a field that a form does not have."""
    near = near_field(model, path)
    return f"is not a field of this form; did you mean {near}?" if near else _EXPECTED[_UNKNOWN]


def _meant(error: ErrorDetails) -> str:
    """What was likely meant instead of a value, or contradicts itself in it; else nothing."""
    kind, given = error["type"], error["input"]
    meant: object = None
    if kind in {"enum", "literal_error"}:
        meant = may_mean(values_named(str(error.get("ctx", {}).get("expected", ""))), given)
    elif kind.startswith("date"):
        if (slip := other_weekday(given)) is not None:
            return f"; {slip}"
        meant = may_be_the_day(given)
    elif kind.startswith("time") and kind != "timezone":
        meant = may_be_the_time(given)
    return f"; did you mean {meant}?" if meant is not None else ""


def _shown(part: int | str) -> str:
    """A part of a field's path; a key that reads like no field's name may be somebody's."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.fullmatch(part) else "(a key)"


def _expected(error: ErrorDetails) -> str:
    """What is expected of one field, without the value it had."""
    kind = error["type"]
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    message = str(error["msg"])
    if "email" in message:
        return _EXPECTED["value_error.email"]
    if kind.startswith("decimal_pars"):
        return "expected dollars such as 2400.00"
    if "phone" in message:
        return "expected a telephone number such as +15551234567"
    if kind.startswith(("date", "time")) and kind != "timezone":
        return "expected a local time such as 14:30" if kind.startswith("time") else _A_DAY
    message = message.removeprefix("Value error, ").removeprefix("Input should be ")
    # "String should have at most 200 characters", "Tuple should have at least 1 item after ..."
    message = _HAVING.sub("", message).partition(" after validation")[0]
    return (
        message
        if message.startswith(("expected", "is ", "belongs", "no "))
        else f"expected {message}"
    )
