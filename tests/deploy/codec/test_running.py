"""`appealclock codec-server`, in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from models.encryption.key_ring import new_ring
from models.encryption.ring_file import write_new_ring
from tests.databases.migrated import migrated_sqlite
from tests.deploy.codec.calling import Codec, plain
from tests.deploy.codec.issuer import AUDIENCE, MANAGER, Issuer
from tests.deploy.refused_starts import refused_starts
from tests.deploy.running_stack import ROOT, free_ports
from tests.waiting import eventually

pytestmark = pytest.mark.server

UI = "http://localhost:8233"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Of a desk with keys and a database."""
    url, ring = migrated_sqlite(tmp_path / "desk.sqlite3"), tmp_path / "keys.json"
    write_new_ring(ring, new_ring(date(2026, 11, 29)))
    return {
        "APPEALCLOCK_DATABASE_URL": url,
        "APPEALCLOCK_KEYS": str(ring),
        "APPEALCLOCK_UI_URL": UI,
        "APPEALCLOCK_CODEC_PORT": str(free_ports(1)[0]),
    }


@asynccontextmanager
async def running(settings: dict[str, str]) -> AsyncIterator[list[str]]:
    """The server, with the lines that it logs; all of them once the context has ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli",
        "codec-server",
        cwd=ROOT,
        env={**os.environ, **settings},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    logged: list[str] = []
    reading = asyncio.create_task(_read(process.stderr, logged))
    try:
        await eventually(lambda: any("answering pages of" in line for line in logged))
        yield logged
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        await reading


async def _read(stream: asyncio.StreamReader, lines: list[str]) -> None:
    async for line in stream:
        lines.append(line.decode().rstrip())  # noqa: PERF401  (each is wanted as it comes)


async def test_it_runs_alone_and_logs_a_line_a_call(
    settings: dict[str, str], issuer: Issuer
) -> None:
    sign_in = {
        "APPEALCLOCK_OIDC_ISSUER": issuer.address,
        "APPEALCLOCK_OIDC_AUDIENCE": AUDIENCE,
    }
    codec = Codec(int(settings["APPEALCLOCK_CODEC_PORT"]), UI, issuer.token())
    async with running(settings | sign_in) as logged:
        encoded = await codec.encode({"service": "PLANTED knee"})
        assert (await codec.decode([*encoded.payloads, plain(1)])).status == 200
        assert (await codec.encode({}, authorization=None)).status == 401
    [started, *calls, stopped] = [line.partition("appealclock.codec: ")[2] for line in logged]
    assert started.startswith(f"answering pages of {UI} on port {codec.port} by http, who signs in")
    assert calls == [
        f"encode by {MANAGER} (manager): payloads 1, unreadable 0, status 200",
        f"decode by {MANAGER} (manager): payloads 2, unreadable 0, status 200",
        "encode by nobody known: payloads 0, unreadable 0, status 401",
    ]
    assert stopped == "stopped"
    assert "PLANTED" not in str(logged)


async def test_it_does_not_start_without_what_it_needs(settings: dict[str, str]) -> None:
    refused = (
        ({"APPEALCLOCK_KEYS": ""}, "APPEALCLOCK_KEYS: expected, or APPEALCLOCK_KEYS_COMMAND"),
        ({"APPEALCLOCK_KEYS": "/nowhere"}, "APPEALCLOCK_KEYS: there is no such file"),
        ({"APPEALCLOCK_DATABASE_URL": "sqlite:////nowhere/a"}, "APPEALCLOCK_DATABASE_URL: there"),
        ({"APPEALCLOCK_CODEC_HOST": "0.0.0.0"}, "APPEALCLOCK_CODEC_HOST: another host than"),
    )
    ended = await refused_starts([settings | changes for changes, _ in refused], "codec-server")
    for (code, said), (_, expected) in zip(ended, refused, strict=True):
        assert code == 2
        assert said.startswith(expected), said
