"""What people typed in their own words, such as names and reasons, so that a page can omit it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, get_origin

from pydantic import BaseModel, ValidationError

from models.cases.kinds import CaseKind
from models.procedure.kinds import INTAKES, PROCEDURES

LEFT_OUT = "(left out)"
"""In the place of what is left out."""

_NO_WORDS = re.compile(r"[a-z_]*|[\d.:+-]+")
"""Names of the forms' own choices, days, hours and amounts."""


def typed_texts(
    kind: CaseKind, intake: Mapping[str, Any], reports: Iterable[tuple[str, Mapping[str, Any]]]
) -> set[str]:
    """Every text of a case that a form lets people choose the words of.

    Args:
        kind: Of the case.
        intake: Its intake.
        reports: The kind of each report, to whatever case, and what it says.
    """
    found = set(_texts_of(INTAKES[kind], intake))
    for name, content in reports:
        models = [
            procedure.types[name].model
            for procedure in PROCEDURES.values()
            if name in procedure.types
        ]
        for model in models:
            found |= set(_texts_of(model, content))
    return found


def leaving_out(texts: Iterable[str]) -> Callable[[str], str]:
    """A function that leaves these texts out of a line, wherever they stand as whole words."""
    known = {" ".join(text.split()) for text in texts} - {""}
    if not known:
        return str
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest_first))
    return lambda line: pattern.sub(LEFT_OUT, line)


def _texts_of(model: type[BaseModel], content: Mapping[str, Any]) -> Iterator[str]:
    try:
        yield from _typed(model.model_validate(content))
    except ValidationError:
        # Of another form: all of it may be somebody's words.
        yield from _raw(content)


def _typed(value: object) -> Iterator[str]:
    """The texts of a form that was read: what is no choice of the form is a plain `str`."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if get_origin(field.annotation) is not Literal:
                yield from _typed(getattr(value, name))
    elif isinstance(value, Mapping):
        yield from _raw(value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _typed(one)
    elif type(value) is str:
        yield value


def _raw(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _raw(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _raw(one)
    elif isinstance(value, str) and _NO_WORDS.fullmatch(value) is None:
        yield value
