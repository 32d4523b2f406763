"""The resources of a FHIR file that tell of decisions, read by the models of R4B."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit
from pydantic import ValidationError

from models.imports.cases_found import ImportRefusedError, Place

MOST_BYTES = 50_000_000

Decision = ClaimResponse | ExplanationOfBenefit

_MODELS: Mapping[str, type[Decision]] = {
    "ClaimResponse": ClaimResponse,
    "ExplanationOfBenefit": ExplanationOfBenefit,
}
_NAME = re.compile(r"[a-z][A-Za-z_]{0,39}")
_NO_JSON = "is no FHIR file: expected JSON, or JSON with a resource on each line"


@dataclass(frozen=True)
class Unread:
    """A resource that does not fit its model; says where, without its values."""

    why: str


def decisions_of(content: bytes) -> Iterator[tuple[Place, Decision | Unread]]:
    """The resources of a file that tell of decisions, each with its place.

    A file is one resource, a Bundle, or a resource on each line (NDJSON), as bulk exports are.
    Other resources are passed over: patients and coverages are not read.

    Raises:
        ImportRefusedError: It is no such file, or holds none.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefusedError([f"is larger than {MOST_BYTES // 1_000_000} MB"])
    found = False
    for number, resource in enumerate(_resources(content), 1):
        name = resource.get("resourceType")
        if isinstance(name, str) and name in _MODELS:
            found = True
            yield Place(number, f"resource {number} ({name})"), _read(_MODELS[name], resource)
    if not found:
        message = "holds no ClaimResponse and no ExplanationOfBenefit"
        raise ImportRefusedError([message])


def _resources(content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefusedError([_NO_JSON]) from None
    for one in _documents(text):
        if not isinstance(one, Mapping):
            raise ImportRefusedError([_NO_JSON])
        if one.get("resourceType") != "Bundle":
            yield one
            continue
        entries = one.get("entry")
        for entry in entries if isinstance(entries, list) else ():
            resource = entry.get("resource") if isinstance(entry, Mapping) else None
            # A place is counted also where nothing is, so that numbers are those of the file.
            yield resource if isinstance(resource, Mapping) else {}


def _documents(text: str) -> Iterator[object]:
    try:
        yield json.loads(text)
    except RecursionError:
        raise ImportRefusedError([_NO_JSON]) from None
    except ValueError:
        yield from _lines(text)


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            message = _NO_JSON if number == 1 else f"line {number} is no JSON"
            raise ImportRefusedError([message]) from None


def _read(model: type[Decision], resource: Mapping[str, Any]) -> Decision | Unread:
    try:
        return model.model_validate(dict(resource))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        path = ".".join(
            str(part)
            for part in first["loc"]
            if isinstance(part, int) or _NAME.fullmatch(part) is not None
        )
        return Unread(f"does not fit FHIR R4B at {path or 'its beginning'}")
    except (ValueError, TypeError, RecursionError):
        return Unread("does not fit FHIR R4B")
