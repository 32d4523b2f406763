"""A codec server on loopback with an issuer of tokens, and one that asks for none."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from deploy.codec.access import Call
from deploy.codec.limits import Limits
from deploy.codec.serving import desk_of, open_codec
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import new_ring
from models.settings import CodecSettings
from models.storage.case_keys import CaseKeys
from models.storage.database import open_database
from tests import clock
from tests.databases.migrated import migrated_sqlite
from tests.deploy.codec.calling import Codec
from tests.deploy.codec.issuer import AUDIENCE, Issuer, open_issuer
from tests.deploy.running_stack import free_ports

UI = "http://localhost:8233"

PATIENT = Limits(encode=100_000, decode=100_000)
"""All tests are one person."""

OpenDesk = Callable[..., AbstractAsyncContextManager[Codec]]


@pytest.fixture(scope="session")
async def issuer() -> AsyncIterator[Issuer]:
    """One for all tests; those that change it open their own."""
    async with open_issuer(
        RSAKey.generate_key(2048, {"kid": "first"}),
        ECKey.generate_key("P-256", {"kid": "ec"}),
        OKPKey.generate_key("Ed25519", {"kid": "okp"}),
    ) as issuer:
        yield issuer


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> CaseKeys:
    """On SQLite; what is in it is of all tests."""
    url = migrated_sqlite(tmp_path_factory.mktemp("codec") / "keys.sqlite3")
    return CaseKeys(open_database(url))


@pytest.fixture(scope="session")
def keys(table: CaseKeys) -> FamilyKeys:
    ring = new_ring(date(2026, 11, 29))
    return FamilyKeys(lambda: ring, table)


_ACCESSES: list[Call] = []


@pytest.fixture
def accesses() -> list[Call]:
    """What was kept of the calls of a test."""
    _ACCESSES.clear()
    return _ACCESSES


@pytest.fixture(scope="session")
def open_desk(keys: FamilyKeys) -> OpenDesk:
    """Opens a codec server with these settings and limits."""

    @asynccontextmanager
    async def open_it(
        *, limits: Limits = PATIENT, record: Any = _ACCESSES.append, **settings: Any
    ) -> AsyncIterator[Codec]:
        [port] = free_ports(1)
        chosen = CodecSettings(codec_port=port, **settings)
        desk = desk_of(chosen, keys, UI, record=record)
        async with open_codec(dataclasses.replace(desk, limits=limits), chosen):
            yield Codec(port, UI)

    return open_it


@pytest.fixture(scope="session")
async def codec(open_desk: OpenDesk, issuer: Issuer) -> AsyncIterator[Codec]:
    """One that asks for tokens; calls carry a manager's."""
    async with open_desk(oidc_issuer=issuer.address, oidc_audience=AUDIENCE) as codec:
        yield Codec(codec.port, UI, issuer.token(exp=int(clock.real_now().timestamp()) + 24 * 3600))


@pytest.fixture(scope="session")
async def local_codec(open_desk: OpenDesk) -> AsyncIterator[Codec]:
    """One that asks for no token."""
    async with open_desk() as codec:
        yield codec
