"""The service: says what it lacks, line by line, and works and stops as it should."""

import asyncio
import os
import signal
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

import worker
from deploy.readiness import (
    check_channels,
    check_database,
    check_letters,
    check_message_templates,
    check_relief,
    check_temporal,
)
from deploy.temporal_binary import temporal_binary
from models.procedure.desk_files import DeskFileError, take_local_limits
from models.rulebook import Facts, rulebook
from models.settings import TASK_QUEUE, ServiceSettings
from models.storage import migrations
from tests import clock
from tests.conftest import ReceivedMail
from tests.crash.parts import work
from tests.deploy.running_stack import ROOT, free_ports, inherited
from tests.forked_program import fork_program
from tests.virtual_server import another_namespace
from tests.waiting import eventually
from workflows.search_attributes import SEARCH_ATTRIBUTES


@pytest.fixture
def settings(inbox: ReceivedMail, sqlite_url: str, tmp_path: Path) -> ServiceSettings:
    """Settings with which everything is there."""
    return ServiceSettings(
        channels=inbox.channel_file(tmp_path / "channels.yaml"), database_url=sqlite_url
    )


def changed(settings: ServiceSettings, **changes: object) -> ServiceSettings:
    return settings.model_copy(update=changes)


def test_nothing_is_said_when_nothing_is_missing(settings: ServiceSettings) -> None:
    assert check_channels(settings) == []
    assert check_database(settings) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the file cannot be read"),
        ("urls: []", "no list of `urls`"),
        ("urls: [{'nonsense://hunter2': [{tag: email}]}]", "entry 1"),
        (
            "template: [phone]\nurls:\n"
            "  - smseagle://hunter2@127.0.0.1/${phone}:\n      - tag: sms\n",
            "no entry is tagged `email`",
        ),
    ],
)
def test_a_channel_file_that_cannot_be_used(
    settings: ServiceSettings, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "other.yaml"
    if content is not None:
        file.write_text(content)
    [line] = check_channels(changed(settings, channels=file))
    assert line.startswith("APPEALCLOCK_CHANNELS: ")
    assert said in line
    assert "hunter2" not in line


def test_a_database_that_is_not_there(settings: ServiceSettings, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.sqlite3"
    [line] = check_database(changed(settings, database_url=f"sqlite:///{missing}"))
    assert line.startswith("APPEALCLOCK_DATABASE_URL: ")
    assert "appealclock migrate" in line
    assert not missing.exists(), "looking does not make it"


def test_a_database_that_was_not_brought_up_to_date(
    settings: ServiceSettings, postgresql_url: str
) -> None:
    there = changed(settings, database_url=postgresql_url)
    [line] = check_database(there)
    assert "the database is empty" in line
    assert "appealclock migrate" in line
    migrations.upgrade(postgresql_url)
    assert check_database(there) == []


def test_a_database_that_does_not_answer(settings: ServiceSettings) -> None:
    url = f"postgresql://user:hunter2@127.0.0.1:{free_ports(1)[0]}/name"
    [line] = check_database(changed(settings, database_url=url))
    assert line.startswith("APPEALCLOCK_DATABASE_URL: the database cannot be opened")
    assert "hunter2" not in line


async def test_a_temporal_service_that_is_set_up(environment: WorkflowEnvironment) -> None:
    assert await check_temporal(environment.client) == []


async def test_a_namespace_that_is_not_there(environment: WorkflowEnvironment) -> None:
    config = environment.client.config()
    config["namespace"] = "elsewhere"
    [line] = await check_temporal(Client(**config))
    assert "Temporal has no namespace `elsewhere`" in line
    assert "temporal operator namespace create --namespace elsewhere" in line


@pytest.mark.server
async def test_search_attributes_that_are_not_there() -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_binary(), dev_server_log_level="error"
    ) as bare:
        lines = await check_temporal(bare.client)
    assert len(lines) == len(SEARCH_ATTRIBUTES)
    assert (
        "Temporal lacks the search attribute NextDeadline; run `temporal operator search-attribute "
        "create --namespace default --name NextDeadline --type Datetime`"
    ) in lines


@pytest.fixture
def no_temporal_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("TEMPORAL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "temporal.toml"))


@pytest.mark.usefixtures("no_temporal_variables")
async def test_a_temporal_service_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    with pytest.raises(worker.StartError) as missing:
        await worker.connect()
    assert str(missing.value).startswith(f"Temporal does not answer at {address}; is it running?")


@pytest.mark.usefixtures("no_temporal_variables")
async def test_a_temporal_profile_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "temporal.toml").write_text('[profile.default]\napi_key = "hunter2\n')
    with pytest.raises(worker.StartError) as missing:
        await worker.connect()
    assert str(missing.value).startswith("Temporal's settings cannot be read")
    assert "hunter2" not in str(missing.value)


@pytest.mark.usefixtures("no_temporal_variables")
async def test_without_any_word_it_looks_for_the_embedded_stack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_ports(1)[0]
    monkeypatch.setenv("APPEALCLOCK_TEMPORAL_PORT", str(port))
    with pytest.raises(worker.StartError, match=f"127.0.0.1:{port}"):
        await worker.connect()


async def start_service(**settings: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        cwd=ROOT,
        env=inherited() | settings,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def test_templates_that_cannot_be_used(settings: ServiceSettings, tmp_path: Path) -> None:
    assert check_message_templates(settings) == []
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "frame.html").write_text("<p>\n{% nonsense %}")
    [line] = check_message_templates(changed(settings, templates=folder))
    assert line.startswith("APPEALCLOCK_TEMPLATES: frame.html, line 2: ")
    assert str(tmp_path) not in line


def test_a_folder_of_letters_that_cannot_be_used(settings: ServiceSettings, tmp_path: Path) -> None:
    assert check_letters(settings) == []
    folder = tmp_path / "letters"
    [line] = check_letters(changed(settings, letters=folder))
    assert line.startswith("APPEALCLOCK_LETTERS: there is no such directory")
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    [line] = check_letters(changed(settings, letters=folder))
    assert "expected mode 0700" in line
    assert str(tmp_path) not in line
    folder.chmod(0o700)
    assert check_letters(changed(settings, letters=folder)) == []


def test_relief_that_cannot_be_used(settings: ServiceSettings, tmp_path: Path) -> None:
    assert check_relief(settings) == []
    file = tmp_path / "relief.toml"
    file.write_text("[[relief]]\n")
    [line] = check_relief(changed(settings, relief=file))
    assert line.startswith("APPEALCLOCK_RELIEF: relief.toml, row (without id), field id: ")
    assert str(tmp_path) not in line


@pytest.mark.server
async def test_the_service_says_all_it_lacks_and_ends(tmp_path: Path) -> None:
    lacking = {
        "APPEALCLOCK_HOME": str(tmp_path),
        "APPEALCLOCK_CONNECT_SECONDS": "0",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{free_ports(1)[0]}",
        "TEMPORAL_CONFIG_FILE": str(tmp_path / "none.toml"),
    }
    process = await fork_program(work, environment=inherited() | lacking)
    assert process.stdout is not None
    assert process.stderr is not None
    assert await process.wait() == worker.NOT_READY
    assert await process.stdout.read() == b""
    lines = (await process.stderr.read()).decode().splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "APPEALCLOCK_CHANNELS:",
        "APPEALCLOCK_DATABASE_URL:",
        "Temporal",
    ]


@pytest.fixture
async def own_client(environment: WorkflowEnvironment) -> Client:
    """Of a namespace that no other worker of the tests works for."""
    return await another_namespace(environment)


@pytest.mark.server
async def test_the_service_works_until_it_is_told_to_stop(
    own_client: Client,
    settings: ServiceSettings,
    inbox: ReceivedMail,
    tmp_path: Path,
) -> None:
    client = own_client
    process = await start_service(
        APPEALCLOCK_CHANNELS=str(settings.channels),
        APPEALCLOCK_DATABASE_URL=settings.database_url,
        APPEALCLOCK_UI_URL="https://desk.legalaid.example/",
        TEMPORAL_ADDRESS=client.service_client.config.target_host,
        TEMPORAL_NAMESPACE=client.namespace,
        TEMPORAL_CONFIG_FILE=str(tmp_path / "none.toml"),
    )
    case_id = f"AC-{uuid4().hex[:8]}"
    await client.start_workflow(
        "AppealCase",
        {
            "program": "part_c",
            "notice_date": str(clock.days_ago(9)),
            "service": "Total knee replacement",
            "case_manager": {"email": "manager@legalaid.example"},
        },
        id=case_id,
        task_queue=TASK_QUEUE,
    )
    await eventually(lambda: len(inbox.files) == 1)
    [mail] = inbox.messages
    assert case_id in mail["Subject"]
    html = mail.get_body(("html",))
    assert html is not None
    link = f"https://desk.legalaid.example/namespaces/{client.namespace}/workflows/{case_id}"
    assert link in html.get_content()
    assert any(part.get_content_type() == "text/calendar" for part in mail.walk())

    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert process.returncode == 0
    log = errors.decode()
    assert "working on appeals" in log
    assert log.rstrip().endswith("INFO appealclock.worker: stopped")
    assert "legalaid.example" not in log
    await client.get_workflow_handle(case_id).terminate()


async def test_a_named_build_pins_its_cases(own_client: Client, settings: ServiceSettings) -> None:
    named = changed(settings, build_id="2026.11.1")
    async with worker.build_worker(own_client, named) as running:
        deployment = running.config()["deployment_config"]
    assert deployment is not None
    assert deployment.use_worker_versioning
    assert deployment.version.to_canonical_string() == "appealclock.2026.11.1"


async def test_run_worker_ends_when_told(own_client: Client, settings: ServiceSettings) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run_worker(own_client, settings, stop=stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 90)


async def test_the_worker_keeps_the_calendars(
    own_client: Client, settings: ServiceSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "calendars"
    stop = asyncio.Event()
    keeping = changed(settings, calendars=folder)
    running = asyncio.create_task(worker.run_worker(own_client, keeping, stop=stop))

    async def are_kept() -> bool:
        return (folder / ".kept").exists()

    await eventually(are_kept)
    stop.set()
    await asyncio.wait_for(running, 90)


async def test_a_worker_counts_with_the_desks_time_limits_or_does_not_start(
    environment: WorkflowEnvironment, settings: ServiceSettings, tmp_path: Path
) -> None:
    client = environment.client
    file, before = tmp_path / "limits.toml", rulebook.edition
    entry = '[[limit]]\nrule = "{}"\nstate = "AZ"\nlength = 20\nunit = "calendar_days"\n'
    entry += 'source = "A"\n'
    file.write_text(entry.format("C.RECON.STD"))
    with pytest.raises(DeskFileError, match="no State or plan sets the time"):
        async with worker.build_worker(client, changed(settings, local_limits=file)):
            pass
    file.write_text(entry.format("I.RECON.STD"))
    try:
        async with worker.build_worker(client, changed(settings, local_limits=file)):
            assert rulebook.edition != before
            on, facts = date(2026, 11, 2), Facts(state="AZ")
            counted = rulebook.reckon("I.RECON.STD", on, zone="UTC", facts=facts)
            assert counted.due_on == date(2026, 11, 22)
    finally:
        take_local_limits(None)
    assert rulebook.edition == before
