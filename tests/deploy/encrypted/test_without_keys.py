"""Whoever has no keys where cases are encrypted is told so.

A stack that lacks them is in `test_rotation`, which starts one anew.
"""

import json
from pathlib import Path

import pytest
from temporalio.client import Client

from deploy.asking import ask
from models.settings import TASK_QUEUE
from tests.cli.shell import appealclock
from tests.deploy.encrypted.stack_with_keys import client_of, intake
from tests.deploy.running_stack import RunningStack
from workflows.runtime.payloads import EncryptedError, data_converter

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


@pytest.fixture(scope="module", autouse=True)
async def case(stack: RunningStack) -> None:
    """Elm-1, opened with keys."""
    client = await client_of(stack)
    case = await client.start_workflow("AppealCase", intake(), id="Elm-1", task_queue=TASK_QUEUE)
    await case.execute_update("add_note", {"text": "opened"})


@pytest.mark.parametrize(
    "command",
    [
        ("show", "Elm-1"),
        ("history", "Elm-1"),
        ("explain", "--case", "Elm-1"),
        ("recover", "Elm-1"),
        ("rebuild-view",),
        ("start", "intake.json", "--id", "Elm-2"),
        ("report", "Elm-1", "add_note", '{"text": "in clear"}'),
    ],
)
async def test_a_command_says_that_the_key_ring_is_missing(
    stack: RunningStack, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "intake.json").write_text(json.dumps(intake()))
    given = [str(tmp_path / one) if one.endswith(".json") else one for one in command]
    here = {name: value for name, value in stack.settings.items() if name != "APPEALCLOCK_KEYS"}
    code, out, err = await appealclock(*given, **here)
    assert (code, out) == (2, "")
    assert err.startswith("APPEALCLOCK_KEYS: expected")
    assert err.count("\n") == 1


async def test_an_answer_that_no_key_opens_is_an_error(stack: RunningStack) -> None:
    plain = await Client.connect(stack.temporal_address, data_converter=data_converter)
    with pytest.raises(EncryptedError):
        await ask(plain.get_workflow_handle("Elm-1"), "history")
