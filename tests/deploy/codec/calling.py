"""Calls a codec server as the Temporal Web UI does."""

import asyncio
import base64
import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any


@dataclass(frozen=True)
class Answered:
    """What a server answers."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def payloads(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.text)["payloads"]
        return listed

    @property
    def values(self) -> list[Any]:
        """The JSON within the payloads."""
        return [json.loads(base64.b64decode(one["data"])) for one in self.payloads]


@dataclass(frozen=True)
class Codec:
    """Where a codec server listens, and what each call has along."""

    port: int
    origin: str | None
    token: str | None = None
    tls: ssl.SSLContext | None = None

    async def encode(self, *values: Any, **headers: str | None) -> Answered:
        return await self.post("/encode", body_of(*map(plain, values)), **headers)

    async def decode(self, payloads: list[dict[str, Any]], **headers: str | None) -> Answered:
        return await self.post("/decode", body_of(*payloads), **headers)

    async def post(self, path: str, body: bytes, **headers: str | None) -> Answered:
        """A call; a header's name has underscores, and one that is None is left out."""
        given = {
            "content_type": "application/json",
            "x_namespace": "default",
            "origin": self.origin,
            "authorization": None if self.token is None else f"Bearer {self.token}",
        } | headers
        named = {name.replace("_", "-"): one for name, one in given.items() if one is not None}
        return await asyncio.to_thread(self._ask, "POST", path, body, named)

    async def ask(self, method: str, path: str, **headers: str) -> Answered:
        named = {name.replace("_", "-"): one for name, one in headers.items()}
        return await asyncio.to_thread(self._ask, method, path, b"", named)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered:
        if self.tls is None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        else:
            connection = HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.tls)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answered(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)
        finally:
            connection.close()


def plain(value: Any) -> dict[str, Any]:
    """A payload of JSON, as the UI makes it."""
    encoding = base64.b64encode(b"json/plain").decode()
    return {
        "metadata": {"encoding": encoding},
        "data": base64.b64encode(json.dumps(value).encode()).decode(),
    }


def body_of(*payloads: dict[str, Any]) -> bytes:
    return json.dumps({"payloads": payloads}).encode()
