"""A case that is pinned to a build moves to the next one when it wakes, with all it knows."""

from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import in_own_namespace
from tests.waiting import eventually
from tests.workflows.steering import report
from worker import build_worker

DEPLOYMENT = "appealclock"


async def make_current(client: Client, build_id: str) -> None:
    """What `temporal worker deployment set-current-version` does, once the build has a worker."""

    async def taken() -> bool:
        try:
            await client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=build_id
                )
            )
        except RPCError:
            return False
        return True

    await eventually(taken)


async def build_of(case: Rehearsal) -> str:
    info = (await case.handle.describe()).raw_description.workflow_execution_info
    return info.versioning_info.deployment_version.build_id


async def test_a_case_moves_to_the_build_that_is_current(
    environment: WorkflowEnvironment, settings: ServiceSettings
) -> None:
    builds = [settings.model_copy(update={"build_id": name}) for name in ("1", "2")]
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    environment = await in_own_namespace(environment)
    client, sent = environment.client, RecordingChannels()
    async with build_worker(client, builds[0], channels=sent):
        await make_current(client, "1")
        case = await Rehearsal.start(environment, intake, "AC-pinned")
        before = await case.handle.query("overview")
        async with build_worker(client, builds[1], channels=sent):
            await make_current(client, "2")
            # Asleep it stays where it is, whatever else becomes current.
            assert await build_of(case) == "1"
            proof = {"on": str(days_ago(2)), "evidence": "portal log"}
            receipt = await case.handle.execute_update(
                "record_receipt", {"received": proof}, id="proof"
            )

            async def moved() -> bool:
                # Its queue hears of the build a moment after the deployment.
                await report(case, "update_contacts", beneficiary={"email": "ann@x.example"})
                return await build_of(case) == "2"

            await eventually(moved)
    # The old build has no worker any more.
    async with build_worker(client, builds[1], channels=sent):
        after = await case.handle.query("overview")
        assert len(after["open_deadlines"]) == len(before["open_deadlines"]) == 1
        assert after["open_deadlines"][0]["due_on"] == receipt["changes"][0]["after"]
        again = await case.handle.execute_update("record_receipt", {"received": proof}, id="proof")
        assert again == receipt
        await case.send("close", ending="withdrawn", reason="Enough")
