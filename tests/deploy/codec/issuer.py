"""A small OpenID Connect issuer on loopback: it describes itself, lists its keys, signs tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.codec.serving import bound, served
from tests import clock
from tests.deploy.running_stack import free_ports

Key = RSAKey | ECKey | OKPKey
AUDIENCE = "appealclock"
MANAGER = "pat@legalaid.example"


class Issuer:
    """Its keys, and what it answers."""

    def __init__(self, port: int, *keys: Key) -> None:
        self.port, self.keys = port, list(keys)
        self.address = f"http://127.0.0.1:{port}"
        self.reads = 0
        """How often its keys were read."""

        self.described_as: dict[str, Any] = {}
        """What it says of itself otherwise."""

        self.down = False
        self.moved = False

    def token(self, key: Key | None = None, /, **changes: Any) -> str:
        """A token of a manager that holds, with changes; a claim that is None is left out.

        Args:
            key: Signs it; the first of the issuer by default.
            changes: Claims; `alg`, `kid` and `typ` are of the header.
        """
        now, signing = int(clock.real_now().timestamp()), key or self.keys[0]
        header = {"alg": "RS256", "kid": signing.kid, "typ": "JWT"}
        claims = {
            "iss": self.address,
            "aud": AUDIENCE,
            "sub": "7d1f-22",
            "iat": now - 5,
            "nbf": now - 5,
            "exp": now + 600,
            "email": MANAGER,
            "email_verified": True,
            "roles": ["manager"],
        }
        for name, value in changes.items():
            (header if name in {"alg", "kid", "typ"} else claims)[name] = value
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(header, claims, signing, algorithms=[str(header["alg"])])

    def application(self) -> Starlette:
        async def describe(_request: Request) -> Response:
            if self.moved:
                return RedirectResponse(f"{self.address}/keys")
            described = {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
            return JSONResponse(described | self.described_as, 500 if self.down else 200)

        async def keys(_request: Request) -> Response:
            self.reads += 1
            listed = [key.as_dict(private=False) | {"use": "sig"} for key in self.keys]
            return JSONResponse({"keys": listed}, 500 if self.down else 200)

        return Starlette(
            routes=[Route("/.well-known/openid-configuration", describe), Route("/keys", keys)]
        )


@asynccontextmanager
async def open_issuer(*keys: Key) -> AsyncIterator[Issuer]:
    """An issuer with these keys, for as long as the context lasts."""
    [port] = free_ports(1)
    issuer = Issuer(port, *keys)
    config = uvicorn.Config(issuer.application(), log_config=None, access_log=False, lifespan="off")
    with bound("127.0.0.1", port) as listening:
        async with served(config, listening):
            yield issuer
