"""Moves open cases that sleep with an older build to the current one, at once."""

import asyncio
from dataclasses import dataclass, field

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import Client
from temporalio.common import OneTimeVersioningOverride, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode

from activities.look_again import tell_to_look_again
from deploy.builds import pinned_elsewhere
from models.settings import DEPLOYMENT

_PAUSE = 0.05
"""Seconds from case to case: a turn takes a worker about a third of that."""

_PATIENCE = 60.0
"""Seconds within which the current build takes a case over whose turn was asked for."""


@dataclass
class Moved:
    """What became of the cases that were with another build; ids alone."""

    moved: list[str] = field(default_factory=list)
    sending: list[str] = field(default_factory=list)
    """A message of theirs is being sent: they are to be moved after that."""

    waiting: list[str] = field(default_factory=list)
    """The current build has not taken them over yet."""


async def move_cases(client: Client, build: str, *, patience: float = _PATIENCE) -> Moved:
    """Have the current build take over every open case of another build.

    Each case is sent to that build for one task, and stays there. Safe to run again: a case that
    has moved is not found any more.

    Args:
        client: Of the namespace of the cases.
        build: The current one.
        patience: Seconds to wait until the last of them has moved.

    Raises:
        RPCError: Temporal does not do it.
    """
    result = Moved()
    asked = []
    for name in [one.id async for one in client.list_workflows(pinned_elsewhere(build))]:
        if await _is_sending(client, name):
            result.sending.append(name)
        elif await _send_to(client, name, build):
            asked.append(name)
        await asyncio.sleep(_PAUSE)
    deadline = asyncio.get_running_loop().time() + patience
    for name in asked:
        while not (has_moved := await _has_moved(client, name, build)):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(_PAUSE)
        (result.moved if has_moved else result.waiting).append(name)
    return result


async def _is_sending(client: Client, case_id: str) -> bool:
    """Whether a worker is sending something of a case now."""
    described = await client.get_workflow_handle(case_id).describe()
    started = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    return any(one.state == started for one in described.raw_description.pending_activities)


async def _send_to(client: Client, case_id: str, build: str) -> bool:
    """Send the next task of a case to a build, and give it one; whether the case is still open."""
    override = OneTimeVersioningOverride(WorkerDeploymentVersion(DEPLOYMENT, build))
    try:
        await client.workflow_service.update_workflow_execution_options(
            UpdateWorkflowExecutionOptionsRequest(
                namespace=client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=case_id),
                workflow_execution_options=WorkflowExecutionOptions(
                    versioning_override=override._to_proto()  # noqa: SLF001 (no public way in 1.35)
                ),
                update_mask=FieldMask(paths=["versioning_override"]),
            )
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return await tell_to_look_again(client, case_id)


async def _has_moved(client: Client, case_id: str, build: str) -> bool:
    info = (await client.get_workflow_handle(case_id).describe()).raw_description
    versioning = info.workflow_execution_info.versioning_info
    return bool(versioning.deployment_version.build_id == build)
