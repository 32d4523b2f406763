"""The service purges by itself, what Temporal does not run any more."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from deploy.retention.families import running_families
from deploy.retention.purging import purged_daily
from models.settings import ServiceSettings
from tests import clock
from tests.clock import days_ago
from tests.deploy.retention.test_parts import closed, ids, sent
from tests.waiting import eventually
from worker import build_worker


async def test_the_service_purges_when_it_starts_and_again(
    environment: WorkflowEnvironment,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APPEALCLOCK_KEEP_INBOX_DAYS", "400")
    url = engine.url.render_as_string(hide_password=False)
    settings = ServiceSettings(database_url=url, keep_closed_days=400, keep_ledger_days=400)
    mail = tmp_path / "20200101T000000.000000Z-0123abcd.eml"
    mail.touch()
    old = clock.real_now() - timedelta(days=500)
    closed(engine, "OLD", old)
    sent(engine, "OLD", old)

    async def are_gone() -> bool:
        return not ids(engine)

    async with purged_daily(environment.client, settings, inbox=tmp_path, every=0.1):
        await eventually(are_gone)
        closed(engine, "NEXT", old)
        await eventually(are_gone)
    assert not mail.exists()


async def test_a_case_that_runs_is_spared_whatever_the_database_says(
    environment: WorkflowEnvironment, sqlite_url: str
) -> None:
    settings = ServiceSettings(database_url=sqlite_url)
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }

    client = environment.client
    async with build_worker(client, settings, channels=RecordingChannels()):
        case = await Rehearsal.start(environment, intake, "Lee-2026.retained")
        await case.handle.query("overview")

        async def is_listed() -> bool:
            return "Lee-2026" in await running_families(client)

        await eventually(is_listed)
        await case.handle.terminate("the test is over")
