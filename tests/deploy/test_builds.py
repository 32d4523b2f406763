"""Cases that wait for a build that nobody runs: it is said, with what to type, and they move."""

from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.builds import check_builds, current_build
from deploy.moving_cases import move_cases
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import in_own_namespace
from tests.waiting import eventually
from tests.workflows.releases.test_new_build import build_of, make_current
from worker import build_worker

_AT_ONCE = timedelta(seconds=0)
"""As if every worker had been silent for long."""


@pytest.fixture
def settings(sqlite_url: str) -> ServiceSettings:
    return ServiceSettings(database_url=sqlite_url)


async def test_what_waits_is_said_and_sleeping_cases_move(
    environment: WorkflowEnvironment, settings: ServiceSettings
) -> None:
    one, two = (settings.model_copy(update={"build_id": name}) for name in ("1", "2"))
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    environment = await in_own_namespace(environment)
    client, sent = environment.client, RecordingChannels()
    assert await check_builds(client, None) == []
    async with build_worker(client, one, channels=sent):

        async def is_known() -> bool:
            return "new cases wait" in "".join(await check_builds(client, "1"))

        await eventually(is_known)
        [line] = await check_builds(client, "1")
        assert line.endswith(
            "run `temporal worker deployment set-current-version --deployment-name "
            "appealclock --build-id 1`"
        )
        await make_current(client, "1")
        assert await current_build(client) == "1"
        case = await Rehearsal.start(environment, intake, "AC-asleep")
        await case.handle.query("overview")
        assert await check_builds(client, "1") == []
    async with build_worker(client, two, channels=sent):
        await make_current(client, "2")

        async def waits() -> bool:
            return bool(await check_builds(client, "2", silent_after=_AT_ONCE))

        # The list of cases follows a moment later.
        await eventually(waits)
        [line] = await check_builds(client, "2", silent_after=_AT_ONCE)
        assert line == (
            "1 open case waits for build 1, which has no worker; start one with "
            "APPEALCLOCK_BUILD_ID=1, or run `appealclock move-cases`"
        )
        result = await move_cases(client, "2")
        assert (result.moved, result.sending, result.waiting) == (["AC-asleep"], [], [])
        assert await build_of(case) == "2"
        assert (await case.handle.query("overview"))["open_deadlines"]
        info = (await case.handle.describe()).raw_description.workflow_execution_info
        assert not info.versioning_info.HasField("versioning_override")

        async def nothing_waits() -> bool:
            return await check_builds(client, "2", silent_after=_AT_ONCE) == []

        await eventually(nothing_waits)
        assert (await move_cases(client, "2")).moved == []


async def test_new_cases_that_go_to_a_build_without_a_worker(
    environment: WorkflowEnvironment, settings: ServiceSettings
) -> None:
    one = settings.model_copy(update={"build_id": "1"})
    environment = await in_own_namespace(environment)
    client = environment.client
    async with build_worker(client, one, channels=RecordingChannels()):
        await make_current(client, "1")
    [line] = await check_builds(client, "2", silent_after=_AT_ONCE)
    assert line.startswith("New cases go to build 1, which has no worker")
    assert "--build-id 2" in line
