"""With keys, nothing that people type is readable in anything that is written down.

Whole cases of every kind and program, with a value of its own in every text field, through reports
that are recorded, refused and impossible, through a stack that is killed, and through their end.
Then all that the stack wrote is searched, but for the mail, which is meant to hold it.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.service import RPCError

from models.cases.kinds import KindOfCase
from models.cases.log.entries import MadeBy
from models.procedure.kinds import PROCEDURES
from models.settings import TASK_QUEUE
from tests import clock
from tests.deploy.encrypted.planting import Planted
from tests.deploy.encrypted.stack_with_keys import client_of, examples, stack_with_keys
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

_IN_CLEAR = "zq9999qz"
"""Typed without the codec: the search must find it, or it finds nothing."""

_UPDATES = {
    name
    for procedure in PROCEDURES.values()
    for name, type_ in procedure.types.items()
    if type_.made_by is MadeBy.PERSON
}


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[RunningStack]:
    async with stack_with_keys(
        tmp_path,
        APPEALCLOCK_LOG_LEVEL="DEBUG",
        APPEALCLOCK_CALENDARS=tmp_path / "home" / "calendars",
        APPEALCLOCK_CLOSED_CASE_DAYS=0,
    ) as running:
        yield running


async def _report(handle: WorkflowHandle[Any, Any], name: str, content: Any) -> bool:
    try:
        await handle.execute_update(name, content)
    except (WorkflowUpdateFailedError, RPCError):
        return False
    return True


async def test_nothing_that_was_typed_can_be_read(stack: RunningStack) -> None:
    # Some of the cases live where it is the day before until three in the morning.
    day = clock.real_today() - timedelta(days=1)
    planted, client = Planted(str(day)), await client_of(stack)
    handles: dict[str, tuple[KindOfCase, WorkflowHandle[Any, Any]]] = {}
    for number, (kind, base) in enumerate(examples()):
        content = planted.intake(PROCEDURES[kind.kind].intake, base)
        case_id = f"ENC-{number}"
        started = await client.start_workflow(
            kind.workflow_type, content, id=case_id, task_queue=TASK_QUEUE
        )
        handles[case_id] = kind, started
        await client.start_workflow(
            kind.workflow_type, planted.junk(content), id=f"BAD-{number}", task_queue=TASK_QUEUE
        )
    recorded = 0
    for kind, handle in list(handles.values())[:2] + list(handles.values())[-4:]:
        types = PROCEDURES[kind.kind].types
        for name in sorted(_UPDATES & set(types) - {"close"}):
            content = planted.report(types[name].model)
            recorded += await _report(handle, name, content)
            recorded += await _report(handle, name, planted.junk(content))
    assert recorded > 20

    plain = await Client.connect(stack.temporal_address, data_converter=data_converter)
    await plain.start_workflow(
        "AppealCase", {"program": "part_c", "service": _IN_CLEAR}, id="PLAIN", task_queue=TASK_QUEUE
    )
    stack.kill()
    await stack.start()
    client = await client_of(stack)
    for case_id in handles:
        handle = client.get_workflow_handle(case_id)
        assert (await handle.query("history"))[0]["kind"] == "intake"
        await _report(handle, "close", {"reason": f"zq0000qz {case_id}"})
    planted.values.add("zq0000qz")

    async def has_failed() -> bool:
        return (await client.get_workflow_handle("PLAIN").describe()).status != 1

    await eventually(has_failed)
    assert await stack.stop() == 0

    assert len(planted.values) > 500
    seeded = b"\x00".join(value.encode() for value in planted.values)
    assert planted.found_in(seeded) == planted.values
    written = _written(stack)
    assert any(_IN_CLEAR.encode() in content for content in written.values())
    found = {
        (str(file.relative_to(stack.home)), value)
        for file, content in written.items()
        for value in planted.found_in(content)
    }
    assert found == set()
    said = "\n".join([*stack.lines, *stack.errors])
    assert planted.found_in(said.encode()) == set()
    assert _IN_CLEAR not in said


def _written(stack: RunningStack) -> dict[Path, bytes]:
    """All that the stack wrote, but for the mail and SMS that arrived."""
    inbox = stack.home / "inbox"
    return {
        file: file.read_bytes()
        for file in stack.home.rglob("*")
        if file.is_file() and inbox not in file.parents
    }
