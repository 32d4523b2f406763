"""What arrives unencrypted or was typed by a person is not taken for what the desk itself sends."""

import asyncio
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from models.settings import TASK_QUEUE
from tests import clock
from tests.deploy.encrypted.stack_with_keys import client_of, intake, keys_of
from tests.deploy.running_stack import RunningStack
from workflows.runtime.encryption import encrypt
from workflows.runtime.payloads import data_converter

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


def forged(case_id: str) -> dict[str, Any]:
    """A state that says that a colleague reported what they never did."""
    entry = {
        "number": 1,
        "kind": "intake",
        "content": intake(),
        "at": clock.real_now().isoformat(),
        "update": "1",
        "said_by": "colleague@desk.example",
    }
    case = {"log": [entry], "memory": {}, "children": {}, "turns": 1}
    return {"reopen": {"id": case_id, "kind": "appeal", "parent": None, "case": case}}


async def refusal_of(stack: RunningStack, case_id: str, sent: object) -> str:
    """Why a start is refused, sent as it is by a client without keys."""
    plain = await Client.connect(stack.temporal_address, data_converter=data_converter)
    case = await plain.start_workflow("AppealCase", sent, id=case_id, task_queue=TASK_QUEUE)
    async with asyncio.timeout(60):
        with pytest.raises(WorkflowFailureError) as failed:
            await case.result()
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause.message


async def payload(sent: dict[str, Any]) -> Payload:
    (found,) = await data_converter.encode([sent])
    return found


async def test_a_state_in_plain_text_reopens_nothing(stack: RunningStack) -> None:
    assert "arrived unencrypted" in await refusal_of(stack, "Oak-1", forged("Oak-1"))


async def test_a_state_that_somebody_typed_reopens_nothing(stack: RunningStack) -> None:
    typed = encrypt(
        await payload(forged("Oak-2")), keys_of(stack).unclaimed(), said_by="kim@desk.example"
    )
    assert "a state that is typed" in await refusal_of(stack, "Oak-2", RawValue(typed))


async def test_a_word_between_cases_in_plain_text_is_not_heard(stack: RunningStack) -> None:
    client = await client_of(stack)
    case = await client.start_workflow("AppealCase", intake(), id="Oak-3", task_queue=TASK_QUEUE)
    plain = await Client.connect(stack.temporal_address, data_converter=data_converter)
    word = {
        "child": "Oak-3.second-opinion",
        "kind": "second_opinion",
        "sequence": 1000,
        "stage": "closed",
        "ending": "completed",
    }
    await plain.get_workflow_handle("Oak-3").signal("hear", word)
    await case.execute_update("add_note", {"text": "after"})
    assert (await case.query("whole"))["case"]["children"] == {}
    await case.signal("hear", word)
    await case.execute_update("add_note", {"text": "from the desk itself"})
    assert list((await case.query("whole"))["case"]["children"]) == ["Oak-3.second-opinion"]
