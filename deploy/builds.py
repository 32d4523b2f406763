"""Which build of the worker new cases go to, which cases wait for a build that nobody runs.

Temporal keeps a case with the build that began it, and sends new cases to the current build. Where
there is no such worker, they wait without an error anywhere: here it is said, with what to type.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeWorkerDeploymentRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from deploy.in_background import in_background
from models.look_again import open_cases
from models.settings import DEPLOYMENT, TASK_QUEUE

SILENT_AFTER = timedelta(seconds=150)
"""A worker asks for work once a minute at least; Temporal lists it for minutes after its end."""

_EVERY = 60.0
"""Seconds between two looks."""

_SET_CURRENT = (
    f"`temporal worker deployment set-current-version --deployment-name {DEPLOYMENT} "
    "--build-id {build}`"
)

logger = logging.getLogger("appealclock.builds")


async def current_build(client: Client) -> str:
    """The build to which new cases go; empty where there is none.

    Raises:
        RPCError: Temporal does not say.
    """
    return (await _deployment(client))[0]


async def check_builds(
    client: Client, build_id: str | None, *, silent_after: timedelta = SILENT_AFTER
) -> list[str]:
    """What waits for a worker that is not there: each in one line, with what to type.

    Args:
        client: Of the namespace of the cases.
        build_id: Of the worker that asks, or is to run here; None where it has none.
        silent_after: How long ago a worker may have asked for work last.
    """
    try:
        current, builds = await _deployment(client)
        alive = await _builds_alive(client, silent_after)
        return [
            *_of_new_cases(current, build_id, alive),
            *await _of_pinned_cases(client, current, builds, alive),
        ]
    except RPCError as error:
        return [f"Temporal does not say which build is current: {error.status.name}"]


@asynccontextmanager
async def builds_watched(
    client: Client, build_id: str | None, *, every: float = _EVERY
) -> AsyncIterator[None]:
    """While the context is open: log what waits for a worker that is not there, and its end."""
    async with in_background(_watch(client, build_id, every)):
        yield


def pinned_to(build: str) -> str:
    """The list filter for the open cases that stay with a build."""
    return f"{open_cases()} AND TemporalWorkerDeploymentVersion = '{DEPLOYMENT}:{build}'"


def pinned_elsewhere(build: str) -> str:
    """The list filter for the open cases that stay with another build than this."""
    version = "TemporalWorkerDeploymentVersion"
    return f"{open_cases()} AND {version} IS NOT NULL AND {version} != '{DEPLOYMENT}:{build}'"


async def _watch(client: Client, build_id: str | None, every: float) -> None:
    said: list[str] = []
    while True:
        found = await check_builds(client, build_id)
        for line in found:
            if line not in said:
                logger.warning("%s", line)
        if said and not found:
            logger.info("every open case has a worker again")
        said = found
        await asyncio.sleep(every)


def _of_new_cases(current: str, build_id: str | None, alive: set[str]) -> list[str]:
    if build_id is not None and not current:
        # Workers without a build id take new cases then.
        waits = "" if "" in alive else ": new cases wait"
        return [
            f"This worker's build {build_id} is not current, and no other is{waits}; run "
            f"{_SET_CURRENT.format(build=build_id)}"
        ]
    if current and current not in alive and current != build_id:
        return [
            f"New cases go to build {current}, which has no worker; start one with "
            f"APPEALCLOCK_BUILD_ID={current}, or run "
            f"{_SET_CURRENT.format(build=build_id or 'BUILD')}"
        ]
    return []


async def _of_pinned_cases(
    client: Client, current: str, builds: list[str], alive: set[str]
) -> list[str]:
    problems = []
    for build in builds:
        if build in alive or build == current:
            continue
        count = (await client.count_workflows(pinned_to(build))).count
        if count:
            cases = "1 open case waits" if count == 1 else f"{count} open cases wait"
            problems.append(
                f"{cases} for build {build}, which has no worker; start one with "
                f"APPEALCLOCK_BUILD_ID={build}, or run `appealclock move-cases`"
            )
    return problems


async def _deployment(client: Client) -> tuple[str, list[str]]:
    """The current build, empty where there is none, and all that Temporal knows."""
    try:
        described = await client.workflow_service.describe_worker_deployment(
            DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "", []
        raise
    info = described.worker_deployment_info
    builds = [one.deployment_version.build_id for one in info.version_summaries]
    return str(info.routing_config.current_deployment_version.build_id), builds


async def _builds_alive(client: Client, silent_after: timedelta) -> set[str]:
    """The builds whose workers asked for work lately; empty text for workers without a build."""
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    since = datetime.now(UTC) - silent_after
    return {
        poller.deployment_options.build_id
        if poller.deployment_options.deployment_name == DEPLOYMENT
        else ""
        for poller in described.pollers
        if poller.last_access_time.ToDatetime(UTC) >= since
    }
