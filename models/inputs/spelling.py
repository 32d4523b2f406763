"""What was meant by a value that is not written as a form has it, where it can mean one thing only.

`Medicare Advantage` is a program, `$1,200` an amount, `November 2, 2026` a day. What may mean two
things, as 11/02/2026 does, is left as it is: its refusal names what may have been meant. So is what
contradicts itself, as a day with the name of another weekday does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from models.cases.program import PROGRAM_NAMES, PROGRAM_NAMES_UNSURE, Program

_LONGEST = 60
"""Characters of a value that is looked at: none that can be meant is longer."""

_CLOSE = 0.75
"""How alike two words are, of which one may be a slip of the other."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SHORT = 3
"""Letters by which months and weekdays are abbreviated."""

_MONTH = "|".join([*_MONTHS, *(rf"{one[:_SHORT]}\.?" for one in _MONTHS)])
_WEEKDAY = "|".join([*_WEEKDAYS, *(one[:_SHORT] for one in _WEEKDAYS)])

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", re.ASCII)
_MONTH_NAMED = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?"
    rf"(?:(?P<a>{_MONTH})\s+(?P<b>\d{{1,2}})|(?P<c>\d{{1,2}})\s+(?P<d>{_MONTH})),?\s+(?P<year>\d{{4}})",
    re.ASCII,
)
_DOLLARS = re.compile(r"\$?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)", re.ASCII)
_HALF_OF_DAY = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])\.?\s*m\.?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?", re.ASCII)
_MIDNIGHT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T _]00:00(?::00(?:\.0+)?)?(?:Z|[-+]\d\d:?\d\d)?", re.ASCII
)

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "t", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "f", "n", "0"), False),
}
"""The words that Pydantic takes for yes and no."""


def as_meant(model: type[BaseModel], content: Mapping[str, Any]) -> dict[str, Any]:
    """A form in which each value that means one thing only is written as the model has it.

    Args:
        model: Of the form.
        content: As it was typed; it stays as it is.
    """
    fields = model.model_fields
    return {
        name: _meant(fields[name].annotation, value) if name in fields else value
        for name, value in content.items()
    }


def _meant(kind: Any, value: Any) -> Any:  # noqa: ANN401 (a type, and a value of JSON)
    kind = _bare(kind)
    if isinstance(value, Mapping):
        return as_meant(kind, value) if _is(kind, BaseModel) else value
    # Where several values may be given, some forms take one without a list.
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    if isinstance(value, list):
        return [_meant(inner, one) for one in value]
    if inner is not None:
        return _meant(inner, value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return value
    return _word(kind, value)


def numbers_for_days(
    model: type[BaseModel], content: object, path: tuple[int | str, ...] = ()
) -> Iterator[tuple[int | str, ...]]:
    """The paths of the days of a form for which a number stands: Pydantic counts seconds by it.

    Args:
        model: Of the form.
        content: As it was typed.
        path: Of the form, where it is a part of another.
    """
    if isinstance(content, Mapping):
        for name, value in content.items():
            if name in model.model_fields:
                kind = model.model_fields[name].annotation
                yield from _numbers_for_days(kind, value, (*path, name))


def _numbers_for_days(
    kind: Any,  # noqa: ANN401 (a type)
    value: object,
    path: tuple[int | str, ...],
) -> Iterator[tuple[int | str, ...]]:
    kind = _bare(kind)
    if _is(kind, BaseModel):
        yield from numbers_for_days(kind, value, path)
    elif get_origin(kind) is tuple and isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from _numbers_for_days(get_args(kind)[0], one, (*path, place))
    elif kind is date and _is_number(value):
        yield path


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST and _NUMBER.fullmatch(value.strip()) is not None
    return isinstance(value, int | float)


def _word(kind: Any, value: str) -> str | bool:  # noqa: ANN401 (a type)
    """A value of text, as it stands for a value of a type."""
    names = _names_of(kind)
    if names:
        return value if value in names.values() else names.get(_plain(value), value)
    if kind is date:
        day = _day(value) or _day_at_midnight(value)
        return day.isoformat() if day is not None else value
    if kind is bool:
        return _TRUTHS.get(value.strip().lower(), value)
    if kind is time:
        return _time(value) or value
    if kind is Decimal:
        dollars = _DOLLARS.fullmatch(value.strip())
        return dollars[1].replace(",", "") if dollars is not None else value
    return value


def day_meant(value: str) -> date | None:
    """The day that a text means, in any form that means one alone; None where there is none."""
    return _day(value) if len(value) <= _LONGEST else None


def may_mean(expected: Iterable[str], value: object) -> str | None:
    """The value of a list that something is likely a slip of; None where none is near.

    Several values with `or` between them, where it is a name of them all.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    values = tuple(expected)
    names = {_plain(one): one for one in values}
    names |= {name: one for name, one in PROGRAM_NAMES.items() if one.value in values}
    for name, programs in PROGRAM_NAMES_UNSURE.items():
        known = [one.value for one in programs if one.value in values]
        names |= {name: " or ".join(known)} if known else {}
    near = get_close_matches(_plain(value), names, n=1, cutoff=_CLOSE)
    return str(names[near[0]]) if near else None


def may_be_the_day(value: object) -> date | None:
    """The day that something is likely meant to be, month before day as in America."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    found = _YEAR_LAST.fullmatch(value.strip())
    if found is None:
        return None
    first, second, year = (int(one) for one in found.groups())
    year += 2000 if year < 100 else 0  # noqa: PLR2004 (two digits)
    return _calendar_day(year, first, second) or _calendar_day(year, second, first)


def other_weekday(value: object) -> str | None:
    """Which weekday a day has that was written with the name of another; None where it was not."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    found = _MONTH_NAMED.fullmatch(value.strip().lower())
    day = _day_named(found) if found is not None else None
    if found is None or day is None or found["weekday"] is None:
        return None
    said, has = _weekday_of(found), day.weekday()
    if said == has:
        return None
    return f"{day} is a {_WEEKDAYS[has].title()}, not a {_WEEKDAYS[said].title()}"


def may_be_the_time(value: object) -> str | None:
    """The hour that something is likely meant to be, by the clock of 24 hours."""
    if not isinstance(value, str) or _HOUR.fullmatch(value.strip()) is None:
        return None
    hour, _, minute = value.strip().partition(":")
    return _clock_time(int(hour), int(minute))


def near_field(model: type[BaseModel], path: tuple[int | str, ...]) -> str | None:
    """The field that an unknown one is likely a slip of; None where none is near.

    Args:
        model: Of the form.
        path: Of the unknown field.
    """
    kind: Any = model
    for step in path[:-1]:
        if isinstance(step, int):
            kind = get_args(kind)[0] if get_origin(kind) is tuple else None
        else:
            field = kind.model_fields.get(step) if _is(kind, BaseModel) else None
            kind = field.annotation if field is not None else None
        kind = _bare(kind)
    name = str(path[-1])
    if not _is(kind, BaseModel) or len(name) > _LONGEST:
        return None
    names = {one: one for one in kind.model_fields}
    near = get_close_matches(_plain(name).replace(" ", "_"), names, n=1, cutoff=_CLOSE)
    return near[0] if near else None


def _day(value: str) -> date | None:
    """The day that a value means; None where it may be another one too."""
    text = value.strip().lower()
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        return _calendar_day(*(int(one) for one in found.groups()))
    if (found := _MONTH_NAMED.fullmatch(text)) is not None:
        day = _day_named(found)
        if day is None or (found["weekday"] and _weekday_of(found) != day.weekday()):
            return None
        return day
    if (found := _YEAR_LAST.fullmatch(text)) is not None and len(found[3]) > 2:  # noqa: PLR2004
        month_first, other = int(found[1]), int(found[2])
        if month_first == other or _calendar_day(int(found[3]), other, month_first) is None:
            return _calendar_day(int(found[3]), month_first, other)
    return None


def _day_named(found: re.Match[str]) -> date | None:
    """The day of a month that is named; None where that has no such day."""
    month = _index_of((found["a"] or found["d"]), _MONTHS) + 1
    return _calendar_day(int(found["year"]), month, int(found["b"] or found["c"]))


def _weekday_of(found: re.Match[str]) -> int:
    """The number of the weekday that is named, from Monday."""
    return _index_of(found["weekday"], _WEEKDAYS)


def _index_of(name: str, names: tuple[str, ...]) -> int:
    return [one[:_SHORT] for one in names].index(name[:_SHORT])


def _day_at_midnight(value: str) -> date | None:
    """The day of a moment at its beginning, as other programs write a day."""
    found = _MIDNIGHT.fullmatch(value.strip().upper())
    return _day(found[1]) if found is not None else None


def _time(value: str) -> str | None:
    """The hour that a value with its half of the day means."""
    found = _HALF_OF_DAY.fullmatch(value.strip().lower())
    if found is None or not 1 <= int(found[1]) <= 12:  # noqa: PLR2004 (a dial)
        return None
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return _clock_time(hour, int(found[2] or 0))


def _clock_time(hour: int, minute: int) -> str | None:
    try:
        return time(hour, minute).isoformat("minutes")
    except ValueError:
        return None


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(value: str) -> str:
    """A word as it is compared: in small letters, its parts divided by single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", value.lower()))


@lru_cache(maxsize=256)
def _names_of(kind: Any) -> dict[str, str]:  # noqa: ANN401 (a type)
    """What the values of a type may be called; nothing where it is no list of values."""
    if _is(kind, Enum):
        values = [str(one.value) for one in kind]
    elif get_origin(kind) is Literal:
        values = [one for one in get_args(kind) if isinstance(one, str)]
    else:
        return {}
    names = {_plain(one): one for one in values}
    if kind is Program:
        names = {name: one.value for name, one in PROGRAM_NAMES.items()} | names
    return names


def _bare(kind: Any) -> Any:  # noqa: ANN401 (a type in any form)
    """A type without what is asked of its values beside it, and without null."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in {Union, UnionType}:
            arms = [one for one in get_args(kind) if one is not NoneType]
            if len(arms) != 1:
                return None
            (kind,) = arms
        else:
            return kind


def _is(kind: Any, of: type) -> bool:  # noqa: ANN401 (a type in any form)
    return isinstance(kind, type) and issubclass(kind, of)


def values_named(expected: str) -> tuple[str, ...]:
    """The values in a list as Pydantic writes it: `'standard' or 'expedited'`."""
    return tuple(re.findall(r"'([^']*)'", expected))
