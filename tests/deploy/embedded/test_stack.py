"""The embedded stack as a person starts, stops and kills it."""

import asyncio
import os
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus

from deploy.embedded.finding import CASES, path_of
from deploy.embedded.retention import RETENTION
from deploy.readiness import check_temporal
from models.encryption.key_ring import new_ring
from models.encryption.ring_file import write_new_ring
from models.settings import TASK_QUEUE
from models.storage import migrations
from tests import clock
from tests.deploy.refused_starts import refused_starts
from tests.deploy.running_stack import READY, RunningStack, is_alive
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

NewStack = Callable[..., RunningStack]


@pytest.fixture
async def new_stack(tmp_path: Path) -> AsyncIterator[NewStack]:
    """Makes stacks, and ends what is left of them."""
    made: list[RunningStack] = []

    def make(home: Path = tmp_path / "home", **settings: str | int) -> RunningStack:
        made.append(RunningStack(home, **settings))
        return made[-1]

    yield make
    for stack in made:
        if stack.process.returncode is None:
            stack.kill()
        await stack.ended()


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    """A stack that runs, for tests that leave it running."""
    home = tmp_path_factory.mktemp("running") / "home"
    running = RunningStack(home, APPEALCLOCK_CALENDARS=home / "calendars")
    await running.start()
    yield running
    await running.stop()


async def connected(stack: RunningStack) -> Client:
    return await Client.connect(stack.temporal_address, data_converter=data_converter)


async def test_it_keeps_the_calendars_where_it_is_told_to(stack: RunningStack) -> None:
    async def are_kept() -> bool:
        return (stack.home / "calendars" / ".kept").exists()

    await eventually(are_kept)


async def open_case(client: Client, case_id: str) -> None:
    await client.start_workflow(
        "AppealCase",
        {
            "program": "part_c",
            "notice_date": str(clock.real_today() - timedelta(days=9)),
            "service": "Total knee replacement",
            "case_manager": {"email": "manager@legalaid.example"},
        },
        id=case_id,
        task_queue=TASK_QUEUE,
    )


def mails(stack: RunningStack) -> list[Path]:
    return sorted((stack.home / "inbox").glob("*.eml"))


async def is_running(client: Client, case_id: str) -> bool:
    description = await client.get_workflow_handle(case_id).describe()
    return description.status is WorkflowExecutionStatus.RUNNING


async def test_the_first_start_says_five_lines_and_the_next_carries_on(
    new_stack: NewStack,
) -> None:
    stack = new_stack()
    await stack.start(fresh=True)
    ui = f"http://localhost:{stack.ui_port}/namespaces/default/workflows"
    first = list(stack.lines)
    assert [line.split(": ")[0] for line in first] == [
        "Cases",
        "Start a case",
        "What is due",
        "Mail and SMS",
        "To stop",
    ]
    assert first[0].endswith(f"http://localhost:{stack.ui_port}{path_of(CASES, 'default')}")
    assert f"{ui}/start-workflow?workflowType=AppealCase&taskQueue=appeals&runId=" in first[1]
    assert f"http://localhost:{stack.inbox_port} " in first[3]
    assert first[3].endswith(f"{stack.home / 'inbox'})")

    client = await connected(stack)
    await open_case(client, "AC-1")
    await eventually(lambda: len(mails(stack)) == 1 and len(stack.lines) == READY + 1)
    assert "m***@legalaid.example: Appeal AC-1 opened" in stack.lines[-1]
    assert "manager" not in stack.lines[-1]
    server = stack.server_pid

    assert await stack.stop() == 0
    assert stack.errors == []
    assert not is_alive(server)

    await stack.start()
    assert stack.lines[:READY] == first, "the same form is linked, since its example is the same"
    assert await is_running(client, "AC-1")
    await open_case(client, "AC-2")
    await eventually(lambda: len(mails(stack)) == 2)


async def test_the_server_is_set_up_for_cases(stack: RunningStack) -> None:
    client = await connected(stack)
    assert await check_temporal(client) == []
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace="default")
    )
    retention = described.config.workflow_execution_retention_ttl
    assert retention.ToTimedelta() == RETENTION
    assert stack.home.stat().st_mode & 0o777 == 0o700
    for file in stack.home.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


async def listeners_of(pid: int) -> list[str]:
    """The addresses that a process listens on."""
    found = await asyncio.create_subprocess_exec(
        "ss", "-Hltnp", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await found.communicate()
    rows = [line.split() for line in output.decode().splitlines() if f"pid={pid}," in line]
    return [row[3] for row in rows]


async def test_nothing_listens_beyond_loopback(stack: RunningStack) -> None:
    for pid in (stack.process.pid, stack.server_pid):
        for address in await listeners_of(pid):
            assert address.startswith(("127.", "[::1]:")), address


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_asking_twice_to_stop_does_no_harm(
    new_stack: NewStack, number: signal.Signals
) -> None:
    stack = new_stack()
    await stack.start()
    server = stack.server_pid
    stack.ask_to_stop(number)
    stack.ask_to_stop(number)
    assert await stack.ended() == 0
    assert stack.errors == []
    assert not is_alive(server)


async def test_it_can_be_stopped_while_it_starts(new_stack: NewStack) -> None:
    stack = new_stack()
    await stack.spawn()
    await eventually((stack.home / "temporal.pid").exists)
    await eventually(lambda: (stack.home / "temporal.pid").read_text() != "")
    server = stack.server_pid
    assert await stack.stop() == 0
    assert stack.lines == []
    assert not is_alive(server)


async def test_after_a_kill_nothing_runs_on_and_the_next_start_carries_on(
    new_stack: NewStack,
) -> None:
    stack = new_stack()
    await stack.start()
    client = await connected(stack)
    await open_case(client, "AC-1")
    await eventually(lambda: len(mails(stack)) == 1)
    server = stack.server_pid
    stack.kill()
    await stack.ended()
    await eventually(lambda: not is_alive(server))

    await stack.start()
    assert await is_running(client, "AC-1")
    assert await stack.stop() == 0


async def test_a_second_stack_on_one_home_is_refused(
    stack: RunningStack, new_stack: NewStack
) -> None:
    second = new_stack(stack.home)
    await second.spawn()
    assert await second.ended() == 2
    assert len(second.errors) == 1
    assert "AppealClock already runs on" in second.errors[0]
    assert "APPEALCLOCK_HOME" in second.errors[0]
    assert stack.process.returncode is None


async def test_two_stacks_run_side_by_side(stack: RunningStack, new_stack: NewStack) -> None:
    other = new_stack()
    await other.start()
    for one in (stack, other):
        await open_case(await connected(one), "AC-1")
    await eventually(lambda: all(len(mails(one)) == 1 for one in (stack, other)))


async def said_by(*stacks: RunningStack) -> list[str]:
    """What each says, as none of them can start."""
    ended = await refused_starts([stack.settings for stack in stacks])
    assert {code for code, _ in ended} == {2}
    return [said.removesuffix("\n") for _, said in ended]


async def test_a_port_in_use_names_its_setting(tmp_path: Path) -> None:
    names = ("temporal_port", "ui_port", "smtp_port", "inbox_port")
    stacks = {name: RunningStack(tmp_path / name) for name in names}
    ports = {name: int(getattr(stack, name)) for name, stack in stacks.items()}
    with ExitStack() as others:
        for port in ports.values():
            other = others.enter_context(socket.socket())
            other.bind(("127.0.0.1", port))
            other.listen()
        assert await said_by(*stacks.values()) == [
            f"Port {port} is in use; set APPEALCLOCK_{name.upper()} to another one"
            for name, port in ports.items()
        ]


async def test_the_port_of_the_codec_counts_where_cases_are_encrypted(tmp_path: Path) -> None:
    ring = tmp_path / "keys.json"
    write_new_ring(ring, new_ring(clock.real_today()))
    taken, same = (
        RunningStack(tmp_path / name, APPEALCLOCK_KEYS=ring) for name in ("taken", "same")
    )
    same.settings["APPEALCLOCK_CODEC_PORT"] = same.settings["APPEALCLOCK_UI_PORT"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken.codec_port))
        other.listen()
        assert await said_by(taken, same) == [
            f"Port {taken.codec_port} is in use; set APPEALCLOCK_CODEC_PORT to another one",
            "APPEALCLOCK_CODEC_PORT: expected a port that no other part listens on",
        ]


async def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    refused = {
        "APPEALCLOCK_UI_PORT: expected": {"APPEALCLOCK_UI_PORT": "web"},
        "APPEALCLOCK_DATABASE_URL: exp": {"APPEALCLOCK_DATABASE_URL": "mysql://u:hunter2@h/d"},
        "APPEALCLOCK_CHANNELS: the file cannot be": {"APPEALCLOCK_CHANNELS": "/nowhere.yaml"},
        "APPEALCLOCK_TEMPLATES: there is no such dir": {"APPEALCLOCK_TEMPLATES": "/nowhere"},
        "APPEALCLOCK_RELIEF: nowhere.toml, row (none)": {"APPEALCLOCK_RELIEF": "/nowhere.toml"},
        "APPEALCLOCK_DATABASE_URL: the": {"APPEALCLOCK_DATABASE_URL": "sqlite:////nowhere/a.db"},
        "APPEALCLOCK_HOME: /proc/nowhere cannot be made": {"APPEALCLOCK_HOME": "/proc/nowhere"},
    }
    stacks = [
        RunningStack(tmp_path / str(number), **settings)
        for number, settings in enumerate(refused.values())
    ]
    for expected, said in zip(refused, await said_by(*stacks), strict=True):
        assert said.startswith(expected)
        assert len(said.splitlines()) == 1
        assert "hunter2" not in said


def write_over(file: Path) -> None:
    file.write_bytes(b"\xff\xfe nobody can read this, and it is no database either" * 9)


def bring_to_a_later_version(file: Path) -> None:
    migrations.upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = 'later'")
        database.execute("UPDATE schema_compatibility SET usable_from = 'later'")


async def test_what_is_spoiled_in_its_home_is_named_in_one_line(tmp_path: Path) -> None:
    spoiled: list[tuple[str, Callable[[Path], None], str]] = [
        ("lock", Path.mkdir, "APPEALCLOCK_HOME: {home} cannot be written to: Is a directory"),
        (
            "channels.yaml",
            write_over,
            "APPEALCLOCK_CHANNELS: the file cannot be read: not UTF-8 text",
        ),
        (
            "appealclock.sqlite3",
            write_over,
            "APPEALCLOCK_DATABASE_URL: the database cannot be opened (DatabaseError); "
            "is it there, and running?",
        ),
        (
            "appealclock.sqlite3",
            bring_to_a_later_version,
            "APPEALCLOCK_DATABASE_URL: the database was migrated by a newer AppealClock, and this "
            "build is too old to use it; run the newer one",
        ),
    ]
    stacks = [RunningStack(tmp_path / str(number)) for number in range(len(spoiled))]
    for stack, (name, spoil, _) in zip(stacks, spoiled, strict=True):
        stack.home.mkdir()
        spoil(stack.home / name)
    assert await said_by(*stacks) == [
        expected.format(home=stack.home)
        for stack, (_, _, expected) in zip(stacks, spoiled, strict=True)
    ]


async def test_a_server_that_ends_by_itself_ends_the_stack(new_stack: NewStack) -> None:
    stack = new_stack()
    await stack.start()
    os.kill(stack.server_pid, signal.SIGKILL)
    assert await stack.ended() == 2
    log = stack.home / "logs" / "temporal.log"
    assert stack.errors[-1] == f"The Temporal server has ended; its log says why: {log}"


async def test_the_channel_file_follows_the_port_of_the_inbox(new_stack: NewStack) -> None:
    for count in (1, 2):
        stack = new_stack()
        await stack.start()
        await open_case(await connected(stack), f"AC-{count}")
        await eventually(lambda stack=stack, count=count: len(mails(stack)) == count)
        await stack.stop()
