"""Encrypts payloads: what Temporal stores of a case, its server and its disk cannot read.

An encrypted payload holds a whole payload, metadata included, and names the data key alone. See
docs.temporal.io, "Payload Codec". Search attributes and workflow ids are never encrypted.
"""

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from models.encryption.family_keys import FamilyKeys, family_of
from models.encryption.sealing import DataKey, SealBrokenError

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
_CIPHER = "encryption-cipher"

SAID_BY = "appealclock-said-by"
"""Metadata within the encrypted payload: who typed it, as their token proved it to `/encode`."""

SAID_WITH = "appealclock-said-with"
"""Metadata of a decrypted payload whose sender is proven: the key that `/encode` made for it. Who
copies the payload out of a history can send it once more, and has but the same key."""

CAME_PLAIN = "appealclock-came-plain"
"""Metadata of a payload that arrived unencrypted where keys are set; never stored."""


def encrypt(payload: Payload, key: DataKey, *, said_by: str | None = None) -> Payload:
    """A payload that only the key opens.

    Args:
        payload: As a converter makes it. What it claims of its own sender is dropped.
        key: Of its family.
        said_by: Who typed it, where a token proved that.
    """
    inner = Payload(metadata=_without_marks(payload), data=payload.data)
    if said_by is not None:
        inner.metadata[SAID_BY] = said_by.encode()
    return Payload(
        metadata={
            "encoding": ENCODING,
            _CIPHER: b"AES-256-GCM",
            KEY_ID: key.id.encode(),
        },
        data=key.seal(inner.SerializeToString()),
    )


def key_id_of(payload: Payload) -> str | None:
    """The id of the key that encrypted a payload; None where it is not encrypted."""
    if payload.metadata.get("encoding") != ENCODING:
        return None
    return payload.metadata.get(KEY_ID, b"").decode("ascii", "replace")


def decrypt(payload: Payload, key: DataKey | None) -> Payload:
    """The payload within one that is encrypted; without its key, or altered, it stays as it is.

    What stays as it is has an encoding that no converter reads: a start or an update that cannot be
    read is then answered in words, and anything else fails by name.
    """
    if key is None:
        return payload
    try:
        plain = Payload.FromString(key.open(payload.data))
    except (SealBrokenError, DecodeError):
        return payload
    if SAID_BY in plain.metadata:
        plain.metadata[SAID_WITH] = key.id.encode()
    return plain


def _without_marks(payload: Payload) -> dict[str, bytes]:
    kept = dict(payload.metadata)
    for mark in (SAID_BY, SAID_WITH, CAME_PLAIN):
        kept.pop(mark, None)
    return kept


@dataclass(frozen=True)
class EncryptionCodec(PayloadCodec, WithSerializationContext):
    """Encrypts by the data key of the family whose payload it is.

    Where a context names the workflow, a key of another family opens nothing: no payload of one
    case can be put into another.
    """

    keys: FamilyKeys
    family: str | None = None

    def with_context(self, context: SerializationContext) -> Self:
        """The codec for the payloads of one workflow."""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            workflow_id = context.workflow_id
            if workflow_id is not None:
                return dataclasses.replace(self, family=family_of(workflow_id))
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """See the base class.

        Raises:
            ForgottenError: The family was forgotten.
            SQLAlchemyError: Its key cannot be read.
        """
        key = self.keys.held_for(self.family) if self.family is not None else None
        if key is None:
            key = await asyncio.to_thread(self._key_to_encrypt)
        return [encrypt(payload, key) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """See the base class.

        Raises:
            SQLAlchemyError: A key cannot be read.
        """
        return [await self._decoded(payload) for payload in payloads]

    def _key_to_encrypt(self) -> DataKey:
        if self.family is None:
            return self.keys.unclaimed()
        return self.keys.for_family(self.family)

    async def _decoded(self, payload: Payload) -> Payload:
        key_id = key_id_of(payload)
        if key_id is None:
            plain = Payload(metadata=_without_marks(payload), data=payload.data)
            plain.metadata[CAME_PLAIN] = b"true"
            return plain
        key = self.keys.held(key_id, self.family)
        if key is None:
            key = await asyncio.to_thread(self.keys.of_id, key_id, self.family)
        return decrypt(payload, key)
