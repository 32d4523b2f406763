"""A worker of another release starts: every open case is looked at, and nobody else is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.delivery.channels import RecordingChannels
from activities.look_again import look_again as tell_cases
from deploy.looking_again import ask_for, looking_again
from deploy.rehearsal import Rehearsal
from models import look_again
from models.look_again import WORKFLOW_ID, is_mark, looked_at_by_another, next_part, part_of
from models.release import build_name, present
from models.rulebook import rulebook
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.simulation.seeded.editions import edition, longer
from tests.virtual_server import in_own_namespace
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.releases.test_new_build import build_of, make_current
from worker import build_worker
from workflows.look_again import WAKE, LookAgain
from workflows.runtime.payloads import data_converter

INTAKE: dict[str, Any] = {
    "program": "part_c",
    "notice_date": str(days_ago(5)),
    "service": "MRI",
    "case_manager": {"email": "manager@legalaid.example"},
}


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour passes in a moment."""
    monkeypatch.setattr(look_again, "PAUSE", timedelta(milliseconds=5))


async def plain_client(environment: WorkflowEnvironment) -> Client:
    """A client as the service has it: what it starts runs on the server's own clock."""
    client = environment.client
    address = client.service_client.config.target_host
    return await Client.connect(address, namespace=client.namespace, data_converter=data_converter)


async def events(client: Client, case_id: str) -> int:
    return len((await client.get_workflow_handle(case_id).fetch_history()).events)


async def due(case: Rehearsal) -> date:
    return (await case.deadlines())[0].due_on


async def is_counted(client: Client, mark: str, count: int) -> None:
    """Wait until Temporal lists so many cases that another release looked at."""

    async def counted() -> bool:
        return (await client.count_workflows(looked_at_by_another(mark))).count == count

    await eventually(counted)


async def result(client: Client) -> Mapping[str, Any]:
    """What became of looking again, once it is over."""
    handle = client.get_workflow_handle(WORKFLOW_ID)

    async def is_over() -> bool:
        try:
            return (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
        except Exception:  # noqa: BLE001 (not started yet)
            return False

    await eventually(is_over)
    found: Mapping[str, Any] = await handle.result()
    return found


@asynccontextmanager
async def service(
    client: Client, plain: Client, settings: ServiceSettings, sent: RecordingChannels
) -> AsyncIterator[None]:
    """A worker that looks after its release, as the service has it."""
    async with build_worker(client, settings, channels=sent), looking_again(plain, settings):
        yield


async def test_a_worker_of_another_edition_wakes_every_open_case(
    environment: WorkflowEnvironment,
    settings: ServiceSettings,
) -> None:
    sent = RecordingChannels()
    environment = await in_own_namespace(environment)
    client, plain = environment.client, await plain_client(environment)
    async with build_worker(client, settings, channels=sent):
        cases = [
            await Rehearsal.start(environment, INTAKE, f"AC-look-{number}") for number in range(4)
        ]
        ended = await Rehearsal.start(environment, INTAKE, "AC-look-ended")
        await ended.send("close", ending="withdrawn", reason="Enough")
        was = await due(cases[0])
        mark = present(build_name(None)).mark
        await is_counted(plain, mark, 0)
        assert await ask_for(plain, mark) == 0
    told, closed = len(sent.sent), await events(plain, "AC-look-ended")
    before = [await events(plain, case.handle.id) for case in cases]
    with edition(longer):
        mark = present(build_name(None)).mark
        await is_counted(plain, mark, len(cases))
        async with service(client, plain, settings, sent):
            assert await result(plain) == {"release": mark, "told": 4, "left": 0}
            for case in cases:
                await case.settle()
                assert await due(case) == was + timedelta(days=5)
            await eventually(lambda: len(sent.sent) == told + 4)
            # Looked at once: signal, task, turn, attribute, timer, and the mail.
            after = [await events(plain, case.handle.id) for case in cases]
            await is_counted(plain, mark, 0)
        first = await plain.get_workflow_handle(WORKFLOW_ID).describe()
        async with service(client, plain, settings, sent):
            assert await ask_for(plain, mark) == 0
            again = await plain.get_workflow_handle(WORKFLOW_ID).describe()
            assert again.run_id == first.run_id
            assert [await events(plain, case.handle.id) for case in cases] == after
        assert await events(plain, "AC-look-ended") == closed
        assert len(sent.sent) == told + 4
        assert all(one > other for one, other in zip(after, before, strict=True))
        bodies = [str(message) for _, _, message in sent.sent[told:]]
        assert all("The rulebook was corrected" in body for body in bodies)
        woken = Rehearsal(environment, plain.get_workflow_handle(WORKFLOW_ID))
        await keep_history(woken, "look-again")


async def test_another_build_alone_tells_nobody_anything(
    environment: WorkflowEnvironment, settings: ServiceSettings
) -> None:
    sent = RecordingChannels()
    named = settings.model_copy(update={"build_id": None})
    environment = await in_own_namespace(environment)
    client, plain = environment.client, await plain_client(environment)
    async with build_worker(client, named, channels=sent):
        case = await Rehearsal.start(environment, INTAKE, "AC-look-build")
    told = len(sent.sent)
    mark = f"{rulebook.edition}/another"
    await is_counted(plain, mark, 1)
    async with build_worker(client, named, channels=sent):
        assert await ask_for(plain, mark) == 1
        found = await result(plain)
        # No worker of that build is there: after some passes it is left to the next start.
        assert (found["release"], found["left"]) == (mark, 1)
        await case.settle()
    assert len(sent.sent) == told


async def test_pinned_cases_move_to_the_build_that_became_current(
    environment: WorkflowEnvironment, settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.looking_again._EVERY", 0.05)
    builds = [settings.model_copy(update={"build_id": name}) for name in ("1", "2")]
    sent = RecordingChannels()
    environment = await in_own_namespace(environment)
    client, plain = environment.client, await plain_client(environment)
    async with service(client, plain, builds[0], sent):
        await make_current(client, "1")
        case = await Rehearsal.start(environment, INTAKE, "AC-look-pinned")
        told = len(sent.sent)
        async with service(client, plain, builds[1], sent):
            # Beside the old build nothing happens until it is the one that counts.
            assert await build_of(case) == "1"
            await make_current(client, "2")

            async def moved() -> bool:
                return await build_of(case) == "2"

            await eventually(moved)
            await case.settle()
            await is_counted(plain, present("2").mark, 0)
    assert len(sent.sent) == told


async def test_a_release_that_asks_while_another_finds_nobody_has_its_turn(
    environment: WorkflowEnvironment,
) -> None:
    environment = await in_own_namespace(environment)
    plain, asked = await plain_client(environment), list[str]()

    @activity.defn(name=WAKE)
    async def nobody_is_left(order: dict[str, Any]) -> dict[str, Any]:
        asked.append(order["release"])
        if order["release"] == "edition/1":
            await plain.get_workflow_handle(WORKFLOW_ID).signal(look_again.WANT, "edition/2")
        return {"told": 0, "left": 0, "next": None}

    queue = "asked-meanwhile"
    async with Worker(plain, task_queue=queue, workflows=[LookAgain], activities=[nobody_is_left]):
        found = await plain.execute_workflow(
            look_again.WORKFLOW_TYPE,
            id=WORKFLOW_ID,
            task_queue=queue,
            start_signal=look_again.WANT,
            start_signal_args=["edition/1"],
        )
    assert asked == ["edition/1", "edition/2"]
    assert found == {"release": "edition/2", "told": 0, "left": 0}


@pytest.mark.parametrize("mark", ["", "an'other", "a b", "x" * 1000])
async def test_what_is_no_mark_of_a_release_asks_temporal_nothing(mark: str) -> None:
    """As a filter it would be refused each time it is tried, for ever."""
    assert is_mark(present(build_name(None)).mark)
    order = {"release": mark, "part": 0}
    found = await ActivityEnvironment().run(tell_cases, order)
    assert found == {"told": 0, "left": 0, "next": None}


def test_cases_are_spread_evenly_over_the_parts() -> None:
    names = [f"AC-2026-{number:04}" for number in range(6000)]
    counts = [0] * look_again.PARTS
    for name in names:
        counts[part_of(name)] += 1
    assert min(counts) > 50
    assert max(counts) < 160


def test_the_next_part_is_the_first_that_has_cases() -> None:
    names = [f"AC-2026-{number:04}" for number in range(20)]
    parts = sorted({part_of(name) for name in names})
    visited, part = [], look_again.NOT_BEGUN
    while (following := next_part(names, part)) is not None:
        visited.append(following)
        part = following
    assert visited == parts
    assert next_part([], look_again.NOT_BEGUN) is None
