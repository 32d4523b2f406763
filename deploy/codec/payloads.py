"""Encrypts and decrypts the payloads of a call: Temporal's remote codec protocol, JSON of Payloads.

A payload that no key opens becomes one that says so in a sentence, for the UI to show.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from temporalio.api.common.v1 import Payload

from deploy.codec.access import RefusedError
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRingError
from workflows.runtime.encryption import decrypt, encrypt, key_id_of

MOST_PAYLOADS = 1000
"""Payloads of one call."""

MOST_OPENED = 32 * 1024 * 1024
"""Bytes to which the payloads of one call may open: they are compressed before they are encrypted,
so a small one may hold much."""

_TOO_MANY = f"More than {MOST_PAYLOADS} payloads at a time."
_MALFORMED = (
    'Expected {"payloads": [{"metadata": {"encoding": ...}, "data": ...}]}, metadata and data in '
    "base64."
)
_ENCRYPTED_ALREADY = "A payload is encrypted already."

_DESTROYED = "Encrypted. Its key was destroyed, as when a case is forgotten: nobody can read this."
_NO_KEY = "Encrypted. The desk's database has no key of this id, so it cannot be read here."
_NO_RING_KEY = "Encrypted. The key ring lacks the key by which its data key is wrapped."
_ALTERED = "Encrypted, and altered since: it does not open."


class _Sent(BaseModel):
    model_config = ConfigDict(val_json_bytes="base64", hide_input_in_errors=True)

    metadata: dict[str, bytes] | None = None
    data: bytes | None = None


class _Call(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    payloads: Annotated[list[_Sent], Field(max_length=MOST_PAYLOADS)]


def payloads_of(body: bytes) -> list[Payload]:
    """The payloads of a call.

    Raises:
        RefusedError: 413 too many, 400 anything else; nothing is quoted.
    """
    try:
        call = _Call.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        if any(one["type"] == "too_long" for one in found):
            raise RefusedError(413, _TOO_MANY) from None
        raise RefusedError(400, _MALFORMED) from None
    return [Payload(metadata=one.metadata or {}, data=one.data or b"") for one in call.payloads]


def as_body(payloads: list[Payload]) -> bytes:
    """Payloads as a call is answered."""
    listed = [
        {"metadata": _in_base64(one.metadata), "data": base64.b64encode(one.data).decode()}
        for one in payloads
    ]
    return json.dumps({"payloads": listed}).encode()


def encoded(payloads: list[Payload], keys: FamilyKeys, said_by: str | None) -> list[Payload]:
    """Payloads encrypted, by a new key that becomes the case's that they are sent to.

    Args:
        payloads: As the UI makes them.
        keys: Mint the key.
        said_by: Who typed them, where a token proved it.

    Raises:
        RefusedError: One is encrypted already: nobody types ciphertext.
        SQLAlchemyError: The key cannot be written.
    """
    if any(key_id_of(payload) is not None for payload in payloads):
        raise RefusedError(400, _ENCRYPTED_ALREADY)
    key = keys.unclaimed()
    return [encrypt(payload, key, said_by=said_by) for payload in payloads]


@dataclass(frozen=True)
class Decoded:
    """What a call to decode is answered with."""

    payloads: list[Payload]
    families: tuple[str, ...]
    """Of the cases that were read, as far as that is known; each once."""

    unreadable: int


def decoded(payloads: list[Payload], keys: FamilyKeys) -> Decoded:
    """Payloads decrypted; those that are not encrypted stay as they are.

    Raises:
        RefusedError: 413, they open to more than a call may hold.
        SQLAlchemyError: The keys cannot be read.
    """
    opened, families, unreadable, left = [], dict[str, None](), 0, MOST_OPENED
    for payload in payloads:
        key_id = key_id_of(payload)
        if key_id is None:
            opened.append(payload)
            continue
        plain, trouble = _opened(payload, key_id, keys)
        unreadable += trouble is not None
        if trouble is None and (family := keys.family_of_key(key_id)) is not None:
            families[family] = None
        left -= len(plain.data)
        if left < 0:
            raise RefusedError(413, "The payloads hold more than one call may read; ask for fewer.")
        opened.append(plain)
    return Decoded(opened, tuple(families), unreadable)


def _opened(payload: Payload, key_id: str, keys: FamilyKeys) -> tuple[Payload, str | None]:
    try:
        # A key that was nobody's when memory last heard of it may have a family by now.
        known = keys.family_of_key(key_id) is not None
        key = (keys.held(key_id, None) if known else None) or keys.of_id(key_id, None)
    except KeyRingError:
        return _sentence(_NO_RING_KEY), _NO_RING_KEY
    if key is None:
        trouble = _DESTROYED if keys.is_destroyed(key_id) else _NO_KEY
        return _sentence(trouble), trouble
    plain = decrypt(payload, key)
    if plain is payload:
        return _sentence(_ALTERED), _ALTERED
    return plain, None


def _sentence(text: str) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(text).encode())


def _in_base64(metadata: Mapping[str, Any]) -> dict[str, str]:
    return {name: base64.b64encode(value).decode() for name, value in metadata.items()}
