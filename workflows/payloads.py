"""How inputs become models, and how a bad input becomes a plain answer.

With the stock Pydantic converter an intake that does not validate leaves its workflow Running for
ever behind a failing workflow task. Here it becomes a non-retryable failure that names each field
and what is expected, and never repeats the value typed.
"""

from typing import Any

import temporalio.api.common.v1
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)
from temporalio.exceptions import ApplicationError

from models.case import FRESH

INVALID_INPUT = "InvalidInput"
"""Type of the failure that a bad input becomes."""

_EXPECTED = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this form; check its spelling",
    "json_invalid": "is not valid JSON; check quotes, commas and braces",
    "model_type": "expected a JSON object",
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
    return (
        message
        if message.startswith(("expected", "is ", "belongs", "no "))
        else f"expected {message}"
    )


def explain_validation_error(error: ValidationError) -> str:
    """One line per field that does not fit: its path and what is expected, never its value."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False):
        # Whether a run is fresh or carried is no field of the form: leave its tag out.
        parts = detail["loc"][1:] if detail["loc"][:1] == (FRESH,) else detail["loc"]
        path = ".".join(str(part) for part in parts)
        message = str(detail["msg"]).removeprefix("Value error, ")
        # A check across fields has no path; its message names the field itself.
        lines.append(f"{path}: {_expected(detail)}" if path else message)
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


class AppealClockPayloadConverter(CompositePayloadConverter):
    """JSON by Pydantic, with validation errors as plain, non-retryable failures."""

    def __init__(self) -> None:
        """Replace the default JSON converter by ours."""
        super().__init__(
            *(
                _ExplainingJSONConverter()
                if isinstance(converter, JSONPlainPayloadConverter)
                else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


data_converter = DataConverter(payload_converter_class=AppealClockPayloadConverter)
"""The data converter of every client and worker of AppealClock."""
