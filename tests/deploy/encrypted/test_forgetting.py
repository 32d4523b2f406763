"""A forgotten case is unreadable, in its history and in a backup; a hold is respected."""

import asyncio
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from temporalio.client import Client

from deploy.privacy import forgetting
from models.encryption.family_keys import FamilyKeys
from models.settings import TASK_QUEUE
from models.storage import holds
from models.storage.database import open_database
from tests import clock
from tests.cli.shell import appealclock
from tests.deploy.encrypted.stack_with_keys import client_of, intake, keys_of
from tests.deploy.running_stack import RunningStack
from workflows.runtime.encryption import decrypt, key_id_of
from workflows.runtime.payloads import data_converter

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


async def opened(stack: RunningStack, case_id: str) -> Client:
    client = await client_of(stack)
    handle = await client.start_workflow("AppealCase", intake(), id=case_id, task_queue=TASK_QUEUE)
    await handle.execute_update("start_second_opinion", {})
    return client


async def readable(stack: RunningStack, keys: FamilyKeys, case_id: str) -> int:
    """How many encrypted payloads of a history these keys open."""
    plain = await Client.connect(stack.temporal_address, data_converter=data_converter)
    count = 0
    async for event in plain.get_workflow_handle(case_id).fetch_history_events():
        started = event.workflow_execution_started_event_attributes
        for payload in started.input.payloads:
            key_id = key_id_of(payload)
            assert key_id is not None
            key = keys.of_id(key_id, None)
            count += b"MARKERKNEE" in decrypt(payload, key).data
    return count


async def test_a_forgotten_case_cannot_be_read_anywhere(stack: RunningStack) -> None:
    here = stack.settings
    client = await opened(stack, "Lee-1")
    await opened(stack, "Kim-1")
    assert await readable(stack, keys_of(stack), "Lee-1") == 1
    before, apart = stack.home / "before.sqlite3", stack.home / "apart.sqlite3"
    copied(stack.home / "appealclock.sqlite3", before, without_keys=True)
    copied(stack.home / "appealclock.sqlite3", apart, without_keys=False)

    code, out, err = await appealclock("hold", "Lee-1", "--code", "MATTER-7", **here)
    assert (code, out, err) == (0, "Lee-1 is on hold.\n", "")
    code, out, err = await appealclock("holds", "--json", **here)
    assert [one["family"] for one in json.loads(out)["holds"]] == ["Lee-1"]
    code, out, err = await appealclock("forget", "Lee-1", "--yes", **here)
    assert (code, out) == (2, "")
    assert "is on hold" in err
    code, out, err = await appealclock("hold", "Lee-1", "--release", **here)
    assert (code, out, err) == (0, "Lee-1 is released.\n", "")
    code, out, err = await appealclock("forget", "Lee-1", **here)
    assert (code, out) == (2, "")
    assert "--yes" in err
    assert await readable(stack, keys_of(stack), "Lee-1") == 1

    code, out, err = await appealclock("forget", "Lee-1", "--yes", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Ended: Lee-1, Lee-1.")
    assert "terminated" not in out
    assert "mail and SMS that were sent" in out
    assert (await client.get_workflow_handle("Lee-1").describe()).status != 1

    assert await readable(stack, keys_of(stack), "Lee-1") == 0
    assert await readable(stack, keys_of(stack, before), "Lee-1") == 0
    # What a backup of the keys is kept apart for, and no longer than it must be.
    assert await readable(stack, keys_of(stack, apart), "Lee-1") == 1
    assert await readable(stack, keys_of(stack), "Kim-1") == 1

    code, out, err = await appealclock("list", "--closed", "--json", **here)
    (row,) = (one for one in json.loads(out)["cases"] if one["id"] == "Lee-1")
    assert row["reference"] == ""
    code, out, err = await appealclock("access-log", "--case", "Lee-1", "--json", **here)
    acts = [one["act"] for one in json.loads(out)["entries"]]
    assert [one for one in acts if one in {"hold", "release", "forget"}] == [
        "hold",
        "release",
        "forget",
    ]
    code, out, err = await appealclock("show", "Lee-1", **here)
    assert (code, out) == (2, "")
    code, out, err = await appealclock("reopen", "Lee-1", **here)
    assert code != 0
    # A worker that never had the keys in memory.
    assert await stack.stop() == 0
    await stack.start()
    code, out, err = await appealclock("show", "Lee-1", **here)
    assert (code, out) == (2, "")
    assert err.startswith("Lee-1 was forgotten on ")
    code, out, err = await appealclock("show", "Kim-1", **here)
    assert (code, err) == (0, "")


async def test_what_begins_or_is_held_meanwhile(
    stack: RunningStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, keys = await opened(stack, "Lee-3"), keys_of(stack)
    engine = open_database(f"sqlite:///{stack.home}/appealclock.sqlite3")
    end = forgetting._end

    async def end_while_another_begins(
        client: Client, cases: list[str], patience: float, done: forgetting.Forgotten
    ) -> None:
        await end(client, cases, patience, done)
        if "Lee-3.late" not in done.ended:
            await client.start_workflow(
                "AppealCase", intake(), id="Lee-3.late", task_queue=TASK_QUEUE
            )
            async with asyncio.timeout(60):
                while not await forgetting._open_cases(client, "Lee-3"):  # noqa: ASYNC110 (a server)
                    await asyncio.sleep(0.05)
            holds.hold(engine, "Lee-3", clock.real_now(), None)

    monkeypatch.setattr(forgetting, "_end", end_while_another_begins)
    done = await forgetting.forget_family(client, engine, keys, "Lee-3")
    assert {"Lee-3", "Lee-3.late"} <= set(done.ended)
    assert done.held
    assert await readable(stack, keys, "Lee-3") == 1
    assert holds.release(engine, "Lee-3")
    done = await forgetting.forget_family(client, engine, keys, "Lee-3")
    assert (done.ended, done.held) == ([], False)
    assert await readable(stack, keys_of(stack), "Lee-3") == 0
    engine.dispose()


async def test_the_id_of_a_forgotten_case_is_spent(stack: RunningStack, tmp_path: Path) -> None:
    client = await opened(stack, "Lee-2")
    code, _, err = await appealclock("forget", "Lee-2", "--yes", **stack.settings)
    assert (code, err) == (0, "")
    file = tmp_path / "intake.json"
    written(file)
    code, out, err = await appealclock("start", str(file), "--id", "Lee-2", **stack.settings)
    assert (code, out) == (2, "")
    assert "forgotten" in err
    del client


async def test_a_case_that_there_is_not_is_not_forgotten(stack: RunningStack) -> None:
    code, out, err = await appealclock("forget", "Nobody-1", "--yes", **stack.settings)
    assert (code, out) == (4, "")
    assert "no case Nobody-1" in err


@pytest.mark.parametrize("name", ["digest", "digest.cm-7", "look-again", "template.appeal"])
async def test_what_the_desk_itself_needs_is_not_forgotten(stack: RunningStack, name: str) -> None:
    code, out, err = await appealclock("forget", name, "--yes", **stack.settings)
    assert (code, out) == (2, "")
    assert err == f"{name} is no case: it has keys that the desk itself needs.\n"


async def test_without_keys_nothing_can_be_forgotten(stack: RunningStack) -> None:
    here = {**stack.settings}
    del here["APPEALCLOCK_KEYS"]
    code, out, err = await appealclock("forget", "Kim-1", "--yes", **here)
    assert (code, out) == (2, "")
    assert "APPEALCLOCK_KEYS: expected" in err


def copied(database: Path, copy: Path, *, without_keys: bool) -> None:
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        if without_keys:
            target.execute("DELETE FROM case_keys")
    shutil.copystat(database, copy)


def written(file: Path) -> None:
    file.write_text(json.dumps(intake()))
