"""Reason and remark codes of remittance advices, in few words of our own; see codes.toml."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from models.shipped import ShippedFileError

Sort = Literal["denial", "contractual", "duplicate", "patient_share", "other_payer"]

UNPROCESSABLE = "MA130"
"""The remark on a claim that was returned: there is no appeal, it is to be sent again."""


class Reason(BaseModel):
    """What a claim adjustment reason code says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sort: Sort
    words: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Mapping[str, Reason]
    remark: Mapping[str, str]


def _load() -> _File:
    name = "codes.toml"
    try:
        given = tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
        return _File.model_validate(given)
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        message = f"models/imports/remittance/{name} cannot be used: {type(error).__name__}"
        raise ShippedFileError(message) from error


_CODES = _load()

REASONS = _CODES.reason
"""By code."""

REMARKS = _CODES.remark
"""By code: what it says."""


def in_words(code: str, group: str = "") -> str:
    """A code with what it says, where that is known: `CO-50 (not found medically necessary)`."""
    shown = f"{group}-{code}" if group else code
    reason = REASONS.get(code) if group else None
    words = reason.words if reason is not None else REMARKS.get(code, "") if not group else ""
    return f"{shown} ({words})" if words else shown
