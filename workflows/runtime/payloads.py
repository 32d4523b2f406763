"""The data converter: how payloads become values, and failures become payloads.

With keys all payloads are encrypted, see `workflows.runtime.encryption`.

What people type is raw JSON all the way through the workflows: it is judged in turns and
validators, never while Temporal decodes it, because it is decoded again at every replay. Models
stand at the edge of activities alone, and at the digest.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import temporalio.api.common.v1
import temporalio.api.failure.v1
from pydantic import ValidationError
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    PayloadConverter,
)
from temporalio.exceptions import ApplicationError

from models.encryption.family_keys import FamilyKeys
from models.inputs.validation import INVALID_INPUT, REFUSED, RULEBOOK_FAILURE, explain
from workflows.runtime.encryption import (
    CAME_PLAIN,
    SAID_BY,
    SAID_WITH,
    EncryptionCodec,
    key_id_of,
)

_PLAIN = {INVALID_INPUT, REFUSED, RULEBOOK_FAILURE}
"""Types of failures that people read: they are sentences, with no lines of code below them."""


class _ExplainingJSONConverter(PydanticJSONPlainPayloadConverter):
    def from_payload(
        self, payload: temporalio.api.common.v1.Payload, type_hint: type | None = None
    ) -> Any:  # noqa: ANN401
        try:
            return super().from_payload(payload, type_hint)
        except ValidationError as error:
            # `from None`: the cause would carry the values into the recorded failure.
            raise ApplicationError(explain(error), type=INVALID_INPUT, non_retryable=True) from None


_JSON = _ExplainingJSONConverter()
"""One for all: each run of a workflow makes a payload converter anew, and this keeps the validators
that Pydantic builds, which take longer to build than most inputs take to read."""


class EncryptedError(Exception):
    """What a case answered is encrypted, and no key opens it."""

    def __init__(self) -> None:
        """Say so in a sentence."""
        super().__init__(
            "What the case says is encrypted, and no key opens it: APPEALCLOCK_KEYS is not set "
            "here, or the case was forgotten."
        )


class Unreadable:
    """What stands for a raw payload that cannot be read; nothing takes it for content."""

    def __repr__(self) -> str:
        """Say so, where it is printed."""
        return "<a payload that cannot be read>"


class Sent(dict[str, Any]):
    """A JSON object as it was sent, with what its payload proves of how it came."""

    said_by: str | None = None
    """Who sent it, as a token proved it to the codec server."""

    said_with: str | None = None
    """The id of the key that was made for it alone then."""

    came_plain = False
    """Whether it was not encrypted although keys are set."""


class AppealClockPayloadConverter(CompositePayloadConverter):
    """JSON by Pydantic, with validation errors as plain, non-retryable failures."""

    has_keys = False
    """Whether a codec has decrypted what could be decrypted."""

    def __init__(self) -> None:
        """Replace the default JSON converter by ours."""
        super().__init__(
            *(
                _JSON if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )

    def from_payloads(
        self,
        payloads: Sequence[temporalio.api.common.v1.Payload],
        type_hints: list[type] | None = None,
    ) -> list[Any]:
        """As the base class where types are asked for; a raw value may be `Unreadable` instead.

        A start or an update that cannot be read must be answered in words, and a run whose input
        could not be decoded has no object that could answer. What is encrypted is not answered
        where no keys are set: the task waits for a worker that has them.

        Raises:
            EncryptedError: A payload is encrypted, and a type is asked for or no keys are set.
        """
        must_be_read = type_hints is not None or not self.has_keys
        if must_be_read and any(key_id_of(payload) is not None for payload in payloads):
            raise EncryptedError
        if type_hints is not None:
            return super().from_payloads(payloads, type_hints)
        return [self._raw(payload) for payload in payloads]

    def _raw(self, payload: temporalio.api.common.v1.Payload) -> Any:  # noqa: ANN401
        try:
            return super().from_payloads([payload])[0]
        except Exception:  # noqa: BLE001 (whatever it is, trying the same payload again is no use)
            return Unreadable()


class EncryptedPayloadConverter(AppealClockPayloadConverter):
    """Raw objects say how they came, as the codec marks it.

    Only behind the codec, which lets no mark of the sender's own pass.
    """

    has_keys = True

    def _raw(self, payload: temporalio.api.common.v1.Payload) -> Any:  # noqa: ANN401
        value = super()._raw(payload)
        said_by, plain = payload.metadata.get(SAID_BY), CAME_PLAIN in payload.metadata
        if isinstance(value, dict) and (plain or said_by is not None):
            value = Sent(value)
            value.came_plain = plain
            value.said_by = said_by.decode() if said_by is not None else None
            value.said_with = payload.metadata.get(SAID_WITH, b"").decode() or None
        return value


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
        if isinstance(exception, ApplicationError) and exception.type in _PLAIN:
            failure.stack_trace = ""


class EncryptedFailureConverter(AppealClockFailureConverter):
    """The stack trace goes where it is encrypted; the message stays, which holds no values."""

    def to_failure(
        self,
        exception: BaseException,
        payload_converter: PayloadConverter,
        failure: temporalio.api.failure.v1.Failure,
    ) -> None:
        """See the base class, which reads `encoded_attributes` back."""
        super().to_failure(exception, payload_converter, failure)
        if failure.stack_trace:
            (hidden,) = payload_converter.to_payloads([{"stack_trace": failure.stack_trace}])
            failure.encoded_attributes.CopyFrom(hidden)
            failure.stack_trace = ""


data_converter = DataConverter(
    payload_converter_class=AppealClockPayloadConverter,
    failure_converter_class=AppealClockFailureConverter,
)
"""The data converter of AppealClock where no keys are set."""


def converter_with(keys: FamilyKeys | None) -> DataConverter:
    """The data converter of every client and worker of AppealClock.

    Args:
        keys: Of `models.encryption.opening.open_family_keys`; without them nothing is encrypted.
    """
    if keys is None:
        return data_converter
    return dataclasses.replace(
        data_converter,
        payload_converter_class=EncryptedPayloadConverter,
        failure_converter_class=EncryptedFailureConverter,
        payload_codec=EncryptionCodec(keys),
    )
