"""The read model is written anew from Temporal; cases that Temporal no longer has are closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Table, delete
from sqlmodel import Session, select
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rebuilding_view import rebuild_view, view_watched
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from models.storage.database import open_database
from models.storage.tables import CaseRow, ClosedCaseRow, DeadlineRow
from tests.clock import days_ago
from tests.virtual_server import in_own_namespace
from tests.waiting import eventually
from worker import build_worker


@pytest.fixture
def settings(sqlite_url: str) -> ServiceSettings:
    return ServiceSettings(database_url=sqlite_url, closed_case_days=0)


@pytest.fixture
def engine(settings: ServiceSettings) -> Iterator[Engine]:
    engine = open_database(settings.database_url)
    yield engine
    engine.dispose()


def rows(engine: Engine, kind: Any = CaseRow) -> dict[str, Any]:
    """The rows by case; a turn that changes nothing is not written, so its number is left out."""
    left_out = {"sequence", "taken_at", "closed_at"}
    with Session(engine) as session:
        return {row.case_id: row.model_dump(exclude=left_out) for row in session.exec(select(kind))}


async def delete_run(client: Client, case_id: str) -> None:
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace, workflow_execution=WorkflowExecution(workflow_id=case_id)
        )
    )


async def test_lists_are_written_anew_and_gone_cases_leave_them(
    environment: WorkflowEnvironment, settings: ServiceSettings, engine: Engine
) -> None:
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    names = ("AC-open", "AC-ended", "AC-terminated", "AC-deleted")
    environment = await in_own_namespace(environment)
    async with build_worker(environment.client, settings, channels=RecordingChannels()):
        client = environment.client
        cases = {name: await Rehearsal.start(environment, intake, name) for name in names}
        for case in cases.values():
            await case.handle.query("overview")
        await cases["AC-ended"].send("close", ending="withdrawn", reason="Enough")
        await cases["AC-ended"].handle.result()
        await eventually(lambda: rows(engine)["AC-ended"]["ending"] == "withdrawn")
        await cases["AC-terminated"].handle.terminate("by mistake")
        await delete_run(client, "AC-deleted")
        before, closed_before = rows(engine), rows(engine, ClosedCaseRow)
        assert set(before) == set(names)

        async def all_are_noticed() -> bool:
            endings = {name: row["ending"] for name, row in rows(engine).items()}
            return (endings["AC-terminated"], endings["AC-deleted"]) == ("terminated", "deleted")

        # The service notices by itself; deleting takes Temporal a moment.
        async with view_watched(client, settings, every=0.1):
            await eventually(all_are_noticed)
        assert set(rows(engine, DeadlineRow)) == {"AC-open", "AC-ended"}
        assert rows(engine)["AC-terminated"]["urgency"] == "closed"

        # All is lost but one row, whose run is gone.
        tables: list[Table] = [
            CaseRow.__table__,  # type: ignore[attr-defined]
            ClosedCaseRow.__table__,  # type: ignore[attr-defined]
        ]
        with engine.begin() as connection:
            for table in tables:
                connection.execute(delete(table).where(table.c.case_id != "AC-deleted"))

        async def is_written_anew() -> bool:
            done = await rebuild_view(client, engine)
            return {"AC-open", "AC-ended"} <= set(done.written) and not done.unread

        await eventually(is_written_anew)
        after = rows(engine)
        assert after["AC-open"] == before["AC-open"]
        assert after["AC-ended"] == before["AC-ended"]
        assert after["AC-deleted"]["ending"] == "deleted"
        kept = rows(engine, ClosedCaseRow)["AC-ended"]["state"]
        assert kept == closed_before["AC-ended"]["state"]
        assert set(rows(engine, DeadlineRow)) == {"AC-open", "AC-ended"}
