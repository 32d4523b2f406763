"""Cases for the tests: on a stage, or on a real server where the test carries the mark `server`.

`APPEALCLOCK_TEST_ON_SERVER=1` plays every case on the server, as does the recording of histories.
"""

import itertools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from temporalio.common import RetryPolicy
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.delivery import delivering
from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.databases.migrated import migrated_sqlite
from tests.workflows.post import AcceptedAtOnce, Post, recorded_post
from tests.workflows.releases.histories import are_recorded
from tests.workflows.staged_case import StagedCase
from worker import build_worker
from workflows import sending

_SEEN_IN = {"sent", "settings"}
"""Fixtures by which a test looks at messages and at the database."""


class OpenCase(Protocol):
    """Starts a case."""

    def __call__(self, kind: str, intake: Any) -> Awaitable[Any]: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if are_recorded() or os.environ.get("APPEALCLOCK_TEST_ON_SERVER") == "1":
        for item in items:
            if "open_case" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.server)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ServiceSettings:
    home: Path = tmp_path_factory.mktemp("service")
    database_url = migrated_sqlite(home / "appealclock.sqlite3")
    return ServiceSettings(
        database_url=database_url, channels=home / "channels.yaml", closed_case_days=0
    )


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
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried a second time at once: no clock skips that second."""
    at_once = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2)
    monkeypatch.setattr(sending, "_ROUND", at_once)


@pytest.fixture
def new_case_id() -> Callable[[], str]:
    numbers = itertools.count(1)
    mark = uuid4().hex[:8]
    return lambda: f"AC-{mark}-{next(numbers)}"


@pytest.fixture
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    """How messages of a case on a stage are sent: really, where the test looks at them."""
    if _SEEN_IN.isdisjoint(request.fixturenames):
        yield AcceptedAtOnce()
    else:
        settings, sent = (request.getfixturevalue(name) for name in ("settings", "sent"))
        with recorded_post(settings, sent) as recorded:
            yield recorded


@pytest.fixture
def open_case(
    request: pytest.FixtureRequest,
    new_case_id: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> OpenCase:
    """Start a case of any kind with an intake."""
    if request.node.get_closest_marker("server") is not None:
        # The worker is one for many tests: what failed in one is no trouble for the next.
        monkeypatch.setattr(delivering, "TROUBLED", 0.0)
        environment = request.getfixturevalue("environment")
        request.getfixturevalue("worker")
        return lambda kind, intake: Rehearsal.start(environment, intake, new_case_id(), kind)
    post = request.getfixturevalue("post")

    async def on_stage(kind: str, intake: Any) -> StagedCase:
        return StagedCase.start(post, kind, new_case_id(), intake)

    return on_stage


@pytest.fixture
def start(open_case: OpenCase) -> Callable[..., Any]:
    """Start an appeal with some fields changed from the smallest intake."""

    async def starting(*, notice_days_ago: int | None = 10, **changes: Any) -> Any:
        intake: dict[str, Any] = {
            "program": "part_c",
            "service": "Total knee replacement",
            "case_manager": {"email": "manager@legalaid.example"},
        }
        if notice_days_ago is not None:
            intake["notice_date"] = str(days_ago(notice_days_ago))
        return await open_case("AppealCase", intake | changes)

    return starting


@pytest.fixture
def begin(open_case: OpenCase) -> Callable[..., Any]:
    """Start a case of any kind alone, with what its intake needs beside a case manager."""

    async def beginning(workflow_type: str, **content: Any) -> Any:
        intake = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}
        return await open_case(workflow_type, intake | content)

    return beginning
