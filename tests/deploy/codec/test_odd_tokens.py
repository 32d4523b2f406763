"""Whatever a signed token says, it is taken or refused in a sentence: an issuer may be odd."""

import base64
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from deploy.codec.access import Caller, RefusedError
from deploy.codec.issuer import IssuerKeys
from deploy.codec.tokens import Tokens
from models.settings import CodecSettings
from tests import clock
from tests.deploy.codec.issuer import AUDIENCE, Issuer

KEY = ECKey.generate_key("P-256", {"kid": "odd"})
ISSUER = Issuer(9, KEY)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
CLAIMS = ["iss", "aud", "sub", "iat", "nbf", "exp", "email", "email_verified", "roles", "spaces"]


class _OneKey:
    """An issuer's keys without an issuer."""

    def find(self, _key_id: str | None) -> ECKey:
        return KEY


def judged(authorization: str) -> Caller | None:
    settings = CodecSettings(
        oidc_issuer=ISSUER.address,
        oidc_audience=AUDIENCE,
        oidc_namespaces_claim="spaces",
        oidc_roles_claim="roles.of.the.desk",
    )
    tokens = Tokens(
        settings, cast("IssuerKeys", _OneKey()), now=lambda: clock.real_now().timestamp()
    )
    try:
        return tokens.caller_of(authorization, "default")
    except RefusedError:
        return None


@given(st.dictionaries(st.sampled_from(CLAIMS), ODD, max_size=4))
def test_odd_claims(claims: dict[str, Any]) -> None:
    named = {"spaces": ["default"], **claims}
    caller = judged(f"Bearer {ISSUER.token(alg='ES256', **named)}")
    if caller is not None:
        assert caller.subject
        assert len(caller.subject) <= 254


@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "b64"]), ODD))
def test_odd_headers(header: dict[str, Any]) -> None:
    whole = {"alg": "ES256", "kid": "odd", **header}
    [_, claims, signature] = ISSUER.token(alg="ES256").split(".")
    coded = base64.urlsafe_b64encode(json.dumps(whole).encode()).decode().rstrip("=")
    assert judged(f"Bearer {coded}.{claims}.{signature}") is None


@given(st.text())
def test_odd_texts(text: str) -> None:
    assert judged(text) is None
    assert judged(f"Bearer {text}") is None


@pytest.mark.parametrize("verified", [[True], {"a": True}, "TRUE", "yes", 2])
def test_an_address_counts_where_it_is_said_to_be_verified_and_not_otherwise(verified: Any) -> None:
    token = ISSUER.token(alg="ES256", email_verified=verified, spaces=["default"])
    caller = judged(f"Bearer {token}")
    assert caller is not None
    assert caller.subject == "7d1f-22"
