"""A worker on a server where every case has its own clock, and plays upon it."""

import itertools
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models import migrations
from models.settings import ServiceSettings
from tests.clock import days_ago
from worker import build_worker


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ServiceSettings:
    home: Path = tmp_path_factory.mktemp("service")
    database_url = f"sqlite:///{home}/appealclock.sqlite3"
    migrations.upgrade(database_url)
    return ServiceSettings(database_url=database_url, channels=home / "channels.yaml")


@pytest.fixture(scope="session")
def sent() -> RecordingChannels:
    return RecordingChannels()


@pytest.fixture(scope="session")
async def worker(
    environment: WorkflowEnvironment, settings: ServiceSettings, sent: RecordingChannels
) -> AsyncIterator[Worker]:
    async with build_worker(environment.client, settings, channels=sent) as running:
        yield running


@pytest.fixture
def new_case_id() -> Callable[[], str]:
    numbers = itertools.count(1)
    mark = uuid4().hex[:8]
    return lambda: f"AC-{mark}-{next(numbers)}"


@pytest.fixture
def start(
    environment: WorkflowEnvironment, worker: Worker, new_case_id: Callable[[], str]
) -> Callable[..., Any]:
    """Start a case with some fields changed from the smallest intake."""
    del worker

    async def starting(*, notice_days_ago: int | None = 10, **changes: Any) -> Rehearsal:
        intake: dict[str, Any] = {
            "program": "part_c",
            "service": "Total knee replacement",
            "case_manager": {"email": "manager@legalaid.example"},
        }
        if notice_days_ago is not None:
            intake["notice_date"] = str(days_ago(notice_days_ago))
        return await Rehearsal.start(environment, intake | changes, new_case_id())

    return starting


@pytest.fixture
def begin(
    environment: WorkflowEnvironment, worker: Worker, new_case_id: Callable[[], str]
) -> Callable[..., Any]:
    """Start any workflow type alone, with what its intake needs beside a case manager."""
    del worker

    async def beginning(workflow_type: str, **content: Any) -> Rehearsal:
        intake = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}
        return await Rehearsal.start(environment, intake | content, new_case_id(), workflow_type)

    return beginning
