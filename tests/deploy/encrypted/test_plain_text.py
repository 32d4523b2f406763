"""What comes unencrypted to a desk with keys is refused in words, and its run is named."""

from typing import Any

import pytest
from temporalio.client import Client, WorkflowFailureError, WorkflowUpdateFailedError

from models.settings import TASK_QUEUE
from tests.deploy.encrypted.stack_with_keys import client_of, intake
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

pytestmark = pytest.mark.server


@pytest.fixture
async def plain(stack: RunningStack) -> Client:
    return await Client.connect(stack.temporal_address, data_converter=data_converter)


async def refused(client: Client, case_id: str, content: Any) -> tuple[str, str]:
    """Why a start is refused, and the id of its run."""
    handle = await client.start_workflow("AppealCase", content, id=case_id, task_queue=TASK_QUEUE)
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    run = handle.first_execution_run_id
    assert run is not None
    return str(failed.value.cause), run


async def test_a_start(stack: RunningStack, plain: Client) -> None:
    why, run = await refused(plain, "Ash-1", intake())
    assert "Not opened: it arrived unencrypted" in why
    assert why.endswith(f"--workflow-id Ash-1 --run-id {run}")
    log = (stack.home / "logs" / "worker.log").read_text()
    assert f"a start arrived unencrypted: delete run {run} of Ash-1" in log
    assert "MARKER" not in log

    async def is_told() -> bool:
        return stack.has_mail("Ash-1")

    await eventually(is_told)


async def test_an_update(stack: RunningStack, plain: Client) -> None:
    client = await client_of(stack)
    handle = await client.start_workflow("AppealCase", intake(), id="Ash-2", task_queue=TASK_QUEUE)
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await plain.get_workflow_handle("Ash-2").execute_update("add_note", {"text": "MARKER"})
    assert "Not recorded: it arrived unencrypted" in str(failed.value.cause)
    assert len(await handle.query("history")) == 1
