"""What a file says of a case that is there already, against what the case says of itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from models.cases.people import Person
from models.imports.opening import Opening
from models.inputs.appeal_intake import Intake
from models.inputs.request.claim_details import DETAILS, DetailsAdded, details_of
from models.inputs.spelling import as_meant

_STANDS = frozenset({"stands", "corrected"})


def differing(opening: Opening, history: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The fields of which a file says something else than the case does now.

    Fields that the file does not say are left aside, as are people, whom the desk changes.

    Args:
        opening: What the file says.
        history: What the case answers to the query of that name.

    Returns:
        Names of fields, in the order of the intake.
    """
    first, *others = history
    try:
        known = Intake.model_validate(as_meant(Intake, first["content"]))
        read = Intake.model_validate(opening.content)
    except ValidationError:
        # Of another release: nothing can be said of single fields.
        return ("intake",)
    now: Mapping[str, Any] = dict(known) | dict(details_of(known, _added(others)))
    names = [name for name in Intake.model_fields if name in opening.case.given]
    return tuple(name for name in names if _differs(getattr(read, name), now[name]))


def _added(reports: Iterable[Mapping[str, Any]]) -> list[DetailsAdded]:
    """The details that stand, oldest first."""
    found = []
    for one in reports:
        if one["kind"] == DETAILS and one["status"] in _STANDS:
            try:
                found.append(DetailsAdded.model_validate(one["content"]))
            except ValidationError:
                continue
    return found


def _differs(given: object, known: object) -> bool:
    if isinstance(given, Person):
        return False
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        return any(known.get(name) != value for name, value in given.items())
    if isinstance(given, BaseModel) and isinstance(known, BaseModel):
        said = given.model_fields_set
        return any(getattr(given, name) != getattr(known, name) for name in said)
    return given != known
