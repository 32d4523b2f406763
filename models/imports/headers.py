"""What the columns of lists are usually called, and what each says; see headers.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from models.shipped import ShippedFileError

Sort = Literal["text", "texts", "day", "days", "dollars", "word", "id"]
"""How the values of a column are read."""

ID = "id"
"""Stands for the id of the case where a column is named. As a header it may be another id."""

_CLOSE = 0.8
_LONGEST = 60
"""Characters of a header. What is longer is none, and is not repeated."""

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9 _.,#/&()?:-]*")
"""What reads like a header; anything else may be somebody's."""

_SHORT_FORMS = {
    "#": "number", "no": "number", "num": "number", "nbr": "number", "amt": "amount",
    "dt": "date", "svc": "service", "auth": "authorization", "mgr": "manager",
    "pt": "patient", "dx": "diagnosis", "ref": "reference", "dos": "service date",
    "recd": "received", "rcvd": "received", "req": "request",
}  # fmt: skip


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Frozen):
    """A column that is taken."""

    field: str
    """The path of the field in the intake; `id` is the id of the case."""

    sort: Sort = "text"
    names: tuple[str, ...]


class NotTaken(_Frozen):
    """Columns that are not taken by themselves, and why."""

    names: tuple[str, ...] = ()
    containing: tuple[str, ...] = ()
    """Words that make any header one of them."""

    why: str

    def names_it(self, plain_header: str) -> bool:
        """Whether a header, as it is compared, is one of these."""
        within = any(word in f" {plain_header} " for word in self._words)
        return within or plain_header in self._plain_names

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(f" {plain(word)} " for word in self.containing)

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(plain(name) for name in self.names)


class _File(_Frozen):
    column: tuple[Column, ...]
    refused: tuple[NotTaken, ...]
    unsure: tuple[NotTaken, ...]
    values: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Headers:
    """The known headers."""

    columns: tuple[Column, ...]
    refused: tuple[NotTaken, ...]
    unsure: tuple[NotTaken, ...]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field: what lists write for a value, beside the names that forms take too."""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their names."""
        return {plain(name): one for one in self.columns for name in one.names}

    def find(self, header: str) -> Column | None:
        """The column that a header names."""
        by_field = self.of_field(header) if header != ID else None
        return by_field or self.by_name.get(plain(header))

    def refusal(self, header: str) -> str | None:
        """Why a column never belongs in a case; None where it may."""
        return _why(self.refused, header) if self.find(header) is None else None

    def doubt(self, header: str) -> str | None:
        """Why a column is taken only where somebody says what it is; None where it is not so."""
        return _why(self.unsure, header) if self.find(header) is None else None

    def knows(self, header: str) -> bool:
        """Whether it is the header of a list, of whatever sort."""
        if len(header) > _LONGEST:
            return False
        found = (self.find(header), self.refusal(header), self.doubt(header))
        return any(one is not None for one in found)

    def of_field(self, path: str) -> Column | None:
        """The column of a field of the intake."""
        return next((one for one in self.columns if one.field == path), None)

    def near(self, header: str) -> str | None:
        """The field that an unknown header is likely a slip of; None where none is near."""
        if len(header) > _LONGEST:
            return None
        near = get_close_matches(plain(header), self.by_name, n=1, cutoff=_CLOSE)
        return self.by_name[near[0]].field if near else None


def _why(sorts: tuple[NotTaken, ...], header: str) -> str | None:
    name = plain(header)
    return next((one.why for one in sorts if one.names_it(name)), None)


def plain(header: str) -> str:
    """A header as it is compared: in small letters, its short forms written out."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    words = re.findall(r"[a-z0-9]+|#", parted.lower().replace("'", ""))
    return " ".join(_SHORT_FORMS.get(one, one) for one in words)


def shown(header: str, letter: str) -> str:
    """A column as it is named to people; a header that reads like none may be a value."""
    return f"column {letter} ({header})" if _is_readable(header) else f"column {letter}"


def typed(header: str) -> str:
    """A header as it is typed in an option."""
    return f"'{header}'" if _is_readable(header) else "'HEADER'"


def _is_readable(header: str) -> bool:
    return len(header) <= _LONGEST and _HEADER.fullmatch(header) is not None


def _load() -> Headers:
    name = "headers.toml"
    try:
        given = tomllib.loads((files("models.imports") / name).read_text(encoding="utf-8"))
        read = _File.model_validate(given)
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        message = f"models/imports/{name} cannot be used: {type(error).__name__}"
        raise ShippedFileError(message) from error
    return Headers(read.column, read.refused, read.unsure, read.values)


HEADERS = _load()
"""Those of this release."""
