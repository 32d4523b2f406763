"""A worker of the cases on a server where every case has its own clock."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from activities.delivery.channels import RecordingChannels
from activities.delivery.delivering import Delivering
from activities.delivery.outages import Outages
from activities.delivery.within_a_turn import PromptDelivery
from activities.messages.writing import Messages
from activities.reminders import Reminders
from activities.turns import Turns
from deploy.rehearsal import Rehearsal
from models.storage.database import open_database
from tests.databases.migrated import migrated_sqlite
from workflows.kinds.cms_complaint import CmsComplaint
from workflows.registered import CASE_WORKFLOWS
from workflows.runtime.details_panel import DetailsPanel
from workflows.runtime.payloads import data_converter
from workflows.runtime.sandbox import workflow_runner
from workflows.runtime.unknown_kind import UnknownKind

QUEUE = "cases-of-the-shell"
MANAGER = "manager@legalaid.example"
NESTED: Any = {}
"""As deep as Temporal's converter reads, when it is a field of an object; no deeper."""

for _ in range(198):
    NESTED = {"deeper": NESTED}

INTAKE = {"program": "part_c", "case_manager": {"email": MANAGER}}


@dataclass
class Desk:
    """Where cases are started, steered and looked at."""

    environment: WorkflowEnvironment
    client: Client
    sent: RecordingChannels
    queue: str = QUEUE

    async def start(self, case_id: str, *given: Any, kind: str = "CmsComplaint") -> Rehearsal:
        """Start a case and leave it to itself."""
        handle = await self.client.start_workflow(
            kind, args=given, id=case_id, task_queue=self.queue
        )
        return Rehearsal(self.environment, handle)

    async def open(self, case_id: str, **content: Any) -> Rehearsal:
        """Start a case, and wait until nothing is under way."""
        case = await self.start(case_id, INTAKE | content)
        await case.settle()
        return case

    @property
    def mails(self) -> list[str]:
        return [str(message.subject) for _, to, message in self.sent.sent if to == MANAGER]


def desk_client(environment: WorkflowEnvironment) -> Client:
    """The client of a server, with the converter of the cases."""
    config = environment.client.config()
    config["data_converter"] = data_converter
    return Client(**config)


@asynccontextmanager
async def worker_of_cases(
    client: Client,
    engine: Engine,
    sent: RecordingChannels,
    *,
    turns: Turns | None = None,
    queue: str = QUEUE,
) -> AsyncIterator[Worker]:
    """A worker of all kinds of case, as the service has it."""
    delivering = Delivering(engine, sent, Messages("http://localhost", client.namespace))
    turns = turns or Turns(engine, PromptDelivery(delivering), closed_case_days=0)
    reminders = Reminders(delivering, sent, Outages(engine))
    with ThreadPoolExecutor(8) as threads:
        async with Worker(
            client,
            task_queue=queue,
            workflows=[*CASE_WORKFLOWS, UnknownKind],
            activities=[turns.take_turn, reminders.send_reminder, reminders.send_alert],
            activity_executor=threads,
            workflow_runner=workflow_runner(),
            interceptors=[DetailsPanel()],
        ) as worker:
            yield worker
    turns.close()


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    home: Path = tmp_path_factory.mktemp("shell")
    url = migrated_sqlite(home / "appealclock.sqlite3")
    return open_database(url)


@pytest.fixture(scope="session")
async def desk(environment: WorkflowEnvironment, engine: Engine) -> AsyncIterator[Desk]:
    client, sent = desk_client(environment), RecordingChannels()
    async with worker_of_cases(client, engine, sent):
        yield Desk(environment, client, sent)


@pytest.fixture
def replays() -> Callable[..., Any]:
    """Replay what a case did, under the sandbox's guard."""

    async def replaying(handle: WorkflowHandle[Any, Any], kind: type[Any] = CmsComplaint) -> None:
        # The sandbox is prepared for each class: of all kinds that takes seconds.
        replayer = Replayer(
            workflows=[kind],
            data_converter=data_converter,
            workflow_runner=workflow_runner(guarded=True),
        )
        await replayer.replay_workflow(await handle.fetch_history())

    return replaying
