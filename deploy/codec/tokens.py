"""Says by a bearer token who makes a call: signed by the issuer, for us, now, and with a role.

OpenID Connect and RFC 9068. Nothing of a token but its subject is logged or answered.
"""

import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jws import JWSRegistry, extract_compact
from joserfc.jwt import JWTClaimsRegistry

from deploy.codec.access import Caller, RefusedError, Role
from deploy.codec.issuer import IssuerKeys
from models.settings import CodecSettings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures by a private key; a shared secret and no signature are not among them."""

# RFC 9864 renames EdDSA to Ed25519; issuers still write the older name.
warnings.filterwarnings("ignore", message="EdDSA is deprecated")

LEEWAY = 60
"""Seconds by which clocks may differ."""

_MOST = 16 * 1024
"""Characters of a token."""

_MOST_OF_A_HEADER = 8 * 1024
_KINDS = {"jwt", "at+jwt", "application/at+jwt"}
"""What the header of a token may say it is; a token that signs somebody out says something else."""

_LONGEST_SUBJECT = 254
"""Characters, as of an email address."""

_SPELLED = {role.value: role for role in Role}

_NO_TOKEN = "Sign in: the call has no bearer token."  # noqa: S105 (a sentence)
_UNREADABLE = "The token cannot be read: expected a signed token (JWT)."
_UNSIGNED = (
    "The token is not signed by a key of the issuer that this codec server knows, or in a way that "
    "it does not take."
)
_EXPIRED = "The token has expired; sign in again."
_CLAIMS = {
    "iss": "The token comes from another issuer.",
    "aud": "The token was issued for another service.",
    "nbf": "The token is not valid yet.",
    "iat": "The token was issued in the future; do the clocks differ?",
}
_UNFIT = "The token lacks what it must say: iss, aud, exp and sub."
_NAMESPACE = "The token is not for this namespace."


class Tokens:
    """Judges tokens of one issuer. Blocks while it reads the issuer's keys."""

    def __init__(
        self,
        settings: CodecSettings,
        keys: IssuerKeys,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take tokens as the settings say.

        Args:
            settings: With an issuer and an audience.
            keys: Of the issuer.
            now: Seconds since 1970.
        """
        self._settings, self._keys, self._now = settings, keys, now

    def caller_of(self, authorization: str | None, namespace: str | None) -> Caller:
        """Who makes a call.

        Args:
            authorization: The header of that name.
            namespace: The Temporal namespace that the call is about.

        Raises:
            RefusedError: 401 where the token does not hold, 403 where it is for another namespace.
        """
        claims = self._claims(_token_in(authorization))
        allowed = self._settings.oidc_namespaces_claim
        if allowed is not None and (namespace or "") not in _words(claim_at(claims, allowed)):
            raise RefusedError(403, _NAMESPACE)
        listed = _words(claim_at(claims, self._settings.oidc_roles_claim))
        roles = frozenset(_SPELLED[word] for word in listed if word in _SPELLED)
        return Caller(_subject(claims), roles)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = extract_compact(token.encode("ascii")).headers()
        except (JoseError, ValueError, TypeError, RecursionError):
            raise RefusedError(401, _UNREADABLE) from None
        kind, key_id = header.get("typ", "JWT"), header.get("kid")
        if str(kind).lower() not in _KINDS or not isinstance(key_id, str | None):
            raise RefusedError(401, _UNREADABLE)
        if header.get("alg") not in ALGORITHMS:
            raise RefusedError(401, _UNSIGNED)
        key = self._keys.find(key_id)
        if key is None:
            raise RefusedError(401, _UNSIGNED)
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        registry.max_header_length = _MOST_OF_A_HEADER
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS, registry=registry).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            raise RefusedError(401, _UNSIGNED) from None
        self._check(claims)
        return claims

    def _check(self, claims: dict[str, Any]) -> None:
        registry = JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer or ""},
            aud={"essential": True, "value": self._settings.oidc_audience or ""},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise RefusedError(401, _EXPIRED) from None
        except InvalidClaimError as error:
            raise RefusedError(401, _CLAIMS.get(error.claim, _UNFIT)) from None
        except (MissingClaimError, JoseError):
            raise RefusedError(401, _UNFIT) from None


def claim_at(claims: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 (JSON)
    """A claim by its name, or by the names that lead to it, with dots between; None if not there.

    A name as it stands comes first: some issuers have names with dots, such as addresses.
    """
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _token_in(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise RefusedError(401, _NO_TOKEN)
    if len(token) > _MOST:
        raise RefusedError(401, f"The token is longer than {_MOST} characters.")
    return token.strip()


def _subject(claims: Mapping[str, Any]) -> str:
    """Who it is: the address that the issuer verified, else the id it gave."""
    email = claims.get("email")
    said = claims.get("email_verified")
    verified = said is True or said == "true"
    for name in (email if verified else None, claims["sub"]):
        if isinstance(name, str) and 0 < len(name) <= _LONGEST_SUBJECT and name.isprintable():
            return name
    raise RefusedError(401, f"The token's sub is none, or longer than {_LONGEST_SUBJECT}.")


def _words(claim: Any) -> list[str]:  # noqa: ANN401 (JSON)
    """A claim's words: a list of them, or one text with spaces between."""
    if isinstance(claim, str):
        return claim.split()
    return [one for one in claim if isinstance(one, str)] if isinstance(claim, list) else []
