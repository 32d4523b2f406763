"""The key ring: the operator's keys, which wrap the data keys of cases and encrypt nothing else.

The first key of the ring wraps, all of them unwrap. What is wrapped is bound to the id of the data
key, so that it cannot stand in for another one. AES-256-GCM: NIST SP 800-38D.
"""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""Bytes of every key: AES-256."""

NONCE_BYTES = 12
"""Bytes that go before each ciphertext, new each time."""

_FORM = 'expected {"keys": [{"id": ..., "made_on": ..., "secret": ...}, ...]}'


class KeyRingError(Exception):
    """The key ring cannot be used; the message says why, and holds no key."""


@dataclass(frozen=True)
class RingKey:
    """One key of the ring."""

    id: str
    made_on: date
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """The keys, the one that wraps first."""

    keys: tuple[RingKey, ...]

    def wrap(self, data_key: bytes, key_id: str) -> str:
        """A data key as it may be stored: the id of the key that wraps it, and the ciphertext.

        Args:
            data_key: 32 bytes.
            key_id: Its id, to which the ciphertext is bound.
        """
        first, nonce = self.keys[0], os.urandom(NONCE_BYTES)
        sealed = AESGCM(first.secret).encrypt(nonce, data_key, key_id.encode())
        return f"{first.id}.{base64.b64encode(nonce + sealed).decode()}"

    def unwrap(self, wrapped: str, key_id: str) -> bytes:
        """The data key again.

        Raises:
            UnknownRingKeyError: It was wrapped by a key that this ring does not hold.
            KeyRingError: It was altered, or belongs to another id.
        """
        ring_id, _, text = wrapped.partition(".")
        key = next((one for one in self.keys if one.id == ring_id), None)
        if key is None:
            message = (
                f"The key ring holds no key {ring_id[:40]}, by which data keys are wrapped: is it "
                "another ring, or a copy from before the last rotation?"
            )
            raise UnknownRingKeyError(message)
        try:
            raw = base64.b64decode(text, validate=True)
            return AESGCM(key.secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError):
            message = (
                f"A data key is not what key {ring_id[:40]} wrapped: the table case_keys was "
                "altered; restore it from its backup"
            )
            raise KeyRingError(message) from None

    def rotated(self, today: date) -> "KeyRing":
        """The ring with a new key before those it has."""
        return KeyRing((new_key(today), *self.keys))

    def without(self, ring_id: str) -> "KeyRing":
        """The ring without one key, which must not be the first.

        Raises:
            KeyRingError: There is no such key, or it is the one that wraps.
        """
        if ring_id == self.keys[0].id:
            message = f"{ring_id} is the key that wraps; rotate first"
            raise KeyRingError(message)
        kept = tuple(one for one in self.keys if one.id != ring_id)
        if len(kept) == len(self.keys):
            message = "the key ring holds no key of that id; appealclock keys list shows them"
            raise KeyRingError(message)
        return KeyRing(kept)

    def as_text(self) -> str:
        """The ring as its file holds it, secrets included."""
        keys = [
            {
                "id": one.id,
                "made_on": one.made_on.isoformat(),
                "secret": base64.b64encode(one.secret).decode(),
            }
            for one in self.keys
        ]
        return json.dumps({"keys": keys}, indent=2) + "\n"


class UnknownRingKeyError(KeyRingError):
    """A data key was wrapped by a key that the ring does not hold; another edition of it may."""


def new_key(today: date) -> RingKey:
    """A new key, named by its day and four random digits."""
    return RingKey(f"{today.isoformat()}-{secrets.token_hex(2)}", today, os.urandom(KEY_BYTES))


def new_ring(today: date) -> KeyRing:
    """A ring of one new key."""
    return KeyRing((new_key(today),))


def ring_of(text: str) -> KeyRing:
    """A ring read from the text of its file.

    Raises:
        KeyRingError: It is no ring; says which key and what is expected, and quotes nothing.
    """
    try:
        given = json.loads(text)
    except ValueError:
        raise KeyRingError(_FORM) from None
    listed = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(listed, list) or not listed:
        raise KeyRingError(_FORM)
    keys = tuple(_key_of(number, one) for number, one in enumerate(listed, start=1))
    if len({one.id for one in keys}) < len(keys):
        message = "expected keys with ids of their own; two have the same"
        raise KeyRingError(message)
    return KeyRing(keys)


def _key_of(number: int, given: Any) -> RingKey:  # noqa: ANN401 (JSON)
    try:
        key_id, made_on = str(given["id"]), date.fromisoformat(given["made_on"])
        secret = base64.b64decode(given["secret"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        message = f"key {number}: {_FORM}"
        raise KeyRingError(message) from None
    if not key_id or "." in key_id or len(key_id) > 40:  # noqa: PLR2004 (said in the message)
        message = f"key {number}: expected an id of at most 40 characters without a dot"
        raise KeyRingError(message)
    if len(secret) != KEY_BYTES:
        message = f"key {number}: expected a secret of {KEY_BYTES} bytes in base64"
        raise KeyRingError(message)
    return RingKey(key_id, made_on, secret)
