"""Cases beside a case: started by a report, heard, told, missed when they are gone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from tests.clock import days_ago
from tests.virtual_server import virtual_server
from tests.waiting import eventually
from tests.workflows.shell.conftest import INTAKE, Desk, desk_client, worker_of_cases
from tests.workflows.steering import report
from workflows.kinds.grievance import Grievance

Replaying = Callable[..., Any]


async def unresolved(desk: Desk, case_id: str) -> Rehearsal:
    """A grievance that was answered and not resolved, with a complaint to CMS beside it."""
    filed = {"about": "service", "event_on": str(days_ago(20)), "filed_on": str(days_ago(10))}
    case = await desk.start(case_id, INTAKE | filed, kind="Grievance")
    await case.settle()
    await case.handle.execute_update("record_answer", {"on": str(days_ago(0)), "resolved": False})
    await case.handle.execute_update("file_cms_complaint", {})
    await case.settle()
    return case


async def child(case: Rehearsal) -> dict[str, Any]:
    children: list[dict[str, Any]] = (await case.overview())["children"]
    return children[-1]


async def test_a_case_beside_another_speaks_and_hears(desk: Desk, replays: Replaying) -> None:
    case = await unresolved(desk, "SH-family")
    beside = case.beside("cms-complaint.1")

    async def heard() -> bool:
        return bool((await child(case))["heard_on"])

    await eventually(heard)
    # What the parent reports is a report of its own in the child's log.
    manager = {"email": "next@legalaid.example"}
    await case.handle.execute_update("assign", {"case_manager": manager})

    async def told() -> bool:
        account = await beside.handle.query("account")
        return any("Taken over" in line["what"] for line in account)

    await eventually(told)
    today = str(await beside.today())
    await beside.handle.execute_update("record_filed", {"filed_on": today})
    await beside.handle.execute_update("record_answer", {"on": today, "resolved": True})
    await beside.handle.result()
    # A complaint that is resolved ends the grievance that it was made about.
    assert (await case.handle.result())["ending"]
    await replays(case.handle, Grievance)
    await replays(beside.handle)


async def test_a_child_that_is_terminated_is_missed(desk: Desk, replays: Replaying) -> None:
    case = await unresolved(desk, "SH-lost")
    await case.beside("cms-complaint.1").handle.terminate("by hand")

    async def missed() -> bool:
        return bool((await child(case))["ending"] == "terminated")

    await eventually(missed)
    described = await case.handle.describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    await replays(case.handle, Grievance)


async def test_a_child_whose_id_is_taken_gets_the_next(desk: Desk, replays: Replaying) -> None:
    stranger = await desk.start("SH-taken.cms-complaint.1", INTAKE)
    await stranger.settle()
    case = await unresolved(desk, "SH-taken")

    async def started() -> bool:
        return bool((await child(case))["id"] == "SH-taken.cms-complaint.2")

    await eventually(started)
    assert (await case.beside("cms-complaint.2").overview())["ending"] is None
    await replays(case.handle, Grievance)


@pytest.mark.server
async def test_a_later_run_looks_whether_they_live(engine: Any, replays: Replaying) -> None:
    sent = RecordingChannels()
    async with virtual_server("limit.historyCount.suggestContinueAsNew=40") as environment:
        client = desk_client(environment)
        async with worker_of_cases(client, engine, sent):
            case = await unresolved(Desk(environment, client, sent), "SH-later")
            first = (await case.handle.describe()).run_id

            async def another_run() -> bool:
                manager = {"case_manager": {"email": f"{uuid4().hex[:8]}@legalaid.example"}}
                await report(case, "assign", **manager)
                return (await case.handle.describe()).run_id != first

            await eventually(another_run)
            await case.settle()

            async def answers() -> bool:
                # For a moment the server does not know the new run's first task.
                try:
                    return (await child(case))["ending"] is None
                except RPCError:
                    return False

            await eventually(answers)
            await case.beside("cms-complaint.1").handle.terminate("by hand")

            async def missed() -> bool:
                await case.pass_days(7)
                return bool((await child(case))["ending"] == "not running any more")

            await eventually(missed)
            await replays(client.get_workflow_handle("SH-later"), Grievance)
