"""How what was accepted once is read again, by whatever models there are today.

Fields that are not known, of a newer build say, are passed over. Bounds of single values, such as
a longest length, are asked of what is typed and not again of what was accepted; a time zone is,
because without it no hour can be counted. What cannot be read at all is named, so that it can be
shown; nothing here raises.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.fields import FieldInfo

from models.cases.people import Zone
from models.inputs.validation import ModelT, explain


@dataclass(frozen=True)
class Reread(Generic[ModelT]):
    """What was accepted, as far as it can be read."""

    said: ModelT
    """Where a value cannot be read, its field has its default, or None where it has none."""

    unread: tuple[str, ...] = ()
    """What is wrong, a line per field that cannot be read; repeats no value."""

    is_sound: bool = True
    """Whether all that the model requires is there, and fits together."""


def reread(model: type[ModelT], content: object) -> Reread[ModelT]:
    """What was accepted once, by today's model.

    Args:
        model: Of the report or intake, or of a part of it.
        content: As it was typed: a JSON object.
    """
    try:
        return Reread(model.model_validate(content, extra="ignore"))
    except ValidationError as error:
        return _laxly(model, content if isinstance(content, Mapping) else {}, error)


def as_accepted(model: type[BaseModel]) -> WrapValidator:
    """For a field of ours that holds a part of what was typed: taken as it was accepted then."""

    def taken(value: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            return read(value)
        except ValidationError:
            if not isinstance(value, Mapping):
                raise
            return reread(model, value).said

    return WrapValidator(taken)


def _laxly(
    model: type[ModelT], content: Mapping[str, Any], error: ValidationError
) -> Reread[ModelT]:
    values: dict[str, Any] = {}
    unread: list[str] = []
    is_sound = all(detail["loc"] for detail in error.errors(include_url=False))
    if not is_sound:
        # No field is at fault alone: they do not fit together.
        unread.append(explain(error))
    for name, field in model.model_fields.items():
        found = _Found()
        if name in content:
            found = _value(field, content[name], name)
        elif field.is_required():
            found = _Found(unread=(f"{name}: is required",))
        unread.extend(found.unread)
        if found.values:
            (values[name],) = found.values
        elif field.is_required():
            values[name], is_sound = None, False
    return Reread(model.model_construct(**values), tuple(unread), is_sound)


@dataclass(frozen=True)
class _Found:
    """A value, or none where it cannot be read; and what cannot be read of it."""

    values: tuple[Any, ...] = ()
    unread: tuple[str, ...] = ()


def _value(field: FieldInfo, raw: object, path: str) -> _Found:
    try:
        kind = Annotated[field.annotation, field]  # type: ignore[name-defined]
        return _Found((_adapter(kind).validate_python(raw, extra="ignore"),))
    except ValidationError as error:
        if _is_zone(field.metadata):
            return _unread(error, path)
        return _lax_value(field.annotation, raw, path)


def _lax_value(  # noqa: PLR0911 (one for each sort of type)
    kind: Any,  # noqa: ANN401 (a type in any form)
    raw: object,
    path: str,
) -> _Found:
    """A value by its bare type, without the bounds that are set to it."""
    if get_origin(kind) is Annotated and _is_zone(get_args(kind)[1:]):
        try:
            return _Found((_adapter(kind).validate_python(raw),))
        except ValidationError as error:
            return _unread(error, path)
    kind = _bare(kind)
    arms = [one for one in get_args(kind) if one is not NoneType]
    if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(raw, Mapping):
        part = reread(kind, raw)
        return _Found((part.said,), tuple(f"{path}.{line}" for line in part.unread))
    if get_origin(kind) in {Union, UnionType} and len(arms) == 1 and raw is not None:
        return _lax_value(arms[0], raw, path)
    if get_origin(kind) is tuple and isinstance(raw, list | tuple):
        found = [_lax_value(arms[0], one, f"{path}.{place}") for place, one in enumerate(raw)]
        values = tuple(value for one in found for value in one.values)
        return _Found((values,), tuple(line for one in found for line in one.unread))
    try:
        return _Found((_adapter(_without_bounds(kind)).validate_python(raw, extra="ignore"),))
    except ValidationError as error:
        return _unread(error, path)


def _unread(error: ValidationError, path: str) -> _Found:
    return _Found(unread=tuple(explain(error, under=(path,)).splitlines()))


def _is_zone(metadata: Iterable[object]) -> bool:
    return any(one in _OF_A_ZONE for one in metadata)


_OF_A_ZONE = get_args(Zone)[1:]


def _without_bounds(kind: Any) -> Any:  # noqa: ANN401 (a type in any form)
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return dict[_bare(key), _bare(value)]  # type: ignore[misc]
    return kind


def _bare(kind: Any) -> Any:  # noqa: ANN401 (a type in any form)
    """A type without what is asked of its values beside it."""
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(kind)
