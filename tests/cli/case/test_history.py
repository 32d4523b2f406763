"""`appealclock history` through the runs of a long case, which goes on as new."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.cli.shell import appealclock
from tests.clock import NEW_YORK, days_ago
from tests.databases.migrated import migrated_sqlite
from tests.virtual_server import virtual_server
from tests.workflows.steering import OFTEN
from worker import build_worker

pytestmark = pytest.mark.server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[WorkflowEnvironment]:
    """A server on which a case goes on as new every few events."""
    url = migrated_sqlite(tmp_path / "history.sqlite3")
    settings = ServiceSettings(database_url=url, channels=tmp_path / "channels.yaml")
    async with (
        virtual_server(OFTEN) as environment,
        build_worker(environment.client, settings, channels=RecordingChannels()),
    ):
        yield environment


async def reported(server: WorkflowEnvironment, name: str, text: str) -> None:
    """A note, sent under a name."""
    address = server.client.service_client.config.target_host
    client = await Client.connect(
        address, identity=name, data_converter=server.client.data_converter
    )
    await client.get_workflow_handle("AC-runs").execute_update("add_note", {"text": text})


async def history(server: WorkflowEnvironment) -> list[dict[str, Any]]:
    where = {"TEMPORAL_ADDRESS": server.client.service_client.config.target_host}
    code, out, err = await appealclock("history", "AC-runs", "--private", "--json", **where)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["reports"]
    return found


async def lists_nothing(client: Client, query: str) -> AsyncIterator[Any]:
    del client, query
    nothing: list[Any] = []
    for one in nothing:
        yield one


async def test_who_reported_what_is_known_through_all_runs(
    server: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    case = await Rehearsal.start(server, intake, "AC-runs")
    runs = [(await case.handle.describe()).run_id]
    names = ["kim@desk", "lee@desk", "ada@desk"]
    for number, name in enumerate(names, start=1):
        await reported(server, name, f"Note {number}")
        # To a midnight between two reminders, see `tests/workflows/test_continue_as_new.py`.
        day = await case.today() + timedelta(days=20)
        midnight = datetime.combine(day, time(), NEW_YORK)
        await case.pass_days((midnight - await case.now()) / timedelta(days=1))
        runs.append((await case.handle.describe()).run_id)
    assert len(set(runs)) > 1
    found = await history(server)
    assert [one["kind"] for one in found] == ["intake", "add_note", "add_note", "add_note"]
    assert [one["content"].get("text") for one in found[1:]] == ["Note 1", "Note 2", "Note 3"]
    assert [one["reported_by"]["name"] for one in found[1:]] == names
    assert found[0]["reported_by"]["how"] == "asserted"

    # Temporal's lists lag behind: a run names the one before it.
    monkeypatch.setattr(Client, "list_workflows", lists_nothing)
    assert await history(server) == found
