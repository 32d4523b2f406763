"""The service in production works over TLS, and with nobody who cannot prove who it is."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

import worker
from models.storage.migrations import current, head
from tests import clock
from tests.cli.shell import appealclock, appealclock_process
from tests.deploy.codec.certificate import write_certificate
from tests.deploy.production.test_profile import bare, whole  # noqa: F401
from tests.deploy.production.tls_front import Stream, tls_front
from tests.deploy.running_stack import ROOT
from tests.virtual_server import another_namespace
from tests.waiting import eventually

pytestmark = pytest.mark.server

PASSWORD = "Kredential7"


@pytest.fixture
async def client(environment: WorkflowEnvironment) -> Client:
    return await another_namespace(environment)


@pytest.fixture
async def over_tls(
    client: Client,
    postgresql_url: str,
    whole: dict[str, str],  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[dict[str, str]]:
    """Settings that lead over TLS to a real Temporal and a real PostgreSQL."""
    files = write_certificate(tmp_path)
    host, _, port = client.service_client.config.target_host.rpartition(":")
    database = make_url(postgresql_url)
    socket = Path(str(database.query["host"])) / f".s.PGSQL.{database.port or 5432}"

    async def temporal() -> Stream:
        return await asyncio.open_connection(host, int(port))

    async with AsyncExitStack() as fronts:
        at_temporal = await fronts.enter_async_context(tls_front(files, temporal))
        at_database = await fronts.enter_async_context(
            tls_front(files, partial(asyncio.open_unix_connection, socket), libpq=True)
        )
        yield whole | {
            "TEMPORAL_ADDRESS": f"localhost:{at_temporal}",
            "TEMPORAL_NAMESPACE": client.namespace,
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(files[0]),
            "APPEALCLOCK_CONNECT_SECONDS": "0",
            "APPEALCLOCK_DATABASE_URL": (
                f"postgresql://{database.username}:{PASSWORD}@localhost:{at_database}"
                f"/{database.database}?sslmode=verify-full&sslrootcert={files[0]}"
            ),
        }


async def test_it_works_on_encrypted_cases(
    client: Client, over_tls: dict[str, str], postgresql_url: str, tmp_path: Path
) -> None:
    code, out, err = await appealclock("migrate", **over_tls)
    assert (code, err) == (0, "")
    assert current(postgresql_url) == head()
    intake = tmp_path / "intake.json"
    intake.write_text(
        '{"program": "part_c", "service": "Knee", "case_manager": {"email": "m@desk.org"}, '
        f'"notice_date": "{clock.real_today()}"}}'
    )
    others = {name: value for name, value in os.environ.items() if "APPEALCLOCK_" not in name}
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "worker.py", cwd=ROOT, env=others | over_tls, stderr=log
        )

    async def is_working() -> bool:
        assert process.returncode is None, (tmp_path / "log").read_text()
        return "working on appeals" in (tmp_path / "log").read_text()

    await eventually(is_working)
    code, out, err = await appealclock_process("start", str(intake), "--id", "Lee-2026", **over_tls)
    assert (code, err) == (0, ""), out

    async def is_shown() -> bool:
        code, out, _ = await appealclock_process("show", "Lee-2026", **over_tls)
        return code == 0 and "Plan reconsideration" in out

    await eventually(is_shown)
    history = await client.get_workflow_handle("Lee-2026").fetch_history()
    assert b"Knee" not in b"".join(event.SerializeToString() for event in history.events)
    code, out, err = await appealclock("purge", "--dry-run", **over_tls)
    assert (code, err) == (0, "")
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    said = (tmp_path / "log").read_text()
    assert PASSWORD not in said
    assert "desk.org" not in said
    await client.get_workflow_handle("Lee-2026").terminate()


async def test_it_speaks_with_no_temporal_of_another_certificate(
    over_tls: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other, _ = write_certificate(tmp_path / "other")
    over_tls["TEMPORAL_TLS_SERVER_CA_CERT_PATH"] = str(other)
    assert (await appealclock("migrate", **over_tls))[0] == 0
    code, _, err = await appealclock("show", "Lee-2026", **over_tls)
    assert code == worker.NOT_READY
    assert err.startswith("Temporal does not answer at localhost")


async def test_it_speaks_with_no_database_of_another_certificate(
    over_tls: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other, _ = write_certificate(tmp_path / "other")
    url = over_tls["APPEALCLOCK_DATABASE_URL"].partition("&sslrootcert")[0]
    over_tls["APPEALCLOCK_DATABASE_URL"] = f"{url}&sslrootcert={other}"
    code, _, err = await appealclock("migrate", **over_tls)
    assert code == worker.NOT_READY
    assert err.startswith("APPEALCLOCK_DATABASE_URL: the database cannot be opened")
    assert PASSWORD not in err
