"""The key ring is rotated under running cases of every kind, and missing once; nothing is lost."""

import pytest

from models.encryption.ring_file import read_ring
from models.settings import TASK_QUEUE
from tests.cli.shell import appealclock
from tests.deploy.encrypted.stack_with_keys import client_of, examples, ring_of
from tests.deploy.running_stack import RunningStack

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


async def opened(stack: RunningStack, prefix: str) -> list[str]:
    """A case of each kind: what is encrypted, and by which key, is the same for each program."""
    client, names = await client_of(stack), []
    of_each = {kind.kind: (kind, intake) for kind, intake in examples()}
    for number, (kind, intake) in enumerate(of_each.values()):
        names.append(f"{prefix}-{number}")
        await client.start_workflow(kind.workflow_type, intake, id=names[-1], task_queue=TASK_QUEUE)
    return names


async def noted(stack: RunningStack, names: list[str], text: str) -> None:
    client = await client_of(stack)
    for name in names:
        await client.get_workflow_handle(name).execute_update("add_note", {"text": text})


async def notes(stack: RunningStack, name: str) -> list[str]:
    handle = (await client_of(stack)).get_workflow_handle(name)
    said = await handle.query("history")
    return [one["content"]["text"] for one in said if one["kind"] == "add_note"]


async def done(stack: RunningStack, *command: str) -> str:
    code, out, err = await appealclock("keys", *command, **stack.settings)
    assert (code, err) == (0, "")
    return out


async def refused_without_keys(stack: RunningStack) -> None:
    ring = stack.settings.pop("APPEALCLOCK_KEYS")
    try:
        await stack.spawn()
        assert await stack.ended() != 0
        assert any("APPEALCLOCK_KEYS: expected" in line for line in stack.errors)
    finally:
        stack.settings["APPEALCLOCK_KEYS"] = ring


async def test_rotated_rewrapped_the_old_key_dropped_and_refused_without_keys(
    stack: RunningStack,
) -> None:
    said = list(stack.errors)
    before = await opened(stack, "BEFORE")
    await noted(stack, before, "before")
    (old,) = read_ring(ring_of(stack)).keys
    await done(stack, "rotate")
    # The worker has not heard of it: it reads the ring again as it meets the new key.
    after = await opened(stack, "AFTER")
    await noted(stack, [*before, *after], "rotated")
    assert not (await done(stack, "rewrap")).startswith("0 ")
    await noted(stack, [*before, *after], "rewrapped")
    await done(stack, "drop", old.id)
    assert old not in read_ring(ring_of(stack)).keys

    assert await stack.stop() == 0
    assert stack.errors == said
    await refused_without_keys(stack)
    await stack.start()
    await noted(stack, [*before, *after], "restarted")
    rest = ["rotated", "rewrapped", "restarted"]
    for name in before:
        assert await notes(stack, name) == ["before", *rest]
    for name in after:
        assert await notes(stack, name) == rest
