"""Fields of an intake by their paths, such as `case_manager.email`."""

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.imports.cases_found import ImportRefusedError
from models.inputs.appeal_intake import Intake
from models.inputs.spelling import near_field


def put(content: dict[str, Any], path: str, value: object) -> None:
    """Set a field of an intake by its path."""
    name, _, inner = path.partition(".")
    if not inner:
        content[name] = value
        return
    before = content.get(name)
    content[name] = {**(before if isinstance(before, Mapping) else {}), inner: value}


def unknown_path(path: str) -> str | None:
    """Why a path names no field of an intake; None where it does."""
    name, _, inner = path.partition(".")
    if name not in Intake.model_fields:
        near = near_field(Intake, (name,))
        hint = f"; did you mean {near}?" if near else "; docs/intake.md has them all"
        return f"is not a field of an intake{hint}"
    model = _model_of(name)
    if not inner or model is None:
        return None
    if inner not in model.model_fields:
        near = near_field(Intake, (name, inner))
        hint = f"; did you mean {name}.{near}?" if near else ""
        return f"is not a field of {name}{hint}"
    return None


def _model_of(name: str) -> type[BaseModel] | None:
    """The form that a field of an intake holds; None where it holds something else."""
    kind = Intake.model_fields[name].annotation
    if get_origin(kind) in {Union, UnionType}:
        arms = [one for one in get_args(kind) if one is not NoneType]
        kind = arms[0] if len(arms) == 1 else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def defaults_of(settings: Iterable[str]) -> dict[str, Any]:
    """What every intake says where its source does not, of `FIELD=VALUE`.

    Raises:
        ImportRefusedError: A line for each that names no field.
    """
    content: dict[str, Any] = {}
    problems = []
    for one in settings:
        path, equals, value = (part.strip() for part in one.partition("="))
        if not equals or not value:
            problems.append(
                "--set: expected FIELD=VALUE, such as case_manager.email=me@legalaid.example"
            )
        elif (why := unknown_path(path)) is not None:
            problems.append(f"--set: {path if path.isidentifier() else 'what it names'} {why}")
        else:
            put(content, path, value)
    if problems:
        raise ImportRefusedError(problems)
    return content
