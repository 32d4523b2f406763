"""The public keys of whoever issues tokens, read from the issuer and kept for an hour."""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Never

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from deploy.codec.access import RefusedError
from models.settings import is_https_or_loopback

PublicKey = RSAKey | ECKey | OKPKey
"""A key that verifies signatures. A shared secret is none: whoever verifies could sign."""

_KINDS: dict[str, type[PublicKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}

_FRESH = 3600.0
"""Seconds after which the keys are read again."""

_STALE = 24 * 3600.0
"""Seconds for which keys are used while the issuer does not answer."""

_PAUSE = 60.0
"""Seconds between two tries, however many tokens name a key that is not known."""

_PATIENCE = 5.0
"""Seconds that the issuer may take to answer."""

_MOST_BYTES = 512 * 1024
_MOST_KEYS = 64
_SHORTEST_RSA = 2048
"""Bits."""

_logger = logging.getLogger("appealclock.codec")

_UNREACHABLE = "The issuer of tokens does not answer, so nobody can be signed in just now."


class IssuerKeys:
    """The keys of one issuer, by their ids. Blocks while it reads; safe to use from threads."""

    def __init__(self, issuer: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Read nothing yet.

        Args:
            issuer: Its address: https, or on this machine.
            monotonic: Seconds, for how old what is in memory is.
        """
        self._issuer, self._monotonic = issuer, monotonic
        self._keys: dict[str, PublicKey] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._lock = threading.Lock()

    def find(self, key_id: str | None) -> PublicKey | None:
        """The key that a token names; the only one where it names none.

        Raises:
            RefusedError: The issuer does not answer, and no keys are in memory.
        """
        with self._lock:
            age = None if self._read_at is None else self._monotonic() - self._read_at
            if age is None or age > _FRESH or self._named(key_id) is None:
                self._try_to_read()
            if self._read_at is None or self._monotonic() - self._read_at > _STALE:
                raise RefusedError(503, _UNREACHABLE)
            return self._named(key_id)

    def _named(self, key_id: str | None) -> PublicKey | None:
        if key_id is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(key_id)

    def _try_to_read(self) -> None:
        now = self._monotonic()
        if self._tried_at is not None and now - self._tried_at < _PAUSE:
            return
        self._tried_at = now
        try:
            self._keys = _read_keys(self._issuer)
        except (OSError, ValueError, HTTPException) as error:
            _logger.warning("the keys of the issuer cannot be read: %s", type(error).__name__)
        else:
            self._read_at = now


def _read_keys(issuer: str) -> dict[str, PublicKey]:
    described = _read_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if described.get("issuer") != issuer:
        message = "the issuer describes itself as another one"
        raise ValueError(message)
    listed = _read_json(str(described.get("jwks_uri"))).get("keys")
    if not isinstance(listed, list):
        message = "the issuer lists no keys"
        raise ValueError(message)  # noqa: TRY004 (the caller waits for this one)
    keys = {}
    for one in listed[:_MOST_KEYS]:
        key = _public_key(one)
        if key is not None:
            keys[str(one.get("kid", ""))] = key
    return keys


def _public_key(listed: Any) -> PublicKey | None:  # noqa: ANN401 (JSON)
    """A listed key that verifies signatures; the others are passed over."""
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig":
        return None
    kind = _KINDS.get(str(listed.get("kty")))
    if kind is None:
        return None
    try:
        key = kind.import_key({name: listed[name] for name in listed if name not in _PRIVATE})
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    short = isinstance(key, RSAKey) and key.raw_value.key_size < _SHORTEST_RSA
    return None if short else key


_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth"}
"""What no issuer should list."""


def _read_json(address: str) -> dict[str, Any]:
    if not is_https_or_loopback(address):
        message = "the issuer names an address without https"
        raise ValueError(message)
    asking = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310
    with _OPENER.open(asking, timeout=_PATIENCE) as answer:
        text = answer.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        message = "the issuer answers with more than is expected"
        raise ValueError(message)
    try:
        found = json.loads(text)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        message = "the issuer answers with something else than an object"
        raise ValueError(message)  # noqa: TRY004 (the caller waits for this one)
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An issuer that sends elsewhere is not followed: what is there may not be by https."""

    def redirect_request(  # noqa: PLR0913, PLR0917 (the base class's)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,  # noqa: ARG002
    ) -> Never:
        """See the base class."""
        raise urllib.error.HTTPError(req.full_url, code, msg, headers, fp)


_OPENER = urllib.request.build_opener(_NoRedirect)
