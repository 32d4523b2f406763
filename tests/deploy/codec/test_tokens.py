"""Tokens: which hold, and what each of the others is refused with. A real issuer on loopback."""

import base64
import hmac
import json
import logging
import re
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from deploy.codec.access import Call
from deploy.codec.tokens import claim_at
from tests import clock
from tests.deploy.codec.calling import Codec
from tests.deploy.codec.conftest import UI, OpenDesk
from tests.deploy.codec.issuer import AUDIENCE, MANAGER, Issuer

pytestmark = pytest.mark.server

NOW = int(clock.real_now().timestamp())
HOUR = 3600

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://elsewhere.example"}, "another issuer"),
    "its issuer with a slash": ({"iss": "SLASH"}, "another issuer"),
    "no issuer": ({"iss": None}, "lacks what it must say"),
    "another audience": ({"aud": "another-service"}, "another service"),
    "among other audiences": ({"aud": ["a", "b"]}, "another service"),
    "no audience": ({"aud": None}, "lacks what it must say"),
    "expired": ({"exp": NOW - HOUR}, "has expired"),
    "no end": ({"exp": None}, "lacks what it must say"),
    "an end that is no number": ({"exp": "tomorrow"}, "lacks what it must say"),
    "not valid yet": ({"nbf": NOW + HOUR}, "not valid yet"),
    "issued in the future": ({"iat": NOW + HOUR}, "issued in the future"),
    "no subject": ({"sub": None}, "lacks what it must say"),
    "a subject without end": ({"sub": "x" * 300, "email": None}, "The token's sub"),
    "a subject of two lines": ({"sub": "a\nb", "email": None}, "The token's sub"),
    "an unknown key": ({"kid": "nobody's"}, "not signed by a key of the issuer"),
    "a key id that is none": ({"kid": ["first"]}, "cannot be read"),
    "a token that signs somebody out": ({"typ": "logout+jwt"}, "cannot be read"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_token_that_does_not_hold_is_refused(
    codec: Codec, issuer: Issuer, case: str, accesses: list[Call]
) -> None:
    changes, why = WRONG[case]
    changes = {k: f"{issuer.address}/" if v == "SLASH" else v for k, v in changes.items()}
    for path in ("/encode", "/decode"):
        token = forged(issuer, changes)
        answer = await codec.post(path, b'{"payloads": []}', authorization=f"Bearer {token}")
        assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert why in answer.text
        assert answer.headers["access-control-allow-origin"] == UI
    assert accesses == []


def forged(issuer: Issuer, changes: dict[str, Any]) -> str:
    """A token signed by the issuer's key, also where the library would not make it so."""
    if not isinstance(changes.get("kid"), list):
        return issuer.token(**changes)
    return signed({"alg": "RS256", "typ": "JWT"} | changes, {"sub": "x"}, "c2lnbmF0dXJl")


def signed(header: dict[str, Any], claims: dict[str, Any], signature: str) -> str:
    parts = (json.dumps(header), json.dumps(claims))
    coded = [base64.urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in parts]
    return ".".join([*coded, signature])


def by_secret(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """A token signed by what everybody can read, as if it were a shared secret."""
    unsigned = signed(header, claims, "").rstrip(".")
    made = hmac.digest(secret, unsigned.encode(), "sha256")
    return f"{unsigned}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


async def test_what_is_no_token_is_refused(codec: Codec, issuer: Issuer) -> None:
    good = issuer.token()
    for authorization, why in {
        None: "Sign in",
        "": "Sign in",
        "Bearer": "Sign in",
        f"Basic {good}": "Sign in",
        "Bearer opaque-and-random": "cannot be read",
        "Bearer a.b.c": "cannot be read",
        f"Bearer {good}.more": "cannot be read",
        f"Bearer {good[:-4]}AAAA": "not signed by a key",
        f"Bearer {'x' * 20_000}": "longer than",
    }.items():
        answer = await codec.encode({}, authorization=authorization)
        assert answer.status == 401, authorization
        assert why in answer.text, authorization


async def test_a_token_that_is_signed_by_nobody_we_know_is_refused(
    codec: Codec, issuer: Issuer
) -> None:
    claims = claims_of(issuer.token())
    [rsa, *_] = issuer.keys
    foreign = RSAKey.generate_key(2048, {"kid": "first"})
    for token in (
        issuer.token(foreign),
        signed({"alg": "none", "typ": "JWT", "kid": "first"}, claims, ""),
        signed({"alg": "none", "typ": "JWT"}, claims, ""),
        by_secret({"alg": "HS256", "kid": "first"}, claims, rsa.as_pem(private=False)),
        issuer.token(alg="RS512"),
        signed({"alg": "RS256", "kid": "first", "crit": ["exp"]}, claims, "AAAA"),
        signed({"alg": "RS256", "kid": "first", "jwk": rsa.as_dict(private=False)}, claims, "AA"),
    ):
        answer = await codec.encode({}, authorization=f"Bearer {token}")
        assert answer.status == 401
        assert re.match("The token (is not signed by a key of the|cannot be read)", answer.text)


async def test_clocks_may_differ_by_a_minute(codec: Codec, issuer: Issuer) -> None:
    now = int(clock.real_now().timestamp())
    for changes in ({"exp": now - 30}, {"nbf": now + 30}, {"iat": now + 30}):
        answer = await codec.encode({}, authorization=f"Bearer {issuer.token(**changes)}")
        assert answer.status == 200, changes


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
async def test_other_kinds_of_keys_sign_too(codec: Codec, issuer: Issuer) -> None:
    rsa, ec, okp = issuer.keys
    for token in (
        issuer.token(rsa, alg="PS256"),
        issuer.token(ec, alg="ES256"),
        issuer.token(okp, alg="EdDSA"),
        issuer.token(okp, alg="Ed25519", typ="at+jwt"),
    ):
        answer = await codec.encode({}, authorization=f"Bearer {token}")
        assert answer.status == 200


MAY = {
    "reader": (403, 200),
    "manager": (200, 200),
    "privacy": (403, 200),
    "operator": (403, 403),
    "administrator": (403, 403),
    "Manager": (403, 403),
}


@pytest.mark.parametrize("role", MAY)
async def test_each_role_may_do_what_it_is_for(codec: Codec, issuer: Issuer, role: str) -> None:
    header = f"Bearer {issuer.token(roles=[role])}"
    encode = await codec.encode({}, authorization=header)
    decode = await codec.decode([], authorization=header)
    assert (encode.status, decode.status) == MAY[role]
    for answer in (encode, decode):
        if answer.status == 403:
            assert "Your role does not allow you to" in answer.text


@pytest.mark.parametrize(
    "roles", [None, [], "", "reader-of-nothing", {"manager": True}, [["manager"]]]
)
async def test_without_a_role_nothing_is_allowed(codec: Codec, issuer: Issuer, roles: Any) -> None:
    header = f"Bearer {issuer.token(roles=roles)}"
    assert (await codec.encode({}, authorization=header)).status == 403
    assert (await codec.decode([], authorization=header)).status == 403


async def test_roles_and_namespaces_are_found_where_the_settings_say(
    open_desk: OpenDesk, issuer: Issuer
) -> None:
    async with open_desk(
        oidc_issuer=issuer.address,
        oidc_audience=AUDIENCE,
        oidc_roles_claim="realm_access.roles",
        oidc_namespaces_claim="https://desk.example/namespaces",
    ) as codec:
        for namespaces, named, status in (
            (["default", "other"], "default", 200),
            ("default other", "default", 200),
            (["other"], "default", 403),
            (["default"], None, 403),
            (None, "default", 403),
            ([""], None, 200),
        ):
            token = issuer.token(
                roles=None,
                realm_access={"roles": ["manager"]},
                **{"https://desk.example/namespaces": namespaces},
            )
            answer = await codec.encode({}, authorization=f"Bearer {token}", x_namespace=named)
            assert answer.status == status, (namespaces, named)


def test_a_claim_is_found_by_its_name_before_by_a_path() -> None:
    claims = {"a.b": 1, "a": {"b": 2, "c": {"d": 3}}}
    assert claim_at(claims, "a.b") == 1
    assert claim_at(claims, "a.c.d") == 3
    assert claim_at(claims, "a.c.d.e") is None
    assert claim_at(claims, "x.y") is None


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({}, MANAGER),
        ({"email_verified": "true"}, MANAGER),
        ({"email_verified": False}, "7d1f-22"),
        ({"email_verified": None}, "7d1f-22"),
        ({"email": None}, "7d1f-22"),
        ({"email": "x" * 300}, "7d1f-22"),
    ],
)
async def test_a_person_is_their_verified_address_or_their_id(
    codec: Codec,
    issuer: Issuer,
    accesses: list[Call],
    changes: dict[str, Any],
    subject: str,
) -> None:
    await codec.encode({}, authorization=f"Bearer {issuer.token(**changes)}")
    assert [one.subject for one in accesses] == [subject]


async def test_nothing_of_a_token_but_its_subject_is_logged(
    codec: Codec, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "PLANTED-7731"
    for changes in ({"name": secret}, {"name": secret, "exp": NOW - HOUR}, {"iss": secret}):
        token = issuer.token(**changes)
        await codec.encode({"service": secret}, authorization=f"Bearer {token}")
        for part in token.split("."):
            assert part not in caplog.text
    assert secret not in caplog.text
    assert f"encode by {MANAGER} (manager): payloads 1, unreadable 0, status 200" in caplog.text
    assert "encode by nobody known: payloads 0, unreadable 0, status 401" in caplog.text
