"""Seals bytes with a data key: compressed where that makes them shorter, then AES-256-GCM."""

import os
import zlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.encryption.key_ring import NONCE_BYTES

_PLAIN, _COMPRESSED = b"\x00", b"\x01"
_WORTH = 256
"""Bytes below which compressing gains nothing."""

_MOST = 64 * 1024 * 1024
"""Bytes that anything sealed may open to; what Temporal takes is a thirtieth of it."""


class SealBrokenError(Exception):
    """What was sealed was altered, or another key sealed it."""


@dataclass(frozen=True)
class DataKey:
    """A key of one family of cases."""

    id: str
    secret: bytes = field(repr=False)

    def seal(self, plain: bytes) -> bytes:
        """Bytes that only this key opens, and only under its id."""
        shorter = zlib.compress(plain, 6) if len(plain) >= _WORTH else plain
        body = _COMPRESSED + shorter if len(shorter) < len(plain) else _PLAIN + plain
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, body, self.id.encode())

    def open(self, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealBrokenError: It was altered, or another key sealed it.
        """
        try:
            body = AESGCM(self.secret).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self.id.encode()
            )
        except (InvalidTag, ValueError):
            raise SealBrokenError from None
        if body[:1] != _COMPRESSED:
            return body[1:]
        inflating = zlib.decompressobj()
        plain = inflating.decompress(body[1:], _MOST)
        if inflating.unconsumed_tail:
            raise SealBrokenError
        return plain
