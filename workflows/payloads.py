"""How inputs become models, and how a bad input becomes a plain answer.

With the stock Pydantic converter an intake that does not validate leaves its workflow Running for
ever behind a failing workflow task. Here it becomes a non-retryable failure that names each field
and what is expected, and never repeats the value typed.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeGuard

import temporalio.api.common.v1
import temporalio.api.failure.v1
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    PayloadConverter,
)
from temporalio.exceptions import ApplicationError, FailureError

from models.docket import FRESH

INVALID_INPUT = "InvalidInput"
"""Type of the failure that a bad input becomes."""

REFUSED = "Refused"
"""Type of the failure that an impossible update or start becomes."""

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

_HAVING = re.compile(r"^[A-Z]\w+ should have ")

_EXPECTED = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this form; check its spelling",
    "json_invalid": "is not valid JSON; check quotes, commas and braces",
    "model_type": "expected a JSON object",
    "model_attributes_type": "expected a JSON object",
    "value_error.email": "expected an email address such as name@group.example",
}


def _expected(error: ErrorDetails) -> str:
    """What is expected of one field, without the value it had."""
    kind = error["type"]
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    message = str(error["msg"])
    if "email" in message:
        return _EXPECTED["value_error.email"]
    if "phone" in message:
        return "expected a telephone number such as +15551234567"
    if kind.startswith(("date", "time")) and kind != "timezone":
        return "expected " + (
            "a local time such as 14:30" if kind.startswith("time") else "a date such as 2026-11-02"
        )
    message = message.removeprefix("Value error, ").removeprefix("Input should be ")
    # "String should have at most 200 characters", "Tuple should have at least 1 item after ..."
    message = _HAVING.sub("", message).partition(" after validation")[0]
    return (
        message
        if message.startswith(("expected", "is ", "belongs", "no "))
        else f"expected {message}"
    )


def _shown(part: int | str) -> str:
    """A part of a field's path; a key that reads like no field's name may be somebody's."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.fullmatch(part) else "(a key)"


def explain_validation_error(error: ValidationError) -> str:
    """One line per field that does not fit: its path and what is expected, never its value."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False):
        # Whether a run is fresh or carried is no field of the form: leave its tag out.
        parts = detail["loc"][1:] if detail["loc"][:1] == (FRESH,) else detail["loc"]
        path = ".".join(_shown(part) for part in parts)
        message = str(detail["msg"]).removeprefix("Value error, ")
        # A check across fields has no path; its message names the field itself.
        if path or detail["type"] in _EXPECTED:
            message = _expected(detail)
        lines.append(f"{path}: {message}" if path else message)
    return "\n".join(lines)


class _ExplainingJSONConverter(PydanticJSONPlainPayloadConverter):
    def from_payload(
        self, payload: temporalio.api.common.v1.Payload, type_hint: type | None = None
    ) -> Any:  # noqa: ANN401
        try:
            return super().from_payload(payload, type_hint)
        except ValidationError as error:
            # `from None`: the cause would carry the values into the recorded failure.
            raise ApplicationError(
                explain_validation_error(error), type=INVALID_INPUT, non_retryable=True
            ) from None


_JSON = _ExplainingJSONConverter()
"""One for all: each run of a workflow makes a payload converter anew, and this keeps the validators
that Pydantic builds, which take longer to build than most inputs take to read."""


def _is_model(hint: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def no_object() -> ApplicationError:
    """The failure that an input becomes which is not exactly one JSON object."""
    return ApplicationError(
        "expected one JSON object as the input", type=INVALID_INPUT, non_retryable=True
    )


class AppealClockPayloadConverter(CompositePayloadConverter):
    """JSON by Pydantic, with validation errors as plain, non-retryable failures."""

    def from_payloads(
        self,
        payloads: Sequence[temporalio.api.common.v1.Payload],
        type_hints: list[type] | None = None,
    ) -> list[Any]:
        """As the base class, with an input that is no JSON object refused instead of retried."""
        try:
            values = super().from_payloads(payloads, type_hints)
        except FailureError:
            raise
        except Exception:  # noqa: BLE001 (whatever it is, trying the same payload again is no use)
            raise no_object() from None
        for value, hint in zip(values, type_hints or (), strict=False):
            if _is_model(hint) and not isinstance(value, hint):
                raise no_object()
        return values

    def __init__(self) -> None:
        """Replace the default JSON converter by ours."""
        super().__init__(
            *(
                _JSON if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


class AppealClockFailureConverter(DefaultFailureConverter):
    """Failures as usual, but a refusal carries its sentence alone: no lines of code below it."""

    def to_failure(
        self,
        exception: BaseException,
        payload_converter: PayloadConverter,
        failure: temporalio.api.failure.v1.Failure,
    ) -> None:
        """See the base class."""
        super().to_failure(exception, payload_converter, failure)
        if isinstance(exception, ApplicationError) and exception.type in {INVALID_INPUT, REFUSED}:
            failure.stack_trace = ""


data_converter = DataConverter(
    payload_converter_class=AppealClockPayloadConverter,
    failure_converter_class=AppealClockFailureConverter,
)
"""The data converter of every client and worker of AppealClock."""
